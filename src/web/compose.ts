/** Writing: new posts, answers and edits. A preview and every mistake show the form again with all that was typed and chosen. */
import { randomUUID } from "node:crypto";
import type { Status } from "../db/schema.ts";
import { fromJson } from "../db/columns.ts";
import { composeStatus } from "../statuses/compose.ts";
import type { Draft, PollDraft } from "../statuses/draft.ts";
import { editStatus } from "../statuses/edit.ts";
import { getOwnStatus } from "../statuses/find.ts";
import { loadStatusPage } from "../statuses/load.ts";
import type { StatusPage } from "../statuses/page.ts";
import { publishStatus } from "../statuses/publish.ts";
import { missing } from "../errors.ts";
import { readId } from "../ids.ts";
import { normalizeHandle } from "../text/names.ts";
import { stripNul } from "../text/outside.ts";
import { plainText } from "../text/plain.ts";
import type { Problems } from "../../views/context.ts";
import { composeView, type Compose } from "../../views/compose.ts";
import { routes } from "../../views/routes.ts";
import { contextOf } from "./context.ts";
import { blankCompose, loadAnswered, participants, readWritten, type Answered, type Written } from "./drafts.ts";
import { problemsOf } from "./problems.ts";
import { go, page, show, upload, type Answer, type Route } from "./respond.ts";
import { getOriginal } from "./thread.ts";
import { idParam, me, returnPath, type Visit } from "./visit.ts";

/** So many characters may come with a link. */
const MOST_GIVEN = 5000;

/** `?reply=` answers a status, `?mention=` names somebody, `?text=` and `?spoiler_text=` say what another site would have one share. */
async function showCompose(visit: Visit): Promise<Answer> {
  const asked = readId(visit.query.get("reply") ?? undefined);
  const answered = asked === undefined ? undefined : await loadAnswered(visit, await getOriginal(visit, asked));
  const handle = normalizeHandle(visit.query.get("mention") ?? "");
  const blank = blankCompose(visit, answered, handle === undefined ? "" : `@${handle}`);
  const given = (name: string) => stripNul(visit.query.get(name) ?? "").slice(0, MOST_GIVEN);
  return await showForm(visit, {
    ...blank,
    text: blank.text + given("text"),
    spoiler_text: given("spoiler_text") || blank.spoiler_text,
  });
}

/** Each form has a key of its own: sent twice, it is published once. */
const showForm = async (visit: Visit, compose: Compose, status = 200): Promise<Answer> =>
  show(composeView(await contextOf(visit), { ...compose, key: visit.form.text("key") || randomUUID() }), status);

async function publish(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const written = await readWritten(visit);
  const answered = await findAnswered(visit, written.draft);
  const again = async (more: Partial<Compose>) =>
    await showForm(
      visit,
      { ...formOf(written), answered, mentioned: answered === undefined ? [] : participants(answered, me(visit)), ...more },
      more.problems === undefined ? 200 : 422,
    );
  if (written.problem !== undefined) return await again({ problems: { media: written.problem } });
  if (visit.form.text("do") === "preview") return await again({ preview: await previewOf(visit, written.draft) });
  const made = await publishStatus(kith, me(visit), written.draft).catch(asProblems);
  if ("problems" in made) return await again(made);
  if (answered !== undefined)
    return go(`${routes.status(answered.status.id, authorOf(answered))}#status-${made.id}`, "compose.said_posted");
  return go(
    made.visibility === "direct" ? routes.status(made.id, me(visit)) : returnPath(visit, routes.home),
    "compose.said_posted",
  );
}

const asProblems = (error: unknown): { problems: Problems } => ({ problems: problemsOf(error, "text") });

/** The form keeps what one answers; when that is gone, the answer is still there to be saved elsewhere. */
async function findAnswered(visit: Visit, { in_reply_to_id }: Draft): Promise<Answered | undefined> {
  const status = in_reply_to_id === undefined ? undefined : await getOriginal(visit, in_reply_to_id).catch(() => undefined);
  return status === undefined ? undefined : await loadAnswered(visit, status);
}

function authorOf({ status, page: loaded }: Answered) {
  const author = loaded.accounts.get(status.account_id);
  if (author === undefined) throw missing();
  return author;
}

const formOf = ({ draft, media }: Written): Compose => ({
  text: draft.text,
  spoiler_text: draft.spoiler_text,
  sensitive: draft.sensitive,
  visibility: draft.visibility,
  language: draft.language,
  media,
  mentioned: [],
});

const previewOf = async ({ kith, ...visit }: Visit, draft: Draft): Promise<string> =>
  (await composeStatus(kith, me({ kith, ...visit }), draft)).content;

async function loadOwn(visit: Visit): Promise<{ status: Status; loaded: StatusPage }> {
  const status = await getOwnStatus(visit.kith.db, visit.viewer_id, idParam(visit));
  const loaded = await loadStatusPage(visit.kith.db, visit.viewer_id, [status.id]);
  if (status.reblog_of_id !== null || loaded.ids.length === 0) throw missing();
  return { status, loaded };
}

async function showEdit(visit: Visit): Promise<Answer> {
  const { status, loaded } = await loadOwn(visit);
  return await showForm(visit, {
    text: status.text === "" ? plainText(status.content) : status.text,
    spoiler_text: status.spoiler_text,
    sensitive: status.sensitive === 1,
    visibility: status.visibility,
    language: status.language,
    media: loaded.media.get(status.id) ?? [],
    edited: status,
    mentioned: participants({ status, page: loaded }, me(visit)),
  });
}

async function edit(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const { status, loaded } = await loadOwn(visit);
  const written = await readWritten(visit, status);
  const draft = { ...written.draft, poll: pollOf(status, loaded, kith.now()) };
  const mentioned = participants({ status, page: loaded }, me(visit));
  const again = async (more: Partial<Compose>) =>
    await showForm(
      visit,
      { ...formOf(written), visibility: status.visibility, edited: status, mentioned, ...more },
      more.problems === undefined ? 200 : 422,
    );
  if (written.problem !== undefined) return await again({ problems: { media: written.problem } });
  if (visit.form.text("do") === "preview") return await again({ preview: await previewOf(visit, draft) });
  const changed = await editStatus(kith, me(visit), status.id, draft).catch(asProblems);
  if ("problems" in changed) return await again(changed);
  return go(returnPath(visit, routes.status(status.id, me(visit))), "compose.said_edited");
}

/** The poll stays as it is: an edit without it would take it away. */
function pollOf({ id }: Status, { polls }: StatusPage, now: number): PollDraft | undefined {
  const poll = polls.get(id);
  if (poll === undefined) return undefined;
  const titles = fromJson(poll.options).map(({ title }) => title);
  return {
    options: titles,
    multiple: poll.multiple === 1,
    hide_totals: poll.hide_totals === 1,
    expires_in: Math.round((poll.expires_at - now) / 1000),
  };
}

export const composeRoutes: readonly Route[] = [
  page("/compose", "member", showCompose),
  upload("/compose", publish),
  page("/statuses/:id/edit", "member", showEdit),
  upload("/statuses/:id/edit", edit),
];
