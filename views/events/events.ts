/** Events: what is ahead, as a list and as a month; one's own; who comes to one; and how one comes without an account. */
import type { Account } from "../../src/db/schema.ts";
import type { LoadedEvent } from "../../src/events/beside.ts";
import type { Rsvp } from "../../src/events/store.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { frameView } from "../reading/explore.ts";
import { icon } from "../frame/icons.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { cardList } from "../parts/account-card.ts";
import { choiceView } from "../parts/choice.ts";
import { waysView } from "./event-month.ts";
import { countsView, dateBlock, isOver, placeView, timesView } from "../parts/event.ts";
import { check, field, form, problemSummary, select, submit, type FormState } from "../parts/form.ts";
import { bylineView } from "../parts/names.ts";
import { shownOf } from "../parts/page.ts";
import { emptyView, pagerView } from "../parts/timeline.ts";
import { hidden } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";

/** A line for each event of a page, the next first. */
export function eventCards(page: StatusPage, ctx: ViewContext): Html | undefined {
  const cards = shownOf(page).flatMap((status) => {
    const event = page.events.get(status.id);
    const holder = page.accounts.get(status.account_id);
    return event === undefined || holder === undefined ? [] : [cardView(event, holder, ctx)];
  });
  return cards.length === 0 ? undefined : cardList(cards);
}

function cardView(event: LoadedEvent, holder: Account, ctx: ViewContext): Html {
  const { t } = ctx;
  const state =
    event.state === "confirmed" ? "" : html`<strong class="event-state">${t(`events.state_${event.state}`)}</strong> `;
  const place = [event.place_name, event.place_address].find((part) => part !== "") ?? event.online_url;
  const standing =
    event.rsvp?.state === "yes" || event.rsvp?.state === "none"
      ? html` · <strong>${t(`events.you_${event.rsvp.state}`)}</strong>`
      : "";
  return html`<li class="card event${event.state === "cancelled" ? " off" : ""}"><div class="facts-of">${dateBlock(event, ctx)}<div class="event-facts"><p class="event-title">${state}<a class="card-title" href="${routes.event(event.id)}"><strong dir="auto">${event.title}</strong></a></p>${timesView(event, ctx)}${place === "" ? "" : html`<p class="event-where">${icon("flag")}<span dir="auto">${place}</span></p>`}<p class="hint">${countsView(event, ctx)}${standing}</p>${bylineView(holder, ctx)}</div></div></li>`;
}

export type Ahead = { page: StatusPage; pager: Pager; q: string; local: boolean };

export function exploreEventsView(ctx: ViewContext, { page, pager, q, local }: Ahead): Html {
  const { t } = ctx;
  const buttons =
    ctx.viewer === undefined
      ? ""
      : html`<p class="buttons"><a class="button primary" href="${routes.newEvent()}">${icon("calendar")}${t("events.hold")}</a><a class="button" href="${routes.events}">${t("events.yours")}</a></p>`;
  const search = html`<form class="search within" role="search" method="get" action="${routes.exploreEvents}"><label for="f-q">${t("events.search")}</label><div class="joined"><input id="f-q" name="q" type="search" value="${q}" maxlength="200" autocomplete="off" dir="auto"><button class="button">${icon("search")}${t("common.search")}</button></div></form>`;
  const whence = choiceView(t("explore.whence"), [
    { href: routes.exploreEvents, label: t("explore.from_everywhere"), current: !local },
    { href: `${routes.exploreEvents}?local=1`, label: t("explore.from_here"), current: local },
  ]);
  const none =
    q === ""
      ? emptyView(t("events.none"), t("events.none_lesson"))
      : emptyView(t("people.not_found"), t("people.not_found_lesson", { q }));
  return frameView(
    ctx,
    "events",
    html`${buttons}${search}${whence}${waysView(ctx, "list")}${eventCards(page, ctx) ?? none}${pagerView(pager, ctx)}`,
  );
}

/** `feed`: the address of one's calendar, once it has been asked for. */
export type Mine = { page: StatusPage; pager: Pager; feed: string | undefined };

export function eventsView(ctx: ViewContext, { page, pager, feed }: Mine): Html {
  const { t } = ctx;
  const make = html`<p class="buttons"><a class="button primary" href="${routes.newEvent()}">${icon("calendar")}${t("events.hold")}</a><a class="button" href="${routes.exploreEvents}">${icon("explore")}${t("events.find")}</a></p>`;
  const list = eventCards(page, ctx) ?? emptyView(t("events.none"), t("events.mine_none_lesson"));
  const main = html`${pageHead(t("events.yours"), { lead: t("events.lead"), actions: make })}${list}${pagerView(pager, ctx)}${feedView(ctx, feed)}${remindersView(ctx)}`;
  return layout(ctx, { title: t("events.yours"), main });
}

function feedView(ctx: ViewContext, feed: string | undefined): Html {
  const { t } = ctx;
  const address =
    feed === undefined
      ? html`<p><a class="button" href="${routes.events}?feed=1#feed">${t("events.feed_show")}</a></p>`
      : html`<div class="field"><label for="f-feed">${t("events.feed")}</label><input id="f-feed" type="text" readonly value="${feed}" dir="ltr"></div>${form(ctx, routes.renewFeed, html`<button class="button">${t("events.feed_renew")}</button>`)}`;
  return html`<section class="after" id="feed"><h2>${t("events.feed")}</h2><p class="hint">${t("events.feed_lead")}</p>${address}</section>`;
}

/** Posts `event_reminders` and `event_letters`. */
function remindersView(ctx: ViewContext): Html {
  const { t, viewer } = ctx;
  const when = select("event_reminders", {
    label: t("events.reminders_when"),
    choices: (["both", "day", "hour", "never"] as const).map(
      (one) => [one === "never" ? "" : one, t(`events.reminders_${one}`)] as const,
    ),
    value: viewer?.settings.event_reminders ?? "both",
  });
  const letters =
    ctx.sends_mail === true
      ? check("event_letters", { label: t("events.reminders_letters"), checked: viewer?.settings.event_letters === true })
      : "";
  return html`<section class="after" id="reminders"><h2>${t("events.reminders")}</h2>${form(ctx, routes.eventReminders, html`${when}${letters}<p>${submit(t("common.save"))}</p>`, { className: "stack" })}</section>`;
}

export type Comers = FormState & {
  event: LoadedEvent;
  rsvps: readonly { rsvp: Rsvp; account: Account | undefined }[];
  /** The viewer holds it. */
  own: boolean;
  pager: Pager;
};

export function comersView(ctx: ViewContext, page: Comers): Html {
  const { t } = ctx;
  const { event, rsvps, own, pager } = page;
  const head = pageHead(t("events.people"), {
    lead: html`${countsView(event, ctx)}`,
    back: { href: routes.event(event.id), label: event.title },
  });
  const cards = rsvps.map((one) => comerView(ctx, event, one, own));
  const list = cards.length === 0 ? emptyView(t("events.people_none"), t("events.people_none_lesson")) : cardList(cards);
  const body = html`${problemSummary(ctx, page.problems)}${field("handles", { label: t("events.invite_whom"), hint: t("events.invite_hint"), plain: true, maxlength: 5000, ...(page.typed === undefined ? {} : { typed: page.typed }), ...(page.problems === undefined ? {} : { problems: page.problems }) })}<p>${submit(t("events.invite"))}</p>`;
  const invite =
    own && event.state !== "cancelled"
      ? html`<section class="after"><h2>${t("events.invite")}</h2>${form(ctx, routes.actOnEvent(event.id, "invite"), body, { className: "stack" })}</section>`
      : "";
  return layout(ctx, {
    title: t("events.people_of", { title: event.title }),
    main: html`${head}${list}${pagerView(pager, ctx)}${invite}`,
  });
}

/** What was said to the organiser alone, and a guest's name, is for the organiser. */
function comerView(ctx: ViewContext, event: LoadedEvent, { rsvp, account }: Comers["rsvps"][number], own: boolean): Html {
  const { t } = ctx;
  const who =
    account === undefined
      ? html`<span class="by"><strong dir="auto">${own ? rsvp.name : t("events.by_letter")}</strong></span>`
      : bylineView(account, ctx);
  const facts = [
    t(`events.state_of_${rsvp.state}`),
    ...(rsvp.number > 1 ? [t("events.of_people", { count: rsvp.number })] : []),
    ...(account === undefined && own ? [t("events.by_letter")] : []),
  ].join(" · ");
  const button = (verdict: "accept" | "reject", words: string) =>
    form(
      ctx,
      routes.judgeComer(event.id, rsvp.id, verdict),
      html`<button class="button">${words}${hidden(` (${account?.username ?? rsvp.name})`)}</button>`,
    );
  const may_let = ["pending", "waiting", "declined"].includes(rsvp.state);
  const may_turn = ["pending", "waiting", "yes", "maybe"].includes(rsvp.state);
  const answers = own
    ? html`<div class="answer">${may_let ? button("accept", t("events.let_in")) : ""}${may_turn ? button("reject", t("events.turn_away")) : ""}</div>`
    : "";
  const message = own && rsvp.message !== "" ? html`<p class="excerpt" dir="auto">${rsvp.message}</p>` : "";
  return html`<li class="card"><div class="head">${who}${answers}</div><p class="hint">${facts}</p>${message}</li>`;
}

/** For people without an account. Posts `name`, `email` and `number`. */
export function guestView(ctx: ViewContext, { event, ...state }: FormState & { event: LoadedEvent }): Html {
  const { t } = ctx;
  const number =
    event.guests_max === 0
      ? ""
      : select("number", {
          label: t("events.number"),
          choices: Array.from({ length: event.guests_max + 1 }, (_, at) => [String(at + 1), String(at + 1)] as const),
          value: "1",
        });
  const body = html`${problemSummary(ctx, state.problems)}${field("name", { ...state, label: t("events.guest_name"), required: true, maxlength: 60, autocomplete: "name" })}${field("email", { ...state, label: t("events.guest_email"), type: "email", required: true, maxlength: 254, autocomplete: "email", plain: true })}${number}<p>${submit(t("events.guest_do"))}</p>`;
  const head = pageHead(t("events.guest"), {
    lead: t("events.guest_lead"),
    back: { href: routes.event(event.id), label: event.title },
  });
  return layout(ctx, {
    title: t("events.guest"),
    main: html`${head}${timesView(event, ctx)}${placeView(event, ctx)}${form(ctx, routes.eventPage(event.id, "guest"), body, { className: "stack" })}`,
    narrow: true,
  });
}

/** Behind the link of a letter. Posts `answer`. */
export function guestAnswerView(
  ctx: ViewContext,
  { event, rsvp, action }: { event: LoadedEvent; rsvp: Rsvp; action: string },
): Html {
  const { t } = ctx;
  const comes = rsvp.state === "yes" || rsvp.state === "waiting" || rsvp.state === "pending";
  const standing =
    comes || rsvp.state === "no" || rsvp.state === "declined"
      ? html`<p class="event-standing">${icon("info")}<span>${t(`events.you_${rsvp.state as "yes"}`)}</span></p>`
      : "";
  const button = (answer: string, words: string, primary = false) =>
    html`<button class="button${primary ? " primary" : ""}" name="answer" value="${answer}">${words}</button>`;
  const off = event.state === "cancelled";
  const shut = rsvp.state === "declined" || ((off || isOver(event, ctx.now)) && !comes);
  const buttons = shut
    ? ""
    : form(
        ctx,
        action,
        html`<p class="buttons">${comes ? button("no", t("events.guest_withdraw")) : button("yes", t("events.yes"), true)}</p>`,
      );
  const head = pageHead(event.title, { lead: rsvp.name });
  const state = off ? html`<p><strong class="event-state">${t("events.state_cancelled")}</strong></p>` : "";
  return layout(ctx, {
    title: event.title,
    main: html`${head}${state}${timesView(event, ctx)}${placeView(event, ctx)}${off ? "" : standing}${buttons}`,
    narrow: true,
  });
}
