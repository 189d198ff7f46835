/** https://docs.joinmastodon.org/methods/statuses/: writing, reading, editing and deleting them. */
import { z } from "zod";
import { readSettings } from "../accounts/settings.ts";
import { invalid } from "../errors.ts";
import { loadContext } from "../statuses/context.ts";
import { deleteStatus } from "../statuses/delete.ts";
import type { PollDraft } from "../statuses/draft.ts";
import { editStatus } from "../statuses/edit.ts";
import { getOwnStatus } from "../statuses/find.ts";
import { loadHistory } from "../statuses/history.ts";
import { publishStatus } from "../statuses/publish.ts";
import { updateMedia } from "../media/update.ts";
import { plainText } from "../text/plain.ts";
import { renderEdit, renderPresentEdit } from "./entities/edit.ts";
import { sceneOf } from "./entities/scene.ts";
import { getAccount } from "../accounts/find.ts";
import { showStatus, showStatuses, statusParam } from "./present.ts";
import {
  answer,
  anyone,
  del,
  get,
  idParam,
  me,
  myUser,
  post,
  put,
  user,
  type ApiRequest,
  type Answer,
  type Route,
} from "./respond.ts";
import { flag, id, idsOf, list, parse, text, whole } from "./shapes.ts";

const visibilities = ["public", "unlisted", "private", "direct"] as const;
const poll = z.object({
  options: list(text(2000), 50),
  expires_in: whole(0, 1_000_000_000),
  multiple: flag.nullish(),
  hide_totals: flag.nullish(),
});
const content = z.object({
  status: text(1_000_000).nullish(),
  spoiler_text: text().nullish(),
  sensitive: flag.nullish(),
  language: text(35).nullish(),
  media_ids: list(id, 50).nullish(),
  poll: poll.nullish(),
});
const draft = content.extend({
  in_reply_to_id: id.nullish(),
  quoted_status_id: id.nullish(),
  visibility: z.enum(visibilities, "is not included in the list").nullish(),
  scheduled_at: text(100).nullish(),
});
const edit = content.extend({
  media_attributes: list(z.object({ id, description: text().nullish(), focus: text(100).nullish() }), 50).nullish(),
});

const pollOf = (fields: z.output<typeof poll> | null | undefined): PollDraft | undefined =>
  fields === null || fields === undefined
    ? undefined
    : {
        options: fields.options,
        expires_in: fields.expires_in,
        multiple: fields.multiple ?? false,
        hide_totals: fields.hide_totals ?? false,
      };

async function create(request: ApiRequest): Promise<Answer> {
  const fields = parse(withoutEmpty(request.body), draft);
  if (fields.scheduled_at) throw invalid("Validation failed: Scheduled at is not supported by this server");
  const settings = readSettings(myUser(request));
  const status = await publishStatus(request.kith, me(request), {
    text: fields.status ?? "",
    visibility: fields.visibility ?? settings.default_privacy,
    in_reply_to_id: fields.in_reply_to_id ?? undefined,
    quoted_id: fields.quoted_status_id ?? undefined,
    sensitive: fields.sensitive ?? settings.default_sensitive,
    spoiler_text: fields.spoiler_text ?? "",
    media_ids: fields.media_ids ?? [],
    language: languageOf(fields.language ?? settings.default_language),
    poll: pollOf(fields.poll),
    idempotency_key: request.header("idempotency-key"),
    application_id: request.access?.app_id,
  });
  return answer(await showStatus(request, status.id));
}

/** Forms send empty fields for what is not there. */
function withoutEmpty(fields: ApiRequest["body"]): ApiRequest["body"] {
  const kept = { ...fields };
  for (const name of ["in_reply_to_id", "quoted_status_id", "visibility", "scheduled_at", "poll", "sensitive"])
    if (kept[name] === "") delete kept[name];
  return kept;
}

const languageOf = (tag: string): string => (/^[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*$/i.test(tag) ? tag : "");

async function change(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const [author, own] = [me(request), await getOwnStatus(kith.db, me(request).id, idParam(request))];
  const fields = parse(withoutEmpty(request.body), edit);
  for (const { id: media_id, description, focus } of fields.media_attributes ?? [])
    await updateMedia(kith, author, media_id, {
      description: description ?? undefined,
      focus: focus ?? undefined,
      status_id: own.id,
    });
  const status = await editStatus(kith, author, own.id, {
    text: fields.status ?? "",
    sensitive: fields.sensitive ?? false,
    spoiler_text: fields.spoiler_text ?? "",
    media_ids: fields.media_ids ?? [],
    language: fields.language === undefined ? own.language : languageOf(fields.language ?? ""),
    poll: pollOf(fields.poll),
  });
  return answer(await showStatus(request, status.id));
}

/** What was typed comes back, so that it can be written anew. */
async function remove(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const own = await getOwnStatus(kith.db, me(request).id, idParam(request));
  const rendered = await showStatus(request, own.id);
  await deleteStatus(kith, own);
  return answer({ ...rendered, text: own.text });
}

async function context(request: ApiRequest): Promise<Answer> {
  const { ancestors, descendants } = await loadContext(request.kith, request.viewer_id, await statusParam(request));
  const above = new Set(ancestors.map(String));
  const statuses = await showStatuses(request, [...ancestors, ...descendants], "thread");
  const split = statuses.findIndex((status) => !above.has(status.id));
  const at = split < 0 ? statuses.length : split;
  return answer({ ancestors: statuses.slice(0, at), descendants: statuses.slice(at) });
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
  const { id: status_id, text: typed, content: html, spoiler_text } = await statusParam(request);
  return answer({ id: String(status_id), text: typed === "" ? plainText(html) : typed, spoiler_text });
}

export const statusRoutes: readonly Route[] = [
  post("/api/v1/statuses", user("write:statuses"), create),
  get("/api/v1/statuses", anyone("read:statuses"), async (request) =>
    answer(await showStatuses(request, idsOf(request.query["id"], 40), "thread")),
  ),
  get("/api/v1/statuses/:id", anyone("read:statuses"), async (request) => answer(await showStatus(request, idParam(request)))),
  put("/api/v1/statuses/:id", user("write:statuses"), change),
  del("/api/v1/statuses/:id", user("write:statuses", { limit: "delete" }), remove),
  get("/api/v1/statuses/:id/context", anyone("read:statuses"), context),
  get("/api/v1/statuses/:id/history", anyone("read:statuses"), history),
  get("/api/v1/statuses/:id/source", user("read:statuses"), source),
];
