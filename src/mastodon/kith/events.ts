/** `/api/kith/v1/events`: what takes place, holding it, and coming to it. */
import { z } from "zod";
import { loadAccounts } from "../../accounts/find.ts";
import { isBlockedBetween } from "../../blocks/hidden.ts";
import { answerEvent } from "../../events/answer.ts";
import { decideOn } from "../../events/decide.ts";
import { blankEvent, draftOfEvent, type EventDraft } from "../../events/draft.ts";
import { changeEvent, holdEvent, inviteTo } from "../../events/hold.ts";
import { ownZone } from "../../events/content.ts";
import { loadEventsOf, type LoadedEvent } from "../../events/beside.ts";
import { eventStatusIds, getOwnEvent, getVisibleEvent, loadRsvps } from "../../events/load.ts";
import { changeSeries, holdSeries } from "../../events/series.ts";
import type { Event } from "../../events/store.ts";
import { readTime, wholeDays } from "../../events/times.ts";
import { invalid, missing } from "../../errors.ts";
import { readRrule } from "../../recurrence/rrule.ts";
import { localOf, type Recurrence } from "../../recurrence/rule.ts";
import { deleteStatus } from "../../statuses/delete.ts";
import { renderComer, renderEvent, renderRsvp } from "../entities/event.ts";
import { sceneOf } from "../entities/scene.ts";
import { pagedByOffset } from "../links.ts";
import { renderAccounts, showStatus, showStatuses } from "../present.ts";
import {
  answer,
  anyone,
  del,
  get,
  idParam,
  me,
  nothing,
  post,
  put,
  user,
  type Answer,
  type ApiRequest,
  type Route,
} from "../respond.ts";
import { flag, id, isTrue, limitOf, list, offsetOf, parse, text, textOf, whole } from "../shapes.ts";
import { instantOf, languageOf } from "../status-forms.ts";

const NOT_LISTED = "is not included in the list";
const values = z.object({
  title: text(1000).nullish(),
  text: text(1_000_000).nullish(),
  start: text(40).nullish(),
  end: text(40).nullish(),
  time_zone: text(64).nullish(),
  all_day: flag.nullish(),
  place_name: text(1000).nullish(),
  place_address: text(2000).nullish(),
  latitude: text(40).nullish(),
  longitude: text(40).nullish(),
  online_url: text(2048).nullish(),
  capacity: whole(0, 1_000_000).nullish(),
  join_mode: z.enum(["free", "approval", "invited", "external"], NOT_LISTED).nullish(),
  external_url: text(2048).nullish(),
  guests_max: whole(0, 20).nullish(),
  mail_guests: flag.nullish(),
  state: z.enum(["confirmed", "tentative", "cancelled"], NOT_LISTED).nullish(),
  categories: list(text(200), 50).nullish(),
  media_ids: list(id, 50).nullish(),
  language: text(35).nullish(),
});
const fresh = values.extend({
  title: text(1000),
  start: text(40),
  rrule: text(500).nullish(),
  visibility: z.enum(["public", "unlisted", "private", "direct", "limited"], NOT_LISTED).nullish(),
  group_id: id.nullish(),
  circle_id: id.nullish(),
  invited_ids: list(id, 200).nullish(),
});
/** With a rule the change is of this event and all that come after it; an empty one ends them. */
const changed = values.extend({ rrule: text(500).nullish() });
const answers = z.object({
  answer: z.enum(["yes", "maybe", "no"], NOT_LISTED),
  number: whole(1, 21).nullish(),
  message: text(500).nullish(),
});

/** Instants as ms; what is not said stays out. @param zone where times without an offset are */
function changesOf(fields: Partial<z.output<typeof values>>, zone: string): Partial<EventDraft> {
  const { start, end, text: _, media_ids: __, language: ___, ...rest } = fields;
  const said = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null && value !== undefined));
  return {
    ...said,
    ...(start ? { starts_at: readTime(start, zone, "The beginning is no time") } : {}),
    ...(end ? { ends_at: readTime(end, zone, "The end is no time") } : end === "" ? { ends_at: 0 } : {}),
  };
}

const eventParam = async ({ kith, viewer_id, ...request }: ApiRequest): Promise<Event> =>
  await getVisibleEvent(kith.db, viewer_id, idParam({ kith, viewer_id, ...request }));

async function loaded({ kith, viewer_id }: ApiRequest, { status_id }: Pick<Event, "status_id">): Promise<LoadedEvent> {
  const found = (await loadEventsOf(kith.db, viewer_id, [status_id])).get(status_id);
  if (found === undefined) throw missing();
  return found;
}

async function show(request: ApiRequest, event: Pick<Event, "status_id">): Promise<Answer> {
  const found = renderEvent(await loaded(request, event), sceneOf(request.kith), request.viewer_id);
  return answer({ ...found, status: await showStatus(request, event.status_id) });
}

async function directory(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id, query } = request;
  const paging = { offset: offsetOf(query), limit: limitOf(query, 20, 40) };
  const instant = (name: string) => (textOf(query[name]) === "" ? undefined : instantOf(textOf(query[name])));
  const number = (name: string) => Number(textOf(query[name])) || undefined;
  const ids = await eventStatusIds(kith, viewer_id, {
    from: instant("from") ?? kith.now(),
    until: instant("until"),
    account_id: number("account_id"),
    group_id: number("group_id"),
    mine: viewer_id > 0 && isTrue(query["mine"]),
    local: isTrue(query["local"]),
    q: textOf(query["q"]).slice(0, 200),
    ...paging,
  });
  return pagedByOffset(request, await showStatuses(request, ids, "public"), paging);
}

async function hold(request: ApiRequest): Promise<Answer> {
  const [{ kith }, holder] = [request, me(request)];
  const fields = parse(request.body, fresh);
  const { visibility, group_id, circle_id, invited_ids, rrule, ...rest } = fields;
  const time_zone = fields.time_zone || (await ownZone(kith, holder));
  const event = wholeDays({ ...blankEvent, time_zone, ...changesOf(rest, time_zone) });
  const words = {
    text: fields.text ?? "",
    media_ids: fields.media_ids ?? [],
    language: languageOf(fields.language ?? ""),
    visibility: visibility ?? ("public" as const),
    group_id: group_id ?? undefined,
    circle_id: circle_id ?? undefined,
    mentioned_ids: await known(request, invited_ids ?? []),
    idempotency_key: request.header("idempotency-key"),
    written_by: request.access?.member?.account_id,
  };
  const rule = rrule ? ruleOf(rrule, event) : undefined;
  const status = await (rule === undefined
    ? holdEvent(kith, holder, words, event)
    : holdSeries(kith, holder, words, { event, rule }));
  return await show(request, { status_id: status.id });
}

/** @throws Refusal `invalid` for a rule that says more than ours can, or nothing */
function ruleOf(rrule: string, { starts_at, time_zone }: EventDraft): Recurrence {
  const rule = readRrule(rrule, { starts: localOf(starts_at, time_zone), time_zone });
  if (rule === undefined) throw invalid("Validation failed: Recurrence: this rule is not understood");
  return rule;
}

/** Accounts that may be invited: not those who have blocked who asks. */
async function known(request: ApiRequest, ids: readonly number[]): Promise<number[]> {
  const { db } = request.kith;
  const accounts = await loadAccounts(db, ids);
  const found = [];
  for (const account of accounts.values())
    if (account.deleted_at === 0 && !(await isBlockedBetween(db, me(request).id, account.id))) found.push(account.id);
  return found;
}

async function change(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const event = await getOwnEvent(kith.db, me(request), idParam(request));
  const { rrule, ...fields } = parse(request.body, changed);
  const words = {
    ...(typeof fields.text === "string" ? { text: fields.text } : {}),
    ...(fields.media_ids ? { media_ids: fields.media_ids } : {}),
    ...(fields.language ? { language: languageOf(fields.language) } : {}),
  };
  const before = draftOfEvent(event);
  const whole = wholeDays({ ...before, ...changesOf(fields, fields.time_zone || before.time_zone) });
  if (rrule === undefined || rrule === null) await changeEvent(kith, me(request), event, { words, changes: whole });
  else {
    const rule = rrule === "" ? undefined : ruleOf(rrule, whole);
    await changeSeries(kith, me(request), event, { words, changes: whole, rule });
  }
  return await show(request, event);
}

async function rsvp(request: ApiRequest): Promise<Answer> {
  const fields = parse(request.body, answers);
  const kept = await answerEvent(request.kith, me(request), await eventParam(request), {
    answer: fields.answer,
    number: fields.number ?? undefined,
    message: fields.message ?? undefined,
  });
  return answer(renderRsvp(kept));
}

/** Who holds it sees all; others who comes for sure, and who may. */
async function comers(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id, query } = request;
  const event = await eventParam(request);
  const whole = event.account_id === viewer_id;
  const paging = { offset: offsetOf(query), limit: limitOf(query, 40, 80) };
  const states = whole
    ? (["yes", "maybe", "no", "waiting", "pending", "declined", "none"] as const)
    : (["yes", "maybe"] as const);
  const rows = await loadRsvps(kith, event, { viewer_id, states, ...paging });
  const accounts = await loadAccounts(
    kith.db,
    rows.flatMap(({ account_id }) => account_id ?? []),
  );
  const rendered = await renderAccounts(request, [...accounts.values()]);
  const byId = new Map(rendered.map((account) => [account.id, account]));
  return pagedByOffset(
    request,
    rows.map((row) => renderComer(row, byId.get(String(row.account_id)), whole)),
    paging,
  );
}

const deciding =
  (accepted: boolean) =>
  async (request: ApiRequest): Promise<Answer> => {
    const event = await getOwnEvent(request.kith.db, me(request), idParam(request));
    await decideOn(request.kith, me(request), event, { rsvp_id: idParam(request, "rsvp_id"), accepted });
    return nothing;
  };

async function invite(request: ApiRequest): Promise<Answer> {
  const event = await getOwnEvent(request.kith.db, me(request), idParam(request));
  const { account_ids } = parse(request.body, z.object({ account_ids: list(id, 200) }));
  await inviteTo(request.kith, me(request), event, await known(request, account_ids));
  return await show(request, event);
}

const at = "/api/kith/v1/events";
const [read, write] = [anyone("read:statuses"), user("write:statuses")];

export const eventRoutes: readonly Route[] = [
  get(at, read, directory),
  post(at, { ...write, keyed: true }, hold),
  get(`${at}/:id`, read, async (request) => await show(request, await eventParam(request))),
  put(`${at}/:id`, write, change),
  del(`${at}/:id`, write, async (request) => {
    const event = await getOwnEvent(request.kith.db, me(request), idParam(request));
    await deleteStatus(request.kith, { id: event.status_id });
    return nothing;
  }),
  post(`${at}/:id/rsvp`, write, rsvp),
  get(`${at}/:id/rsvps`, read, comers),
  post(`${at}/:id/rsvps/:rsvp_id/accept`, write, deciding(true)),
  post(`${at}/:id/rsvps/:rsvp_id/reject`, write, deciding(false)),
  post(`${at}/:id/invite`, write, invite),
];
