/** Events as pages: what is ahead, one's own, who comes, answering, and calendars. */
import { findAccountByHandle, loadAccounts } from "../../accounts/find.ts";
import { changeSettings } from "../../accounts/settings.ts";
import type { RsvpState } from "../../db/values.ts";
import { missing } from "../../errors.ts";
import { answerEvent } from "../../events/answer.ts";
import { loadComing, loadEventsOf, type LoadedEvent } from "../../events/beside.ts";
import { calendarOf, feedSecret, findFeed, loadCalendar, renewFeed } from "../../events/calendar.ts";
import { loadComingTimes } from "../../events/coming.ts";
import { decideOn } from "../../events/decide.ts";
import { answerAsGuest, askAsGuest, getGuest, takesGuests } from "../../events/guests.ts";
import { eventStatusIds, getOwnEvent, getVisibleEvent, loadRsvps } from "../../events/load.ts";
import type { Event } from "../../events/store.ts";
import { addressKey, assertLimit } from "../../access/limits.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { eventMonthView } from "../../../views/events/event-month.ts";
import { comersView, eventsView, exploreEventsView, guestAnswerView, guestView } from "../../../views/events/events.ts";
import { routes } from "../../../views/frame/routes.ts";
import { contextOf } from "../frame/context.ts";
import { cutByOffset, offsetPage } from "../reading/explore.ts";
import { problemsOf } from "../frame/problems.ts";
import { action, go, makes, page, show, type Answer, type Route } from "../frame/respond.ts";
import { loadFor } from "../reading/timelines.ts";
import { idParam, me, myUser, returnPath, type Visit } from "../frame/visit.ts";

const SIZE = 20;
const DAY = 86_400_000;
const MOST_IN_MONTH = 200;

async function showAhead(visit: Visit): Promise<Answer> {
  const { kith, viewer_id, query } = visit;
  const q = (query.get("q") ?? "").trim().slice(0, 200);
  const local = query.get("local") === "1";
  const found = await eventStatusIds(kith, viewer_id, { from: kith.now(), q, local, ...offsetPage(visit, SIZE) });
  const { items, pager } = cutByOffset(visit, found, SIZE);
  return show(exploreEventsView(await contextOf(visit), { page: await loadFor(visit, items, "public"), pager, q, local }));
}

async function showMonth(visit: Visit): Promise<Answer> {
  const { kith, viewer_id, query, locale } = visit;
  const asked = query.get("month") ?? "";
  const month = /^(?:19[7-9]\d|20\d\d|21\d\d)-(?:0[1-9]|1[0-2])$/.test(asked)
    ? asked
    : locale.times.isoDay(kith.now()).slice(0, 7);
  const first = locale.times.readMinute(`${month}-01T00:00`);
  const ids = await eventStatusIds(kith, viewer_id, {
    from: first - DAY,
    until: first + 32 * DAY,
    limit: MOST_IN_MONTH,
    offset: 0,
  });
  const coming = await loadComingTimes(kith, viewer_id, { from: first - DAY, until: first + 32 * DAY });
  return show(eventMonthView(await contextOf(visit), { month, page: await loadFor(visit, ids, "public"), coming }));
}

async function showMine(visit: Visit): Promise<Answer> {
  const { kith, viewer_id, query } = visit;
  const found = await eventStatusIds(kith, viewer_id, { from: kith.now(), mine: true, ...offsetPage(visit, SIZE) });
  const { items, pager } = cutByOffset(visit, found, SIZE);
  const feed =
    query.get("feed") === "1" ? `${kith.instance.origin}${routes.eventFeed(await feedSecret(kith, viewer_id))}` : undefined;
  return show(eventsView(await contextOf(visit), { page: await loadFor(visit, items, "account"), pager, feed }));
}

const eventOf = async (visit: Visit): Promise<Event> => await getVisibleEvent(visit.kith.db, visit.viewer_id, idParam(visit));

/** With what the viewer has answered. */
async function loadedOf({ kith, viewer_id }: Visit, event: Event): Promise<LoadedEvent> {
  const loaded = (await loadEventsOf(kith.db, viewer_id, [event.status_id])).get(event.status_id);
  if (loaded === undefined) throw missing();
  return loaded;
}

/** The page of an event is that of its status. */
async function showEvent(visit: Visit): Promise<Answer> {
  const event = await eventOf(visit);
  const author = (await loadAccounts(visit.kith.db, [event.account_id])).get(event.account_id);
  if (author === undefined) throw missing();
  return go(routes.status(event.status_id, author));
}

const fileOf = (text: string, name: string): Answer => ({ file: text, type: "text/calendar; charset=utf-8", name });

const showFile = async (visit: Visit): Promise<Answer> => {
  const event = await eventOf(visit);
  return fileOf(await calendarOf(visit.kith, [event]), `event-${event.id}.ics`);
};

/** What anybody may see of what somebody here holds; of a group, what is in it. */
async function showCalendar(visit: Visit): Promise<Answer> {
  const { kith, params } = visit;
  const account = await findAccountByHandle(kith.db, params["username"] ?? "", "");
  if (account === undefined || account.deleted_at > 0 || account.suspended_at > 0 || account.members_only === 1) throw missing();
  const which = account.actor_type === "Group" ? { group_id: account.id } : { account_id: account.id };
  const name = account.display_name || account.username;
  const events = await loadCalendar(kith, 0, which);
  const text = await calendarOf(kith, events, { name, series: await loadComing(kith.db, events) });
  return { document: text, type: "text/calendar; charset=utf-8", kept_for: 300 };
}

/** One's own, for calendars that cannot sign in. */
async function showFeed(visit: Visit): Promise<Answer> {
  const { kith, params, ip, locale } = visit;
  await assertLimit(kith, "ip", addressKey(ip));
  const account_id = await findFeed(kith, params["secret"] ?? "");
  if (account_id === undefined) throw missing();
  const events = await loadCalendar(kith, account_id, { mine: true });
  // Of others' events that come again, one has said to come to those that one has answered.
  const series = await loadComing(
    kith.db,
    events.filter((event) => event.account_id === account_id),
  );
  const text = await calendarOf(kith, events, { name: locale.t("events.yours"), series });
  return { document: text, type: "text/calendar; charset=utf-8", kept_for: "checked" };
}

async function saveReminders(visit: Visit): Promise<Answer> {
  const { form } = visit;
  const asked = form.text("event_reminders");
  const event_reminders = (["", "both", "day", "hour"] as const).find((one) => one === asked) ?? "both";
  // Where no letters are sent, nobody was asked.
  const letters = visit.kith.mail.configured ? { event_letters: form.has("event_letters") } : {};
  await changeSettings(visit.kith, myUser(visit), { settings: { event_reminders, ...letters } });
  return go(routes.events, "events.said_reminders");
}

async function rsvp(visit: Visit): Promise<Answer> {
  const { form } = visit;
  const event = await eventOf(visit);
  const answer = (["yes", "maybe", "no"] as const).find((one) => one === form.text("answer"));
  if (answer === undefined) throw missing();
  await answerEvent(visit.kith, me(visit), event, { answer, number: Number(form.text("number")) || undefined });
  return go(returnPath(visit, routes.event(event.id)), "events.said_answered");
}

const FOR_ALL: readonly RsvpState[] = ["yes", "maybe"];
const FOR_HOLDER: readonly RsvpState[] = [...FOR_ALL, "pending", "waiting", "none", "declined", "no"];

async function showComers(visit: Visit, problems?: Problems): Promise<Answer> {
  const { kith, viewer_id, form } = visit;
  const event = await eventOf(visit);
  const own = event.account_id === viewer_id;
  const found = await loadRsvps(kith, event, { viewer_id, states: own ? FOR_HOLDER : FOR_ALL, ...offsetPage(visit, SIZE) });
  const { items, pager } = cutByOffset(visit, found, SIZE);
  const accounts = await loadAccounts(
    kith.db,
    items.flatMap(({ account_id }) => account_id ?? []),
  );
  const rsvps = items.map((one) => ({ rsvp: one, account: accounts.get(one.account_id ?? 0) }));
  const state = problems === undefined ? {} : { problems, typed: form.typed };
  return show(
    comersView(await contextOf(visit), { event: await loadedOf(visit, event), rsvps, own, pager, ...state }),
    problems === undefined ? 200 : 422,
  );
}

async function invite(visit: Visit): Promise<Answer> {
  const event = await getOwnEvent(visit.kith.db, me(visit), idParam(visit));
  const problems = await (await import("./event-invites.ts")).inviteFrom(visit, event);
  return problems === undefined
    ? go(routes.eventPage(event.id, "people"), "events.said_invited")
    : await showComers(visit, problems);
}

const judge = (verdict: "accept" | "reject"): Route =>
  action(`/events/:id/people/:rsvp_id/${verdict}`, "member", async (visit) => {
    const event = await getOwnEvent(visit.kith.db, me(visit), idParam(visit));
    await decideOn(visit.kith, me(visit), event, { rsvp_id: idParam(visit, "rsvp_id") ?? 0, accepted: verdict === "accept" });
    return go(routes.eventPage(event.id, "people"), "events.said_decided");
  });

async function showGuest(visit: Visit, problems?: Problems): Promise<Answer> {
  const event = await eventOf(visit);
  if (!(await takesGuests(visit.kith, event))) throw missing();
  const state = problems === undefined ? {} : { problems, typed: visit.form.typed };
  return show(
    guestView(await contextOf(visit), { event: await loadedOf(visit, event), ...state }),
    problems === undefined ? 200 : 422,
  );
}

async function askGuest(visit: Visit): Promise<Answer> {
  const { kith, form, ip, locale } = visit;
  const event = await eventOf(visit);
  await assertLimit(kith, "sign-up", addressKey(ip));
  const number = Math.trunc(Number(form.text("number"))) || 1;
  const asked = { name: form.text("name"), email: form.text("email"), number, ip, locale: locale.language };
  const sent = askAsGuest(kith, event, asked).then(() => undefined);
  const problems = await sent.catch((error: unknown) => problemsOf(error, locale, ""));
  return problems === undefined ? go(routes.event(event.id), "events.said_guest_asked") : await showGuest(visit, problems);
}

const guestOf = async ({ kith, params, ...visit }: Visit) =>
  await getGuest(kith, idParam({ kith, params, ...visit }), params["token"] ?? "");

async function showGuestAnswer(visit: Visit): Promise<Answer> {
  const { rsvp: own, event } = await guestOf(visit);
  return show(
    guestAnswerView(await contextOf(visit), {
      event: { ...event, rsvp: undefined, series: undefined },
      rsvp: own,
      action: visit.path,
    }),
  );
}

async function guestAnswer(visit: Visit): Promise<Answer> {
  await answerAsGuest(visit.kith, await guestOf(visit), visit.form.text("answer") === "no" ? "no" : "yes");
  return go(visit.path, "events.said_guest_answered");
}

export const eventRoutes: readonly Route[] = [
  page(routes.exploreEvents, "anyone", showAhead),
  page("/explore/events/month", "anyone", showMonth),
  page(routes.events, "member", showMine),
  action(routes.renewFeed, "member", async (visit) => {
    await renewFeed(visit.kith, visit.viewer_id);
    return go(`${routes.events}?feed=1#feed`, "events.said_feed");
  }),
  action(routes.eventReminders, "member", saveReminders),
  page("/events/feed/:secret.ics", "anyone", showFeed),
  page("/events/guest/:id/:token", "anyone", showGuestAnswer),
  action("/events/guest/:id/:token", "anyone", guestAnswer),
  page("/events/:id.ics", "anyone", showFile),
  page("/@:username/events.ics", "anyone", showCalendar),
  page("/events/:id", "anyone", showEvent),
  page("/events/:id/people", "anyone", async (visit) => await showComers(visit)),
  makes(page("/events/:id/guest", "anyone", async (visit) => await showGuest(visit))),
  makes(action("/events/:id/guest", "anyone", askGuest)),
  action("/events/:id/rsvp", "member", rsvp),
  makes(action("/events/:id/invite", "member", invite)),
  judge("accept"),
  judge("reject"),
];
