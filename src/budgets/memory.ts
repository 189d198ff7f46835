/**
 * The memory of this process against its ceiling: what may still come in, and what is done when it is nearly spent.
 *
 * Whoever loses least is turned away first. Other servers come again by themselves, and somebody who uploads still has the file; what people write
 * is lost to them, so that goes on longer; reading goes on longest. Memory is looked at when somebody asks, at most every `LOOK` ms; between two
 * looks what was let in counts by its announced size, so that nothing can grow unseen.
 */

/**
 * `vital` is never refused. `bulky`: other servers, uploads and all else that is large; `lasting`: streams, which come again by themselves and give nothing back
 * meanwhile; `write`: what people send; `read`: what they look at.
 */
export type Kind = "vital" | "read" | "write" | "lasting" | "bulky";
/** How near the ceiling is: 0 = far; each level turns away one kind more. */
export type Level = 0 | 1 | 2 | 3;

/** Parts of the ceiling at which a kind is turned away. */
const UNTIL: Readonly<Record<Kind, number>> = Object.freeze({
  vital: Infinity,
  read: 1,
  write: 0.95,
  lasting: 0.85,
  bulky: 0.85,
});
/** An episode is over below this part. */
const OVER = 0.8;
/** ms between two looks, and between two attempts at collecting. */
const LOOK = 150;
const COLLECT = 10_000;
/** ms for which nobody has been refused when an episode ends. */
const CALM = 10_000;
/** Bytes of something bulky that is let in alone, even near the ceiling: a process whose memory does not come back still gets its work done. */
const TRICKLE = 300_000;

export type Episode = { began_at: number; ended_at: number; highest: number; refused: number };

export type Memory = {
  /** Bytes; 0 = none. */
  readonly ceiling: number;
  level(): Level;
  /** Lets a request in that may hold so many bytes; call what is returned when it has ended. Undefined: there is no room. */
  admit(kind: Kind, bytes: number): (() => void) | undefined;
  /** Of so many at once, as many as are wise now; one at least. */
  share(many: number): number;
  /** Looks, whether or not somebody has asked. `highest` and `refused` since the start. */
  look(): { used: number; highest: number; refused: number; episode: Episode | undefined };
};

type Means = {
  ceiling: number;
  /** Resident memory in bytes. */
  read: () => number;
  now: () => number;
  /** Lets go of what can be made again. */
  shrink: () => void;
  collect: () => void;
  warn: (message: string, properties: Record<string, unknown>) => void;
};

type State = {
  used: number;
  looked: number;
  /** Announced bytes of what is inside, and of what stays. */
  held: number;
  lasting: number;
  highest: number;
  refused: number;
  refused_at: number;
  collected: number;
};

export function openMemory(means: Means): Memory {
  const { ceiling, now } = means;
  const state: State = {
    used: 0,
    looked: -Infinity,
    held: 0,
    lasting: 0,
    highest: 0,
    refused: 0,
    refused_at: -Infinity,
    collected: -Infinity,
  };
  let episode: Episode | undefined;
  const look = () => {
    state.used = means.read();
    state.looked = now();
    state.highest = Math.max(state.highest, state.used);
    if (ceiling === 0) return;
    if (state.used >= ceiling * UNTIL.bulky) {
      if (episode === undefined || episode.ended_at > 0) episode = begin(means, state);
      relieve(means, state);
    } else if (episode?.ended_at === 0 && isCalm(state, ceiling, now())) end(means, state, episode);
    if (episode?.ended_at === 0) episode.highest = Math.max(episode.highest, state.used);
  };
  const fresh = (): number => {
    // A clock that was set back is no reason not to look.
    if (Math.abs(now() - state.looked) >= LOOK) look();
    return state.used;
  };
  const refuse = (): undefined => {
    episode = episode?.ended_at === 0 ? episode : begin(means, state);
    episode.refused++;
    state.refused++;
    state.refused_at = now();
    relieve(means, state);
  };
  return {
    ceiling,
    level: () => (ceiling === 0 ? 0 : levelOf(fresh() / ceiling)),
    admit(kind, bytes) {
      if (ceiling === 0) return () => undefined;
      if (!hasRoom(kind, bytes, { ...state, used: fresh() }, ceiling)) return refuse();
      const where = kind === "lasting" ? "lasting" : "held";
      state[where] += bytes;
      let inside = true;
      return () => {
        if (inside) state[where] -= bytes;
        inside = false;
      };
    },
    share(many) {
      const level = ceiling === 0 ? 0 : levelOf(fresh() / ceiling);
      return level === 0 ? many : Math.max(1, level === 1 ? Math.floor(many / 8) : 1);
    },
    look: () => (look(), { used: state.used, highest: state.highest, refused: state.refused, episode }),
  };
}

function hasRoom(kind: Kind, bytes: number, { used, held, lasting }: State, ceiling: number): boolean {
  // Who reads brings nothing; what is inside has had its room since it was let in, and as it comes it would count twice.
  if (kind === "read") return used <= ceiling * UNTIL.read;
  // They may all be told something at once, for which only those who come after them can make room.
  if (kind === "lasting") return used + held + lasting + bytes <= ceiling * UNTIL[kind];
  if (used + held + bytes <= ceiling * UNTIL[kind]) return true;
  return kind === "bulky" && held === 0 && bytes <= TRICKLE && used + bytes <= ceiling * UNTIL.write;
}

const isCalm = ({ used, held, refused_at }: State, ceiling: number, now: number): boolean =>
  used + held < ceiling * OVER && now - refused_at >= CALM;

function levelOf(part: number): Level {
  if (part >= UNTIL.read) return 3;
  if (part >= UNTIL.write) return 2;
  return part >= UNTIL.bulky ? 1 : 0;
}

function begin({ warn, now, ceiling }: Means, { used }: State): Episode {
  warn("memory is nearly spent ({used} of {ceiling} bytes): what is large is turned away", { used, ceiling });
  return { began_at: now(), ended_at: 0, highest: used, refused: 0 };
}

function end({ warn, now }: Means, { used }: State, episode: Episode): void {
  episode.ended_at = now();
  warn("there is room in memory again ({used} bytes); {refused} requests had been turned away", {
    used,
    refused: episode.refused,
  });
}

function relieve({ shrink, collect, now }: Means, state: State): void {
  if (Math.abs(now() - state.collected) < COLLECT) return;
  state.collected = now();
  shrink();
  collect();
}
