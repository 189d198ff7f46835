/** Who may answer a status, in words of ours: what its author says, or a group that has locked the thread; and what a group or an author has not let in. */
import type { Status } from "../../db/schema.ts";
import type { Visibility } from "../../db/values.ts";
import type { StatusPage } from "../../statuses/page.ts";
import { groupsFor, replyConsent, type Consent } from "../../statuses/consent.ts";
import { acct } from "../../uris.ts";
import { renderAccount, type AccountJson } from "./account.ts";
import type { Scene } from "./scene.ts";

/** Who may answer, as `quote_approval` says who may quote; without it everybody may. */
export type ReplyApprovalJson = {
  automatic: string[];
  manual: string[];
  current_user: Consent;
  locked_by?: { id: string; acct: string };
};

/** Whoever moderates the group may still answer. */
export function renderLock({ locked_by }: Status, page: StatusPage): ReplyApprovalJson {
  const group = page.accounts.get(locked_by);
  return {
    automatic: [],
    manual: [],
    current_user: page.moderated.has(locked_by) ? "automatic" : "denied",
    locked_by: { id: String(locked_by), acct: group === undefined ? "" : acct(group) },
  };
}

/** What its author elsewhere says; undefined where nothing is said. Whom it names may answer. */
export function renderReplyApproval(status: Status, page: StatusPage): ReplyApprovalJson | undefined {
  const groups = groupsFor(status.interactions, "reply");
  return groups && { ...groups, current_user: replyConsent(status, page) };
}

export type WaitJson = { account: AccountJson; state: "waiting" | "refused"; reason: string };

/** Of what a group elsewhere has not let in (yet); `visibility` as it is to be, for who writes it anew. */
export function renderWait(
  { id }: Pick<Status, "id">,
  page: StatusPage,
  scene: Scene,
): { visibility?: Visibility; waiting_for?: WaitJson } {
  const wait = page.waits?.get(id);
  const group = page.accounts.get(wait?.group_id ?? 0);
  if (wait === undefined || wait.state === "approved" || group === undefined) return {};
  const visibility = wait.visibility === "limited" ? "private" : wait.visibility;
  return { visibility, waiting_for: { account: renderAccount(group, scene), state: wait.state, reason: wait.reason } };
}
