/**
 * The supervisor: starts the processes of a server, starts again what dies, and passes on what they tell each other.
 *
 * It is a cluster's primary, so those that serve share a port, which stays open while they change. It holds nothing itself and asks no database, so
 * there is little that could end it.
 *
 * Those that serve take connections from the port themselves: node's other way is that the primary takes each and hands it over, and one that is being
 * handed to a process which dies in that moment is never answered nor closed.
 */
import cluster, { type Worker } from "node:cluster";
import type { Instance } from "../config.ts";
import { hasten, makePosts, type Life, type Post } from "./posts.ts";
import { isOurs, type FromChild, type Role, type ToChild } from "./messages.ts";

/** ms that all have to stop before they are ended. */
const PATIENCE = 15_000;

/** Runs a server's processes until it is told to stop (SIGTERM, SIGINT). SIGHUP has each replaced by a new one, which reads everything anew. */
export async function supervise(instance: Instance, processes: NonNullable<Instance["processes"]>): Promise<void> {
  const say = (line: string) => {
    if (!["off", "error"].includes(instance.log)) process.stderr.write(`kith: ${line}\n`);
  };
  const { web, worker } = processes;
  const roles: Role[] = [
    ...Array.from({ length: web }, (): Role => (worker === 0 ? "both" : "web")),
    ...Array.from({ length: worker }, (): Role => "worker"),
  ];
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  const posts = roles.map((role, number): Post => ({
    role,
    number,
    failures: 0,
    child: undefined,
    renewing: false,
    timer: undefined,
  }));
  const dead = makeGraveyard();
  const state = { stopping: false, started: false, asked: false };
  const lives = new Set<Life>();
  const staff = makePosts({
    lives,
    fork: (post) => {
      const child = cluster.fork({ KITH_ROLE: post.role, KITH_FIRST: state.started || post.number > 0 ? "" : "1" });
      child.on("message", (message: FromChild) => {
        if (!isOurs(message)) return;
        if (message.kith === "held-up") hasten(lives, child);
        else hear(child, message, dead);
      });
      return child;
    },
    ended: (child, tidy) => (tidy ? dead.forget(child) : dead.add(child)),
    stopping: () => state.stopping,
    say,
  });
  const renew = onSignals({ posts, state, staff, say });

  // The first brings the database up to date, and says what is wrong: that is no reason to try again.
  const [first, ...others] = posts;
  if (first === undefined || !(await staff.fill(first))) {
    if (!state.stopping) process.exitCode = 1;
    return;
  }
  await Promise.all(others.map(async (post) => await staff.keep(post)));
  state.started = true;
  if (state.stopping) return;
  const port = posts.find(({ child }) => child?.port !== undefined)?.child?.port;
  const counted = `${web} to serve, ${worker === 0 ? "which also work" : `${worker} to work`}`;
  const listening = port === undefined ? "" : ` (listening on ${instance.listen.host}:${port})`;
  process.stdout.write(`Kith is at ${instance.origin}${listening}, in processes: ${counted}\n`);
  // What was asked for in the meantime: the first may have read what has changed since.
  if (state.asked) void renew();
}

/** What died without freeing what it held: somebody who lives is told to, until it is done. */
function makeGraveyard() {
  const names = new Map<Worker, string>();
  const dead = new Set<string>();
  const tell = (child: Worker) => {
    for (const holder of dead) send(child, { kith: "bury", holder });
  };
  return {
    named: (child: Worker, holder: string) => void names.set(child, holder),
    forget: (child: Worker) => void names.delete(child),
    add(child: Worker) {
      const holder = names.get(child);
      names.delete(child);
      if (holder === undefined) return;
      dead.add(holder);
      for (const living of names.keys()) send(living, { kith: "bury", holder });
    },
    tell,
    buried: (holder: string) => void dead.delete(holder),
  };
}

type Graveyard = ReturnType<typeof makeGraveyard>;

function hear(child: Worker, message: FromChild, dead: Graveyard): void {
  if (message.kith === "calls") dead.named(child, message.holder);
  else if (message.kith === "buried") dead.buried(message.holder);
  else if (message.kith === "ready") dead.tell(child);
  else if (message.kith === "news")
    for (const other of Object.values(cluster.workers ?? {})) if (other !== undefined && other !== child) send(other, message);
}

function send(child: Worker, message: ToChild): void {
  // Whoever has just died hears nothing, and need not.
  if (child.isConnected()) child.process.send?.(message, undefined, undefined, () => undefined);
}

type Stage = {
  posts: Post[];
  state: { stopping: boolean; started: boolean; asked: boolean };
  staff: ReturnType<typeof makePosts>;
  say: (line: string) => void;
};

/** Returns what SIGHUP does. */
function onSignals({ posts, state, staff, say }: Stage): () => Promise<void> {
  const stop = () => {
    if (state.stopping) return;
    state.stopping = true;
    for (const { timer } of posts) clearTimeout(timer);
    for (const child of Object.values(cluster.workers ?? {})) child?.process.kill("SIGTERM");
    setTimeout(() => {
      for (const child of Object.values(cluster.workers ?? {})) child?.process.kill("SIGKILL");
      process.exit(1);
    }, PATIENCE).unref();
  };
  let [renewing, again] = [false, false];
  const renew = async () => {
    again = true;
    state.asked = true;
    if (renewing || !state.started) return;
    renewing = true;
    while (again && !state.stopping) {
      again = false;
      say("every process is replaced by a new one, one after another");
      const all = await staff.renewAll(posts);
      if (!state.stopping) say(all ? "every process has been replaced" : "the new one does not start: the old ones go on");
    }
    renewing = false;
  };
  // Not once: npm and service managers send the same signal twice, and the second would end this process before the others.
  process.on("SIGTERM", stop).on("SIGINT", stop);
  process.on("SIGHUP", () => void renew());
  return renew;
}
