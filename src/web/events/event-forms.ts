/** The form in which one announces and changes an event. */
import { randomUUID } from "node:crypto";
import { draftOfEvent, blankEvent, type EventDraft } from "../../events/draft.ts";
import { ownZone } from "../../events/content.ts";
import { changeEvent, holdEvent, loadPictures, type Words } from "../../events/hold.ts";
import { getOwnEvent } from "../../events/load.ts";
import { isResting } from "../../events/resting.ts";
import { changeSeries, findSeries, holdSeries, ruleFrom, seriesOf } from "../../events/series.ts";
import type { Event } from "../../events/store.ts";
import type { Account } from "../../db/schema.ts";
import { getGroupNamed, titleFor } from "../../groups/bar.ts";
import { readId } from "../../ids.ts";
import { fieldsOf, readRepeat, typedRepeat } from "../../recurrence/form.ts";
import { localOf, type Recurrence } from "../../recurrence/rule.ts";
import { removeMedia } from "../../media/remove.ts";
import { findStatusById } from "../../statuses/find.ts";
import { assertMayPublish } from "../../statuses/rules.ts";
import { isTimeZone } from "../../words/locale.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { FIELDS_OF_EVENT, eventFormView, type EventForm } from "../../../views/events/event-form.ts";
import { routes } from "../../../views/frame/routes.ts";
import { readDraft, shownAgain } from "./event-fields.ts";
import { again } from "../frame/aside.ts";
import { askedGroup, barFrom } from "../groups/group-bar.ts";
import { contextOf } from "../frame/context.ts";
import type { Form } from "../frame/forms.ts";
import { loadOwnCircles } from "../people/own-circles.ts";
import { problemsIn, problemsOf, type Fields } from "../frame/problems.ts";
import { go, makes, page, show, upload, type Answer, type Route } from "../frame/respond.ts";
import { idParam, me, type Visit } from "../frame/visit.ts";
import { takeFile } from "../writing/writing-media.ts";

type Kept = Pick<EventForm, "draft" | "text" | "id" | "group" | "problems" | "key" | "repeats" | "recurs" | "picture">;

async function showForm(visit: Visit, kept: Kept): Promise<Answer> {
  const state = await again(visit, kept.problems);
  const zones = ["UTC", ...Intl.supportedValuesOf("timeZone")];
  const circles = kept.id === undefined ? await loadOwnCircles(visit) : [];
  const form = { ...kept, zones, circles, circle_id: readId(visit.form.text("circle_id")), ...state };
  return show(eventFormView(await contextOf(visit), form), kept.problems === undefined ? 200 : 422);
}

const named = async ({ kith, viewer_id }: Visit, group: Account | undefined): Promise<EventForm["group"]> =>
  group && { id: group.id, name: await titleFor(kith.db, group, viewer_id) };

async function groupOf(visit: Visit): Promise<EventForm["group"]> {
  const id = visit.form.text("group_id");
  return id === "" ? undefined : await named(visit, await getGroupNamed(visit.kith, id));
}

async function showNew(visit: Visit): Promise<Answer> {
  const group = await askedGroup(visit);
  const bar = group && (await barFrom(visit, group));
  if (bar !== undefined) return bar;
  return await showForm(visit, {
    draft: { ...blankEvent, time_zone: await ownZone(visit.kith, me(visit)) },
    text: "",
    group: await named(visit, group),
    key: randomUUID(),
    repeats: fieldsOf(undefined),
    problems: undefined,
  });
}

/** What its words would be refused for, though something else is wrong already. */
async function wouldRefuse(visit: Visit, event: EventDraft): Promise<Problems> {
  const words = { text: visit.form.text("text"), sensitive: false, spoiler_text: "", media_ids: [], language: "" };
  return await problemsIn(visit.locale, FIELDS_OF_EVENT, () =>
    assertMayPublish(visit.kith.instance, me(visit), { ...words, event }),
  );
}

/** What is wrong with its words is not wrong with the picture. */
const OF_PICTURE: Fields = [
  ["Description", "description"],
  [/./, "picture"],
];

/** Both, or what is wrong with each. */
async function readBeside<Picture>(visit: Visit, rule: () => Recurrence | undefined, picture: () => Promise<Picture>) {
  const read: { rule?: Recurrence | undefined; picture?: Picture } = {};
  const { locale } = visit;
  const problems = {
    ...(await problemsIn(locale, "repeat_until", () => (read.rule = rule()))),
    ...(await problemsIn(locale, OF_PICTURE, async () => (read.picture = await picture()))),
  };
  return { ...read, problems };
}

async function makeEvent(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const group = await groupOf(visit);
  const draft = readDraft(visit, { ...blankEvent, time_zone: await ownZone(kith, me(visit)) });
  const text = form.text("text");
  const refused = async (problems: Problems) => {
    await untake(visit, picture?.id);
    const kept = { draft: shownAgain(draft), text, group, key: form.text("key"), repeats: typedRepeat(form), problems };
    return await showForm(visit, kept);
  };
  const { ids, problem } = await (await import("./event-invites.ts")).readHandles(visit);
  const description = form.text("description");
  const file = form.file("picture");
  const { rule, picture, problems } = await readBeside(
    visit,
    () => readRule(form, draft),
    async () => (file === undefined ? undefined : await takeFile(visit, file, { description })),
  );
  const wrong = { ...problems, ...(problem === undefined ? {} : { handles: problem }) };
  if (Object.keys(wrong).length > 0) return await refused({ ...(await wouldRefuse(visit, draft)), ...wrong });
  const visibility =
    (["public", "unlisted", "private", "direct", "limited"] as const).find((one) => one === form.text("visibility")) ?? "public";
  try {
    const words = {
      text,
      media_ids: picture === undefined ? [] : [picture.id],
      language: "",
      visibility,
      group_id: group?.id,
      circle_id: visibility === "limited" ? readId(form.text("circle_id")) : undefined,
      mentioned_ids: ids,
      idempotency_key: form.text("key").slice(0, 100),
      written_by: visit.session?.member?.account_id,
    };
    const made = await (rule === undefined
      ? holdEvent(kith, me(visit), words, draft)
      : holdSeries(kith, me(visit), words, { event: draft, rule }));
    return go(routes.status(made.id, me(visit)), "events.said_held");
  } catch (error) {
    return await refused(problemsOf(error, locale, FIELDS_OF_EVENT));
  }
}

/** What was taken in for an event that is refused: the form keeps the file itself. */
async function untake(visit: Visit, id: number | undefined): Promise<void> {
  if (id !== undefined) await removeMedia(visit.kith, me(visit), id);
}

const own = async (visit: Visit): Promise<Event> => await getOwnEvent(visit.kith.db, me(visit), idParam(visit));

/** @throws Refusal `invalid` */
function readRule(form: Form, draft: EventDraft, before?: Recurrence): Recurrence | undefined {
  // What is wrong with the beginning is said of the beginning.
  const sane = Number.isFinite(draft.starts_at) && draft.starts_at > 0 && isTimeZone(draft.time_zone);
  return sane ? readRepeat(form, localOf(draft.starts_at, draft.time_zone), before) : undefined;
}

/** By which rule it comes again, seen from itself on. */
async function ruleOf({ kith }: Visit, event: Event): Promise<Recurrence | undefined> {
  const series = await findSeries(kith.db, event.series_id);
  return series === undefined || (series.announce_at === 0 && !isResting(series))
    ? undefined
    : ruleFrom(seriesOf(series), event.series_date);
}

async function keptOf(visit: Visit, event: Event, problems?: Problems): Promise<Kept> {
  const { kith, form } = visit;
  const rule = await ruleOf(visit, event);
  const status = await findStatusById(kith.db, event.status_id);
  const again = problems !== undefined;
  return {
    draft: again ? shownAgain(readDraft(visit, draftOfEvent(event))) : draftOfEvent(event),
    text: again ? form.text("text") : (status?.text ?? ""),
    id: event.id,
    key: "",
    picture: (await loadPictures(kith.db, event))[0],
    repeats: again ? typedRepeat(form) : fieldsOf(rule),
    recurs: rule !== undefined,
    problems,
  };
}

async function showEdit(visit: Visit): Promise<Answer> {
  return await showForm(visit, await keptOf(visit, await own(visit)));
}

/** Another picture, none, or other words for the one that is there. */
async function readPicture(visit: Visit, event: Event): Promise<Pick<Words, "media_words"> & { media_ids?: number[] }> {
  const { kith, form } = visit;
  const [file, description] = [form.file("picture"), form.text("description").trim()];
  if (file !== undefined) return { media_ids: [(await takeFile(visit, file, { description })).id] };
  const [known] = await loadPictures(kith.db, event);
  if (known === undefined) return {};
  if (form.has("remove_picture")) return { media_ids: [] };
  return known.description === description ? {} : { media_words: [{ id: known.id, description }] };
}

async function saveEdit(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const event = await own(visit);
  const changes = readDraft(visit, draftOfEvent(event));
  const all = form.text("which") === "all" || (event.series_id === null && form.text("repeat") !== "");
  const refused = async (problems: Problems) => {
    await untake(visit, picture?.media_ids?.[0]);
    return await showForm(visit, await keptOf(visit, event, problems));
  };
  const before = all ? await ruleOf(visit, event) : undefined;
  const { rule, picture, problems } = await readBeside(
    visit,
    () => (all ? readRule(form, changes, before) : undefined),
    async () => await readPicture(visit, event),
  );
  if (Object.keys(problems).length > 0) return await refused({ ...(await wouldRefuse(visit, changes)), ...problems });
  try {
    const words = { text: form.text("text"), ...picture };
    await (all
      ? changeSeries(kith, me(visit), event, { words, changes, rule })
      : changeEvent(kith, me(visit), event, { words, changes }));
  } catch (error) {
    return await refused(problemsOf(error, locale, FIELDS_OF_EVENT));
  }
  return go(routes.status(event.status_id, me(visit)), all ? "events.said_series" : "events.said_saved");
}

export const eventFormRoutes: readonly Route[] = [
  page("/events/new", "member", showNew),
  makes(upload(routes.events, makeEvent)),
  page("/events/:id/edit", "member", showEdit),
  upload("/events/:id/edit", saveEdit),
];
