/** Groups, as our own part of the API has them. */
import { fromJson, rfc3339 } from "../../db/columns.ts";
import type { Account, Row } from "../../db/schema.ts";
import type { GroupRole } from "../../db/values.ts";
import { renderAccount, type AccountJson } from "./account.ts";
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
  /** Undefined: it lives elsewhere. */
  group: Row<"groups"> | undefined;
  /** Whoever looks may know all of it. */
  inside: boolean;
  /** What the server of one elsewhere has told. */
  rules?: readonly string[];
};

export function renderGroup({ account, group, inside, rules = [] }: Shown, scene: Scene, standing?: GroupStanding) {
  const rendered: AccountJson = renderAccount(account, scene);
  return {
    id: rendered.id,
    name: account.username,
    acct: rendered.acct,
    url: rendered.url,
    uri: rendered.uri,
    title: inside && group !== undefined ? group.title : rendered.display_name || account.username,
    note: inside && group !== undefined ? group.note : rendered.note,
    avatar: rendered.avatar,
    header: rendered.header,
    local: account.host === "",
    private: account.members_only === 1,
    membership: group?.membership ?? (account.locked === 1 ? "approval" : "public"),
    posting: group?.posting ?? null,
    approve_first: group === undefined ? null : group.approve_first === 1,
    revealed: group === undefined ? null : group.revealed === 1,
    discoverable: account.discoverable === 1,
    chat: group === undefined ? null : group.chat === 1,
    downvotes: group === undefined ? null : group.downvotes === 1,
    rules: group === undefined ? rules : inside ? fromJson(group.rules) : [],
    members_count: account.followers_count,
    posts_count: group?.posts_count ?? account.statuses_count,
    last_post_at: group === undefined || group.last_post_at === 0 ? null : rfc3339(group.last_post_at),
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
