/**
 * How siblings keep from losing and doubling what they tell each other: every packet of a process bears the next number. Who has missed one says
 * up to where it has heard, and gets the rest again, as long as the teller still has it.
 */

/** NOTIFY carries fewer than 8,000 bytes: a packet is ASCII, with room for its head. */
const PIECE = 7000;
/** Packets kept for who missed them, and those not sent yet. */
const MOST_KEPT = 1000;

/** `news`: `n` its number, `first` of its text, `more`: the text goes on in the next. `hello`: `at` the last number it has sent, `heard` the last of each that it knows. */
export type Packet =
  | { kind: "news"; from: string; n: number; first: boolean; more: boolean; text: string }
  | { kind: "hello"; from: string; at: number; heard: Record<string, number> }
  | { kind: "answer"; from: string; to: string; at: number; lost: boolean }
  | { kind: "bye"; from: string };

/** The head is JSON, so what stands before the first line's end; the text follows as it is. */
export function writePacket(packet: Packet): string {
  const { text = "", ...head } = packet as Packet & { text?: string };
  return `${JSON.stringify(head)}\n${text}`;
}

/** undefined for what is none: anybody may notify who has the database's password. */
export function readPacket(payload: string): Packet | undefined {
  const end = payload.indexOf("\n");
  try {
    const head = JSON.parse(payload.slice(0, end)) as Packet;
    return typeof head.from === "string" ? ({ ...head, text: payload.slice(end + 1) } as Packet) : undefined;
  } catch {
    return undefined;
  }
}

/** What this process tells: numbered, and kept for a while. */
export function makeTale(me: string) {
  const kept: { n: number; payload: string }[] = [];
  let [last, sent] = [0, 0];
  return {
    add(text: string): void {
      // One byte a character.
      const ascii = text.replace(/[\u0080-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
      for (let at = 0; at < ascii.length; at += PIECE) {
        const piece = {
          from: me,
          n: ++last,
          first: at === 0,
          more: at + PIECE < ascii.length,
          text: ascii.slice(at, at + PIECE),
        };
        kept.push({ n: last, payload: writePacket({ kind: "news", ...piece }) });
      }
      if (kept.length > MOST_KEPT) kept.splice(0, kept.length - MOST_KEPT);
    },
    /** What is still to be sent, some of it. */
    unsent: () => kept.filter(({ n }) => n > sent).slice(0, 100),
    arrived: (n: number): void => {
      sent = Math.max(sent, n);
    },
    sent: () => sent,
    /** What has been sent since packet `n`; undefined when that is not all there any more. */
    since: (n: number): string[] | undefined => {
      if (n >= sent) return [];
      const missing = kept.filter((each) => each.n > n && each.n <= sent);
      return missing.length === sent - n ? missing.map(({ payload }) => payload) : undefined;
    },
    /** Nobody is there to be told. */
    forget: (): void => {
      kept.length = 0;
      sent = last;
    },
  };
}

/** What is known of another process: the number of its last packet, and a text that is not complete yet. */
type Known = { n: number; begun: string; asked: boolean };
type Heard = { text?: string; ask?: true; missed?: true };

/** What this process hears of others, each once and in its order. */
export function makeHearing() {
  const known = new Map<string, Known>();
  return {
    /** Takes a packet of news. `text` when it completes one; `ask` when packets before it are missing. */
    take({ from, n, first, more, text }: Extract<Packet, { kind: "news" }>): Heard {
      const teller = known.get(from);
      // What a stranger said before we met is of no concern to us; what we have heard already comes again for somebody else.
      if (teller === undefined || n <= teller.n) return {};
      if (n > teller.n + 1) {
        if (teller.asked) return {};
        teller.asked = true;
        return { ask: true };
      }
      // The rest of a text whose beginning is lost says nothing.
      const begun = first || teller.begun !== "" ? teller.begun + text : "";
      Object.assign(teller, { n, begun: more ? begun : "", asked: false });
      return more || begun === "" ? {} : { text: begun };
    },
    /** Somebody has said what their last number is. @param lost what is between is gone */
    meet(from: string, at: number, lost: boolean): Heard {
      const teller = known.get(from);
      if (teller === undefined || lost) known.set(from, { n: at, begun: "", asked: false });
      else teller.asked = false;
      return teller !== undefined && lost ? { missed: true } : {};
    },
    forget: (from: string): boolean => known.delete(from),
    numbers: (): Record<string, number> => Object.fromEntries([...known].map(([from, { n }]) => [from, n])),
    tellers: (): string[] => [...known.keys()],
  };
}
