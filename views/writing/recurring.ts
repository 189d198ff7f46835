/** What comes again and again: how often, when next, and what can be done about it. */
import type { Recurrence } from "../../src/recurrence/rule.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Recurring } from "../../src/recurring/load.ts";
import type { Occurrence } from "../../src/recurrence/walk.ts";
import type { ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { form } from "../parts/form.ts";
import { objectionTo, objectionView, type Objections } from "../parts/objection.ts";
import { emptyView } from "../parts/timeline.ts";
import { hidden } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";
import { contentsView, refusedBefore, unpublishedTabs, writeWay, type Unpublished } from "./unpublished.ts";

/** `next`: its next few times. */
export type RecurringItem = Unpublished & { row: Recurring; rule: Recurrence; next: readonly Occurrence[] };

/** `objections`: why their groups will refuse them. */
export function recurringView(
  ctx: ViewContext,
  { items, objections }: { items: readonly RecurringItem[]; objections: Objections },
): Html {
  const { t } = ctx;
  const list =
    items.length === 0
      ? emptyView(t("planning.recurring_none"), t("planning.recurring_lesson"))
      : html`<ul class="kept-list">${items.map((item) => itemView(item, objections, ctx))}</ul>`;
  const main = html`${pageHead(t("planning.recurring"), { actions: writeWay(ctx) })}${unpublishedTabs(ctx, "recurring")}${list}`;
  return layout(ctx, { title: t("planning.recurring"), main });
}

function itemView(item: RecurringItem, objections: Objections, ctx: ViewContext): Html {
  const { t, locale } = ctx;
  const { row, next } = item;
  const zone = row.time_zone === locale.times.timeZone ? "" : `, ${row.time_zone.replaceAll("_", " ")}`;
  const rule = html`<p><strong>${locale.repeats(item.rule)}</strong> · ${row.starts.slice(11)}${zone}</p>`;
  const state = row.state === "active" ? "" : html`<p class="hint"><strong>${t(`planning.state_${row.state}`)}</strong></p>`;
  const refused = row.refused === "" ? "" : locale.refusal(row.refused);
  const came = row.runs === 0 ? "" : html`<p class="hint">${t("planning.came", { count: row.runs })}</p>`;
  const act = (name: "pause" | "resume" | "end") => routes.actOnRecurring(row.id, name);
  const rest =
    row.state === "active"
      ? html`<button class="button" formaction="${act("pause")}">${t("planning.pause")}</button> `
      : row.state === "paused"
        ? html`<button class="button" formaction="${act("resume")}">${t("planning.resume")}</button> `
        : "";
  const buttons = html`<a class="button" href="${routes.composeFrom("recurring", row.id)}">${t("common.edit")}</a> ${rest}<button class="button">${t("planning.end")}</button>`;
  // What comes no more is not refused either.
  const objection = row.state === "ended" ? undefined : objectionTo(item.draft, objections);
  const barred = objectionView(objection, routes.composeAlone("recurring", row.id), ctx);
  return html`<li id="recurring-${row.id}">${rule}${state}${contentsView(item, ctx)}${refusedBefore(refused, ctx)}${barred}${came}${nextView(row, next, ctx)}${form(ctx, act("end"), buttons, { className: "buttons" })}</li>`;
}

function nextView({ id }: Recurring, next: readonly Occurrence[], ctx: ViewContext): Html {
  if (next.length === 0) return raw("");
  const { t, locale } = ctx;
  const skip = ({ date, at }: Occurrence) =>
    form(
      ctx,
      routes.actOnRecurring(id, "skip"),
      html`<input type="hidden" name="date" value="${date}"><button class="button">${t("planning.skip")}${hidden(` ${locale.times.whole(at)}`)}</button>`,
    );
  const times = next.map(
    (one) =>
      html`<li><span>${icon("calendar")} <time datetime="${new Date(one.at).toISOString()}">${locale.times.whole(one.at)}</time></span>${skip(one)}</li>`,
  );
  return html`<p class="hint">${t("planning.next")}</p><ul class="runs-next">${times}</ul>`;
}
