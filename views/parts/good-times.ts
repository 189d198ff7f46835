/** Good times for a post, as hints: on the pages of insights, beside the calendar, and where one says when a post is to be published. */
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Hint } from "../../src/insights/hints.ts";
import type { ViewContext } from "../frame/context.ts";
import { routes } from "../frame/routes.ts";

/** "Tuesday, 18:00" on the reader's clocks. */
export function timeWords(hint: Pick<Hint, "day" | "hour">, { t, locale }: ViewContext): string {
  // 5 January 1970 was a Monday.
  const day = new Intl.DateTimeFormat(locale.language, { weekday: "long", timeZone: "UTC" }).format((hint.day + 4) * 86_400_000);
  return t("insights.time", { day, clock: `${String(hint.hour).padStart(2, "0")}:00` });
}

const why = ({ answered, around }: Hint) =>
  answered && around ? ("both" as const) : answered ? ("answered" as const) : ("around" as const);

/** Each with why it is one, and the way to write for then. */
export function timesView(ctx: ViewContext, times: readonly Hint[]): Html {
  const { t, locale } = ctx;
  if (times.length === 0) return html`<p class="hint">${t("insights.times_none")}</p>`;
  const items = times.map(
    (hint) =>
      html`<li><strong>${timeWords(hint, ctx)}</strong> <span class="hint">${t(`insights.time_${why(hint)}`)}</span> <a href="${routes.composeAt(locale.times.isoMinute(hint.at))}">${t("insights.write_then")}<span class="vh"> ${locale.times.dateTime(hint.at)}</span></a></li>`,
  );
  return html`<p class="hint">${t("insights.times_lead")}</p><ul class="good-times">${items}</ul>`;
}

/** The list by which the field of a time offers them, and a line that says them. */
export function offeredTimes(ctx: ViewContext, times: readonly Hint[]): { list: string | undefined; line: Html } {
  if (times.length === 0) return { list: undefined, line: raw("") };
  const { t, locale } = ctx;
  const options = times.map(
    ({ at }) => html`<option value="${locale.times.isoMinute(at)}" label="${t("insights.good_time")}"></option>`,
  );
  const words = locale.list(times.map((hint) => timeWords(hint, ctx)));
  return {
    list: "good-times",
    line: html`<datalist id="good-times">${options}</datalist><p class="hint">${t("insights.times_title")}: ${words}. ${t("insights.times_lead")}</p>`,
  };
}
