/**
 * The listener for letters (RFC 5321), for the mail server beside Kith, which faces the internet: it is on loopback or a private network, speaks to nobody else,
 * takes no passwords and relays nothing. A letter has been dealt with when it is answered; what cannot be now is to be brought again.
 */
import type { AddressInfo } from "node:net";
import type { SMTPServer, SMTPServerDataStream, SMTPServerOptions, SMTPServerSession } from "smtp-server";
import type { Instance } from "../config.ts";
import { isPublicAddress } from "../http/addresses.ts";
import type { Kith } from "../kith.ts";
import { noteMail } from "./counts.ts";
import { receiveMail, type Outcome } from "./receive.ts";
import { inboundDomain, readTokenAddress } from "./tokens.ts";

type Inbound = NonNullable<Instance["mail"]["inbound"]>;
export type Listening = { port: number; close(): Promise<void> };

const MOST_RECIPIENTS = 10;
/** ms without a word. */
const PATIENCE = 60_000;

/** With an SMTP code: 4xx to be tried again, 5xx never. */
const answer = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });

/** Undefined where none is configured. Port 0 of `inbound` takes a free one. @throws Error when the port is taken */
export async function listenForMail(kith: Kith, inbound: Inbound): Promise<Listening> {
  const { SMTPServer: Server } = await import("smtp-server");
  const server: SMTPServer = new Server(optionsFor(kith, inbound));
  // Clients that go away or talk nonsense are their own affair.
  server.on("error", (error) => kith.log.debug("a connection for letters failed: {error}", { error }));
  await new Promise<void>((resolve, reject) => {
    server.server.once("error", reject);
    server.listen(inbound.port, inbound.host, () => resolve());
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    close: async () => await new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

const optionsFor = (kith: Kith, { message_bytes, connections }: Inbound): SMTPServerOptions => ({
  name: inboundDomain(kith) ?? "localhost",
  banner: "Kith",
  size: message_bytes,
  maxClients: connections,
  socketTimeout: PATIENCE,
  closeTimeout: 2000,
  disabledCommands: ["AUTH", "STARTTLS"],
  authOptional: true,
  disableReverseLookup: true,
  hideDSN: true,
  logger: false,
  onConnect: ({ remoteAddress }, done) =>
    isPublicAddress(remoteAddress.replace(/^::ffff:/, ""))
      ? done(answer(554, "This is for the mail server beside Kith alone"))
      : done(),
  onRcptTo: ({ address }, session, done) => void told(kith, assertTaken(kith, address, session), done),
  onData: (stream, session, done) => void told(kith, takeLetter(kith, stream, { session, most: message_bytes }), done),
});

/** Answers by what comes of it. */
async function told(kith: Kith, work: Promise<void>, done: (error?: Error | null) => void): Promise<void> {
  let problem: Error | null = null;
  try {
    await work;
  } catch (error) {
    problem = asAnswer(kith, error);
  }
  done(problem);
}

function asAnswer(kith: Kith, error: unknown): Error {
  if (error instanceof Error && "responseCode" in error) return error;
  kith.log.warning("a letter was not taken: {error}", { error });
  return answer(451, "Something went wrong here: try again later");
}

async function assertTaken(kith: Kith, address: string, { envelope }: SMTPServerSession): Promise<void> {
  if (envelope.rcptTo.length >= MOST_RECIPIENTS) throw answer(452, "Too many recipients");
  if ((await readTokenAddress(kith, address)) !== undefined) return;
  await noteMail(kith, "refused");
  throw answer(550, "Nobody has this address");
}

type Session = { session: SMTPServerSession; most: number };

async function takeLetter(kith: Kith, stream: SMTPServerDataStream, { session, most }: Session): Promise<void> {
  const bytes = await collect(stream, most);
  if (bytes === undefined) {
    await noteMail(kith, "refused");
    throw answer(552, "The letter is too large");
  }
  // What one server takes for the end of a letter may be none for another, which is how letters are smuggled: no such end may stand in any.
  if (hasBareEnds(bytes)) {
    await noteMail(kith, "refused");
    throw answer(550, "Lines end with CRLF, and with nothing else");
  }
  const { mailFrom, rcptTo } = session.envelope;
  const from = mailFrom === false ? "" : mailFrom.address;
  const outcome: Outcome = await receiveMail(kith, { bytes, from, to: rcptTo.map(({ address }) => address) });
  if (!outcome.taken) throw answer(outcome.again ? 451 : 550, outcome.why);
}

/** Undefined when there are more than `most` bytes, of which no more are kept. */
async function collect(stream: SMTPServerDataStream, most: number): Promise<Buffer | undefined> {
  let chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > most) chunks = [];
    else chunks.push(chunk);
  }
  return length > most ? undefined : Buffer.concat(chunks);
}

function hasBareEnds(bytes: Buffer): boolean {
  const [CR, LF] = [13, 10];
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) if (bytes[at - 1] !== CR) return true;
  for (let at = bytes.indexOf(CR); at >= 0; at = bytes.indexOf(CR, at + 1)) if (bytes[at + 1] !== LF) return true;
  return false;
}
