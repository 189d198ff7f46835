/** One's own lists as files, as Mastodon writes them, so that every server of the fediverse reads them. */
import { fromJson } from "../db/columns.ts";
import type { Account, Reads } from "../db/schema.ts";
import type { ImportKind } from "../db/values.ts";
import { followerNames } from "../follows/export.ts";
import type { Kith } from "../kith.ts";
import { addressAt } from "../uris.ts";
import { toCsv } from "./csv.ts";

/** In a file, the circle that everybody has. */
export const CLOSE_FRIENDS = "Close friends";

type Rows = string[][];
type Asker = Pick<Account, "id">;

/** Their names are those of Mastodon's files. */
export const EXPORTS: Readonly<Record<ImportKind, string>> = Object.freeze({
  follows: "following_accounts.csv",
  lists: "lists.csv",
  blocks: "blocked_accounts.csv",
  mutes: "muted_accounts.csv",
  domain_blocks: "blocked_domains.csv",
  bookmarks: "bookmarks.csv",
  circles: "circles.csv",
});

/** The whole file of one kind. */
export async function writeFile(kith: Pick<Kith, "db" | "instance">, account: Asker, kind: ImportKind): Promise<string> {
  return toCsv(await loadRows(kith, account, kind));
}

/** Its lines, with their heading. */
export const loadRows = async (kith: Pick<Kith, "db" | "instance">, account: Asker, kind: ImportKind): Promise<Rows> =>
  await WRITERS[kind](kith.db, account.id, addressIn(kith));

const addressIn =
  ({ instance }: Pick<Kith, "instance">): Address =>
  (account) =>
    addressAt(account, instance.domain);

/** Who follows one, as a file of one column, in parts. Nobody can be made to follow by reading it in: it is to be looked up in. */
export async function* writeFollowers(kith: Pick<Kith, "db" | "instance">, { id }: Asker): AsyncGenerator<string> {
  const address = addressIn(kith);
  yield toCsv([["Account address"]]);
  for await (const rows of followerNames(kith.db, id)) yield toCsv(rows.map((row) => [address(row)]));
}

type Address = (account: { username: string; host: string }) => string;
type Write = (db: Reads, id: number, address: Address) => Promise<Rows>;

const WRITERS: Readonly<Record<ImportKind, Write>> = {
  follows: writeFollows,
  blocks: writeBlocks,
  mutes: writeMutes,
  domain_blocks: writeHosts,
  bookmarks: writeBookmarks,
  lists: writeLists,
  circles: writeCircles,
};

async function writeFollows(db: Reads, id: number, address: Address): Promise<Rows> {
  const rows = await db
    .selectFrom("follows")
    .innerJoin("accounts", "accounts.id", "follows.target_id")
    .select(["accounts.username", "accounts.host", "follows.reblogs", "follows.notify", "follows.languages"])
    .where("follows.account_id", "=", id)
    .where("follows.state", "=", "accepted")
    .orderBy("follows.id")
    .execute();
  const lines = rows.map((row) => [
    address(row),
    String(row.reblogs === 1),
    String(row.notify === 1),
    fromJson(row.languages).join(", "),
  ]);
  return [["Account address", "Show boosts", "Notify on new posts", "Languages"], ...lines];
}

async function writeBlocks(db: Reads, id: number, address: Address): Promise<Rows> {
  const rows = await db
    .selectFrom("blocks")
    .innerJoin("accounts", "accounts.id", "blocks.target_id")
    .select(["accounts.username", "accounts.host"])
    .where("blocks.account_id", "=", id)
    .orderBy("blocks.id")
    .execute();
  return [["Account address"], ...rows.map((row) => [address(row)])];
}

async function writeMutes(db: Reads, id: number, address: Address): Promise<Rows> {
  const rows = await db
    .selectFrom("mutes")
    .innerJoin("accounts", "accounts.id", "mutes.target_id")
    .select(["accounts.username", "accounts.host", "mutes.notifications"])
    .where("mutes.account_id", "=", id)
    .orderBy("mutes.id")
    .execute();
  return [["Account address", "Hide notifications"], ...rows.map((row) => [address(row), String(row.notifications === 1)])];
}

async function writeHosts(db: Reads, id: number): Promise<Rows> {
  const blocks = db.selectFrom("account_domain_blocks").select("host").where("account_id", "=", id);
  return [["#domain"], ...(await blocks.orderBy("id").execute()).map(({ host }) => [host])];
}

async function writeBookmarks(db: Reads, id: number): Promise<Rows> {
  const rows = await db
    .selectFrom("bookmarks")
    .innerJoin("statuses", "statuses.id", "bookmarks.status_id")
    .select("statuses.uri")
    .where("bookmarks.account_id", "=", id)
    .where("statuses.deleted_at", "=", 0)
    .orderBy("bookmarks.id")
    .execute();
  return [["#uri"], ...rows.map(({ uri }) => [uri])];
}

async function writeLists(db: Reads, id: number, address: Address): Promise<Rows> {
  const rows = await db
    .selectFrom("lists")
    .innerJoin("list_members", "list_members.list_id", "lists.id")
    .innerJoin("accounts", "accounts.id", "list_members.account_id")
    .select(["lists.title", "accounts.username", "accounts.host"])
    .where("lists.account_id", "=", id)
    .orderBy("lists.id")
    .orderBy("list_members.id")
    .execute();
  return [["List name", "Account address"], ...rows.map((row) => [row.title, address(row)])];
}

/** One's circles and who is in them. Mastodon has none: this file is ours. */
async function writeCircles(db: Reads, id: number, address: Address): Promise<Rows> {
  const rows = await db
    .selectFrom("circles")
    .innerJoin("circle_members", "circle_members.circle_id", "circles.id")
    .innerJoin("accounts", "accounts.id", "circle_members.account_id")
    .select(["circles.title", "accounts.username", "accounts.host"])
    .where("circles.account_id", "=", id)
    .orderBy("circles.id")
    .orderBy("circle_members.id")
    .execute();
  const lines = rows.map((row) => [row.title === "" ? CLOSE_FRIENDS : row.title, address(row)]);
  return [["Circle name", "Account address"], ...lines];
}
