/** An account's own blocks of whole hosts: nobody there is seen, follows or is followed. */
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Account, Reads, Tx } from "../db/schema.ts";
import { invalid } from "../errors.ts";
import { endAnswers } from "../events/ended.ts";
import { removeFollow } from "../follows/rows.ts";
import type { Kith } from "../kith.ts";
import { noteSevered, type Cause } from "../moderation/sever.ts";
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
    const theirs = await comersFrom(tx, account.id, name);
    if (theirs.length > 0) await endAnswers(tx, kith, happened, { account_ids: theirs, holder_id: account.id });
    for (const holder_id of await holdersAt(tx, account.id, name))
      await endAnswers(tx, kith, happened, { account_ids: [account.id], holder_id });
  });
  const cause: Cause = { type: "user_domain_block", target_name: name, at: row.created_at };
  await separateFromHost(kith, account.id, name, cause);
}

/** People of one server who have answered, or hold what is answered: of more, the answers of the rest stay. */
const MOST_COMERS = 500;

/** People there who have answered what the account holds. */
async function comersFrom(tx: Tx, holder_id: number, host: string): Promise<number[]> {
  const rows = await tx
    .selectFrom("events")
    .innerJoin("event_rsvps", "event_rsvps.event_id", "events.id")
    .innerJoin("accounts", "accounts.id", "event_rsvps.account_id")
    .select("accounts.id")
    .distinct()
    .where("events.account_id", "=", holder_id)
    .where("accounts.host", "=", host)
    .limit(MOST_COMERS)
    .execute();
  return rows.map(({ id }) => id);
}

/** Those there who hold what the account has answered. */
async function holdersAt(tx: Tx, account_id: number, host: string): Promise<number[]> {
  const rows = await tx
    .selectFrom("event_rsvps")
    .innerJoin("events", "events.id", "event_rsvps.event_id")
    .innerJoin("accounts", "accounts.id", "events.account_id")
    .select("accounts.id")
    .distinct()
    .where("event_rsvps.account_id", "=", account_id)
    .where("accounts.host", "=", host)
    .limit(MOST_COMERS)
    .execute();
  return rows.map(({ id }) => id);
}

/** Ends all follows between an account and a host, a hundred a transaction. */
async function separateFromHost(kith: Kith, id: number, host: string, cause: Cause): Promise<void> {
  for (;;) {
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
  await kith.write(
    async (tx) =>
      await tx.deleteFrom("account_domain_blocks").where("account_id", "=", account.id).where("host", "=", name).execute(),
  );
}

export async function loadBlockedHosts(db: Reads, account_id: number, paging: Paging): Promise<{ id: number; host: string }[]> {
  const query = db.selectFrom("account_domain_blocks").select(["id", "host"]).where("account_id", "=", account_id);
  return inOrder(await paged(query, "id", paging).execute(), paging);
}
