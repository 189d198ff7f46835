/** The hours of a week as a field of dots: the larger a dot, the more a post of that hour was answered; a ring is where many followers are around. With a table. */
import type { Slot } from "../../src/insights/hours.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { timeWords } from "./good-times.ts";
import { scrollBox } from "./scroll-box.ts";

const [LEFT, TOP, CELL, ROW] = [40, 10, 14.8, 18];
const LARGEST = 6;
const HOURS = [0, 6, 12, 18] as const;

export function weekMap(ctx: ViewContext, slots: readonly Slot[]): Html {
  const { t, locale } = ctx;
  const title = t("insights.plot_week");
  const rate = ({ posts, interactions }: Slot) => (posts === 0 || interactions === null ? 0 : interactions / posts);
  const highest = Math.max(...slots.map(rate), 1);
  const crowd = Math.max(...slots.map(({ people }) => people ?? 0), 1);
  const x = (hour: number) => Math.round((LEFT + CELL * (hour + 0.5)) * 10) / 10;
  const y = (day: number) => TOP + ROW * day + ROW / 2;
  const dots = slots.map((slot) => {
    const size = Math.max(1, Math.round((rate(slot) / highest) * LARGEST * 10) / 10);
    const dot = slot.posts === 0 ? "" : html`<circle class="answered" cx="${x(slot.hour)}" cy="${y(slot.day)}" r="${size}"/>`;
    const around = slot.people !== null && slot.people * 2 >= crowd;
    return html`${dot}${around ? html`<circle class="around" cx="${x(slot.hour)}" cy="${y(slot.day)}" r="${LARGEST + 1}"/>` : ""}`;
  });
  const short = new Intl.DateTimeFormat(locale.language, { weekday: "short", timeZone: "UTC" });
  const days = Array.from(
    { length: 7 },
    (_, day) => html`<text x="${LEFT - 6}" y="${y(day) + 4}" text-anchor="end">${short.format((day + 4) * 86_400_000)}</text>`,
  );
  const hours = HOURS.map(
    (hour) => html`<text x="${x(hour)}" y="${TOP + ROW * 7 + 14}" text-anchor="middle">${String(hour).padStart(2, "0")}</text>`,
  );
  const legend = html`<p class="legend"><span class="key answered">${t("insights.label_answers")}</span> <span class="key around">${t("insights.time_around")}</span></p>`;
  return html`<figure class="plot week-map"><figcaption><strong>${title}</strong></figcaption><svg viewBox="0 0 400 ${TOP + ROW * 7 + 20}" role="img" aria-label="${title}">${days}${hours}${dots}</svg>${legend}${tableView(ctx, slots)}</figure>`;
}

/** What is fewer than five stays out of it as everywhere. */
function tableView(ctx: ViewContext, slots: readonly Slot[]): Html {
  const { t, locale } = ctx;
  const told = (count: number | null) => (count === null ? t("insights.few") : locale.number(count));
  const rows = slots
    .filter(({ posts, people }) => posts > 0 || people !== null)
    .map(
      (slot) =>
        html`<tr><th scope="row">${timeWords(slot, ctx)}</th><td>${locale.number(slot.posts)}</td><td>${slot.posts === 0 ? "—" : told(slot.interactions)}</td><td>${told(slot.people)}</td></tr>`,
    );
  const heads = (["column_time", "fact_posts", "fact_interactions", "column_around"] as const).map(
    (name) => html`<th scope="col">${t(`insights.${name}`)}</th>`,
  );
  return html`<details class="data"><summary>${t("common.as_table")}<span class="vh"> ${t("insights.plot_week")}</span></summary>${scrollBox(t("insights.plot_week"), html`<table><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table>`)}</details>`;
}
