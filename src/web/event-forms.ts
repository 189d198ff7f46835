/** The form in which one announces and changes an event, and inviting people by name. */
import { randomUUID } from "node:crypto";
import { isBlockedBetween } from "../blocks/hidden.ts";
import { draftOfEvent, blankEvent, type EventDraft } from "../events/draft.ts";
import { ownZone } from "../events/content.ts";
import { changeEvent, holdEvent, inviteTo } from "../events/hold.ts";
import { getOwnEvent } from "../events/load.ts";
import type { Event } from "../events/store.ts";
import { getOwnGroup } from "../groups/load.ts";
import { readId } from "../ids.ts";
import { findStatusById } from "../statuses/find.ts";
import { resolveMentions } from "../statuses/mentions.ts";
import { findEntities } from "../text/grammar.ts";
import { isTimeZone } from "../words/locale.ts";
import type { Problems } from "../../views/context.ts";
import { eventFormView, type EventForm } from "../../views/event-form.ts";
import { routes } from "../../views/routes.ts";
import { contextOf } from "./context.ts";
import { problemsOf } from "./problems.ts";
import { go, page, show, upload, type Answer, type Route } from "./respond.ts";
import { idParam, me, type Visit } from "./visit.ts";
import { takeFile } from "./writing-media.ts";

const DAY = 86_400_000;
const LONGEST = 5000;

type Kept = Pick<EventForm, "draft" | "text" | "id" | "group" | "problems" | "key">;

async function showForm(visit: Visit, kept: Kept): Promise<Answer> {
  const typed = kept.problems === undefined ? {} : { typed: visit.form.typed };
  const zones = ["UTC", ...Intl.supportedValuesOf("timeZone")];
  return show(eventFormView(await contextOf(visit), { ...kept, zones, ...typed }), kept.problems === undefined ? 200 : 422);
}

async function groupOf({ kith, query, form }: Visit): Promise<EventForm["group"]> {
  const id = readId(query.get("group") ?? undefined) ?? readId(form.text("group_id"));
  const group = id === undefined ? undefined : await getOwnGroup(kith.db, id);
  return group === undefined ? undefined : { id: group.account.id, name: group.group.title };
}

const showNew = async (visit: Visit): Promise<Answer> =>
  await showForm(visit, {
    draft: { ...blankEvent, time_zone: await ownZone(visit.kith, me(visit)) },
    text: "",
    group: await groupOf(visit),
    key: randomUUID(),
    problems: undefined,
  });

/** Times are on the clocks of the place; of whole days only the days count, the last one whole. */
function readDraft(visit: Visit, before: EventDraft): EventDraft {
  const { form, locale } = visit;
  const time_zone = form.text("time_zone").trim() || before.time_zone;
  const times = locale.times.inZone(isTimeZone(time_zone) ? time_zone : "UTC");
  const all_day = form.has("all_day");
  const read = (name: string): number => {
    const typed = form.text(name).trim();
    if (typed === "") return 0;
    // A browser without such a control sends what was typed.
    const minute = typed.replace(" ", "T").slice(0, 16);
    const whole = minute.length === 10 ? `${minute}T00:00` : minute;
    return times.readMinute(all_day ? `${whole.slice(0, 10)}T00:00` : whole);
  };
  const [starts_at, last] = [read("starts"), read("ends")];
  // The next midnight, however long that day is.
  const midnight = (at: number) => times.readMinute(`${times.isoDay(at + 1.5 * DAY - DAY / 12)}T00:00`);
  const one = <Choice extends string>(name: string, choices: readonly Choice[], otherwise: Choice): Choice =>
    choices.find((choice) => choice === form.text(name)) ?? otherwise;
  return {
    title: form.text("title"),
    starts_at,
    ends_at: all_day && last > 0 ? midnight(last) : last,
    time_zone,
    all_day,
    place_name: form.text("place_name"),
    place_address: form.text("place_address"),
    latitude: form.text("latitude").trim().replace(",", "."),
    longitude: form.text("longitude").trim().replace(",", "."),
    online_url: form.text("online_url"),
    capacity: Number(form.text("capacity") || 0),
    join_mode: one("join_mode", ["free", "approval", "invited", "external"], before.join_mode),
    external_url: form.text("external_url"),
    guests_max: Number(form.text("guests_max") || 0),
    mail_guests: form.has("mail_guests"),
    state: one("state", ["confirmed", "tentative", "cancelled"], before.state),
    categories: form.text("categories").split(","),
  };
}

/** Accounts by what was typed, found on their servers where need be; `problem` names those who cannot be found. */
async function readHandles({ kith, form, locale, viewer_id }: Visit): Promise<{ ids: number[]; problem: string | undefined }> {
  const typed = form
    .text("handles")
    .slice(0, LONGEST)
    .split(/[\s,;]+/)
    .filter((word) => word !== "");
  if (typed.length === 0) return { ids: [], problem: undefined };
  const entities = findEntities(typed.map((word) => (word.startsWith("@") ? word : `@${word}`)).join(" "));
  const found = await resolveMentions(kith, entities);
  const unknown = entities.flatMap((entity) =>
    entity.kind === "mention" && !found.has(entity.handle) ? [`@${entity.handle}`] : [],
  );
  const ids = [];
  for (const { id } of found.values()) if (!(await isBlockedBetween(kith.db, viewer_id, id))) ids.push(id);
  const missed = entities.length === 0 ? typed : unknown;
  return { ids, problem: missed.length === 0 ? undefined : locale.t("events.invite_unknown", { names: locale.list(missed) }) };
}

/** Undefined when it went well. */
export async function inviteFrom(visit: Visit, event: Event): Promise<Problems | undefined> {
  const { ids, problem } = await readHandles(visit);
  if (problem !== undefined) return { handles: problem };
  const invited = inviteTo(visit.kith, me(visit), event, ids).then(() => undefined);
  return await invited.catch((error: unknown) => problemsOf(error, visit.locale, "handles"));
}

async function makeEvent(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const group = await groupOf(visit);
  const draft = readDraft(visit, { ...blankEvent, time_zone: await ownZone(kith, me(visit)) });
  const text = form.text("text");
  const again = async (problems: Problems) =>
    await showForm(visit, { draft: shownAgain(draft), text, group, key: form.text("key"), problems });
  const { ids, problem } = await readHandles(visit);
  if (problem !== undefined) return await again({ handles: problem });
  const visibility =
    (["public", "unlisted", "private", "direct"] as const).find((one) => one === form.text("visibility")) ?? "public";
  try {
    const file = form.file("picture");
    const media = file === undefined ? undefined : await takeFile(visit, file, { description: form.text("description") });
    const words = {
      text,
      media_ids: media === undefined ? [] : [media.id],
      language: "",
      visibility,
      group_id: group?.id,
      mentioned_ids: ids,
      idempotency_key: form.text("key").slice(0, 100),
    };
    const made = await holdEvent(kith, me(visit), words, draft);
    return go(routes.status(made.id, me(visit)), "events.said_held");
  } catch (error) {
    return await again(problemsOf(error, locale, ""));
  }
}

/** What is no time is shown as it was typed. */
const shownAgain = (draft: EventDraft): EventDraft => ({
  ...draft,
  time_zone: isTimeZone(draft.time_zone) ? draft.time_zone : "UTC",
  starts_at: Number.isFinite(draft.starts_at) ? draft.starts_at : 0,
  ends_at: Number.isFinite(draft.ends_at) ? draft.ends_at : 0,
});

const own = async (visit: Visit): Promise<Event> => await getOwnEvent(visit.kith.db, me(visit), idParam(visit));

async function showEdit(visit: Visit): Promise<Answer> {
  const event = await own(visit);
  const status = await findStatusById(visit.kith.db, event.status_id);
  return await showForm(visit, {
    draft: draftOfEvent(event),
    text: status?.text ?? "",
    id: event.id,
    key: "",
    problems: undefined,
  });
}

async function saveEdit(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const event = await own(visit);
  const draft = readDraft(visit, draftOfEvent(event));
  const saved = changeEvent(kith, me(visit), event, { words: { text: form.text("text") }, changes: draft }).then(() => undefined);
  const problems = await saved.catch((error: unknown) => problemsOf(error, locale, ""));
  if (problems !== undefined)
    return await showForm(visit, { draft: shownAgain(draft), text: form.text("text"), id: event.id, key: "", problems });
  return go(routes.status(event.status_id, me(visit)), "events.said_saved");
}

export const eventFormRoutes: readonly Route[] = [
  page("/events/new", "member", showNew),
  upload(routes.events, makeEvent),
  page("/events/:id/edit", "member", showEdit),
  upload("/events/:id/edit", saveEdit),
];
