/** Deleting one's own posts, after asking; and deleting one in order to write it better, which leaves a draft. */
import { assertLimit } from "../../access/limits.ts";
import { createDraft, removeDraft, replaceDraft } from "../../drafts/drafts.ts";
import { fromJson } from "../../db/columns.ts";
import type { Status } from "../../db/schema.ts";
import { missing } from "../../errors.ts";
import { deleteStatus } from "../../statuses/delete.ts";
import type { Draft, PollDraft } from "../../statuses/draft.ts";
import { getOwnStatus } from "../../statuses/find.ts";
import { loadStatusPage } from "../../statuses/load.ts";
import type { StatusPage } from "../../statuses/page.ts";
import { deleteView } from "../../../views/writing/delete.ts";
import { routes } from "../../../views/frame/routes.ts";
import { contextOf } from "../frame/context.ts";
import { composeOfStatus } from "./filling.ts";
import { action, go, page, show, type Answer, type Route } from "../frame/respond.ts";
import { idParam, me, returnPath, type Visit } from "../frame/visit.ts";

/** Seconds: a poll that is asked again is open for a day, unless its author says otherwise. */
const POLL_TIME = 86_400;

async function loadOwn(visit: Visit): Promise<{ status: Status; loaded: StatusPage }> {
  const { kith, viewer_id } = visit;
  const status = await getOwnStatus(kith.db, viewer_id, idParam(visit));
  const loaded = await loadStatusPage(kith.db, viewer_id, [status.id]);
  if (loaded.ids.length === 0) throw missing();
  return { status, loaded };
}

async function askToDelete(visit: Visit): Promise<Answer> {
  const { status, loaded } = await loadOwn(visit);
  return show(deleteView(await contextOf(visit), { status, page: loaded, return_to: afterDeletion(visit, status.id) }));
}

/** Back to where they came from, unless that was the page of the post itself. */
const afterDeletion = ({ referer }: Visit, id: number): string =>
  referer === undefined || referer.includes(`/${id}`) ? routes.home : referer;

async function deletePost(visit: Visit): Promise<Answer> {
  const { kith, viewer_id, form } = visit;
  await assertLimit(kith, "delete", viewer_id);
  if (form.text("do") === "redraft") return await redraft(visit);
  await deleteStatus(kith, await getOwnStatus(kith.db, viewer_id, idParam(visit)));
  return go(returnPath(visit, routes.home), "compose.said_deleted");
}

/** First it is a draft, then it is deleted, then the draft gets its media: so that nothing is lost on the way. */
async function redraft(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const { status, loaded } = await loadOwn(visit);
  if (status.reblog_of_id !== null) throw missing();
  const draft = draftOf(status, loaded);
  const kept = await createDraft(kith, me(visit), { ...draft, media_ids: [] });
  try {
    await deleteStatus(kith, status, { again: true });
  } catch (error) {
    await removeDraft(kith, me(visit), kept.id);
    throw error;
  }
  await replaceDraft(kith, me(visit), kept.id, draft);
  return go(routes.composeFrom("draft", kept.id), "compose.said_redrafted");
}

function draftOf(status: Status, loaded: StatusPage): Draft {
  const { text, spoiler_text, sensitive, language, markdown, quote_policy, ...shown } = composeOfStatus(status, loaded);
  const visibility = loaded.waits?.get(status.id)?.visibility ?? shown.visibility;
  return {
    text,
    spoiler_text,
    sensitive,
    visibility,
    language,
    content_type: markdown ? "text/markdown" : "text/plain",
    quote_policy,
    local_only: status.local_only === 1,
    in_reply_to_id: status.in_reply_to_id ?? undefined,
    quoted_id: status.quoted_id ?? undefined,
    media_ids: (loaded.media.get(status.id) ?? []).map(({ id }) => id),
    poll: pollOf(status, loaded),
  };
}

function pollOf({ id }: Status, { polls }: StatusPage): PollDraft | undefined {
  const poll = polls.get(id);
  if (poll === undefined) return undefined;
  const options = fromJson(poll.options).map(({ title }) => title);
  return { options, multiple: poll.multiple === 1, hide_totals: poll.hide_totals === 1, expires_in: POLL_TIME };
}

export const deleteRoutes: readonly Route[] = [
  page("/statuses/:id/delete", "member", askToDelete),
  action("/statuses/:id/delete", "member", deletePost),
];
