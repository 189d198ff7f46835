/**
 * Siblings on PostgreSQL: one connection of each process listens (LISTEN) and tells (NOTIFY).
 *
 * What is told is collected while the last statement is under way, so that a thousand commits a second are a few statements. It is told after the
 * commit of what it is about, not in it: transactions that notify wait for each other's commits, one after another.
 */
import type { Client } from "pg";
import { makeLine, type Line } from "./line.ts";
import { loadAbsent, markPresent } from "./presence.ts";
import { makeHearing, makeTale, readPacket, writePacket, type Packet } from "./packets.ts";
import type { Ears, OpenSiblings, Siblings } from "./siblings.ts";

const CHANNEL = "kith";
/** ms that siblings have to say that they know of us: at the start, and after the line was broken. */
const GREETING = 1000;
const RETURN = 30_000;
/** ms in which a process that lives has mended its line. */
const MENDING = 2000;
/** ms for the last words. */
const PARTING = 2000;
/** Pieces of news that wait for the line to be free, or mended, before they are put into a packet anyway. */
const MOST_WAITING = 500;

type Table<News> = {
  ears: Ears<News>;
  tale: ReturnType<typeof makeTale>;
  hearing: ReturnType<typeof makeHearing>;
  /** Those to be told. */
  company: Set<string>;
  /** Heard of since the last count. */
  lately: Set<string>;
  /** Who is to answer our hello, ourselves included; `all` when they have. */
  awaited: Set<string>;
  all: () => void;
  /** JSON, each. */
  waiting: string[];
  telling: Promise<void> | undefined;
  line: Line;
};

/** @param connect makes a client that is connected */
export const postgresSiblings =
  (connect: () => Promise<Client>): OpenSiblings =>
  async (ears) => {
    let first = true;
    const table: Table<Parameters<typeof ears.heard>[0][number]> = {
      ears,
      tale: makeTale(ears.me),
      hearing: makeHearing(),
      company: new Set(),
      lately: new Set(),
      awaited: new Set([ears.me, ...ears.others]),
      all: () => undefined,
      waiting: [],
      telling: undefined,
      line: makeLine({
        channel: CHANNEL,
        first: markPresent(ears.me),
        connect,
        heard: (payload) => hear(table, payload),
        opened: () => void (first ? undefined : comeBack(table)),
        broken: (error) => ears.warn("the line to this server's other processes broke: {reason}", { reason: reasonOf(error) }),
      }),
    };
    await table.line.open();
    first = false;
    await greet(table, GREETING);
    if (table.awaited.has(ears.me)) ears.warn(UNHEARD, {});
    return siblingsOf(table);
  };

const reasonOf = (error: unknown): unknown => (error instanceof Error ? error.message : error);

const UNHEARD =
  "PostgreSQL's notifications do not reach this process, so it hears late of what others do: does the database's address lead through a pooler?";

function siblingsOf<News>(table: Table<News>): Siblings<News> {
  const { company, lately, waiting } = table;
  return {
    tell(news) {
      if (company.size === 0 || news.length === 0) return;
      for (const one of news) waiting.push(JSON.stringify(one));
      if (waiting.length > MOST_WAITING) pack(table);
      table.telling ??= soon(table);
    },
    count(holders) {
      for (const from of company) if (!holders.includes(from) && !lately.has(from)) leave(table, from);
      lately.clear();
    },
    dead: async (holders) => await loadDead(table, holders),
    async close() {
      await Promise.race([table.telling, after(PARTING)]);
      const bye = table.line.say(() => [writePacket({ kind: "bye", from: table.ears.me })]);
      await Promise.race([bye.catch(() => undefined), after(PARTING)]);
      await Promise.race([table.line.close(), after(PARTING)]);
    },
  };
}

/** Whoever has no line to the database now, nor in a moment: a live one would have mended it. Who does not hear themselves knows nothing of others. */
async function loadDead({ line, ears, awaited }: Table<never>, holders: readonly string[]): Promise<string[]> {
  if (awaited.has(ears.me)) return [];
  let suspects = holders.filter((holder) => holder !== ears.me);
  for (const wait of [0, MENDING]) {
    if (suspects.length === 0) break;
    await after(wait);
    suspects = await loadAbsent(line, suspects).catch(() => []);
  }
  return suspects;
}

const after = async (ms: number): Promise<void> => await new Promise((resolve) => setTimeout(resolve, ms).unref());

/** What is said twice in one breath is heard once. */
function pack({ waiting, tale }: Pick<Table<unknown>, "waiting" | "tale">): void {
  if (waiting.length > 0) tale.add(`[${[...new Set(waiting.splice(0))].join(",")}]`);
}

/** After what else this turn of the loop commits. */
async function soon(table: Table<never>): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  try {
    while (table.line.up()) {
      pack(table);
      const packets = table.tale.unsent();
      const last = packets.at(-1);
      if (last === undefined) break;
      await table.line.say(
        () => packets.map(({ payload }) => payload),
        () => table.tale.arrived(last.n),
      );
    }
  } catch {
    // The line says so itself, and we come back to it when it is mended.
  }
  table.telling = undefined;
}

/** Says who we are and what we have heard, and waits for answers. */
async function greet(table: Table<never>, patience: number): Promise<void> {
  const answered = new Promise<void>((resolve) => (table.all = resolve));
  await hello(table);
  await Promise.race([answered, after(patience)]);
}

const hello = async ({ line, tale, hearing, ears }: Table<never>): Promise<void> =>
  await line
    .say(() => [writePacket({ kind: "hello", from: ears.me, at: tale.sent(), heard: hearing.numbers() })])
    .catch(() => undefined);

/** After a break: whoever was there before tells us again what we have missed, or what they have told is lost. */
async function comeBack(table: Table<never>): Promise<void> {
  const before = table.hearing.tellers();
  table.awaited = new Set(before);
  const greeted = greet(table, RETURN);
  table.telling ??= soon(table);
  await greeted;
  const silent = before.filter((from) => table.awaited.has(from));
  for (const from of silent) leave(table, from);
  if (silent.length > 0) table.ears.missed();
}

function leave({ hearing, company, tale, waiting }: Table<never>, from: string): void {
  hearing.forget(from);
  company.delete(from);
  if (company.size > 0) return;
  waiting.length = 0;
  tale.forget();
}

function answered(table: Table<never>, from: string): void {
  table.awaited.delete(from);
  if (table.awaited.size === 0) table.all();
}

function hear<News>(table: Table<News>, payload: string): void {
  const packet = readPacket(payload);
  if (packet === undefined) return;
  const { from } = packet;
  if (from === table.ears.me) return packet.kind === "hello" ? answered(table, from) : undefined;
  table.lately.add(from);
  if (packet.kind === "bye") {
    leave(table, from);
    answered(table, from);
  } else if (packet.kind === "news") obey(table, table.hearing.take(packet));
  else if (packet.kind === "hello") welcome(table, packet);
  else if (packet.to === table.ears.me) {
    table.company.add(from);
    obey(table, table.hearing.meet(from, packet.at, packet.lost));
    answered(table, from);
  }
}

function obey<News>(table: Table<News>, { text, ask, missed }: ReturnType<Table<News>["hearing"]["take"]>): void {
  const { ears } = table;
  if (ask === true) void hello(table);
  if (missed === true) ears.missed();
  if (text === undefined) return;
  try {
    ears.heard(JSON.parse(text) as News[]);
  } catch (error) {
    ears.warn("what another process told was not understood: {error}", { error });
  }
}

/** Answers somebody who is new, or back: with what they have missed, as far as it is still there. */
function welcome<News>(table: Table<News>, { from, at, heard }: Extract<Packet, { kind: "hello" }>): void {
  const { tale, ears, line, company, hearing } = table;
  company.add(from);
  obey(table, hearing.meet(from, at, false));
  // Who has lost their line as well goes on by themselves from where they were.
  answered(table, from);
  const known = heard[ears.me];
  const answer = () => {
    const rest = known === undefined ? [] : tale.since(known);
    const said = { kind: "answer", from: ears.me, to: from, at: tale.sent(), lost: rest === undefined } as const;
    return [writePacket(said), ...(rest ?? [])];
  };
  // When it fails, we come back and say hello ourselves.
  void line.say(answer).catch(() => undefined);
}
