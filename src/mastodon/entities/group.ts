/** Groups, as our own part of the API has them. */
import { rfc3339 } from "../../db/columns.ts";
import type { Account, Row } from "../../db/schema.ts";
import type { GroupRole } from "../../db/values.ts";
import { renderAccount, renderCommonAccount, type AccountJson } from "./account.ts";
import type { Scene } from "./scene.ts";

/** What the viewer is in a group. */
export type GroupStanding = {
  member: boolean;
  requested: boolean;
  invited: boolean;
  role: GroupRole | null;
  may_post: boolean;
  may_invite: boolean;
  may_take_over: boolean;
  /** Null for who is not in its chat. */
  chat_id: string | null;
};

type Shown = {
  account: Account;
  /** The same as the viewer may know it. */
  told: Account;
  /** Undefined: it lives elsewhere. */
  group: Row<"groups"> | undefined;
  /** Those that the viewer may know. */
  rules: readonly string[];
  /** They may know how many are in it, and how much is said there. */
  counted: boolean;
};

export function renderGroup({ account, told, group, rules, counted }: Shown, scene: Scene, standing?: GroupStanding) {
  // What stands in `account` is as everybody may know it.
  const rendered: AccountJson = renderAccount(account, scene);
  const { avatar, header, display_name, note } = told === account ? rendered : renderCommonAccount(told, scene);
  return {
    id: rendered.id,
    name: account.username,
    acct: rendered.acct,
    url: rendered.url,
    uri: rendered.uri,
    title: display_name || account.username,
    note,
    avatar,
    header,
    local: account.host === "",
    private: account.members_only === 1,
    membership: group?.membership ?? (account.locked === 1 ? "approval" : "public"),
    posting: group?.posting ?? null,
    approve_first: group === undefined ? null : group.approve_first === 1,
    revealed: group === undefined ? null : group.revealed === 1,
    discoverable: account.discoverable === 1,
    chat: group === undefined ? null : group.chat === 1,
    downvotes: group === undefined ? null : group.downvotes === 1,
    rules,
    members_count: counted ? account.followers_count : null,
    posts_count: counted ? (group?.posts_count ?? account.statuses_count) : null,
    last_post_at: !counted || group === undefined || group.last_post_at === 0 ? null : rfc3339(group.last_post_at),
    created_at: rfc3339(account.created_at),
    account: rendered,
    ...(standing === undefined ? {} : { standing }),
  };
}

export const renderLogEntry = (
  { id, act, reason, status_id, created_at }: Row<"group_log">,
  { by, account }: { by: AccountJson | null; account: AccountJson | null },
) => ({
  id: String(id),
  act,
  by,
  account,
  status_id: status_id === 0 ? null : String(status_id),
  reason,
  created_at: rfc3339(created_at),
});
