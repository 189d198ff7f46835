/**
 * What has been written to be sent, and is for nobody at an inbox any more: whom it was for there has been blocked by its author since, or blocks them. Whoever waits for a server
 * that is away must not find that a letter goes after a block that was written before it.
 */
import { sql } from "kysely";
import { notBlockedBetween, notHostBlockedBy } from "../../blocks/hidden.ts";
import { padded, parts } from "../../db/lists.ts";
import { prepareSql } from "../../db/prepared.ts";
import type { Reads, Row } from "../../db/schema.ts";
import { hostOf } from "../../http/urls.ts";
import type { Kith } from "../../kith.ts";
import { addresseesOf } from "../read/audience.ts";
import { object, type Doc } from "../read/shape.ts";
import type { Letter } from "./post.ts";

const MOST_NAMED = 500;

type Delivery = Pick<Row<"deliveries">, "id" | "inbox_url">;
type Asked = { id: number; inbox_url: string; author_id: number };

/** Since a delivery was written: between whom and the author there has come to be a block, and the hosts that the author has blocked. There is hardly ever anything. */
const selectSince = prepareSql<Omit<Asked, "inbox_url">, { other: number; host: string }>(
  ({ id, author_id }) => sql`select target_id as other, '' as host from blocks where account_id = ${author_id} and id > ${id}
    union all select account_id, '' from blocks where target_id = ${author_id} and id > ${id}
    union all select 0, host from account_domain_blocks where account_id = ${author_id} and id > ${id}`,
);

const at = (db: Reads, inbox_url: string) =>
  db
    .selectFrom("accounts")
    .select("accounts.id")
    .where((eb) => eb.or([eb("accounts.inbox_url", "=", inbox_url), eb("accounts.shared_inbox_url", "=", inbox_url)]));

/** Whether it is not to be sent, because nobody is left at the inbox for whom it would be. What takes something back always goes. */
export async function isWithheld({ db }: Pick<Kith, "db">, { id, inbox_url }: Delivery, letter: Letter): Promise<boolean> {
  if (letter.takes_back) return false;
  const since = await selectSince(db, { id, author_id: letter.account_id });
  if (since.length === 0) return false;
  const asked = { id, inbox_url, author_id: letter.account_id };
  const others = since.flatMap(({ other }) => (other > 0 ? [other] : []));
  const hosts = since.flatMap(({ host }) => (host === "" ? [] : [host]));
  const ended = hosts.includes(hostOf(inbox_url)) || (await isAnybodyAt(db, inbox_url, { others, hosts }));
  return ended && !(await hasReader(db, asked, letter));
}

/** Of some servers the inboxes lie under another name than the people. */
async function isAnybodyAt(
  db: Reads,
  inbox_url: string,
  { others, hosts }: { others: number[]; hosts: string[] },
): Promise<boolean> {
  for (const ids of parts(others, MOST_NAMED))
    if ((await at(db, inbox_url).where("accounts.id", "in", padded(ids)).limit(1).execute()).length > 0) return true;
  for (const names of parts(hosts, MOST_NAMED))
    if ((await at(db, inbox_url).where("accounts.host", "in", names).limit(1).execute()).length > 0) return true;
  return false;
}

/** Somebody else there who has it to get: who is named in it, has to do with what it is about, or follows one of those who show it. */
async function hasReader(db: Reads, { inbox_url, author_id }: Asked, { status_id, body }: Letter): Promise<boolean> {
  const named = namesIn(JSON.parse(body.toString()) as Doc).slice(0, MOST_NAMED);
  const followers = await db.selectFrom("accounts").select("followers_url").where("id", "=", author_id).executeTakeFirst();
  const toFollowers = named.includes(EVERYONE) || named.includes(followers?.followers_url ?? EVERYONE);
  const readers = concerned(db, status_id ?? 0, named);
  const found = await at(db, inbox_url)
    .where("accounts.id", "in", toFollowers ? readers.union(following(db, author_id, status_id ?? 0)) : readers)
    .where(notBlockedBetween(author_id, "accounts.id"))
    .where(notHostBlockedBy(author_id, "accounts.id"))
    .limit(1)
    .execute();
  return found.length > 0;
}

const EVERYONE = "https://www.w3.org/ns/activitystreams#Public";

/** All that it and its object are addressed to, and what it is about. */
function namesIn(activity: Doc): string[] {
  const inner = object(activity["object"]) ?? {};
  const about = typeof activity["object"] === "string" ? [activity["object"]] : [];
  return [...about, ...[activity, inner].flatMap((doc) => ["to", "cc", "audience"].flatMap((name) => addresseesOf(doc[name])))];
}

/** Who is named; whom a status names, openly or not, whom it answers, quotes or shows again, and who has shown it again; and the author of what something is done about. */
function concerned(db: Reads, status_id: number, uris: readonly string[]) {
  const named = uris.length > 0 ? uris : [""];
  const beside = db
    .selectFrom("statuses as about")
    .innerJoin("statuses as other", (join) =>
      join.on((eb) => eb.or([eb("other.id", "=", eb.ref("about.quoted_id")), eb("other.id", "=", eb.ref("about.reblog_of_id"))])),
    )
    .select("other.account_id as id")
    .where("about.id", "=", status_id);
  const answered = sql<number>`coalesce(in_reply_to_account_id, 0)`.as("id");
  return db
    .selectFrom("accounts")
    .select("id")
    .where("uri", "in", named)
    .union(db.selectFrom("statuses").select("account_id as id").where("uri", "in", named))
    .union(db.selectFrom("mentions").select("account_id as id").where("status_id", "=", status_id))
    .union(db.selectFrom("statuses").select(answered).where("id", "=", status_id))
    .union(db.selectFrom("statuses").select("account_id as id").where("reblog_of_id", "=", status_id))
    .union(beside);
}

/** Who follows its author, the group in which it is, or one of ours who has shown it. */
const following = (db: Reads, author_id: number, status_id: number) =>
  db
    .selectFrom("follows")
    .select("account_id as id")
    .where("state", "=", "accepted")
    .where(
      "target_id",
      "in",
      db
        .selectFrom("statuses")
        .select("group_id as id")
        .where("id", "=", status_id)
        .union(db.selectFrom("accounts").select("id").where("id", "=", author_id))
        .union(db.selectFrom("statuses").select("account_id as id").where("reblog_of_id", "=", status_id).where("local", "=", 1)),
    );
