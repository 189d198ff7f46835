/** The accent of an instance: checked against the papers of light pages, and made into what dark pages and those who need more contrast see. */
import { hash } from "node:crypto";
import type { Kith } from "../kith.ts";
import { contrast, fromOklch, legible, toOklch } from "./colour.ts";

/** The papers of `views/style/1-tokens.css`, on which the accent is read: paper, surface, sunken. */
export const LIGHT_PAPERS = Object.freeze(["#faf7f2", "#fffdfa", "#f1ece3"]);
export const DARK_PAPERS = Object.freeze(["#161a1a", "#1e2423", "#242b2a"]);
const READABLE = 4.5;
const HIGH = 7;

/** Undefined when it can be read on every light paper, and white can be read on it. */
export function accentProblem(hex: string): "ERR_INVALID" | "ERR_CONTRAST" | undefined {
  if (!/^#[0-9a-f]{6}$/.test(hex)) return "ERR_INVALID";
  return LIGHT_PAPERS.every((paper) => contrast(hex, paper) >= READABLE) ? undefined : "ERR_CONTRAST";
}

/** The nearest to it that can be read. */
export const nearestAccent = (hex: string): string => legible(hex, LIGHT_PAPERS, { wanted: READABLE, lighter: false });

type Shades = { accent: string; strong: string; on: string; soft: string };

/** What light pages show. */
export function lightShades(hex: string, wanted = READABLE): Shades {
  const { c, h } = toOklch(hex);
  const accent = legible(hex, LIGHT_PAPERS, { wanted, lighter: false });
  const { l } = toOklch(accent);
  const soft = fromOklch({ l: 0.92, c: Math.min(c, 0.03), h });
  const darker = fromOklch({ l: Math.max(0.15, l - 0.08), c, h });
  return { accent, strong: legible(darker, [soft, ...LIGHT_PAPERS], { wanted, lighter: false }), on: "#ffffff", soft };
}

/** What dark pages show, of the same hue: light enough to be read on each of their papers. */
export function darkShades(hex: string, wanted = READABLE): Shades {
  const { l, c, h } = toOklch(hex);
  const start = fromOklch({ l: Math.max(l, 0.78), c: Math.min(c, 0.13), h });
  const accent = legible(start, DARK_PAPERS, { wanted, lighter: true });
  const made = toOklch(accent);
  const soft = fromOklch({ l: 0.32, c: Math.min(c, 0.04), h });
  const lighter = fromOklch({ l: Math.min(0.97, made.l + 0.07), c: made.c * 0.8, h });
  const on = legible(fromOklch({ l: 0.22, c: Math.min(c, 0.05), h }), [accent], { wanted, lighter: false });
  return { accent, strong: legible(lighter, [soft, ...DARK_PAPERS], { wanted, lighter: true }), on, soft };
}

/** The accent that instances come with (`views/style/1-tokens.css`). */
export const USUAL_ACCENT = "#0b5c5f";

/** How the accent reads on each of the papers. */
export function shadesOf(hex: string) {
  const on = (ink: string, papers: readonly string[]) => papers.map((paper) => ({ paper, ink, contrast: contrast(ink, paper) }));
  return { light: on(lightShades(hex).accent, LIGHT_PAPERS), dark: on(darkShades(hex).accent, DARK_PAPERS) };
}

/** The stylesheet of an instance, over the tokens of the same names; "" without an accent of its own. Older browsers keep what they have. */
export function accentStyle(hex: string): string {
  if (hex === "") return "";
  const [light, dark] = [lightShades(hex), darkShades(hex)];
  const [high, highDark] = [lightShades(hex, HIGH), darkShades(hex, HIGH)];
  const both = (name: string, shade: keyof Shades, [day, night]: readonly [Shades, Shades]) =>
    `${name}:light-dark(${day[shade]},${night[shade]})`;
  const usual = [light, dark] as const;
  const more = [high, highDark] as const;
  const tokens = [
    both("--accent", "accent", usual),
    both("--accent-strong", "strong", usual),
    both("--on-accent", "on", usual),
    both("--accent-soft", "soft", usual),
    both("--more-accent", "accent", more),
    both("--more-accent-strong", "strong", more),
  ];
  const contrasting = "--accent:var(--more-accent);--accent-strong:var(--more-accent-strong)";
  return `@supports (color:light-dark(red,red)){
:root{${tokens.join(";")}}
@media (prefers-contrast:more){:root{${contrasting}}}
:root[data-contrast="more"]{${contrasting}}
}
`;
}

/** Where the stylesheet of an accent is: its name changes with it, so that browsers may keep it for ever. */
export const accentFile = (hex: string): string => `site.${hash("sha256", accentStyle(hex), "hex").slice(0, 12)}.css`;

type Kept = { file: string; css: string };

/** The stylesheet of the instance as it is now, and its name; made once for each accent. */
export function styleOf({ instance, cache }: Pick<Kith, "instance" | "cache">): Kept {
  const known = cache<Kept>("site-style", 4);
  const kept = known.get(instance.accent) ?? { file: accentFile(instance.accent), css: accentStyle(instance.accent) };
  known.set(instance.accent, kept);
  return kept;
}
