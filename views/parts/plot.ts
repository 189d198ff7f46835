/** Numbers as pictures: areas for what grows, bars for comparison, a line for a list. At most two series, told apart by their shape; each with a table. */
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { scrollBox } from "./scroll-box.ts";

/** `few`: more than nothing, and too few to be told; `value` is 0 then. `least`: so many, or more. */
export type Point = { at: number; value: number; few?: boolean; least?: boolean };
export type Series = { label: string; points: readonly Point[] };
export type Plot = {
  title: string;
  /** A line below the title: the sum, or how it stands now. */
  note?: string | undefined;
  series: readonly [Series] | readonly [Series, Series];
  kind: "area" | "bars";
  /** A value in words with its unit: "1.5 MB". */
  unit: (value: number) => string;
  /** A short one for the axis; `unit` where it is left out. */
  axis?: ((value: number) => string) | undefined;
  /** What a point in time is called: "3 March". */
  when: (at: number) => string;
  /** A short name for both ends of the axis; `when` where it is left out. */
  edge?: ((at: number) => string) | undefined;
  /** What is said as long as there is nothing to draw. */
  empty?: string | undefined;
};

const [WIDTH, HEIGHT, LEFT, TOP, BOTTOM] = [400, 170, 56, 10, 24];
/** How high a bar is of which nobody is to know how high it is, or what stands on one that may be higher. */
const FEW = 5;
const [INNER, TALL] = [WIDTH - LEFT - 6, HEIGHT - TOP - BOTTOM];

export function plotView(plot: Plot, ctx: ViewContext): Html {
  const [first, second] = plot.series;
  const note = plot.note === undefined ? "" : html`<span class="hint">${plot.note}</span>`;
  const head = html`<figcaption><strong>${plot.title}</strong>${note}</figcaption>`;
  if (first.points.length === 0)
    return html`<figure class="plot">${head}<p class="hint">${plot.empty ?? ctx.t("admin.plot_empty")}</p></figure>`;
  const legend =
    second === undefined
      ? ""
      : html`<p class="legend"><span class="key first">${first.label}</span> <span class="key second">${second.label}</span></p>`;
  const said = `${plot.title}: ${plot.series.map(({ label, points }) => `${label} ${wordsOf(plot, points.at(-1), ctx)}`).join(", ")}`;
  return html`<figure class="plot">${head}<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${said}">${plotPicture(plot, 1)}</svg>${legend}${tableView(plot, ctx)}</figure>`;
}

/** The shapes alone, in a space of 400 by 170. @param least the axis reaches at least so far up */
export function plotPicture(plot: Plot, least = 0): Html {
  const [first, second] = plot.series;
  const top = niceTop(Math.max(least, ...plot.series.flatMap(({ points }) => points.map(({ value }) => value))));
  const marks = [second, first].flatMap((series, at) =>
    series === undefined
      ? []
      : [plot.kind === "bars" ? bars(series.points, top) : area(series.points, top, at === 0 ? "second" : "first")],
  );
  // Below all lines: what stands lower is not to go under it.
  const fill = plot.kind === "area" ? fillOf(first.points, top) : "";
  return html`${gridView(plot, top)}${fill}${marks}`;
}

/** 1, 2 or 5 times a power of ten, and of 1000 for bytes near enough. */
export function niceTop(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  return ([1, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= most) ?? 10) * power;
}

const round = (n: number): number => Math.round(n * 10) / 10;
const yOf = (value: number, top: number): number => round(TOP + TALL * (1 - value / top));
const xOf = (at: number, count: number): number => round(LEFT + (count < 2 ? INNER / 2 : (INNER * at) / (count - 1)));

function gridView({ series: [{ points }], unit, axis = unit, when, edge = when }: Plot, top: number): Html {
  // Nobody signs up by halves.
  const values = Number.isInteger(top / 2) ? [0, top / 2, top] : [0, top];
  const lines = values.map(
    (value) =>
      html`<line class="grid" x1="${LEFT}" x2="${WIDTH - 6}" y1="${yOf(value, top)}" y2="${yOf(value, top)}"/><text x="${LEFT - 6}" y="${yOf(value, top) + 4}" text-anchor="end">${axis(value)}</text>`,
  );
  const [first, last] = [points[0], points.at(-1)];
  const dates =
    first === undefined || last === undefined
      ? ""
      : first === last
        ? html`<text x="${xOf(0, 1)}" y="${HEIGHT - 6}" text-anchor="middle">${edge(first.at)}</text>`
        : html`<text x="${LEFT}" y="${HEIGHT - 6}">${edge(first.at)}</text><text x="${WIDTH - 6}" y="${HEIGHT - 6}" text-anchor="end">${edge(last.at)}</text>`;
  return html`${lines}${dates}`;
}

const cornersOf = (points: readonly Point[], top: number): string =>
  points.map(({ value }, at) => `${xOf(at, points.length)},${yOf(value, top)}`).join(" ");

function fillOf(points: readonly Point[], top: number): Html {
  const floor = yOf(0, top);
  const [left, right] = [xOf(0, points.length), xOf(points.length - 1, points.length)];
  return html`<polygon class="fill" points="${left},${floor} ${cornersOf(points, top)} ${right},${floor}"/>`;
}

/** An open circle is where it stands higher, and nobody is to know by how much. */
function area(points: readonly Point[], top: number, which: "first" | "second"): Html {
  const line = cornersOf(points, top);
  const open = points.flatMap(({ value, few, least }, at) =>
    few === true || least === true
      ? [html`<circle class="few ${which}" cx="${xOf(at, points.length)}" cy="${yOf(value, top)}" r="3"/>`]
      : [],
  );
  // A line takes two.
  const [only] = points;
  const lone =
    only === undefined || points.length > 1 || open.length > 0
      ? ""
      : html`<circle class="lone ${which}" cx="${xOf(0, 1)}" cy="${yOf(only.value, top)}" r="3"/>`;
  return html`<polyline class="${which}" points="${line}"/>${open}${lone}`;
}

function bars(points: readonly Point[], top: number): Html {
  const slot = INNER / points.length;
  const wide = Math.max(1, round(slot * 0.7));
  const bar = (at: number, from: number, to: number, name: string) =>
    html`<rect class="${name}" x="${round(LEFT + slot * at + (slot - wide) / 2)}" y="${from}" width="${wide}" height="${round(to - from)}"/>`;
  const floor = yOf(0, top);
  return html`${points.map(({ value, few, least }, at) => (few === true ? bar(at, floor - FEW, floor, "bar few") : html`${bar(at, yOf(value, top), floor, "bar")}${least === true ? bar(at, yOf(value, top) - FEW, yOf(value, top), "bar few") : ""}`))}`;
}

function wordsOf({ unit }: Pick<Plot, "unit">, point: Point | undefined, { t }: ViewContext): string {
  if (point?.few === true) return t("insights.few");
  const count = unit(point?.value ?? 0);
  return point?.least === true ? t("insights.at_least", { count }) : count;
}

/** Newest first; every value of every series. */
function tableView({ title, series, unit, when }: Plot, ctx: ViewContext): Html {
  const [{ points }] = series;
  const rows = points
    .map(
      (point, at) =>
        html`<tr><th scope="row">${when(point.at)}</th>${series.map((one) => html`<td>${wordsOf({ unit }, one.points[at], ctx)}</td>`)}</tr>`,
    )
    .toReversed();
  return html`<details class="data"><summary>${ctx.t("common.as_table")}<span class="vh"> ${title}</span></summary>${scrollBox(title, html`<table><thead><tr><th scope="col">${ctx.t("admin.plot_when")}</th>${series.map(({ label }) => html`<th scope="col">${label}</th>`)}</tr></thead><tbody>${rows}</tbody></table>`)}</details>`;
}

/** A line that fits into a list: how often, lately. */
export function sparkline(points: readonly number[], label: string): Html {
  if (points.length < 2) return raw("");
  const most = Math.max(1, ...points);
  const line = points
    .map((value, at) => `${round((at * 96) / (points.length - 1) + 2)},${round(22 - (value / most) * 20)}`)
    .join(" ");
  return html`<svg class="spark" viewBox="0 0 100 24" width="100" height="24" role="img" aria-label="${label}"><polyline class="first" points="${line}"/></svg>`;
}
