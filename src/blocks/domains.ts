/** An account's own blocks of whole hosts: nobody there is seen, follows or is followed. */
import { forgetConversations, recallKept } from "../conversations/enter.ts";
import { leaveCollections } from "./block.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Account, Reads, Row, Tx } from "../db/schema.ts";
import { invalid } from "../errors.ts";
import { endSome, isToCome } from "../events/ended.ts";
import { removeFollow } from "../follows/rows.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent, KithEventOf } from "../kith-events.ts";
import { forgetIntroducedOf } from "../friends/introductions.ts";
import { noteSevered, type Cause } from "../moderation/sever.ts";
import { forgetSender } from "../notifications/requests.ts";
import { normalizeHost } from "../text/names.ts";

const AT_ONCE = 100;

/** @throws Refusal `invalid` for what is no host, and for this server's own */
export async function blockHost(kith: Kith, account: Pick<Account, "id">, host: string): Promise<void> {
  const name = normalizeHost(host.trim().replace(/^@/, ""));
  if (name === undefined || name === kith.instance.domain) throw invalid("Validation failed: Domain is not a valid domain name");
  const row = { id: kith.newId(), account_id: account.id, host: name, created_at: kith.now() };
  await kith.write(async (tx, happened) => {
    await tx
      .insertInto("account_domain_blocks")
      .values(row)
      .onConflict((oc) => oc.doNothing())
      .execute();
    happened({ type: "host.shunned", account_id: account.id, host: name });
  });
}

/**
 * The handler of a job: the follows between the account and the host end, and neither comes any more to what the other holds. A hundred of them a
 * transaction, until nothing is left; not once the block has been lifted.
 */
export async function separateFromHost(kith: Kith, { account_id, host }: KithEventOf<"host.shunned">): Promise<void> {
  await endFollows(kith, account_id, host);
  await endVisits(kith, account_id, host);
  for (const end of [forgetSenders, forgetTalks, endCollections]) await end(kith, { account_id, host });
  if ((await findBlock(kith.db, account_id, host)) !== undefined)
    await kith.write(async (tx) => await forgetIntroducedOf(tx, account_id, host));
}

type Shunned = Pick<Row<"account_domain_blocks">, "account_id" | "host">;
type Happened = (event: KithEvent) => void;

/** Does something about each of those there whom `load` finds after an id, in the order of their ids, some in a transaction; not once the block has been lifted. */
async function eachThere(
  { db, write }: Kith,
  { account_id, host }: Shunned,
  load: (after: number) => Promise<{ id: number }[]>,
  act: (tx: Tx, happened: Happened, id: number) => Promise<void>,
): Promise<void> {
  for (let after = 0; ;) {
    const rows = await load(after);
    if (rows.length === 0 || (await findBlock(db, account_id, host)) === undefined) return;
    await write(async (tx, happened) => {
      for (const { id } of rows) await act(tx, happened, id);
    });
    after = rows.at(-1)?.id ?? after;
  }
}

/** Nobody there stands in their collections any more, nor do they in those of people there. */
async function endCollections(kith: Kith, { account_id, host }: Shunned): Promise<void> {
  const load = async (after: number) =>
    await kith.db
      .selectFrom("collection_items")
      .innerJoin("collections", "collections.id", "collection_items.collection_id")
      .innerJoin("accounts", (join) =>
        join.on((eb) => {
          const [curator, member] = [eb.ref("collections.account_id"), eb.ref("collection_items.account_id")];
          return eb.or([
            eb.and([eb("collections.account_id", "=", account_id), eb("accounts.id", "=", member)]),
            eb.and([eb("collection_items.account_id", "=", account_id), eb("accounts.id", "=", curator)]),
          ]);
        }),
      )
      .select("accounts.id")
      .distinct()
      .where("accounts.host", "=", host)
      .where("accounts.id", ">", after)
      .where("collection_items.state", "<>", "revoked")
      .orderBy("accounts.id")
      .limit(AT_ONCE)
      .execute();
  await eachThere(kith, { account_id, host }, load, async (tx, happened, id) => {
    await leaveCollections(tx, happened, account_id, id);
  });
}

/** As with a block of one of them: what one has talked about with them is put away. What has been kept from one all along waits on (`conversations/kept.ts`). */
async function forgetTalks(kith: Kith, { account_id, host }: Shunned): Promise<void> {
  const load = async (after: number) =>
    await kith.db
      .selectFrom("chat_members as mine")
      .innerJoin("chat_members as theirs", "theirs.chat_id", "mine.chat_id")
      .innerJoin("accounts", "accounts.id", "theirs.account_id")
      .select("accounts.id")
      .distinct()
      .where("mine.account_id", "=", account_id)
      .where("mine.last_id", ">", 0)
      .where("accounts.host", "=", host)
      .where("accounts.id", ">", after)
      .orderBy("accounts.id")
      .limit(AT_ONCE)
      .execute();
  await eachThere(kith, { account_id, host }, load, async (tx, _happened, id) => {
    await forgetConversations(tx, account_id, id);
  });
}

/** As with a block of one of them: what they have told one goes. */
async function forgetSenders(kith: Kith, { account_id, host }: Shunned): Promise<void> {
  const load = async (after: number) =>
    await kith.db
      .selectFrom("notifications")
      .innerJoin("accounts", "accounts.id", "notifications.from_account_id")
      .select("accounts.id")
      .distinct()
      .where("notifications.account_id", "=", account_id)
      .where("accounts.host", "=", host)
      .where("accounts.id", ">", after)
      .orderBy("accounts.id")
      .limit(AT_ONCE)
      .execute();
  await eachThere(kith, { account_id, host }, load, async (tx, _happened, id) => {
    await forgetSender(tx, account_id, id);
  });
}

async function endVisits(kith: Kith, account_id: number, host: string): Promise<void> {
  for (const side of ["comers", "holders"] as const)
    for (;;) {
      const [theirs, ours] = [await loadMet(kith, { account_id, host }, side), [account_id]];
      if (theirs.length === 0 || (await findBlock(kith.db, account_id, host)) === undefined) break;
      const [account_ids, holder_ids] = side === "comers" ? [theirs, ours] : [ours, theirs];
      await kith.write(async (tx, happened) => void (await endSome(tx, kith, happened, { account_ids, holder_ids })));
    }
}

/** By which side of an answer they stand: who gives it, or who holds what it is about. */
const SIDES = {
  comers: { theirs: "event_rsvps.account_id", ours: "events.account_id" },
  holders: { theirs: "events.account_id", ours: "event_rsvps.account_id" },
} as const;

/** Some of those there with whom the account meets at what is still to come. */
async function loadMet({ db, now }: Kith, { account_id, host }: Shunned, side: keyof typeof SIDES): Promise<number[]> {
  const { theirs, ours } = SIDES[side];
  const rows = await db
    .selectFrom("events")
    .innerJoin("event_rsvps", "event_rsvps.event_id", "events.id")
    .innerJoin("accounts", "accounts.id", theirs)
    .select("accounts.id")
    .distinct()
    .where(ours, "=", account_id)
    .where("accounts.host", "=", host)
    .where(isToCome(now()))
    .orderBy("accounts.id")
    .limit(AT_ONCE)
    .execute();
  return rows.map(({ id }) => id);
}

const findBlock = async (db: Reads, account_id: number, host: string): Promise<{ created_at: number } | undefined> =>
  await db
    .selectFrom("account_domain_blocks")
    .select("created_at")
    .where("account_id", "=", account_id)
    .where("host", "=", host)
    .executeTakeFirst();

async function endFollows(kith: Kith, id: number, host: string): Promise<void> {
  for (;;) {
    const block = await findBlock(kith.db, id, host);
    if (block === undefined) return;
    const cause: Cause = { type: "user_domain_block", target_name: host, at: block.created_at };
    const follows = await kith.db
      .selectFrom("follows")
      .innerJoin("accounts", (join) =>
        join.on((eb) =>
          eb.or([
            eb.and([eb("follows.account_id", "=", id), eb("accounts.id", "=", eb.ref("follows.target_id"))]),
            eb.and([eb("follows.target_id", "=", id), eb("accounts.id", "=", eb.ref("follows.account_id"))]),
          ]),
        ),
      )
      .select(["follows.account_id", "follows.target_id"])
      .where((eb) => eb.or([eb("follows.account_id", "=", id), eb("follows.target_id", "=", id)]))
      .where("accounts.host", "=", host)
      .limit(AT_ONCE)
      .execute();
    if (follows.length === 0) return;
    await kith.write(async (tx, happened) => {
      for (const { account_id, target_id } of follows) {
        const gone = await removeFollow(tx, kith, happened, { account_id, target_id });
        if (gone === undefined) continue;
        const type = account_id === id ? "follow.removed" : "follow.rejected";
        happened({ type, follow_id: gone.id, account_id, target_id, uri: gone.uri });
        if (gone.state === "accepted") await noteSevered(tx, kith, happened, { cause, ours: id, following: account_id === id });
      }
    });
  }
}

export async function unblockHost(kith: Kith, account: Pick<Account, "id">, host: string): Promise<void> {
  const name = normalizeHost(host.trim().replace(/^@/, "")) ?? "";
  await kith.write(async (tx, happened) => {
    const gone = tx.deleteFrom("account_domain_blocks").where("account_id", "=", account.id).where("host", "=", name);
    if ((await gone.executeTakeFirst()).numDeletedRows === 0n) return;
    await recallKept(tx, happened, [account.id], tx.selectFrom("accounts").select("id").where("host", "=", name));
  });
}

export async function loadBlockedHosts(db: Reads, account_id: number, paging: Paging): Promise<{ id: number; host: string }[]> {
  const query = db.selectFrom("account_domain_blocks").select(["id", "host"]).where("account_id", "=", account_id);
  return inOrder(await paged(query, "id", paging).execute(), paging);
}
