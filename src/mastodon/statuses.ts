/** https://docs.joinmastodon.org/methods/statuses/: writing, reading, editing and deleting them. */
import { withoutHeading } from "../html.ts";
import type { Kith } from "../kith.ts";
import { removeLost } from "../media/remove.ts";
import { choosePolicy } from "../quotes/load.ts";
import { scheduleStatus } from "../scheduled/schedule.ts";
import { loadContext } from "../statuses/context.ts";
import { deleteStatus } from "../statuses/delete.ts";
import { editStatus } from "../statuses/edit.ts";
import { getOwnStatus } from "../statuses/find.ts";
import { loadHistory } from "../statuses/history.ts";
import { publishStatus } from "../statuses/publish.ts";
import type { Draft } from "../statuses/draft.ts";
import { openThread } from "../statuses/thread.ts";
import { plainText } from "../text/plain.ts";
import { renderEdit, renderPresentEdit } from "./entities/edit.ts";
import { listText, withTexts } from "./entities/joined.ts";
import { sceneOf } from "./entities/scene.ts";
import type { StatusJson } from "./entities/status.ts";
import { getAccount } from "../accounts/find.ts";
import { refreshHeader } from "./links.ts";
import { showPublished, showStatus, statusParam } from "./present.ts";
import { answer, anyone, del, get, idParam, me, post, put, user, type ApiRequest, type Answer, type Route } from "./respond.ts";
import { showScheduled } from "./scheduled-statuses.ts";
import { idsOf, isTrue, parse } from "./shapes.ts";
import { draftShape, editShape, instantOf, languageOf, pollOf, toDraft, withoutEmpty } from "./status-forms.ts";
import { loadTexts, statusList } from "./texts/load.ts";

async function create(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const fields = parse(withoutEmpty(request.body), draftShape);
  const draft = { ...toDraft(request, fields), idempotency_key: request.header("idempotency-key") };
  const { member } = request.access ?? {};
  if (member?.role === "writer")
    return await handInOnce(request, draft, fields.scheduled_at ? instantOf(fields.scheduled_at) : 0);
  if (fields.scheduled_at) {
    const scheduled = await scheduleStatus(kith, me(request), draft, instantOf(fields.scheduled_at));
    return answer((await showScheduled(request, [scheduled]))[0]);
  }
  return await showPublished(request, async () => await publishStatus(kith, me(request), draft));
}

async function handInOnce(request: ApiRequest, draft: Draft, scheduled_at: number): Promise<Answer> {
  const { idempotency_key } = draft;
  if (idempotency_key === undefined) return await handIn(request, draft, scheduled_at);
  const { once } = await import("./once.ts");
  return await once(request, idempotency_key, async (asked) => await handIn(asked, draft, scheduled_at));
}

/** As what is scheduled is answered: it is kept, and not a post yet. */
async function handIn(request: ApiRequest, draft: Draft, scheduled_at: number): Promise<Answer> {
  const { kith } = request;
  const { submit } = await import("../teams/submissions.ts");
  const written_by = request.access?.member?.account_id ?? 0;
  const {
    id,
    account_id,
    params,
    scheduled_at: at,
    created_at,
  } = await submit(kith, me(request), { ...draft, written_by }, scheduled_at);
  const row = { id, account_id, params, idempotency_key: "", scheduled_at: at || created_at, created_at };
  const [shown] = await showScheduled(request, [row]);
  return answer({ ...shown, submission: true });
}

async function change(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const [author, own] = [me(request), await getOwnStatus(kith.db, me(request).id, idParam(request))];
  const fields = parse(withoutEmpty(request.body), editShape);
  const status = await editStatus(kith, author, own.id, {
    text: fields.status ?? "",
    title: fields.title ?? undefined,
    sensitive: fields.sensitive ?? false,
    spoiler_text: fields.spoiler_text ?? "",
    media_ids: fields.media_ids ?? [],
    media_words: fields.media_attributes?.map(({ id, description, focus }) => ({
      id,
      description: description ?? undefined,
      focus: focus ?? undefined,
    })),
    language: fields.language === undefined ? own.language : languageOf(fields.language ?? ""),
    poll: pollOf(fields.poll),
    content_type: fields.content_type ?? undefined,
  });
  if (fields.quote_approval_policy) await choosePolicy(kith, author, own.id, fields.quote_approval_policy);
  return answer(await showStatus(request, status.id));
}

/** The files of a status that has just been deleted, without waiting for the job that would do it; of one that is reported, once they have been kept for who judges that. */
async function removeAtOnce(kith: Kith, status_id: number, { media_attachments }: StatusJson): Promise<void> {
  const reported = await (await import("../moderation/evidence.ts")).isEvidence(kith.db, status_id);
  const media_ids = media_attachments.map(({ id }) => Number(id));
  await removeLost(kith, { media_ids, again: false, ...(reported ? { evidence: status_id } : {}) });
}

/** What was typed comes back, so that it can be written anew. */
async function remove(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const own = await getOwnStatus(kith.db, me(request).id, idParam(request));
  const rendered = await showStatus(request, own.id);
  const again = !isTrue(request.body["delete_media"]);
  await deleteStatus(kith, own, { again });
  if (!again) await removeAtOnce(kith, own.id, rendered);
  return answer({ ...rendered, text: own.text });
}

async function context(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id } = request;
  const status = await statusParam(request);
  const refresh = await openThread(kith, viewer_id, status);
  const { ancestors, descendants, outlines } = await loadContext(kith, viewer_id, status);
  const texts = await loadTexts(kith, viewer_id, { found: outlines, context: "thread" });
  const list = (ids: readonly number[]) => listText(ids.map((id) => texts.statuses.get(id)).filter((text) => text !== undefined));
  return {
    body: withTexts({}, { ancestors: list(ancestors), descendants: list(descendants) }),
    ...(refresh === undefined ? {} : { headers: refreshHeader(refresh.id, refresh.result_count) }),
  };
}

async function history(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const status = await statusParam(request);
  const scene = sceneOf(kith);
  const author = await getAccount(kith.db, status.account_id);
  const edits = await loadHistory(kith.db, status);
  if (edits.length > 0) return answer(edits.map((version) => renderEdit(version, author, scene)));
  return answer([renderPresentEdit(await showStatus(request, status.id))]);
}

async function source(request: ApiRequest): Promise<Answer> {
  const { id: status_id, text: typed, content: html, spoiler_text, content_type, title } = await statusParam(request);
  // Of what came as HTML the words are kept.
  const type = typed !== "" && content_type === "text/markdown" ? content_type : "text/plain";
  const words = typed === "" ? plainText(withoutHeading(html, title)) : typed;
  const titled = title === "" ? {} : { title };
  return answer({ id: String(status_id), text: words, spoiler_text, content_type: type, ...titled });
}

export const statusRoutes: readonly Route[] = [
  post("/api/v1/statuses", user("write:statuses", { submits: true, keyed: true }), create),
  get("/api/v1/statuses", anyone("read:statuses"), async (request) =>
    answer(await statusList(request, idsOf(request.query["id"], 40), "thread")),
  ),
  get("/api/v1/statuses/:id", anyone("read:statuses"), async (request) => answer(await showStatus(request, idParam(request)))),
  put("/api/v1/statuses/:id", user("write:statuses"), change),
  del("/api/v1/statuses/:id", user("write:statuses", { limit: "delete" }), remove),
  get("/api/v1/statuses/:id/context", anyone("read:statuses"), context),
  get("/api/v1/statuses/:id/history", anyone("read:statuses"), history),
  get("/api/v1/statuses/:id/source", user("read:statuses"), source),
];
