/** When servers are forgotten where somebody has followed an account of ours and does no more (`rows.ts` writes them down): what came by that, they keep, and are told when it ends. */
import { parts } from "../db/lists.ts";
import type { Row } from "../db/schema.ts";
import { instantOf } from "../ids.ts";
import type { Kith } from "../kith.ts";

type Former = Row<"former_followers">;

const DAY = 86_400_000;
/** ms for which a server has taken nothing, from the first failure to the last, until it counts as gone for good. */
const GONE = 90 * DAY;
const ROWS = 500;

/**
 * Upkeep: forgets servers that are gone for good, that hear again by somebody who follows, and that have nothing more: all that was said until they left has ended, and
 * they have been told. Those of accounts that are gone went with these (`moderation/erase.ts`).
 */
export async function forgetFormer(kith: Kith): Promise<void> {
  let after: Pick<Former, "account_id" | "host"> | undefined = { account_id: 0, host: "" };
  while (after !== undefined) after = await forgetSome(kith, after);
}

/** The next portion; returns where it ended, or undefined at the end of all. */
async function forgetSome(kith: Kith, { account_id, host }: Pick<Former, "account_id" | "host">) {
  const rows = await kith.db
    .selectFrom("former_followers")
    .selectAll()
    .where((eb) => eb.or([eb("account_id", ">", account_id), eb.and([eb("account_id", "=", account_id), eb("host", ">", host)])]))
    .orderBy("account_id")
    .orderBy("host")
    .limit(ROWS)
    .execute();
  const over = await whichAreOver(kith, rows);
  for (const part of parts(over, ROWS))
    await kith.write(async (tx) => {
      for (const row of part)
        await tx
          .deleteFrom("former_followers")
          .where("account_id", "=", row.account_id)
          .where("host", "=", row.host)
          // They may have left anew meanwhile.
          .where("left_at", "=", row.left_at)
          .execute();
    });
  return rows.length < ROWS ? undefined : rows.at(-1);
}

async function whichAreOver({ db }: Pick<Kith, "db">, rows: readonly Former[]): Promise<Former[]> {
  if (rows.length === 0) return [];
  const ids = [...new Set(rows.map(({ account_id }) => account_id))];
  const hosts = [...new Set(rows.map(({ host }) => host))];
  const gone = await db
    .selectFrom("hosts")
    .select("host")
    .where("host", "in", hosts)
    .where("state", "=", "down")
    .where((eb) => eb(eb("updated_at", "-", eb.ref("failed_at")), ">=", GONE))
    .execute();
  const again = await db
    .selectFrom("follows")
    .innerJoin("accounts", "accounts.id", "follows.account_id")
    .select(["follows.target_id", "accounts.host"])
    .distinct()
    .where("follows.target_id", "in", ids)
    .where("follows.state", "=", "accepted")
    .where("accounts.host", "in", hosts)
    .where("accounts.suspended_at", "=", 0)
    .where("accounts.deleted_at", "=", 0)
    .execute();
  const first = await firstTold(db, ids);
  const dead = new Set(gone.map((row) => row.host));
  const hearing = new Set(again.map((row) => `${row.target_id}/${row.host}`));
  return rows.filter(
    ({ account_id, host, left_at }) =>
      dead.has(host) || hearing.has(`${account_id}/${host}`) || (first.get(account_id) ?? Infinity) > left_at,
  );
}

/**
 * When the first of what accounts have told and not taken back was told (ms); those who have nothing left are left out. What somebody has boosted and does not any more
 * counts, too: whom they had shown it has it as long as there is one. So does what was passed on by a group.
 */
async function firstTold(db: Kith["db"], ids: readonly number[]): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom("accounts")
    .select((eb) => [
      "accounts.id",
      eb
        .selectFrom("statuses")
        .select("statuses.id")
        .whereRef("statuses.account_id", "=", "accounts.id")
        .where((on) => on.or([on("statuses.deleted_at", "=", 0), on("statuses.reblog_of_id", "is not", null)]))
        .orderBy("statuses.id")
        .limit(1)
        .as("said"),
      eb
        .selectFrom("statuses")
        .select("statuses.id")
        .whereRef("statuses.group_id", "=", "accounts.id")
        .where("statuses.group_id", ">", 0)
        .where("statuses.deleted_at", "=", 0)
        .orderBy("statuses.id")
        .limit(1)
        .as("passed_on"),
      eb
        .selectFrom("playlists")
        .select("playlists.id")
        .whereRef("playlists.account_id", "=", "accounts.id")
        .orderBy("playlists.id")
        .limit(1)
        .as("listed"),
    ])
    .where("accounts.id", "in", ids)
    .execute();
  const first = rows.map(({ id, said, passed_on, listed }) => {
    const told = [said, passed_on, listed].filter((one) => one !== null).map(instantOf);
    return [id, Math.min(...told)] as const;
  });
  return new Map(first);
}
