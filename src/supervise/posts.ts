/** Posts: the places of a server's processes, each of which is filled, kept filled, and given to a successor before its holder goes. */
import type { Worker } from "node:cluster";
import { isOurs, PULSE, type FromChild, type Role, type ToChild } from "./messages.ts";

export type Child = { worker: Worker; port: number | undefined; born: number };
export type Post = {
  role: Role;
  number: number;
  /** Deaths in a row. */
  failures: number;
  child: Child | undefined;
  /** A successor is coming, so nobody else is sent for. */
  renewing: boolean;
  timer: NodeJS.Timeout | undefined;
};

/** ms before what died is started again, doubled with each death; and after how long a life it counts as well. */
const SOONEST = 100;
const LATEST = 30_000;
const WELL = 60_000;
/** ms that a new process may take until it serves: migrations are long with much to migrate, so this is for those that hang. */
const BIRTH = 30 * 60_000;
/** ms for the old one to go. */
const FAREWELL = 40_000;
/**
 * Signs of life in a row that one which serves may owe. After that minute others take what it had leased, and on SQLite it may keep all others from
 * writing, so it is ended. Counted in looks of ours: while we stand still ourselves, nobody owes anything.
 */
const OWED = 12;
/** ms between two looks at one that was asked for a sign because others cannot write, and how many it may let pass: they wait for ten seconds in all. */
const HASTE = 1000;
const OWED_IN_HASTE = 4;

/** What is known of a process that is ready. `ask`: wants a sign of life from it, soon. */
export type Life = { worker: Worker; ask(): void; end(): void };

type Options = {
  fork(post: Post): Worker;
  /** `tidy`: it has freed what it held. */
  ended(worker: Worker, tidy: boolean): void;
  stopping(): boolean;
  say(line: string): void;
};

/** `lives`: of those that are ready. */
export type Means = Options & { lives: Set<Life> };

/** One is kept from writing: of the others, whoever stands still is ended soon. */
export function hasten(lives: ReadonlySet<Life>, held_up: Worker): void {
  for (const { worker, ask } of lives) if (worker !== held_up) ask();
}

export function makePosts(options: Means) {
  const { stopping, say } = options;
  const later = (post: Post, what: string) => {
    const wait = Math.min(SOONEST * 2 ** post.failures++, LATEST);
    say(`a ${nameOf(post.role)} process ${what}; another is started in ${wait / 1000} s`);
    post.timer = setTimeout(() => void keep(post), wait);
  };
  const start = async (post: Post): Promise<Child | undefined> =>
    await begin(options, post, (child, how) => {
      if (post.child !== child) return;
      post.child = undefined;
      if (stopping() || post.renewing) return;
      if (performance.now() - child.born > WELL) post.failures = 0;
      later(post, `(${child.worker.process.pid}) ended (${how})`);
    });

  /** Fills a post; false when the process ends before it is ready. */
  const fill = async (post: Post): Promise<boolean> => {
    const child = await start(post);
    if (post.child === undefined) post.child = child;
    // Meanwhile somebody else was sent for, and came first.
    else if (child !== undefined) await retire(child.worker);
    return post.child !== undefined;
  };

  /** Fills it, later and later as long as that fails; returns after the first attempt. */
  const keep = async (post: Post): Promise<void> => {
    if (stopping() || post.child !== undefined || post.renewing) return;
    if (!(await fill(post)) && !stopping()) later(post, "did not start");
  };

  /** The new one serves before the old one stops. */
  const renew = async (post: Post): Promise<boolean> => {
    clearTimeout(post.timer);
    post.renewing = true;
    const child = await start(post);
    const old = post.child;
    post.renewing = false;
    if (child === undefined) {
      if (old === undefined && !stopping()) later(post, "did not start");
      return false;
    }
    post.child = child;
    post.failures = 0;
    if (old !== undefined) await retire(old.worker);
    return true;
  };

  return {
    fill,
    keep,
    /** False when one did not start: those that were not replaced go on. */
    async renewAll(posts: readonly Post[]): Promise<boolean> {
      for (const post of posts) if (stopping() || !(await renew(post))) return false;
      return true;
    },
  };
}

/** Starts a process, and waits until it is ready. undefined when it ended before, or none could be made. */
async function begin(options: Means, post: Post, lost: (child: Child, how: string) => void): Promise<Child | undefined> {
  const cannot = (error: unknown) =>
    options.say(`no ${nameOf(post.role)} process can be made: ${error instanceof Error ? error.message : String(error)}`);
  let worker: Worker;
  try {
    worker = options.fork(post);
  } catch (error) {
    cannot(error);
    return undefined;
  }
  const child: Child = { worker, port: undefined, born: performance.now() };
  const ready = await new Promise<boolean>((resolve) => {
    const overdue = setTimeout(() => worker.process.kill("SIGKILL"), BIRTH);
    let listening: () => void = () => undefined;
    worker.on("message", (message: FromChild) => {
      if (!isOurs(message) || message.kith !== "ready") return;
      clearTimeout(overdue);
      child.port = message.port;
      const life = expectLife(worker, () =>
        options.say(`a ${nameOf(post.role)} process (${worker.process.pid}) does not move any more`),
      );
      options.lives.add(life);
      listening = () => (options.lives.delete(life), life.end());
      resolve(true);
    });
    // Too many processes, no file handle left, or the program is just being replaced: there is no process then, and no exit. It also tells of signals that were not taken.
    worker.on("error", (error: unknown) => {
      if (worker.process.pid !== undefined) return;
      clearTimeout(overdue);
      cannot(error);
      resolve(false);
    });
    worker.once("exit", (code, signal) => {
      clearTimeout(overdue);
      listening();
      resolve(false);
      options.ended(worker, code === 0);
      lost(child, signal ?? String(code));
    });
  });
  return ready ? child : undefined;
}

/** Ends a process that gives no sign of life any more, after a minute, or a few seconds after it was asked for one; until `end` is called. */
function expectLife(worker: Worker, missed: () => void): Life {
  let [owed, owed_in_haste] = [0, 0];
  let haste: NodeJS.Timeout | undefined;
  const end = () => {
    clearInterval(looks);
    clearInterval(haste);
  };
  const giveUp = () => {
    end();
    missed();
    worker.process.kill("SIGKILL");
  };
  const looks = setInterval(() => void (++owed > OWED && giveUp()), PULSE).unref();
  worker.on("message", () => {
    [owed, owed_in_haste] = [0, 0];
    clearInterval(haste);
    haste = undefined;
  });
  const ask = () => {
    if (haste !== undefined) return;
    haste = setInterval(() => void (++owed_in_haste > OWED_IN_HASTE && giveUp()), HASTE).unref();
    tell(worker, { kith: "alive" });
  };
  return { worker, ask, end };
}

const nameOf = (role: Role): string => (role === "worker" ? "worker" : "web");

/** Whoever has just died hears nothing, and need not. */
const tell = (worker: Worker, message: ToChild): void => {
  worker.process.send?.(message, undefined, undefined, () => undefined);
};

async function retire(worker: Worker): Promise<void> {
  await new Promise<void>((resolve) => {
    if (worker.isDead()) return resolve();
    const overdue = setTimeout(() => worker.process.kill("SIGKILL"), FAREWELL);
    worker.once("exit", () => (clearTimeout(overdue), resolve()));
    tell(worker, { kith: "retire" });
  });
}
