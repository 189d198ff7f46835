/** What a status quotes, and who may quote it: pure, from the page. */
import type { Status } from "../../db/schema.ts";
import { approvalOf, groupsOf, type Approval, type Group } from "../../quotes/policy.ts";
import { whyUnwanted, type Unwanted } from "../../quotes/unwanted.ts";
import type { StatusPage } from "../../statuses/page.ts";

export type QuoteStateJson = "pending" | "accepted" | "rejected" | "revoked" | "deleted" | "unauthorized" | Unwanted["why"];
export type QuoteJson<Quoted> = { state: QuoteStateJson; quoted_status: Quoted | null };
/** One level down a quote is only named. */
export type ShallowQuoteJson = { state: QuoteStateJson; quoted_status_id: string | null };
export type QuoteApprovalJson = { automatic: Group[]; manual: Group[]; current_user: Approval };

/** The state that the viewer sees, with the quoted status when they may see that, too. */
export function quoteOf(
  status: Status,
  page: StatusPage,
  now: number,
): { state: QuoteStateJson; quoted: Status | undefined } | undefined {
  const quote = page.quotes.get(status.id);
  if (quote === undefined) return undefined;
  if (quote.state !== "accepted") return { state: quote.state, quoted: undefined };
  const quoted = page.statuses.get(quote.quoted_id);
  const why = quoted === undefined ? undefined : whyUnwanted(page.unwanted, quoted.account_id, now);
  if (why !== undefined) return { state: why, quoted: undefined };
  return { state: quoted === undefined ? "unauthorized" : "accepted", quoted };
}

/** The quote of a quoted status: its own quoted status need not be in the page. */
export function renderShallowQuote(status: Status, page: StatusPage): ShallowQuoteJson | null {
  const quote = page.quotes.get(status.id);
  if (quote === undefined) return null;
  return { state: quote.state, quoted_status_id: quote.state === "accepted" ? String(quote.quoted_id) : null };
}

export function renderQuoteApproval(status: Status, page: StatusPage): QuoteApprovalJson {
  const { follows, followed } = page.relations;
  const relation = { follows: follows.has(status.account_id), followed: followed.has(status.account_id) };
  return { ...groupsOf(status), current_user: approvalOf(status, page.viewer_id, relation) };
}
