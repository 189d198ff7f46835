/**
 * Quotes as they come: a quote of one's own, or one that the quoted author's policy allows, is accepted at once and gets a stamp; what somebody
 * elsewhere has to allow waits, unless nobody is ever asked there.
 */
import { isBlockedBetween } from "../blocks/hidden.ts";
import type { Row, Status, Tx } from "../db/schema.ts";
import type { QuoteState } from "../db/values.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { notify } from "../notifications/notify.ts";
import { countOn } from "../statuses/counts.ts";
import { quoteStampUri } from "../uris.ts";
import { isFree, isQuotedUnasked, loadApproval } from "./policy.ts";
import { stampName } from "./stamps.ts";

export type Quote = Row<"quotes">;
type Ground = Pick<Kith, "instance" | "newId" | "now" | "secret">;
type Happened = (event: KithEvent) => void;
type Quoting = {
  status: Status;
  quoted: Status;
  /** The stamp that the status names; not checked yet. */
  stamp_uri: string;
  /** It is said in the way of servers that ask nobody. */
  unasked?: boolean | undefined;
  /** The quoted author is not told. */
  quiet?: boolean | undefined;
  /** Nobody is asked or told before `releaseQuote`. */
  held?: boolean | undefined;
};

/** Writes down that a status quotes another, and whether it may. Once for each status. */
export async function insertQuote(tx: Tx, kith: Ground, happened: Happened, quoting: Quoting): Promise<Quote | undefined> {
  const { status, quoted } = quoting;
  const state = quoting.held === true ? "pending" : await stateOf(tx, quoting);
  const now = kith.now();
  const row: Quote = {
    status_id: status.id,
    account_id: status.account_id,
    quoted_id: quoted.id,
    quoted_account_id: quoted.account_id,
    state: "pending",
    stamp_uri: quoted.local === 1 ? "" : quoting.stamp_uri,
    request_uri: "",
    created_at: now,
    updated_at: now,
  };
  const made = await tx
    .insertInto("quotes")
    .values({ ...row, state })
    .onConflict((oc) => oc.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (made === undefined || quoting.held === true) return made;
  if (state === "accepted") await noteAccepted(tx, kith, happened, { ...made, quiet: quoting.quiet });
  else if (state === "pending" && status.local_only === 0)
    happened({ type: "quote.pending", status_id: status.id, local: status.local === 1 });
  return made;
}

/** The status that quotes has waited until now: what its quote brings about comes about. */
export async function releaseQuote(tx: Tx, kith: Ground, happened: Happened, status: Status): Promise<void> {
  const known = await tx
    .selectFrom("quotes")
    .selectAll()
    .where("status_id", "=", status.id)
    .where("state", "=", "pending")
    .executeTakeFirst();
  const [, quoted] = known === undefined ? [] : await loadBoth(tx, known);
  if (quoted === undefined || quoted.deleted_at > 0) return;
  const state = await stateOf(tx, { status, quoted });
  if (state === "pending") {
    if (status.local_only === 0) happened({ type: "quote.pending", status_id: status.id, local: status.local === 1 });
    return;
  }
  const updated = tx.updateTable("quotes").set({ state, updated_at: kith.now() }).where("status_id", "=", status.id);
  const quote = await updated.where("state", "=", "pending").returningAll().executeTakeFirst();
  if (quote !== undefined && state === "accepted") await noteAccepted(tx, kith, happened, quote);
}

async function stateOf(tx: Tx, { status, quoted, unasked }: Pick<Quoting, "status" | "quoted" | "unasked">): Promise<QuoteState> {
  if (status.account_id === quoted.account_id) return "accepted";
  const asksNobody = unasked === true || (status.local === 1 && isFree(quoted));
  if (quoted.local === 0) return asksNobody && isQuotedUnasked(quoted) ? "accepted" : "pending";
  return (await mayQuote(tx, quoted, status.account_id)) ? "accepted" : "rejected";
}

/** Whether the author of one of our statuses lets an account quote it without being asked. */
export const mayQuote = async (tx: Tx, quoted: Status, account_id: number): Promise<boolean> =>
  (await loadApproval(tx, quoted, account_id)) === "automatic" &&
  (account_id === quoted.account_id || !(await isBlockedBetween(tx, quoted.account_id, account_id)));

type Accepted = Quote & Pick<Quoting, "quiet">;

/** What a quote that is accepted brings about: its stamp, the count, and a word to the quoted author. */
async function noteAccepted(tx: Tx, kith: Ground, happened: Happened, quote: Accepted): Promise<void> {
  const { status_id, quoted_id, quoted_account_id } = quote;
  const [status, quoted] = await loadBoth(tx, quote);
  if (status === undefined || quoted === undefined) return;
  if (quoted.local === 1) {
    const stamp_uri = quoteStampUri(kith.instance, quoted_account_id, stampName(kith, { quoting: status, quoted }));
    await tx.updateTable("quotes").set({ stamp_uri }).where("status_id", "=", status_id).execute();
  }
  if (isCounted(status)) await countOn(tx, quoted_id, "quotes_count", 1);
  if (quote.quiet !== true) await tellQuoted(tx, kith, happened, quote);
}

async function tellQuoted(tx: Tx, kith: Ground, happened: Happened, quote: Quote): Promise<void> {
  const { status_id, account_id, quoted_account_id } = quote;
  const notice = { account_id: quoted_account_id, type: "quote", from_account_id: account_id } as const;
  await notify(tx, kith, happened, { ...notice, status_id });
}

/** The status that quotes had come quietly, and is told now. */
export async function tellOfQuote(tx: Tx, kith: Ground, happened: Happened, status_id: number): Promise<void> {
  const query = tx.selectFrom("quotes").selectAll().where("status_id", "=", status_id).where("state", "=", "accepted");
  const quote = await query.executeTakeFirst();
  if (quote !== undefined) await tellQuoted(tx, kith, happened, quote);
}

const isCounted = ({ visibility }: Status): boolean => visibility === "public" || visibility === "unlisted";

async function loadBoth(tx: Tx, { status_id, quoted_id }: Quote): Promise<[Status | undefined, Status | undefined]> {
  const rows = await tx.selectFrom("statuses").selectAll().where("id", "in", [status_id, quoted_id]).execute();
  return [rows.find(({ id }) => id === status_id), rows.find(({ id }) => id === quoted_id)];
}

/** What a change of state is: from any of `from`, so that of two at once one does it. */
export type Change = { status_id: number; from: readonly QuoteState[]; to: QuoteState; stamp_uri?: string; request_uri?: string };

/** Moves a quote to another state with all that follows from it. Undefined when it is in none of the states that it should come from. */
export async function moveQuote(tx: Tx, kith: Ground, happened: Happened, change: Change): Promise<Quote | undefined> {
  const { status_id, from, to, stamp_uri, request_uri } = change;
  const before = await tx.selectFrom("quotes").select("state").where("status_id", "=", status_id).executeTakeFirst();
  const row = await tx
    .updateTable("quotes")
    .set({
      state: to,
      updated_at: kith.now(),
      ...(stamp_uri === undefined ? {} : { stamp_uri }),
      ...(request_uri === undefined ? {} : { request_uri }),
    })
    .where("status_id", "=", status_id)
    .where("state", "in", [...from])
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  if (to === "accepted") await noteAccepted(tx, kith, happened, row);
  else if (before?.state === "accepted") await uncount(tx, row);
  await refresh(tx, happened, status_id);
  return row;
}

/** The status says something else now, though its author has not touched it. */
export async function refresh(tx: Tx, happened: Happened, status_id: number): Promise<void> {
  const status = await tx
    .updateTable("statuses")
    .set((eb) => ({ version: eb("version", "+", 1) }))
    .where("id", "=", status_id)
    .where("deleted_at", "=", 0)
    .returning(["account_id", "local"])
    .executeTakeFirst();
  if (status === undefined) return;
  happened({ type: "status.refreshed", status_id, account_id: status.account_id, local: status.local === 1 });
}

async function uncount(tx: Tx, quote: Quote): Promise<void> {
  const [status] = await loadBoth(tx, quote);
  if (status !== undefined && isCounted(status)) await countOn(tx, quote.quoted_id, "quotes_count", -1);
}

/** With a status go its own quote, and its place in the quotes of others, which stay and say that it is deleted. */
export async function removeQuotes(tx: Tx, status: Status): Promise<void> {
  const own = await tx.deleteFrom("quotes").where("status_id", "=", status.id).returningAll().executeTakeFirst();
  if (own?.state === "accepted" && isCounted(status)) await countOn(tx, own.quoted_id, "quotes_count", -1);
  await tx.updateTable("quotes").set({ state: "deleted" }).where("quoted_id", "=", status.id).execute();
}
