/**
 * The worker for deliveries, delivery by delivery: lanes, places, the breaker of each server and the ladder of retries, as in `src/jobs` and
 * `src/federation/deliver`. What it leaves out: that a failure holds up what the same account says next to the same server.
 */
import { join, offer, openDesk, takeAll, takeFirst, write, type Desk, type Job, type Worked } from "./desk.ts";
import { FAILURES, GIVEN_UP, LANE_CLAIM, MS, untilProbe, untilRetry } from "./rules.ts";

/** Delivers what is said until the end of the job, or until nothing is left. */
export function work(job: Job): Worked {
  const desk = openDesk(job);
  for (const [host, away] of job.away ?? []) remember(desk, host, away);
  claim(desk, 0);
  for (const letter of job.letters) {
    const { at, hosts } = letter;
    pass(desk, at);
    for (let n = 0; n < hosts.length; n++) arrive(desk, write(desk, hosts[n] as number, letter), at);
    claim(desk, at);
  }
  pass(desk, job.until);
  const { worked } = desk;
  worked.left = worked.created - worked.delivered - worked.given_up;
  return worked;
}

/** A server that is away: one of its rows is the next probe. */
function remember(desk: Desk, host: number, { since, waiting }: { since: number; waiting: number }): void {
  const { servers, job, clock } = desk;
  servers.failures[host] = Math.min(100, FAILURES + Math.floor(since / MS));
  servers.failed_at[host] = -since;
  servers.paused[host] = job.chance.next() * untilProbe(host, servers.failures[host], since / MS) * MS;
  const oldest = Math.min(since, 0.9 * GIVEN_UP * MS);
  for (let n = 0; n < waiting; n++) {
    const row = write(desk, host, { at: -1 - job.chance.next() * oldest, lane: n % job.per_host });
    if (n === 0) clock.push(servers.paused[host], row * 2 + 1);
    else layAside(desk, host, row);
  }
}

/** Lets time pass. */
function pass(desk: Desk, until: number): void {
  const { clock, tries } = desk;
  while (clock.peek() <= until) {
    const at = clock.peek();
    const event = clock.pop();
    if (event % 2 === 1) arrive(desk, event >> 1, at);
    else end(desk, tries[event / 2] as { row: number; taken: boolean }, at);
    claim(desk, at);
  }
}

/** A row is due: now, or when its server is asked again. */
function arrive(desk: Desk, row: number, at: number): void {
  const pause = desk.servers.paused[desk.rows.host[row] as number] as number;
  if (pause > at) desk.clock.push(pause, row * 2 + 1);
  else join(desk, row, at);
}

/** Takes from the lanes as long as there are places. */
function claim(desk: Desk, at: number): void {
  const { lanes, ready, worked, job } = desk;
  while (desk.free > 0 && ready.size() > 0) {
    const lane = ready.pop();
    if ((lanes.claimed[lane] as number) > 0 || lanes.head[lane] === -1) continue;
    const rows: number[] = [];
    while (rows.length < LANE_CLAIM && rows.length < desk.free && lanes.head[lane] !== -1) rows.push(takeFirst(desk, lane));
    desk.free -= rows.length;
    lanes.claimed[lane] = rows.length;
    const [first, ...rest] = rows;
    lanes.begun_later.set(lane, rest);
    start(desk, first as number, at);
  }
  worked.longest = Math.max(worked.longest, desk.waiting);
  worked.busiest = Math.max(worked.busiest, job.places - desk.free);
}

function start(desk: Desk, row: number, at: number): void {
  const { rows, servers, worked, job, cores, clock, tries } = desk;
  const host = rows.host[row] as number;
  if ((servers.paused[host] as number) > at) {
    clock.push(servers.paused[host] as number, row * 2 + 1);
    return finish(desk, rows.lane[row] as number, at);
  }
  rows.attempts[row] = (rows.attempts[row] as number) + 1;
  worked.tries++;
  let core = 0;
  for (let n = 1; n < cores.length; n++) if ((cores[n] as number) < (cores[core] as number)) core = n;
  const sent = Math.max(at, cores[core] as number) + job.cpu;
  cores[core] = sent;
  const { ms, taken } = job.answer(host, sent);
  clock.push(sent + ms, (tries.push({ row, taken }) - 1) * 2);
}

/** A place is free; a lane's rows that were claimed together run one after the other. */
function finish(desk: Desk, lane: number, at: number): void {
  const { lanes } = desk;
  desk.free++;
  lanes.claimed[lane] = (lanes.claimed[lane] as number) - 1;
  const row = lanes.begun_later.get(lane)?.shift();
  if (row !== undefined) start(desk, row, at);
  else offer(desk, lane);
}

function end(desk: Desk, { row, taken }: { row: number; taken: boolean }, at: number): void {
  const { rows, servers, worked, job } = desk;
  const host = rows.host[row] as number;
  if (!taken) fail(desk, row, at);
  else {
    worked.delivered++;
    const said = rows.said[row] as number;
    if (said >= 0 && (job.timed?.(host, said) ?? true)) {
      worked.latency.add(at - said);
      worked.last = at;
    }
    if ((servers.failures[host] as number) > 0) {
      servers.failures[host] = 0;
      servers.paused[host] = 0;
      for (const waiting of takeAll(desk, host)) join(desk, waiting, at);
    }
  }
  finish(desk, rows.lane[row] as number, at);
}

function fail(desk: Desk, row: number, at: number): void {
  const { rows, servers, worked, clock } = desk;
  const host = rows.host[row] as number;
  if (servers.failures[host] === 0) servers.failed_at[host] = at;
  const failures = (servers.failures[host] as number) + 1;
  servers.failures[host] = failures;
  if (failures >= FAILURES) {
    servers.paused[host] = at + untilProbe(host, failures, (at - (servers.failed_at[host] as number)) / MS) * MS;
    holdBack(desk, host, at);
  }
  if (at > (rows.ends[row] as number)) worked.given_up++;
  else clock.push(Math.max(at + untilRetry(row, rows.attempts[row] as number) * MS, servers.paused[host] as number), row * 2 + 1);
}

/** Gives up what is too old, lays the others aside, and has the oldest ask again. */
function holdBack(desk: Desk, host: number, at: number): void {
  const { rows, servers, worked, clock } = desk;
  let probes = false;
  for (const row of takeAll(desk, host)) {
    if (at > (rows.ends[row] as number)) worked.given_up++;
    else if (probes) layAside(desk, host, row);
    else clock.push(servers.paused[host] as number, row * 2 + 1);
    probes ||= at <= (rows.ends[row] as number);
  }
}

function layAside({ servers }: Desk, host: number, row: number): void {
  const rows = servers.aside.get(host);
  if (rows === undefined) servers.aside.set(host, [row]);
  else rows.push(row);
}
