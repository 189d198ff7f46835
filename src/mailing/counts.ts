/** How many letters have gone out and come in, a row for each day and kind: for those who look after the server. */
import { sql } from "kysely";
import type { Reads, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";

const DAY = 86_400_000;
/** `refused`: not taken, by whoever sent it; `ignored`: what no person has written. */
export type MailKind = "sent" | "failed" | "bounced" | "received" | "refused" | "ignored";
export type MailDay = { day: number } & Partial<Record<MailKind, number>>;
const SHOWN_DAYS = 14;

export async function countMail(tx: Tx, kind: MailKind, now: number): Promise<void> {
  const day = now - (now % DAY);
  await tx
    .insertInto("mail_counts")
    .values({ day, kind, count: 1 })
    .onConflict((oc) => oc.columns(["day", "kind"]).doUpdateSet({ count: sql`mail_counts.count + 1` }))
    .execute();
}

export const noteMail = async (kith: Kith, kind: MailKind): Promise<void> =>
  await kith.write(async (tx) => await countMail(tx, kind, kith.now()));

/** The newest first. */
export async function loadMailDays(db: Reads, now: number): Promise<MailDay[]> {
  const rows = await db
    .selectFrom("mail_counts")
    .selectAll()
    .where("day", ">", now - SHOWN_DAYS * DAY)
    .orderBy("day", "desc")
    .execute();
  const days = new Map<number, MailDay>();
  for (const { day, kind, count } of rows) days.set(day, { ...(days.get(day) ?? { day }), [kind]: count });
  return [...days.values()];
}
