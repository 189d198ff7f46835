/** Letters that sum up what somebody has missed, for those who want them: daily or weekly, and only when there is something. */
import { loadAccounts } from "../accounts/find.ts";
import { readSettings } from "../accounts/settings.ts";
import { findUser } from "../accounts/users.ts";
import { localeOfUser } from "../access/language.ts";
import { sendLetter } from "../access/letters.ts";
import { firstPage } from "../db/paging.ts";
import type { User } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { pushTitle } from "../push/title.ts";
import { notificationRows } from "./load.ts";

const DAY = 86_400_000;
const EVERY: Readonly<Record<string, number>> = { daily: DAY, weekly: 7 * DAY };
const AT_ONCE = 200;
const MOST_LINES = 10;

/** Says when the next letter is due, after the setting has been saved. */
export async function planDigest(kith: Kith, user_id: number, digest: string): Promise<void> {
  const every = EVERY[digest];
  await kith.write(async (tx) => {
    if (every === undefined) await tx.deleteFrom("digests").where("user_id", "=", user_id).execute();
    else {
      const due_at = kith.now() + every;
      await tx
        .insertInto("digests")
        .values({ user_id, due_at })
        .onConflict((oc) => oc.column("user_id").doUpdateSet({ due_at }))
        .execute();
    }
  });
}

/** Upkeep: writes the letters that are due. One that fails is left out: the next says more. */
export async function sendDigests(kith: Kith): Promise<void> {
  if (!kith.mail.configured) return;
  const due = await kith.db
    .selectFrom("digests")
    .selectAll()
    .where("due_at", "<=", kith.now())
    .orderBy("due_at")
    .limit(AT_ONCE)
    .execute();
  for (const row of due) {
    const user = await findUser(kith.db, row.user_id);
    const every = user && EVERY[readSettings(user).digest];
    if (user === undefined || every === undefined) {
      await planDigest(kith, row.user_id, "");
      continue;
    }
    // Taken first: no letter comes twice.
    if (!(await postpone(kith, row, every))) continue;
    await sendDigest(kith, user, kith.now() - every).catch((error: unknown) =>
      kith.log.warning("a letter about notifications was not sent: {error}", { error }),
    );
  }
}

async function postpone(kith: Kith, { user_id, due_at }: { user_id: number; due_at: number }, every: number): Promise<boolean> {
  const taken = await kith.write(
    async (tx) =>
      await tx
        .updateTable("digests")
        .set({ due_at: kith.now() + every })
        .where("user_id", "=", user_id)
        .where("due_at", "=", due_at)
        .returning("user_id")
        .executeTakeFirst(),
  );
  return taken !== undefined;
}

/** What has come since an instant (ms) and has not been seen: whoever was here since then needs no letter about what was before. */
async function sendDigest(kith: Kith, user: User, since: number): Promise<void> {
  if (user.disabled === 1 || user.confirmed_at === 0) return;
  const from = Math.max(since, user.last_seen_at);
  const rows = (await notificationRows(kith, user.id, {}, firstPage(MOST_LINES * 4))).filter(
    ({ created_at }) => created_at > from,
  );
  if (rows.length === 0) return;
  const senders = await loadAccounts(
    kith.db,
    rows.map(({ from_account_id }) => from_account_id),
  );
  const { t } = localeOfUser(kith, user);
  const lines = rows.slice(0, MOST_LINES).flatMap(({ type, from_account_id }) => {
    const sender = senders.get(from_account_id);
    return sender === undefined ? [] : [`• ${pushTitle(t, type, sender)}`];
  });
  const values = { count: rows.length, lines: lines.join("\n") };
  await sendLetter(kith, user, { subject: "letters.digest_subject", text: "letters.digest", values });
}
