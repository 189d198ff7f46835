/** An event that comes again: by which rule, and when; for who holds it, what is left out and when it ends. */
import type { LoadedEvent } from "../../src/events/beside.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Occurrence } from "../../src/recurrence/walk.ts";
import type { Recurrence } from "../../src/recurrence/rule.ts";
import type { ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { form } from "../parts/form.ts";
import { emptyView } from "../parts/timeline.ts";
import { hidden } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";

export type SeriesPage = {
  event: LoadedEvent;
  rule: Recurrence;
  coming: readonly Occurrence[];
  own: boolean;
  /** Why it rests, for who holds it, in their language; "" where it does not. */
  refused: string;
};

/** Posts `date` to leave one out. */
export function eventSeriesView(ctx: ViewContext, { event, rule, coming, own, refused }: SeriesPage): Html {
  const { t, locale } = ctx;
  const head = pageHead(t("events.series"), {
    lead: locale.repeats(rule),
    back: { href: routes.event(event.id), label: event.title },
  });
  const times = locale.times.inZone(event.time_zone);
  const lines = coming.map(({ date, at }) => {
    const words = event.all_day === 1 ? times.day(at) : times.whole(at);
    const skip = own
      ? form(
          ctx,
          routes.actOnSeries(event.id, "skip"),
          html`<input type="hidden" name="date" value="${date}"><button class="button">${t("events.series_skip")}${hidden(` (${words})`)}</button>`,
        )
      : "";
    return html`<li class="card"><div class="head"><time datetime="${new Date(at).toISOString()}">${words}</time>${skip}</div></li>`;
  });
  const list =
    refused !== ""
      ? restingView(ctx, event.id, refused)
      : lines.length === 0
        ? emptyView(t("events.series_none"), t("events.series_none_lesson"))
        : html`<p class="hint">${t("events.series_lead")}</p><h2>${t("events.series_coming")}</h2><ul class="cards">${lines}</ul>`;
  const calendar = html`<p class="buttons"><a class="button" href="${routes.eventSeriesFile(event.id)}">${icon("calendar")}${t("events.series_calendar")}</a></p>`;
  const end =
    own && (lines.length > 0 || refused !== "")
      ? form(ctx, routes.actOnSeries(event.id, "end"), html`<button class="button">${t("events.series_end")}</button>`)
      : "";
  const main = html`${head}${list}${calendar}${end}`;
  return layout(ctx, { title: t("events.series_of", { title: event.title }), main, narrow: true });
}

/** It goes on when whoever holds it says so. */
function restingView(ctx: ViewContext, id: number, reason: string): Html {
  const { t } = ctx;
  const resume = form(
    ctx,
    routes.actOnSeries(id, "resume"),
    html`<button class="button primary">${t("planning.resume")}</button>`,
  );
  return html`<p class="flash problem">${icon("warn")}<span>${t("events.series_rests", { reason })}</span></p>${resume}`;
}
