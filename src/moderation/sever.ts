/** Ends what our people had with a suspended account or with a whole host, and tells them how much they have lost. */
import { sql } from "kysely";
import type { Row, Tx } from "../db/schema.ts";
import { removeFollow } from "../follows/rows.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent, KithEventOf } from "../kith-events.ts";
import { notify } from "../notifications/notify.ts";
import { acct } from "../uris.ts";
import { getAccount } from "../accounts/find.ts";

type Happened = (event: KithEvent) => void;
type Kind = Row<"severed_relationships">["type"];
/** Why follows have ended; `at` (ms) tells one occasion from another. */
export type Cause = { type: Kind; target_name: string; at: number };
type Pair = { account_id: number; target_id: number; ours: number };

const AT_ONCE = 100;

/** A remote account has been suspended: those here whom it followed are let go by it. Our follows of it stay, for suspensions end. */
export async function severAccount(kith: Kith, { account_id }: KithEventOf<"account.suspended">): Promise<void> {
  const account = await getAccount(kith.db, account_id).catch(() => undefined);
  if (account === undefined || account.host === "" || account.suspended_at === 0) return;
  const cause: Cause = { type: "account_suspension", target_name: acct(account), at: account.suspended_at };
  await severAll(kith, cause, async () => {
    const { rows } = await sql<Pair>`select follows.account_id, follows.target_id, follows.target_id as ours from follows
      where follows.account_id = ${account_id} limit ${sql.lit(AT_ONCE)}`.execute(kith.db);
    return rows;
  });
}

/**
 * A host has been suspended: every follow between it and us ends, in both directions. Each end is an event, and a job of its own tells the host, block or
 * no block.
 */
export async function severHosts(kith: Kith, domain: string, at: number, hosts: readonly string[]): Promise<void> {
  const cause: Cause = { type: "domain_block", target_name: domain, at };
  for (const host of hosts) {
    for (const [theirs, ours] of [
      ["account_id", "target_id"],
      ["target_id", "account_id"],
    ] as const) {
      await severAll(kith, cause, async () => {
        const { rows } = await sql<Pair>`select follows.account_id, follows.target_id, ${sql.ref(`follows.${ours}`)} as ours
          from accounts join follows on ${sql.ref(`follows.${theirs}`)} = accounts.id
          where accounts.host = ${host} limit ${sql.lit(AT_ONCE)}`.execute(kith.db);
        return rows;
      });
    }
  }
}

async function severAll(kith: Kith, cause: Cause, next: () => Promise<Pair[]>): Promise<void> {
  for (;;) {
    const pairs = await next();
    if (pairs.length === 0) return;
    await kith.write(async (tx, happened) => {
      for (const pair of pairs) await severOne(tx, kith, happened, { cause, pair });
    });
  }
}

async function severOne(tx: Tx, kith: Kith, happened: Happened, { cause, pair }: { cause: Cause; pair: Pair }): Promise<void> {
  const { account_id, target_id, ours } = pair;
  const gone = await removeFollow(tx, kith, happened, pair);
  if (gone === undefined) return;
  const type = ours === account_id ? "follow.removed" : "follow.rejected";
  happened({ type, follow_id: gone.id, account_id, target_id, uri: gone.uri });
  if (gone.state === "accepted") await noteSevered(tx, kith, happened, { cause, ours, following: ours === account_id });
}

/** One row, and one notice, for each of ours and each cause. */
export async function noteSevered(
  tx: Tx,
  kith: Kith,
  happened: Happened,
  { cause, ours, following }: { cause: Cause; ours: number; following: boolean },
): Promise<void> {
  const { type, target_name, at } = cause;
  const counts = { followers_count: following ? 0 : 1, following_count: following ? 1 : 0 };
  const row = await tx
    .insertInto("severed_relationships")
    .values({ id: kith.newId(), account_id: ours, type, target_name, ...counts, created_at: at })
    .onConflict((oc) =>
      oc.columns(["account_id", "type", "target_name", "created_at"]).doUpdateSet({
        followers_count: sql<number>`severed_relationships.followers_count + ${counts.followers_count}`,
        following_count: sql<number>`severed_relationships.following_count + ${counts.following_count}`,
      }),
    )
    .returning("id")
    .executeTakeFirstOrThrow();
  await notify(tx, kith, happened, {
    account_id: ours,
    from_account_id: ours,
    type: "severed_relationships",
    subject_id: row.id,
  });
}
