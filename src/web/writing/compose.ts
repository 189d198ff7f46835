/** Writing: new posts, answers and quotes, now or later. Every step and every mistake shows the form again with all that was typed, chosen and uploaded. */
import type { Account } from "../../db/schema.ts";
import { findChatOf } from "../../chats/load.ts";
import { createDraft, replaceDraft } from "../../drafts/drafts.ts";
import { dropDraft } from "../../drafts/publish.ts";
import { missing } from "../../errors.ts";
import { readId } from "../../ids.ts";
import { addressesOf } from "../../media/addresses.ts";
import { fieldsOf, typedRepeat } from "../../recurrence/form.ts";
import { getScheduled } from "../../scheduled/load.ts";
import { replaceScheduled, scheduleStatus } from "../../scheduled/schedule.ts";
import { readSettings } from "../../accounts/settings.ts";
import { composeStatus } from "../../statuses/compose.ts";
import type { EditDraft } from "../../statuses/draft.ts";
import { publishStatus } from "../../statuses/publish.ts";
import { normalizeHandle } from "../../text/names.ts";
import { stripNul } from "../../text/outside.ts";
import { composeView, type Compose } from "../../../views/writing/compose.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { withEmojis } from "../../../views/parts/names.ts";
import { routes } from "../../../views/frame/routes.ts";
import { fromDraft, fromRecurring, fromScheduled, fromSubmission, zoneOf } from "./compose-kept.ts";
import { handIn, repeat } from "./compose-later.ts";
import { askedGroup, barFrom } from "../groups/group-bar.ts";
import { contextOf } from "../frame/context.ts";
import { blankCompose, completed, composeOfDraft, findAnswered, findComposeGroup, findQuoted, type Answered } from "./filling.ts";
import { go, makes, page, show, uploadFilms, type Answer, type Route } from "../frame/respond.ts";
import { getOriginal } from "../reading/thread.ts";
import { me, myUser, returnPath, type Visit } from "../frame/visit.ts";
import { withRefusals, writingProblems } from "./writing-problems.ts";
import { readWritten, type Written } from "./writing.ts";

/** So many characters may come with a link. */
const MOST_GIVEN = 5000;

const asked = (visit: Visit, name: string): number | undefined => readId(visit.query.get(name) ?? undefined);

/** `?reply=` answers a status, `?quote=` quotes one, `?draft=`, `?scheduled=` and `?recurring=` go on with what was kept, `?mention=` names somebody, `?circle=` is for a circle, `?group=` for a group (its id or handle), `?at=` for a time, `?text=` and `?spoiler_text=` say what another site would have one share. */
async function showCompose(visit: Visit): Promise<Answer> {
  const [draft, scheduled, recurring] = [asked(visit, "draft"), asked(visit, "scheduled"), asked(visit, "recurring")];
  if (draft !== undefined) return await showForm(visit, await fromDraft(visit, draft));
  const handed = asked(visit, "submission");
  if (handed !== undefined) return await showForm(visit, await fromSubmission(visit, handed));
  if (scheduled !== undefined) return await showForm(visit, await fromScheduled(visit, scheduled));
  if (recurring !== undefined) return await showForm(visit, await fromRecurring(visit, recurring));
  const [reply, quote, circle] = [asked(visit, "reply"), asked(visit, "quote"), asked(visit, "circle")];
  const answered = reply === undefined ? undefined : await findAnswered(visit, (await getOriginal(visit, reply)).id);
  const group = answered === undefined ? await askedGroup(visit) : undefined;
  const bar = group && (await barFrom(visit, group));
  if (bar !== undefined) return bar;
  const quoted = quote === undefined ? undefined : await findQuoted(visit, (await getOriginal(visit, quote)).id);
  const handle = normalizeHandle(visit.query.get("mention") ?? "");
  const blank = blankCompose(visit, answered, handle === undefined ? "" : `@${handle}`);
  const given = (name: string) => stripNul(visit.query.get(name) ?? "").slice(0, MOST_GIVEN);
  return await showForm(visit, {
    ...blank,
    text: blank.text + given("text"),
    spoiler_text: given("spoiler_text") || blank.spoiler_text,
    ...(circle === undefined ? {} : { visibility: "limited" as const, circle_id: circle }),
    scheduled_at: Number.isNaN(visit.locale.times.readMinute(given("at"))) ? "" : given("at"),
    quoted,
    group: await findComposeGroup(visit, group?.id, answered),
    local_only: blank.local_only || quoted?.status.local_only === 1,
  });
}

export const showForm = async (visit: Visit, compose: Compose, status = 200): Promise<Answer> =>
  show(composeView(await contextOf(visit), await completed(visit, compose)), status);

/** The form as it was sent. */
async function formOf(visit: Visit, written: Written): Promise<Compose> {
  const { draft, media, left, time, draft_id, scheduled_id, recurring_id, submission_id, rule } = written;
  const repeat = rule === undefined ? typedRepeat(visit.form) : fieldsOf(rule);
  return {
    ...(await composeOfDraft(visit, draft, media, time)),
    left,
    draft_id,
    scheduled_id,
    recurring_id,
    time_zone: recurring_id === undefined ? undefined : await zoneOf(visit, recurring_id),
    submission_id,
    repeat,
  };
}

async function send(visit: Visit): Promise<Answer> {
  const written = await readWritten(visit);
  const again = async (more: Partial<Compose>) =>
    await showForm(visit, { ...(await formOf(visit, written)), ...more }, more.problems === undefined ? 200 : 422);
  const act = visit.form.text("do");
  const sends = !["attach", "preview", "draft"].includes(act);
  // What comes again may have begun already.
  const once = written.rule === undefined && written.recurring_id === undefined;
  const withAll = async (wrong: Problems) =>
    sends ? await withRefusals(visit, written.draft, wrong, once ? written.scheduled_at : undefined) : wrong;
  if (Object.keys(written.problems).length > 0) return await again({ problems: await withAll(written.problems) });
  if (act === "attach") return await again({ attaching: true });
  try {
    if (act === "preview") return await again({ preview: await previewOf(visit, written.draft) });
    if (act === "draft" && (written.scheduled_id ?? written.recurring_id) !== undefined)
      return await again({ problems: { "": visit.locale.t("compose.wrong_scheduled_draft") } });
    if (act === "draft") return await keep(visit, written);
    const bare = askForDescriptions(visit, written);
    if (bare !== undefined) return await again("problems" in bare ? { problems: await withAll(bare.problems) } : bare);
    if (visit.session?.member?.role === "writer") return await handIn(visit, written);
    if (written.rule !== undefined || written.recurring_id !== undefined) return await repeat(visit, written);
    return written.scheduled_at === undefined
      ? await publish(visit, written)
      : await schedule(visit, written, written.scheduled_at);
  } catch (error) {
    return await again({ problems: writingProblems(visit, error) });
  }
}

type Asked = { problems: Problems } | { asks: number };

/** Once, kindly; whoever prefers it so is not let past. Undefined when every picture is described, or nothing is to be asked. */
export function askForDescriptions(visit: Visit, { media }: Pick<Written, "media">): Asked | undefined {
  const bare = media.filter(({ description }) => description === "").length;
  if (bare === 0) return undefined;
  const { locale, form } = visit;
  if (readSettings(myUser(visit)).require_descriptions)
    return { problems: { media: locale.t("compose.wrong_undescribed", { count: bare }) } };
  return form.has("asked") ? undefined : { asks: bare };
}

/** The words as they would stand in the post. */
export async function previewOf(visit: Visit, draft: EditDraft): Promise<string> {
  const { content, emojis } = await composeStatus(visit.kith, me(visit), draft);
  return withEmojis(content, emojis, addressesOf(visit.kith));
}

/** Keeps it as a draft, in the place of the one that it was. */
async function keep(visit: Visit, { draft, draft_id }: Written): Promise<Answer> {
  const { idempotency_key: _, ...kept } = draft;
  await (draft_id === undefined ? createDraft(visit.kith, me(visit), kept) : replaceDraft(visit.kith, me(visit), draft_id, kept));
  return go(routes.drafts, "compose.said_kept");
}

async function schedule(visit: Visit, { draft, draft_id, scheduled_id }: Written, scheduled_at: number): Promise<Answer> {
  const { kith } = visit;
  if (scheduled_id === undefined) await scheduleStatus(kith, me(visit), draft, scheduled_at);
  else await replaceScheduled(kith, me(visit), scheduled_id, { draft, scheduled_at });
  await dropDraft(visit.kith, visit.viewer_id, draft_id);
  return go(routes.scheduled, "compose.said_scheduled");
}

async function publish(visit: Visit, { draft, draft_id, scheduled_id }: Written): Promise<Answer> {
  const { kith, viewer_id } = visit;
  // Only one's own is taken from those that wait.
  const waiting = scheduled_id === undefined ? undefined : (await getScheduled(kith.db, viewer_id, scheduled_id)).id;
  const made = await publishStatus(kith, me(visit), { ...draft, scheduled_id: waiting });
  await dropDraft(visit.kith, visit.viewer_id, draft_id);
  const answered = await findAnswered(visit, draft.in_reply_to_id);
  if (answered !== undefined)
    return go(`${routes.status(answered.status.id, authorOf(answered))}#status-${made.id}`, "compose.said_posted");
  if (made.visibility !== "direct") return go(returnPath(visit, routes.home), "compose.said_posted");
  const conversation = await findChatOf(kith.db, viewer_id, made.id);
  return go(
    conversation === undefined ? routes.status(made.id, me(visit)) : routes.conversation(conversation.id),
    "compose.said_posted",
  );
}

function authorOf({ status, page: loaded }: Answered): Account {
  const author = loaded.accounts.get(status.account_id);
  if (author === undefined) throw missing();
  return author;
}

export const composeRoutes: readonly Route[] = [page("/compose", "member", showCompose), makes(uploadFilms("/compose", send))];
