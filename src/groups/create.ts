/** Making a group: an account that nobody logs in to, its keys, what it is, and whoever made it as its owner and first member. */
import { assertHere, assertNoProblems, problemOfUsername } from "../accounts/rules.ts";
import { findAccountByHandle, holdAccounts } from "../accounts/find.ts";
import { insertAccount } from "../accounts/insert.ts";
import { placesOf } from "../accounts/local.ts";
import { renderNote } from "../accounts/profile-text.ts";
import { readDescriptions, type ProfileChanges } from "../accounts/update.ts";
import { findUser, isAtLeast } from "../accounts/users.ts";
import { flag, toJson } from "../db/columns.ts";
import type { Account, Row, Tx } from "../db/schema.ts";
import type { GroupMembership, GroupPosting } from "../db/values.ts";
import { forbidden, invalid, readAll, Refusal } from "../errors.ts";
import { insertFollow } from "../follows/follow.ts";
import { countFollow } from "../follows/rows.ts";
import { insertKeys, makeKeys } from "../keys/make.ts";
import type { Kith } from "../kith.ts";
import { actorUri } from "../uris.ts";
import { isHidden, toPublicProfile } from "./inside.ts";
import type { Group } from "./load.ts";
import { writeLog } from "./log.ts";
import { insertModerator } from "./roles.ts";
import { readSaid, type Said } from "./texts.ts";

export type GroupDraft = {
  /** Its handle. */
  name: string;
  title: string;
  /** Plain text. */
  note?: string | undefined;
  rules?: readonly string[] | undefined;
  membership?: GroupMembership | undefined;
  posting?: GroupPosting | undefined;
  approve_first?: boolean | undefined;
  /** Posts are for its members alone. */
  private?: boolean | undefined;
  /** Of a private one: outsiders may know its title and description. */
  revealed?: boolean | undefined;
  discoverable?: boolean | undefined;
  /** Its members have a chat; they do unless it is said. */
  chat?: boolean | undefined;
  /** Votes against what stands in it are taken; they are unless it is said. */
  downvotes?: boolean | undefined;
} & Pick<ProfileChanges, "avatar_description" | "header_description">;

const TAKEN = { error: "ERR_TAKEN", description: "has already been taken" };

/** Whether somebody may make groups on this server. */
export async function mayCreateGroup(kith: Kith, { id, host, moved_to_uri }: Account): Promise<boolean> {
  if (host !== "" || moved_to_uri !== "") return false;
  if (kith.instance.members_make_groups) return true;
  const user = await findUser(kith.db, id);
  return user !== undefined && isAtLeast(user, "moderator");
}

/** @throws Refusal `forbidden` for who may not, `invalid` with what is wrong by field */
export async function createGroup(kith: Kith, by: Account, draft: GroupDraft): Promise<Group> {
  assertHere(by);
  if (!(await mayCreateGroup(kith, by))) throw forbidden("Only those who run this server may make groups");
  const { username, said, described } = await readGroup(kith, draft);
  const row = await toRow(kith, by, { draft, said, described });
  const keys = await makeKeys(kith);
  const id = kith.newId();
  return await kith.write(async (tx, happened) => {
    await assertFew(tx, kith, by.id);
    const account = await insertNamed(tx, kith, { id, username, by, draft, row });
    const group = {
      account_id: id,
      ...row,
      posts_count: 0,
      last_post_at: 0,
      chat: flag(draft.chat ?? true),
      downvotes: flag(draft.downvotes ?? true),
    };
    await tx.insertInto("groups").values(group).execute();
    await insertKeys(tx, kith, id, keys);
    await insertModerator(tx, { group_id: id, uri: by.uri, role: "owner", position: 0 });
    await join(tx, kith, by, id);
    await writeLog(tx, kith, happened, { group_id: id, by, act: "created" });
    happened({ type: "group.peopled", group_id: id });
    return { account: { ...account, followers_count: 1 }, group };
  });
}

/** What it is called and says of itself. @throws Refusal `invalid` with all that is wrong, by field */
export async function readGroup(kith: Kith, draft: GroupDraft): Promise<{ username: string; said: Said; described: Described }> {
  const username = draft.name.trim().replace(/^[@!]/, "");
  const wrong = problemOfUsername(username);
  const taken = wrong === undefined && (await findAccountByHandle(kith.db, username, "")) !== undefined;
  return readAll({
    username: () => {
      assertNoProblems({ name: taken ? TAKEN : wrong });
      return username;
    },
    said: () => readSaid({ title: draft.title, note: draft.note ?? "", rules: draft.rules ?? [] }),
    described: () => readDescriptions(draft),
  });
}

async function assertFew(tx: Tx, { instance }: Kith, created_by: number): Promise<void> {
  await holdAccounts(tx, created_by);
  const made = await tx
    .selectFrom("groups")
    .innerJoin("accounts", "accounts.id", "groups.account_id")
    .select("accounts.id")
    .where("groups.created_by", "=", created_by)
    .where("accounts.deleted_at", "=", 0)
    .execute();
  if (made.length >= instance.limits.groups_per_person) throw invalid("You have made as many groups as one may");
}

type Described = ReturnType<typeof readDescriptions>;
type Values = Omit<Row<"groups">, "account_id" | "posts_count" | "last_post_at" | "chat" | "downvotes">;

async function toRow(
  kith: Kith,
  by: Account,
  { draft, said, described }: { draft: GroupDraft; said: Said; described: Described },
): Promise<Values> {
  return {
    title: said.title,
    note_source: said.note,
    note: await renderNote(kith, said.note),
    membership: draft.membership ?? "public",
    posting: draft.posting ?? "members",
    approve_first: flag(draft.approve_first ?? false),
    revealed: flag(draft.private !== true || draft.revealed === true),
    rules: toJson(said.rules),
    created_by: by.id,
    created_at: kith.now(),
    avatar: "",
    header: "",
    avatar_description: described.avatar_description ?? "",
    header_description: described.header_description ?? "",
  };
}

type New = { id: number; username: string; by: Account; draft: GroupDraft; row: Values };

async function insertNamed(tx: Tx, kith: Kith, { id, username, draft, row }: New): Promise<Account> {
  const hidden = isHidden({ members_only: flag(draft.private === true) }, row);
  try {
    return await insertAccount(tx, {
      ...toPublicProfile(row, hidden),
      id,
      username,
      host: "",
      created_at: row.created_at,
      actor_type: "Group",
      locked: flag(row.membership !== "public"),
      members_only: flag(draft.private === true),
      discoverable: flag((draft.discoverable ?? true) && !hidden),
      indexable: flag(draft.private !== true),
      // Who is in it is told to its members, and of an open one on its page and in its `followers`.
      hide_collections: 1,
      ...placesOf(kith.instance, id, username),
    });
  } catch (error) {
    // Somebody else has taken the name meanwhile.
    if (error instanceof Refusal && error.kind === "conflict") assertNoProblems({ name: TAKEN });
    throw error;
  }
}

async function join(tx: Tx, kith: Kith, { id: account_id }: Account, target_id: number): Promise<void> {
  const id = kith.newId();
  const uri = `${actorUri(kith.instance, account_id)}/follows/${id}`;
  const made = await insertFollow(tx, { id, account_id, target_id, uri, state: "accepted", created_at: kith.now() });
  if (made !== undefined) await countFollow(tx, made, 1);
}
