/** Editing one's own posts. The history stays, and so does for whom they are. */
import type { Row, Status } from "../../db/schema.ts";
import { missing } from "../../errors.ts";
import { asksTheSame } from "../../polls/insert.ts";
import { choosePolicy } from "../../quotes/load.ts";
import type { EditDraft, PollDraft } from "../../statuses/draft.ts";
import { editStatus } from "../../statuses/edit.ts";
import { getOwnStatus } from "../../statuses/find.ts";
import { loadStatusPage } from "../../statuses/load.ts";
import type { StatusPage } from "../../statuses/page.ts";
import type { Compose } from "../../../views/writing/compose.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { routes } from "../../../views/frame/routes.ts";
import { askForDescriptions, previewOf, showForm } from "./compose.ts";
import { composeOfDraft, composeOfStatus } from "./filling.ts";
import { go, page, uploadFilms, type Answer, type Route } from "../frame/respond.ts";
import { idParam, me, returnPath, type Visit } from "../frame/visit.ts";
import { withRefusals, writingProblems } from "./writing-problems.ts";
import { readWritten, type Written } from "./writing.ts";

/** Seconds. */
const SHORTEST = 300;
const DAY = 86_400;

async function loadOwn(visit: Visit): Promise<{ status: Status; loaded: StatusPage }> {
  const status = await getOwnStatus(visit.kith.db, visit.viewer_id, idParam(visit));
  const loaded = await loadStatusPage(visit.kith.db, visit.viewer_id, [status.id]);
  if (status.reblog_of_id !== null || loaded.ids.length === 0) throw missing();
  return { status, loaded };
}

async function showEdit(visit: Visit): Promise<Answer> {
  const { status, loaded } = await loadOwn(visit);
  return await showForm(visit, composeOfStatus(status, loaded));
}

async function edit(visit: Visit): Promise<Answer> {
  const { status, loaded } = await loadOwn(visit);
  const written = await readWritten(visit, status);
  const again = async (more: Partial<Compose>) =>
    await showForm(visit, { ...(await formOf(visit, written, status)), ...more }, more.problems === undefined ? 200 : 422);
  const act = visit.form.text("do");
  const draft: EditDraft = {
    ...written.draft,
    poll: pollOf(written, loaded.polls.get(status.id), visit.kith.now()),
    media_words: written.media_words,
  };
  const withAll = async (wrong: Problems) => (act === "preview" ? wrong : await withRefusals(visit, draft, wrong));
  if (Object.keys(written.problems).length > 0) return await again({ problems: await withAll(written.problems) });
  if (act === "attach") return await again({ attaching: true });
  try {
    if (act === "preview") return await again({ preview: await previewOf(visit, draft) });
    const bare = askForDescriptions(visit, written);
    if (bare !== undefined) return await again("problems" in bare ? { problems: await withAll(bare.problems) } : bare);
    await editStatus(visit.kith, me(visit), status.id, draft);
    const open = status.visibility === "public" || status.visibility === "unlisted";
    if (open && written.draft.quote_policy !== undefined)
      await choosePolicy(visit.kith, me(visit), status.id, written.draft.quote_policy);
    return go(returnPath(visit, routes.status(status.id, me(visit))), "compose.said_edited");
  } catch (error) {
    return await again({ problems: writingProblems(visit, error) });
  }
}

const formOf = async (visit: Visit, { draft, media, left }: Written, status: Status): Promise<Compose> => ({
  ...(await composeOfDraft(visit, { ...draft, in_reply_to_id: undefined, quoted_id: undefined }, media)),
  left,
  visibility: status.visibility,
  local_only: status.local_only === 1,
  edited: status,
});

/** A poll that asks the same and is not given another time ends when it would have, and may have ended. */
function pollOf({ draft: { poll } }: Written, known: Row<"polls"> | undefined, now: number): PollDraft | undefined {
  if (poll === undefined || known === undefined || poll.expires_in > 0) return poll;
  const values = { options: poll.options.map((title) => ({ title, votes_count: 0 })), closed_at: 0, voters_count: 0 };
  const same = asksTheSame(known, { ...poll, ...values, expires_at: known.expires_at });
  if (same) return { ...poll, expires_at: known.expires_at };
  const left = Math.round((known.expires_at - now) / 1000);
  return { ...poll, expires_in: left > SHORTEST ? left : DAY };
}

export const editRoutes: readonly Route[] = [
  page("/statuses/:id/edit", "member", showEdit),
  uploadFilms("/statuses/:id/edit", edit),
];
