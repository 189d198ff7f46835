/** The page of a status: what it answers, itself, and all that answers it. Statuses of other servers have one here, too. */
import { may } from "../../access/permissions.ts";
import { findAccountById } from "../../accounts/find.ts";
import type { Status } from "../../db/schema.ts";
import { missing } from "../../errors.ts";
import { loadContext } from "../../statuses/context.ts";
import { countReceipts, loadTroubledFirst } from "../../receipts/load.ts";
import { withVotes } from "../../statuses/against.ts";
import { consentOf } from "../../statuses/consent.ts";
import { findOriginal } from "../../statuses/find.ts";
import { getVisibleStatus } from "../../statuses/load.ts";
import { findUnpassed } from "../../groups/unpassed.ts";
import { loadThreadState, openThread } from "../../statuses/thread.ts";
import { findTranslation } from "../../translation/translate.ts";
import { acct } from "../../uris.ts";
import { routes } from "../../../views/frame/routes.ts";
import type { Receipts } from "../../../views/parts/receipts.ts";
import { threadView, type Thread } from "../../../views/reading/thread.ts";
import { contextOf } from "../frame/context.ts";
import { go, page, show, type Answer, type Route } from "../frame/respond.ts";
import { loadFor } from "./timelines.ts";
import { idParam, type Visit } from "../frame/visit.ts";

/** Servers named on the page. */
const RECEIPTS = 40;

/** The status itself or, of a reblog, what it reblogs. @throws Refusal `missing` for what the viewer may not see */
export async function getOriginal({ kith, viewer_id }: Visit, id: number | undefined): Promise<Status> {
  const asked = await getVisibleStatus(kith.db, viewer_id, id);
  const original = await findOriginal(kith.db, asked);
  return await getVisibleStatus(kith.db, viewer_id, original?.id);
}

/** What stands on the page of a status. */
export async function loadThread(visit: Visit, status: Status): Promise<Thread> {
  const { kith } = visit;
  await openThread(kith, visit.viewer_id, status);
  const context = await loadContext(kith, visit.viewer_id, status);
  const ids = [...context.ancestors, status.id, ...context.descendants];
  const loaded = await withVotes(kith.db, await loadFor(visit, ids, "thread"));
  const replies = await loadThreadState(kith, status, context.descendants);
  // What one has opened is shown, whatever the filters say.
  const filtered = new Map([...loaded.filtered].filter(([id]) => id !== status.id));
  const receipts = await receiptsFor(visit, status);
  const translation = await translationFor(visit, status);
  const newest_first = visit.query.get("sort") === "newest";
  const consent = visit.viewer_id === 0 ? undefined : consentOf(status, loaded, "reply");
  const unpassed_by = visit.viewer_id === status.account_id ? (await findUnpassed(kith.db, status.id))?.group : undefined;
  const own = { receipts, unpassed_by };
  return { status, page: { ...loaded, filtered }, ...context, ...own, replies, translation, newest_first, consent };
}

async function showThread(visit: Visit): Promise<Answer> {
  const { kith, params } = visit;
  const status = await getOriginal(visit, idParam(visit));
  if (visit.wants_activity) return go(status.uri);
  const author = await findAccountById(kith.db, status.account_id);
  if (author === undefined) throw missing();
  // One address for each post, whatever name was written before its number.
  if (params["acct"] !== acct(author) || params["id"] !== String(status.id)) return go(routes.status(status.id, author));
  return show(threadView(await contextOf(visit), await loadThread(visit, status)));
}

/** What was made by `/statuses/:id/translate`, when the address asks for it. */
const translationFor = async ({ kith, viewer_id, query, locale }: Visit, status: Status) =>
  viewer_id === 0 || query.get("translated") !== "1" ? undefined : await findTranslation(kith, status, locale.language);

/** The author sees what became of it elsewhere, and so do those who look after federation. */
async function receiptsFor({ kith, viewer_id, session }: Visit, status: Status): Promise<Receipts | undefined> {
  const concerned = status.account_id === viewer_id || (session !== undefined && may(session.user.role, "manage_federation"));
  if (status.local === 0 || !concerned) return undefined;
  const summary = await countReceipts(kith.db, status.id);
  return { summary, receipts: summary.hosts === 0 ? [] : await loadTroubledFirst(kith.db, status.id, RECEIPTS) };
}

export const threadRoutes: readonly Route[] = [page("/@:acct/:id", "anyone", showThread)];
