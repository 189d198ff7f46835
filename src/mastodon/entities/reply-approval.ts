/**
 * Who may answer, favour and boost a status, in words of ours and of GoToSocial's API: what its author says, or a group that has locked the thread; and what a group or an
 * author has not let in. And which story a message answers.
 */
import type { Status } from "../../db/schema.ts";
import type { Visibility } from "../../db/values.ts";
import type { StatusPage } from "../../statuses/page.ts";
import { consentOf, groupsFor, type Consent, type Deed } from "../../statuses/consent.ts";
import { acct } from "../../uris.ts";
import { renderAccount, type AccountJson } from "./account.ts";
import type { Scene } from "./scene.ts";

/** Who may answer, as `quote_approval` says who may quote; without it everybody may. */
type ReplyApprovalJson = {
  automatic: string[];
  manual: string[];
  current_user: Consent;
  locked_by?: { id: string; acct: string };
};

/** Whoever moderates the group may still answer. */
function renderLock({ locked_by }: Status, page: StatusPage): ReplyApprovalJson {
  const group = page.accounts.get(locked_by);
  return {
    automatic: [],
    manual: [],
    current_user: page.moderated.has(locked_by) ? "automatic" : "denied",
    locked_by: { id: String(locked_by), acct: group === undefined ? "" : acct(group) },
  };
}

/** What its author elsewhere says; undefined where nothing is said. Whom it names may answer. */
function renderApproval(status: Status, page: StatusPage, deed: Deed): ReplyApprovalJson | undefined {
  const groups = groupsFor(status.interactions, deed);
  return groups && { ...groups, current_user: consentOf(status, page, deed) };
}

type PolicyJson = { always: string[]; with_approval: string[] };
/** https://docs.gotosocial.org/en/stable/api/swagger/ (`interactionPolicy`): "me" is whoever asks. */
export type InteractionPolicyJson = { can_reply: PolicyJson; can_favourite: PolicyJson; can_reblog: PolicyJson };
export type ApprovalsJson = {
  reply_approval?: ReplyApprovalJson;
  favourite_approval?: ReplyApprovalJson;
  reblog_approval?: ReplyApprovalJson;
  interaction_policy?: InteractionPolicyJson;
  /** Without ids where the story is not known here (any more). */
  in_reply_to_story?: { id: string | null; account_id: string | null; uri: string };
};

const MINE = { automatic: "always", manual: "with_approval" } as const;

function renderPolicy(status: Status, page: StatusPage, deed: Deed): PolicyJson {
  const { automatic, manual } = groupsFor(status.interactions, deed) ?? { automatic: ["public" as const], manual: [] };
  const named = (groups: readonly string[]) => groups.filter((one) => one !== "unsupported_policy");
  const policy: PolicyJson = { always: ["author", ...named(automatic)], with_approval: named(manual) };
  const consent = consentOf(status, page, deed);
  if (page.viewer_id !== 0 && consent !== "denied") policy[MINE[consent]].push("me");
  return policy;
}

/** Nothing for what everybody may do. */
export function renderApprovals(status: Status, page: StatusPage): ApprovalsJson {
  if (status.interactions === 0) return status.locked_by > 0 ? { reply_approval: renderLock(status, page) } : {};
  const reply = status.locked_by > 0 ? renderLock(status, page) : renderApproval(status, page, "reply");
  const favourite = renderApproval(status, page, "favourite");
  const reblog = renderApproval(status, page, "reblog");
  return {
    ...(reply === undefined ? {} : { reply_approval: reply }),
    ...(favourite === undefined ? {} : { favourite_approval: favourite }),
    ...(reblog === undefined ? {} : { reblog_approval: reblog }),
    interaction_policy: {
      can_reply: renderPolicy(status, page, "reply"),
      can_favourite: renderPolicy(status, page, "favourite"),
      can_reblog: renderPolicy(status, page, "reblog"),
    },
  };
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

/** In the message that answers one. */
export function renderAnswered({ id }: Pick<Status, "id">, { stories }: StatusPage): Pick<ApprovalsJson, "in_reply_to_story"> {
  const answered = stories?.get(id);
  if (answered === undefined) return {};
  const { uri, story } = answered;
  const known = story === undefined ? undefined : { id: String(story.id), account_id: String(story.account_id) };
  return { in_reply_to_story: { id: known?.id ?? null, account_id: known?.account_id ?? null, uri } };
}
