/** The groups of this server that one looks after, for the archive of all that one has here: how they are set, and who is in them. */
import { fromJson, rfc3339 } from "../db/columns.ts";
import type { Account, Reads, Row } from "../db/schema.ts";
import { loadFollowerNames } from "../follows/export.ts";
import type { Kith } from "../kith.ts";
import { addressAt } from "../uris.ts";
import { loadStaff } from "./roles.ts";

type Named = { username: string; host: string };

/** JSON. Those in which one is, and does no more, are among the accounts that one follows. */
export async function writeGroups(kith: Pick<Kith, "db" | "instance">, { uri }: Pick<Account, "uri">): Promise<string> {
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
  const written = [];
  for (const { role, username, members_only, discoverable, ...group } of rows)
    written.push({
      uri: group.uri,
      address: address({ username, host: "" }),
      role,
      private: members_only === 1,
      discoverable: discoverable === 1,
      ...settingsOf(group),
      staff: (await loadStaff(db, group.account_id)).map((one) => ({ address: address(one.account), role: one.role })),
      members: (await loadFollowerNames(db, group.account_id)).map(address),
      bans: (await loadBans(db, group.account_id)).map(({ reason, expires_at, ...account }) => ({
        address: address(account),
        reason,
        expires_at: expires_at === 0 ? null : rfc3339(expires_at),
      })),
    });
  return JSON.stringify(written, undefined, 2);
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

const loadBans = async (db: Reads, group_id: number) =>
  await db
    .selectFrom("group_bans")
    .innerJoin("accounts", "accounts.id", "group_bans.account_id")
    .select(["accounts.username", "accounts.host", "group_bans.reason", "group_bans.expires_at"])
    .where("group_bans.group_id", "=", group_id)
    .orderBy("group_bans.created_at")
    .execute();
