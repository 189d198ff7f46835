/** What the scripts of the form ask for while somebody writes: files taken in one by one, words completed, and who will read it. */
import { searchAccounts } from "../../accounts/search.ts";
import { assertLimit, takeQuota } from "../../access/limits.ts";
import { createDraft, getDraft, replaceDraft } from "../../drafts/drafts.ts";
import { dropDraft } from "../../drafts/publish.ts";
import { missing, Refusal, statusOf } from "../../errors.ts";
import { readId } from "../../ids.ts";
import { getOwnMedia } from "../../media/update.ts";
import { loadNamed } from "../../statuses/mentions.ts";
import { searchTags } from "../../tags/find.ts";
import { acct } from "../../uris.ts";
import { attachedItem } from "../../../views/parts/compose-media.ts";
import { reachWords } from "../../../views/parts/compose-audience.ts";
import { nameOf } from "../../../views/parts/names.ts";
import { routes } from "../../../views/frame/routes.ts";
import { contextOf } from "../frame/context.ts";
import { data, page, upload, uploadFilms, type Answer, type Route } from "../frame/respond.ts";
import { idParam, me, type Visit } from "../frame/visit.ts";
import { mediaProblem, writingProblems } from "./writing-problems.ts";
import { takeFile } from "./writing-media.ts";
import { readWritten } from "./writing.ts";

const MOST_SUGGESTED = 6;
/** More of what is typed is no beginning of a name. */
const MOST_TYPED = 80;
const MOST_HANDLES = 5000;

/** Takes one file in; films are made ready while one goes on writing. */
async function takeOne(visit: Visit): Promise<Answer> {
  const { form } = visit;
  const file = form.file("file");
  if (file === undefined) throw missing();
  try {
    const media = await takeFile(visit, file, { later: true });
    return await shown(visit, media.id);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return data({ error: mediaProblem(visit, error) }, statusOf[error.kind]);
  }
}

/** The same part of the form that the server writes for it, and whether it is ready. */
async function shown(visit: Visit, id: number | undefined): Promise<Answer> {
  const media = await getOwnMedia(visit.kith.db, me(visit), id ?? 0);
  if (media.state === "failed") return data({ error: mediaProblem(visit, new Refusal("invalid", media.error)) }, 422);
  const position = Math.min(99, readId(visit.query.get("position") ?? undefined) ?? 1);
  return data({
    id: String(media.id),
    ready: media.state === "ready",
    html: String(attachedItem(media, position, await contextOf(visit))),
  });
}

/** Keeps what is typed as a draft; when nothing is left of it, the draft goes. Answers with its id. */
async function keepTyped(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const { draft, draft_id } = await readWritten(visit);
  const { idempotency_key: _, ...kept } = draft;
  if (draft.text.trim() === "" && draft.media_ids.length === 0) {
    await dropDraft(kith, visit.viewer_id, draft_id);
    return data({ draft_id: "" });
  }
  try {
    const known = draft_id === undefined ? undefined : await getDraft(kith.db, me(visit).id, draft_id);
    const row =
      known === undefined ? await createDraft(kith, me(visit), kept) : await replaceDraft(kith, me(visit), known.id, kept);
    return data({ draft_id: String(row.id) });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Published or deleted meanwhile, in another window: what is typed from now on is another draft.
    if (error.kind === "missing") return data({ draft_id: "" });
    return data({ error: Object.values(writingProblems(visit, error))[0] ?? "" }, 422);
  }
}

/** `?text=`: the mentions of what is typed. Answers with the line that says whom a message reaches. */
async function whom(visit: Visit): Promise<Answer> {
  await assertLimit(visit.kith, "typing", visit.viewer_id);
  const text = (visit.query.get("text") ?? "").slice(0, MOST_HANDLES);
  const { known, unknown } = await loadNamed(visit.kith, text);
  const names = known.filter(({ id }) => id !== visit.viewer_id).map((account) => `@${acct(account)}`);
  return data(
    reachWords(
      visit.locale,
      names,
      unknown.map((handle) => `@${handle}`),
    ),
  );
}

type Suggestion = { value: string; name: string; detail: string; image: string };

/** `?q=`, with its sign: `@mi`, `#gar` or `:ca`. */
async function complete(visit: Visit): Promise<Answer> {
  const q = (visit.query.get("q") ?? "").slice(0, MOST_TYPED);
  const words = q.slice(1);
  if (words === "" || takeQuota(visit.kith, "typing", visit.viewer_id)?.exceeded === true) return data({ items: [] });
  const find = { "@": accounts, "#": tags, ":": emojis }[q.slice(0, 1)];
  return data({ items: find === undefined ? [] : await find(visit, words) });
}

async function accounts({ kith, viewer_id, ...visit }: Visit, q: string): Promise<Suggestion[]> {
  const { portraitUrl } = await contextOf({ kith, viewer_id, ...visit });
  const found = await searchAccounts(kith, viewer_id, { q, limit: MOST_SUGGESTED });
  return found.map((account) => ({
    value: `@${acct(account)}`,
    name: nameOf(account),
    detail: `@${acct(account)}`,
    image: account.avatar === "" ? "" : portraitUrl(account, "avatar"),
  }));
}

const tags = async ({ kith }: Visit, q: string): Promise<Suggestion[]> =>
  (await searchTags(kith.db, q, MOST_SUGGESTED)).map(({ name, display_name }) => ({
    value: `#${display_name || name}`,
    name: `#${display_name || name}`,
    detail: "",
    image: "",
  }));

/** Custom emoji of this server, by the beginning of their names. */
async function emojis({ kith }: Visit, q: string): Promise<Suggestion[]> {
  const rows = await kith.db
    .selectFrom("custom_emojis")
    .select(["shortcode", "image_url"])
    .where("host", "=", "")
    .where("visible", "=", 1)
    .where("disabled", "=", 0)
    .where("shortcode", ">=", q)
    .where("shortcode", "<", `${q}\u{10ffff}`)
    .orderBy("shortcode")
    .limit(MOST_SUGGESTED)
    .execute();
  return rows.map(({ shortcode, image_url }) => ({
    value: `:${shortcode}:`,
    name: `:${shortcode}:`,
    detail: "",
    image: image_url,
  }));
}

export const composeHelpRoutes: readonly Route[] = [
  uploadFilms(routes.composeUpload, takeOne),
  page("/compose/media/:id", "member", async (visit) => await shown(visit, idParam(visit))),
  upload(routes.composeKeep, keepTyped),
  page(routes.composeWhom, "member", whom),
  page(routes.composeComplete, "member", complete),
];
