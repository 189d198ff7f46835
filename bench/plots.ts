/** Results as pictures: SVG files that can be read on light and on dark pages, with the same shapes as the pictures of the dashboard. */
import { readFileSync } from "node:fs";
import { html, raw, type Html } from "../src/html.ts";
import { niceTop, plotPicture, type Plot } from "../views/parts/plot.ts";
import { brief } from "./figures.ts";
import type { Growth } from "./results.ts";

const WIDTH = 840;
const PAD = 16;
const TITLE = 50;

/** Our own tokens, so that these pictures look like the pages. */
const TOKENS = readFileSync(new URL("../views/style/1-tokens.css", import.meta.url), "utf8");

function colours(which: 1 | 2): string {
  const names = ["paper", "ink", "muted", "line", "accent", "accent-soft", "star"];
  const of = (name: string) => new RegExp(`--${name}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(TOKENS)?.[which] ?? "gray";
  return names.map((name) => `--${name}:${of(name)}`).join(";");
}

const style = (): Html =>
  raw(`<style>:root{${colours(1)}}@media(prefers-color-scheme:dark){:root{${colours(2)}}}
text{font:13px system-ui,"Liberation Sans",sans-serif;fill:var(--ink)}.title{font-size:17px;font-weight:600}.muted{fill:var(--muted);font-size:12px}.panel text{fill:var(--muted);font-size:17px}
.paper{fill:var(--paper)}.grid{stroke:var(--line)}.fill{fill:var(--accent-soft)}.first{fill:none;stroke:var(--accent);stroke-width:2.5}.second{fill:none;stroke:var(--star);stroke-width:2.5;stroke-dasharray:6 4}
.bar{fill:var(--accent)}.bar.other{fill:none;stroke:var(--star);stroke-width:1.5}.dot{fill:var(--accent)}</style>`);

type Frame = { title: string; note: string; height: number };

/** A whole picture; `inside` has the space below the title. */
function picture({ title, note, height }: Frame, inside: Html[]): string {
  return `${String(html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${title}"><title>${title}</title>${style()}<rect class="paper" width="${WIDTH}" height="${height}" rx="8"/><text class="title" x="${PAD}" y="${PAD + 12}">${title}</text><text class="muted" x="${PAD}" y="${PAD + 30}">${note}</text>${inside}</svg>`)}\n`;
}

export type Bar = { label: string; value: number; /** Of another, beside it. */ other?: number | undefined };
export type Bars = { title: string; note: string; unit: string; names?: readonly [string, string]; bars: readonly Bar[] };

const [LABEL, VALUE, THICK] = [190, 130, 13];
const BAR_ROOM = WIDTH - 2 * PAD - LABEL - VALUE;

/** Bars from the left, each with its value; where there are others, one of theirs below each of ours, as an outline. */
export function barsPicture({ title, note, unit, names, bars }: Bars): string {
  const slot = names === undefined ? THICK + 9 : 2 * THICK + 13;
  const top = niceTop(Math.max(...bars.flatMap(({ value, other = 0 }) => [value, other])));
  const begin = TITLE + PAD + (names === undefined ? 0 : 24);
  const wide = (value: number) => Math.max(1, round((BAR_ROOM * value) / top));
  const bar = (value: number, y: number, kind: string): Html =>
    html`<rect class="${kind}" x="${PAD + LABEL}" y="${y}" width="${wide(value)}" height="${THICK}" rx="2"/><text class="muted" x="${PAD + LABEL + wide(value) + 8}" y="${y + THICK - 2}">${brief(value)} ${unit}</text>`;
  const rows = bars.map(({ label, value, other }, at) => {
    const y = begin + at * slot;
    const middle = y + (other === undefined ? THICK : 2 * THICK + 2) / 2 + 4;
    const theirs = other === undefined ? "" : bar(other, y + THICK + 2, "bar other");
    return html`<text x="${PAD + LABEL - 10}" y="${middle}" text-anchor="end">${label}</text>${bar(value, y, "bar")}${theirs}`;
  });
  return picture(
    { title, note, height: begin + bars.length * slot + PAD / 2 },
    names === undefined ? rows : [legend(names), ...rows],
  );
}

function legend([ours, theirs]: readonly [string, string]): Html {
  const [x, y] = [PAD + LABEL, TITLE + PAD - 4];
  return html`<rect class="bar" x="${x}" y="${y}" width="22" height="${THICK}" rx="2"/><text x="${x + 30}" y="${y + 11}">${ours}</text><rect class="bar other" x="${x + 150}" y="${y}" width="22" height="${THICK}" rx="2"/><text x="${x + 180}" y="${y + 11}">${theirs}</text>`;
}

const [COLUMNS, CELL, GAP] = [3, { width: 258, height: 146 }, 16];

/** A small picture for each operation: from left to right the sizes, each ten times the last, upwards ms of CPU from nothing. */
export const growthPicture = (frame: Omit<Frame, "height">, sizes: readonly number[], growths: readonly Growth[]): string =>
  panelsPicture(
    frame,
    growths.map(({ name, cpu }) => curve(name, sizes, cpu)),
  );

/** Small pictures beside each other, each below its title. */
export function panelsPicture({ title, note }: Omit<Frame, "height">, plots: readonly Plot[]): string {
  const cells = plots.map((plot, at) => {
    const x = PAD + (at % COLUMNS) * (CELL.width + GAP);
    const y = TITLE + PAD + Math.floor(at / COLUMNS) * (CELL.height + GAP);
    return html`<g transform="translate(${x} ${y})"><text x="0" y="12">${plot.title}</text><svg class="panel" y="18" width="${CELL.width}" height="${CELL.height - 22}" viewBox="-28 0 428 170">${plotPicture(plot)}</svg></g>`;
  });
  return picture({ title, note, height: TITLE + PAD + Math.ceil(plots.length / COLUMNS) * (CELL.height + GAP) }, cells);
}

const curve = (title: string, sizes: readonly number[], cpu: readonly number[]): Plot => ({
  title,
  kind: "area",
  series: [{ label: title, points: sizes.map((at, n) => ({ at, value: cpu[n] ?? 0 })) }],
  unit: (value) => `${brief(value)} ms`,
  when: (at) => at.toLocaleString("en"),
});

const round = (value: number): number => Math.round(value * 10) / 10;
