/** An event as it stands in a post: what, when and where, who comes, and whether the reader does. An h-event (https://microformats.org/wiki/h-event). */
import type { Status } from "../../src/db/schema.ts";
import type { LoadedEvent } from "../../src/events/beside.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Recurrence } from "../../src/recurrence/rule.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { routes } from "../frame/routes.ts";
import { contentView } from "./content.ts";
import { form } from "./form.ts";
import { hidden } from "./words.ts";

const DAY = 86_400_000;

/** Undefined for what is no event. */
export function eventView(status: Status, page: StatusPage, ctx: ViewContext): Html | undefined {
  const event = page.events.get(status.id);
  if (event === undefined) return undefined;
  const note = contentView({ ...status, content: event.note }, page, ctx, "e-content");
  return html`<div class="event h-event${event.state === "cancelled" ? " off" : ""}"><div class="facts-of">${dateBlock(event, ctx)}<div class="event-facts">${titleView(event, ctx)}${timesView(event, ctx)}${placeView(event, ctx)}</div></div>${note}<p class="hint">${countsView(event, ctx)}</p>${seriesView(event, ctx)}${answerView(event, status.local === 0, ctx)}${linksView(event, ctx)}</div>`;
}

/** One that says no end is over a day after it begins. */
export const isOver = ({ starts_at, ends_at }: LoadedEvent, now: number): boolean =>
  (ends_at > 0 ? ends_at : starts_at + DAY) <= now;

/** Says again what stands beside it. */
export function dateBlock(event: Pick<LoadedEvent, "starts_at" | "time_zone">, ctx: ViewContext): Html {
  const form_of = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(ctx.locale.language, { ...options, timeZone: event.time_zone }).format(event.starts_at);
  const day = ctx.locale.times.inZone(event.time_zone).isoDay(event.starts_at).slice(8);
  return html`<div class="date-block" aria-hidden="true"><span>${form_of({ month: "short" })}</span><strong>${Number(day)}</strong><span>${form_of({ weekday: "short" })}</span></div>`;
}

function titleView(event: LoadedEvent, { t }: ViewContext): Html {
  const state =
    event.state === "confirmed" ? "" : html`<strong class="event-state">${t(`events.state_${event.state}`)}</strong> `;
  return html`<p class="event-title">${state}<a href="${routes.event(event.id)}" class="u-url"><strong class="p-name" dir="auto">${event.title}</strong></a></p>`;
}

/** On the clocks of the place; and on the reader's, where they differ. */
export function timesView(event: LoadedEvent, ctx: ViewContext): Html {
  const { times } = ctx.locale;
  const span = { ...event, all_day: event.all_day === 1 };
  const there = times.inZone(event.time_zone);
  const differs = event.all_day === 0 && there.isoMinute(event.starts_at) !== times.isoMinute(event.starts_at);
  const here = differs ? html`<br><span class="hint">${ctx.t("events.your_time", { when: times.span(span) })}</span>` : "";
  const end = event.ends_at === 0 ? "" : html`<time class="dt-end" datetime="${new Date(event.ends_at).toISOString()}"></time>`;
  return html`<p class="event-when">${icon("calendar")}<span><time class="dt-start" datetime="${new Date(event.starts_at).toISOString()}">${there.span(span)}</time>${end}${here}</span></p>`;
}

/** Where it is, and the way in online. */
export function placeView(event: LoadedEvent, ctx: ViewContext): Html {
  const { t } = ctx;
  const { place_name, place_address, online_url, latitude, longitude } = event;
  const words = [place_name, place_address.replaceAll(/\s*\n\s*/g, ", ")].filter((part) => part !== "");
  const point = latitude === "" ? "" : `${latitude},${longitude}`;
  const query = encodeURIComponent(words.join(", "));
  const map =
    point === ""
      ? `https://www.openstreetmap.org/search?query=${query}`
      : `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;
  const geo = point === "" ? `geo:0,0?q=${query}` : `geo:${point}`;
  const maps = html`<a href="${map}" rel="nofollow noopener noreferrer">${t("events.on_map")}</a> · <a href="${geo}" rel="nofollow">${t("events.in_map_app")}</a>`;
  const place =
    words.length === 0 && point === ""
      ? ""
      : html`<p class="event-where">${icon("flag")}<span><span class="p-location" dir="auto">${words.length === 0 ? point : words.join(", ")}</span><br>${maps}</span></p>`;
  const online = /^https?:\/\//.test(online_url)
    ? html`<p class="event-where">${icon("public")}<a href="${online_url}" rel="nofollow noopener noreferrer" dir="auto">${online_url.replace(/^https?:\/\//, "")}</a></p>`
    : "";
  return html`${place}${online}`;
}

export function countsView(event: LoadedEvent, { t }: ViewContext): Html {
  const { capacity, going_count, maybe_count, waiting_count } = event;
  const parts = [
    t("events.going", { count: going_count }),
    ...(maybe_count > 0 ? [t("events.maybe_count", { count: maybe_count })] : []),
    ...(capacity > 0 ? [t("events.places_left", { count: Math.max(0, capacity - going_count) })] : []),
    ...(waiting_count > 0 ? [t("events.waiting_count", { count: waiting_count })] : []),
  ];
  return html`${parts.join(" · ")}`;
}

/** By which rule it comes again. */
function seriesView({ id, series, title }: LoadedEvent, { t, locale }: ViewContext): Html | string {
  if (series === undefined) return "";
  const link = html`<a href="${routes.eventPage(id, "series")}">${t("events.series")}${hidden(` (${title})`)}</a>`;
  return html`<p class="hint">${locale.repeats(JSON.parse(series.rule) as Recurrence)} · ${link}</p>`;
}

const STANDING = ["yes", "maybe", "no", "waiting", "pending", "declined", "none"] as const;

/** Posts `answer` and `number`. @param far its organiser's server has the last word on who comes, and may be slow or away */
function answerView(event: LoadedEvent, far: boolean, ctx: ViewContext): Html | string {
  const { t, viewer } = ctx;
  const { rsvp } = event;
  const standing = STANDING.find((state) => state === rsvp?.state);
  const said =
    standing === undefined
      ? ""
      : html`<p class="event-standing">${icon(standing === "yes" ? "check" : "info")}<span>${t(far && standing === "pending" ? "events.you_sent" : `events.you_${standing}`)}</span></p>`;
  if (isOver(event, ctx.now)) return html`<p class="hint">${t("events.over")}</p>`;
  if (viewer === undefined || viewer.account.id === event.account_id) return "";
  if (event.state === "cancelled" || standing === "declined") return said;
  if (event.join_mode === "external") return html`${said}${externalView(event, ctx)}`;
  if (event.join_mode === "invited" && rsvp?.invited !== 1) return html`<p class="hint">${t("events.only_invited")}</p>`;
  const asks = event.join_mode === "approval" && rsvp?.invited !== 1;
  const comes = standing === "yes" || standing === "waiting" || standing === "pending";
  // Asking twice says nothing more, unless more people are to come along.
  const waits = standing === "pending" && event.guests_max === 0;
  const button = (answer: "yes" | "maybe" | "no", words: string, pressed: boolean) =>
    html`<button class="button${answer === "yes" && !comes ? " primary" : ""}" name="answer" value="${answer}" aria-pressed="${pressed ? "true" : "false"}">${pressed ? icon("check") : ""}${words}${hidden(` (${event.title})`)}</button>`;
  const number = event.guests_max === 0 ? "" : numberView(event, ctx);
  const body = html`<fieldset class="rsvp"><legend class="vh">${t("events.answer")}</legend>${number}${waits ? "" : button("yes", t(asks ? "events.ask" : "events.yes"), comes)}${button("maybe", t("events.maybe"), standing === "maybe")}${button("no", t(standing === "pending" ? "events.take_back" : "events.no"), standing === "no")}</fieldset>`;
  return html`${said}${form(ctx, routes.actOnEvent(event.id, "rsvp"), body, { return_to: `${ctx.path.split("#")[0] ?? ""}#status-${event.status_id}` })}`;
}

function numberView({ id, guests_max, rsvp }: LoadedEvent, { t }: ViewContext): Html {
  const choices = Array.from({ length: guests_max + 1 }, (_, at) => at + 1).map(
    (number) => html`<option value="${number}"${rsvp?.number === number ? raw(" selected") : ""}>${number}</option>`,
  );
  return html`<label>${t("events.number")} <select name="number" id="f-number-${id}">${choices}</select></label>`;
}

function externalView({ external_url }: LoadedEvent, { t }: ViewContext): Html | string {
  const host = URL.parse(external_url)?.host;
  if (host === undefined || !/^https?:\/\//.test(external_url)) return "";
  return html`<p><a class="button primary" href="${external_url}" rel="nofollow noopener noreferrer">${t("events.join_elsewhere", { host })}</a></p>`;
}

function linksView(event: LoadedEvent, ctx: ViewContext): Html {
  const { t, viewer } = ctx;
  const own = viewer?.account.id === event.account_id;
  const about = hidden(` (${event.title})`);
  const links = [
    html`<a href="${routes.eventFile(event.id)}">${t("events.add_calendar")}${about}</a>`,
    html`<a href="${routes.eventPage(event.id, "people")}">${t("events.people")}${about}</a>`,
    ...(own ? [html`<a href="${routes.eventPage(event.id, "edit")}">${t("events.edit")}${about}</a>`] : []),
    ...(viewer === undefined && event.mail_guests === 1 && event.state !== "cancelled" && !isOver(event, ctx.now)
      ? [html`<a href="${routes.eventPage(event.id, "guest")}">${t("events.guest")}${about}</a>`]
      : []),
  ];
  return html`<p class="event-links">${links}</p>`;
}

/** What search engines and calendars read of it (https://schema.org/Event), as JSON. */
export function eventData(
  event: LoadedEvent,
  { url, organiser }: { url: string; organiser: { name: string; url: string } },
): string {
  const address = event.place_address || event.place_name;
  const place =
    address === ""
      ? []
      : [
          {
            "@type": "Place",
            name: event.place_name || address,
            address,
            ...(event.latitude === ""
              ? {}
              : { geo: { "@type": "GeoCoordinates", latitude: event.latitude, longitude: event.longitude } }),
          },
        ];
  const online = event.online_url === "" ? [] : [{ "@type": "VirtualLocation", url: event.online_url }];
  const mode = place.length > 0 && online.length > 0 ? "Mixed" : online.length > 0 ? "Online" : "Offline";
  return JSON.stringify({
    "@context": "https://schema.org",
    "@type": "Event",
    name: event.title,
    startDate: new Date(event.starts_at).toISOString(),
    ...(event.ends_at === 0 ? {} : { endDate: new Date(event.ends_at).toISOString() }),
    eventStatus: `https://schema.org/${event.state === "cancelled" ? "EventCancelled" : "EventScheduled"}`,
    eventAttendanceMode: `https://schema.org/${mode}EventAttendanceMode`,
    location: [...place, ...online],
    organizer: { "@type": "Person", ...organiser },
    ...(event.capacity === 0 ? {} : { maximumAttendeeCapacity: event.capacity }),
    url,
  });
}
