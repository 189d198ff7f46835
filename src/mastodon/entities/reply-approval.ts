/** Who may answer a status: a word of ours, for threads that a group has locked. */
import type { Status } from "../../db/schema.ts";
import type { StatusPage } from "../../statuses/page.ts";
import { acct } from "../../uris.ts";

/** Who may answer, as `quote_approval` says who may quote; without it everybody may. */
export type ReplyApprovalJson = {
  automatic: string[];
  manual: string[];
  current_user: "automatic" | "denied";
  locked_by: { id: string; acct: string };
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
