/**
 * Sends a letter once, whatever dies in between. What it says is written down before it goes, and that it went as soon as the mail server has taken it, in a row of its own:
 * an attempt after a crash sends the very same letter, under the same Message-ID, or nothing. Between the server's answer and that row there is a moment that nothing can
 * close; a letter that goes twice for it is one letter to mail programs and to servers that look at Message-IDs.
 */
import { fromJson, toJson } from "../db/columns.ts";
import type { Row, User } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { KeptLetter } from "../mail/open.ts";
import { sendNeeded, sendTo, sendToGuest } from "./send.ts";

/** Somebody here, or a guest by their address. */
type Reader = User | { guest: string } | Needing;
/**
 * Somebody whose way in it is about, at that address, confirmed or not. `finish` puts in what is not kept with the letter, at each attempt the same for the
 * same `written_at` (ms); undefined when it would come too late.
 */
type Needing = {
  user: User;
  to: string;
  finish: (letter: KeptLetter, written_at: number) => Promise<KeptLetter | undefined>;
};

/**
 * Whether it has been taken, now or before.
 *
 * @param key what letter it is, to whom: the same for every attempt
 * @param write makes it when it has not been made before; undefined when there is nothing to say any more
 * @throws as `sendTo`: the letter stays as it is for the next attempt
 */
export async function sendOnce(
  kith: Kith,
  reader: Reader,
  key: string,
  write: () => Promise<KeptLetter | undefined>,
): Promise<boolean> {
  const known = await kith.db.selectFrom("mail_outbox").selectAll().where("key", "=", key).executeTakeFirst();
  if (known !== undefined && known.sent_at > 0) return true;
  const row = known ?? (await written(kith, reader, key, await write()));
  if (row === undefined) return false;
  const sent = await send(kith, reader, fromJson(row.letter), row.created_at);
  await kith.write(async (tx) => {
    const row = { letter: toJson(NOTHING), sent_at: kith.now() };
    if (sent) await tx.updateTable("mail_outbox").set(row).where("key", "=", key).execute();
    else await tx.deleteFrom("mail_outbox").where("key", "=", key).execute();
  });
  return sent;
}

async function send(kith: Kith, reader: Reader, letter: KeptLetter, written_at: number): Promise<boolean> {
  if ("guest" in reader) return await sendToGuest(kith, reader.guest, letter);
  if (!("finish" in reader)) return await sendTo(kith, reader, letter);
  const whole = await reader.finish(letter, written_at);
  return whole !== undefined && (await sendNeeded(kith, reader.user, { ...whole, to: reader.to }));
}

/** What was in it is nobody's to keep. */
const NOTHING: KeptLetter = { subject: "", text: "", message_id: "" };

/** Of two who write it at once, one letter stands. */
async function written(
  kith: Kith,
  reader: Reader,
  key: string,
  letter: KeptLetter | undefined,
): Promise<Row<"mail_outbox"> | undefined> {
  if (letter === undefined) return undefined;
  const user_id = "guest" in reader ? null : "finish" in reader ? reader.user.id : reader.id;
  const row = await kith.write(async (tx) => {
    const values = { key, user_id, letter: toJson(letter), created_at: kith.now(), sent_at: 0 };
    await tx
      .insertInto("mail_outbox")
      .values(values)
      .onConflict((oc) => oc.doNothing())
      .execute();
    return await tx.selectFrom("mail_outbox").selectAll().where("key", "=", key).executeTakeFirst();
  });
  return row === undefined || row.sent_at > 0 ? undefined : row;
}
