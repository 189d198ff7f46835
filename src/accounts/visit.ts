/** Having the posts, pins and numbers of an account of another server fetched when somebody looks at its profile. */
import { sql } from "kysely";
import { notBlockedBetween, notHostBlockedBy } from "../blocks/hidden.ts";
import { prepare } from "../db/prepared.ts";
import type { Account } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { accountTurn, claimTurn, findTurn, type Turn } from "../refreshes/turns.ts";

type Visited = Pick<Account, "id" | "host" | "suspended_at" | "deleted_at">;

/**
 * Says that somebody looks at a profile: once a day its server is asked, in the background. Visitors (`viewer_id` 0) cause nothing.
 *
 * @returns whether it is being asked for the first time, so that what is known may be little
 */
export async function visitAccount(kith: Kith, viewer_id: number, account: Account): Promise<boolean> {
  if (!isElsewhere(account)) return false;
  return await takeTurn(kith, viewer_id, account, await findTurn(kith.db, accountTurn(account.id)));
}

/**
 * The same for who asks for its posts alone, with what decides on them in one query.
 *
 * @returns whether they are shown: not those of who is suspended, and none where one of both has blocked the other
 * @throws Refusal `missing` when there is no such account, or it has been deleted
 */
export async function visitPosts(kith: Kith, viewer_id: number, account_id: number): Promise<boolean> {
  const [found] = await selectVisited(kith.db, { viewer_id, account_id, turn: accountTurn(account_id) });
  if (found === undefined || found.deleted_at > 0) throw missing();
  if (found.suspended_at > 0 || (found.hidden === 1 && account_id !== viewer_id)) return false;
  const { next_at, checked_at, failures } = found;
  if (isElsewhere(found))
    await takeTurn(
      kith,
      viewer_id,
      found,
      next_at === null ? undefined : { next_at, checked_at: checked_at ?? 0, failures: failures ?? 0 },
    );
  return true;
}

const selectVisited = prepare((db, { viewer_id, account_id, turn }: { viewer_id: number; account_id: number; turn: string }) =>
  db
    .selectFrom("accounts")
    .leftJoin("turns", (on) => on.on("turns.name", "=", turn))
    .select(["accounts.id", "accounts.host", "accounts.suspended_at", "accounts.deleted_at"])
    .select(["turns.next_at", "turns.checked_at", "turns.failures"])
    .select(
      sql<number>`case when ${notBlockedBetween(viewer_id, "accounts.id")} and ${notHostBlockedBy(viewer_id, "accounts.id")}
        then 0 else 1 end`.as("hidden"),
    )
    .where("accounts.id", "=", account_id),
);

const isElsewhere = ({ host, suspended_at, deleted_at }: Visited): boolean =>
  host !== "" && suspended_at === 0 && deleted_at === 0;

async function takeTurn(
  kith: Kith,
  viewer_id: number,
  { id: account_id, host }: Visited,
  turn: Pick<Turn, "next_at" | "checked_at" | "failures"> | undefined,
): Promise<boolean> {
  const due = turn === undefined || turn.next_at <= kith.now();
  if (!due || viewer_id === 0) return !due && turn.checked_at === 0 && turn.failures === 0;
  await kith.write(async (tx, happened) => {
    if (await claimTurn(tx, kith, accountTurn(account_id))) happened({ type: "account.visited", account_id, host });
  });
  return turn === undefined;
}
