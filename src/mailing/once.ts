/**
 * Sends a letter once, whatever dies in between. What it says is written down before it goes, and that it went as soon as the mail server has taken it, in a row of its own:
 * an attempt after a crash sends the very same letter, under the same Message-ID, or nothing. Between the server's answer and that row there is a moment that nothing can
 * close; a letter that goes twice for it is one letter to mail programs and to servers that look at Message-IDs. Only one that tells of somebody of whom its reader does not want
 * to hear any more is written anew, under the same name.
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
  const row =
    known === undefined
      ? await written(kith, reader, key, await write())
      : (await isWelcome(kith, reader, known))
        ? known
        : await rewritten(kith, known, await write());
  if (row === undefined) return false;
  const sent = await send(kith, reader, fromJson(row.letter), row.created_at);
  await kith.write(async (tx) => {
    const row = { letter: toJson(NOTHING), sent_at: kith.now() };
    if (sent) await tx.updateTable("mail_outbox").set(row).where("key", "=", key).execute();
    else await tx.deleteFrom("mail_outbox").where("key", "=", key).execute();
  });
  return sent;
}

/** Whether all of whom it tells are such as its reader still wants to hear of. */
async function isWelcome(kith: Kith, reader: Reader, { letter }: Row<"mail_outbox">): Promise<boolean> {
  const { tells_of = [] } = fromJson(letter);
  if (tells_of.length === 0 || "guest" in reader || "finish" in reader) return true;
  const { loadUnheard } = await import("./gather.ts");
  return (await loadUnheard(kith, reader.id, tells_of)).size === 0;
}

/** What it says without them; undefined when nothing is left to say. */
async function rewritten(
  kith: Kith,
  known: Row<"mail_outbox">,
  letter: KeptLetter | undefined,
): Promise<Row<"mail_outbox"> | undefined> {
  const { key } = known;
  return await kith.write(async (tx) => {
    if (letter === undefined) {
      await tx.deleteFrom("mail_outbox").where("key", "=", key).where("sent_at", "=", 0).execute();
      return undefined;
    }
    const values = { letter: toJson({ ...letter, message_id: fromJson(known.letter).message_id }), created_at: kith.now() };
    return await tx
      .updateTable("mail_outbox")
      .set(values)
      .where("key", "=", key)
      .where("sent_at", "=", 0)
      .returningAll()
      .executeTakeFirst();
  });
}

async function send(kith: Kith, reader: Reader, { tells_of: _, ...letter }: KeptLetter, written_at: number): Promise<boolean> {
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
