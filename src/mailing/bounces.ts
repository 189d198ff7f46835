/**
 * Addresses that letters come back from: after three times, none long after the other, nothing goes there but what is about the way in, and its person is told on
 * their next visit. What came back because a mailbox is full or a server did not answer for days counts half, and once a day, as in Mailman's scores.
 */
import type { ExpressionBuilder } from "kysely";
import { updateSettings } from "../accounts/settings.ts";
import type { DB, Reads, Row, Tx, User } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { countMail } from "./counts.ts";

export type Bounce = Row<"mail_bounces">;
/** In halves. */
const MOST = 6;
const DAY = 86_400_000;
/** ms: what has come back longer ago says nothing of how the address is now. */
const STALE = 30 * 86_400_000;
const MOST_OF_ERROR = 500;

/** Of the address that the user has now. */
export async function findBounce(db: Reads, { id, email_lower }: Pick<User, "id" | "email_lower">): Promise<Bounce | undefined> {
  const row = await db.selectFrom("mail_bounces").selectAll().where("user_id", "=", id).executeTakeFirst();
  return row?.email_lower === email_lower ? row : undefined;
}

export const isPaused = async (db: Reads, user: User): Promise<boolean> => ((await findBounce(db, user))?.paused_at ?? 0) > 0;

/** A letter has come back; `hard`: the address will never take one. */
export async function noteBounce(kith: Kith, user: User, { why, hard }: { why: string; hard: boolean }): Promise<void> {
  const now = kith.now();
  const { id: user_id, email_lower } = user;
  const last_error = why.slice(0, MOST_OF_ERROR);
  const one = { count: hard ? 1 : 0, soft: hard ? 0 : 1, soft_at: hard ? 0 : now };
  await kith.write(async (tx, happened) => {
    await forgetOther(tx, user);
    const row = await tx
      .insertInto("mail_bounces")
      .values({ user_id, email_lower, ...one, last_error, last_at: now, paused_at: 0 })
      .onConflict((oc) => oc.column("user_id").doUpdateSet((eb) => ({ ...counted(eb, one, now), last_error, last_at: now })))
      .returning(["count", "soft", "paused_at"])
      .executeTakeFirstOrThrow();
    if (row.count * 2 + row.soft >= MOST && row.paused_at === 0) {
      await tx.updateTable("mail_bounces").set({ paused_at: now }).where("user_id", "=", user_id).execute();
      await updateSettings(tx, user_id, { settings: { mail_paused: email_lower } });
      happened({ type: "access.changed", user_id });
    }
    await countMail(tx, "bounced", now);
  });
}

type Counts = Pick<Bounce, "count" | "soft" | "soft_at">;

/** Anew after a while without any, while letters still go there. */
function counted(eb: ExpressionBuilder<DB, "mail_bounces">, one: Counts, now: number) {
  const stale = eb.and([eb("mail_bounces.paused_at", "=", 0), eb("mail_bounces.last_at", "<", now - STALE)]);
  const today = eb("mail_bounces.soft_at", ">", now - DAY);
  const column = (name: keyof Counts) => eb.ref(`mail_bounces.${name}`);
  const anew = (name: keyof Counts) => eb.case().when(stale).then(one[name]);
  return {
    count: anew("count")
      .else(eb(column("count"), "+", one.count))
      .end(),
    soft: anew("soft")
      .when(today)
      .then(column("soft"))
      .else(eb(column("soft"), "+", one.soft))
      .end(),
    soft_at: one.soft === 0 ? column("soft_at") : anew("soft_at").when(today).then(column("soft_at")).else(now).end(),
  };
}

const forgetOther = async (tx: Tx, { id, email_lower }: User) =>
  await tx.deleteFrom("mail_bounces").where("user_id", "=", id).where("email_lower", "!=", email_lower).execute();

/** Letters go there again: its person or somebody who looks after the server says that it works. */
export const endPause = async (kith: Kith, user_id: number): Promise<void> =>
  await kith.write(async (tx, happened) => {
    const { numDeletedRows } = await tx.deleteFrom("mail_bounces").where("user_id", "=", user_id).executeTakeFirst();
    if (numDeletedRows === 0n) return;
    await updateSettings(tx, user_id, { settings: { mail_paused: "" } });
    happened({ type: "access.changed", user_id });
  });

const MOST_SHOWN = 100;

/** Those that are paused, with the names of their people; the last first. */
export const loadPaused = async (db: Reads): Promise<(Bounce & { username: string })[]> =>
  await db
    .selectFrom("mail_bounces")
    .innerJoin("accounts", "accounts.id", "mail_bounces.user_id")
    .innerJoin("users", "users.id", "mail_bounces.user_id")
    .selectAll("mail_bounces")
    .select("accounts.username")
    .whereRef("users.email_lower", "=", "mail_bounces.email_lower")
    .where("mail_bounces.paused_at", ">", 0)
    .orderBy("mail_bounces.last_at", "desc")
    .limit(MOST_SHOWN)
    .execute();
