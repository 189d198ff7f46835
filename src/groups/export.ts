/** The groups of this server that one looks after, for the archive of all that one has here: how they are set, and who is in them. */
import { fromJson, rfc3339 } from "../db/columns.ts";
import type { Account, Reads, Row } from "../db/schema.ts";
import { followerNames } from "../follows/export.ts";
import type { Kith } from "../kith.ts";
import { addressAt } from "../uris.ts";
import { loadStaff } from "./roles.ts";

type Named = { username: string; host: string };

/** JSON, in parts: groups may have any number of members. Those in which one is, and does no more, are among the accounts that one follows. */
export async function* writeGroups(kith: Pick<Kith, "db" | "instance">, { uri }: Pick<Account, "uri">): AsyncGenerator<string> {
  const { db, instance } = kith;
  const rows = await db
    .selectFrom("group_moderators")
    .innerJoin("groups", "groups.account_id", "group_moderators.group_id")
    .innerJoin("accounts", "accounts.id", "groups.account_id")
    .selectAll("groups")
    .select(["group_moderators.role", "accounts.uri", "accounts.username", "accounts.members_only", "accounts.discoverable"])
    .where("group_moderators.uri", "=", uri)
    .where("accounts.deleted_at", "=", 0)
    .orderBy("groups.account_id")
    .execute();
  const address = (account: Named): string => addressAt(account, instance.domain);
  yield "[";
  for (const [at, { role, username, members_only, discoverable, ...group }] of rows.entries()) {
    const head = {
      uri: group.uri,
      address: address({ username, host: "" }),
      role,
      private: members_only === 1,
      discoverable: discoverable === 1,
      ...settingsOf(group),
      staff: (await loadStaff(db, group.account_id)).map((one) => ({ address: address(one.account), role: one.role })),
    };
    yield `${at === 0 ? "" : ","}\n${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "members": [`;
    yield* itemsOf(followerNames(db, group.account_id), address);
    yield '],\n  "bans": [';
    yield* itemsOf(bansOf(db, group.account_id), ({ reason, expires_at, ...account }) => ({
      address: address(account),
      reason,
      expires_at: expires_at === 0 ? null : rfc3339(expires_at),
    }));
    yield "]\n}";
  }
  yield "\n]\n";
}

/** What stands between the brackets of an array. */
async function* itemsOf<Row>(portions: AsyncIterable<readonly Row[]>, toItem: (row: Row) => unknown): AsyncGenerator<string> {
  let first = true;
  for await (const rows of portions) {
    yield `${first ? "" : ","}\n${rows.map((row) => `    ${JSON.stringify(toItem(row))}`).join(",\n")}`;
    first = false;
  }
  if (!first) yield "\n  ";
}

/** `avatar` and `header` are names of files of the archive. */
const settingsOf = (group: Row<"groups">) => ({
  title: group.title,
  note: group.note_source,
  rules: fromJson(group.rules),
  membership: group.membership,
  posting: group.posting,
  approve_first: group.approve_first === 1,
  revealed: group.revealed === 1,
  chat: group.chat === 1,
  downvotes: group.downvotes === 1,
  avatar: group.avatar,
  header: group.header,
  created_at: rfc3339(group.created_at),
});

type Ban = Named & Pick<Row<"group_bans">, "reason" | "expires_at">;
const AT_ONCE = 1000;

async function* bansOf(db: Reads, group_id: number): AsyncGenerator<Ban[]> {
  for (let after = 0; ;) {
    const rows = await db
      .selectFrom("group_bans")
      .innerJoin("accounts", "accounts.id", "group_bans.account_id")
      .select(["accounts.id", "accounts.username", "accounts.host", "group_bans.reason", "group_bans.expires_at"])
      .where("group_bans.group_id", "=", group_id)
      .where("group_bans.account_id", ">", after)
      .orderBy("group_bans.account_id")
      .limit(AT_ONCE)
      .execute();
    if (rows.length > 0) yield rows;
    if (rows.length < AT_ONCE) return;
    after = rows.at(-1)?.id ?? 0;
  }
}
