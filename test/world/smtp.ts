/** A mail server that brings letters to Kith, spoken by hand: what is sent is sent as it stands. */
import { connect } from "node:net";

export type Talk = AsyncDisposable & {
  /** Sends text as it is, and waits for the answer. */
  says(text: string): Promise<string>;
  /** HELO, MAIL, RCPT, DATA: the answers to each recipient, and the one to the letter ("" when nobody may have it). */
  brings(letter: Letter): Promise<{ recipients: string[]; end: string }>;
};
export type Letter = { from: string; to: readonly string[]; data: string };

export async function talkTo(port: number): Promise<Talk> {
  const socket = connect(port, "127.0.0.1");
  socket.setNoDelay(true);
  let [held, ended] = ["", false];
  let wake = () => undefined as void;
  socket.on("data", (chunk: Buffer) => ((held += chunk.toString("latin1")), wake()));
  const end = () => ((ended = true), wake());
  socket.on("close", end).on("error", end);
  /** A whole answer: its last line has a space behind the code. */
  const hears = async (): Promise<string> => {
    for (;;) {
      const answer = /^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/.exec(held)?.[0];
      if (answer !== undefined) {
        held = held.slice(answer.length);
        return answer.trim();
      }
      if (ended) return "closed";
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  await hears();
  const says = async (text: string): Promise<string> => {
    if (!ended) socket.write(text, "latin1");
    return await hears();
  };
  return {
    says,
    brings: async ({ from, to, data }) => {
      await says("EHLO relay.test\r\n");
      await says(`MAIL FROM:<${from}>\r\n`);
      const recipients: string[] = [];
      for (const one of to) recipients.push(await says(`RCPT TO:<${one}>\r\n`));
      if (!recipients.some((answer) => answer.startsWith("250"))) return { recipients, end: "" };
      await says("DATA\r\n");
      return { recipients, end: await says(`${data.replace(/^\./gm, "..")}\r\n.\r\n`) };
    },
    [Symbol.asyncDispose]: async () => {
      if (ended) return;
      await new Promise<void>((resolve) => socket.once("close", () => resolve()).destroy());
    },
  };
}

/** A letter with these headers and words, with the ends of lines that SMTP wants. */
export const letterOf = (headers: Readonly<Record<string, string>>, words: string): string =>
  `${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n")}\n\n${words}`.replace(/\r?\n/g, "\r\n");
