/** A public post of this server as a page for frames: what `/api/oembed` hands to other sites. */
import { missing } from "../../errors.ts";
import { loadStatusPage } from "../../statuses/load.ts";
import { embedView } from "../../../views/reading/embed.ts";
import { contextOf } from "../frame/context.ts";
import { page, type Answer, type Route } from "../frame/respond.ts";
import { idParam, type Visit } from "../frame/visit.ts";

/** Whoever looks sees what anybody sees: a frame on a foreign page must not show who is signed in here. */
async function showEmbed(visit: Visit): Promise<Answer> {
  const nobody: Visit = { ...visit, session: undefined, viewer_id: 0, said: undefined };
  const id = idParam(visit);
  const loaded = await loadStatusPage(visit.kith.db, 0, id === undefined ? [] : [id]);
  const status = id === undefined ? undefined : loaded.statuses.get(id);
  if (status === undefined || status.local === 0 || status.reblog_of_id !== null) throw missing();
  return { html: embedView(await contextOf(nobody), { status, page: loaded }), framed: true };
}

export const embedRoutes: readonly Route[] = [page("/@:acct/:id/embed", "anyone", showEmbed)];
