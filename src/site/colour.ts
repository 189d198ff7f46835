/** Colours as numbers: contrast as WCAG 2 reckons it, and lightness as eyes see it (OKLCH, https://bottosson.github.io/posts/oklab/). */

type Triple = readonly [number, number, number];

/** `#rrggbb` → linear light, 0 to 1 each. */
function linear(hex: string): Triple {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function toHex(light: Triple): string {
  const channel = (value: number) => {
    const clamped = Math.min(1, Math.max(0, value));
    const curved = clamped <= 0.0031308 ? clamped * 12.92 : 1.055 * clamped ** (1 / 2.4) - 0.055;
    return Math.round(curved * 255)
      .toString(16)
      .padStart(2, "0");
  };
  return `#${light.map(channel).join("")}`;
}

const luminance = (hex: string): number => {
  const [r, g, b] = linear(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/** 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Lightness, chroma, hue. */
export type Oklch = { l: number; c: number; h: number };

export function toOklch(hex: string): Oklch {
  const [r, g, b] = linear(hex);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const [lightness, x, y] = [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
  return { l: lightness, c: Math.hypot(x, y), h: Math.atan2(y, x) };
}

/** The nearest colour that a screen can show: of the same lightness and hue, with less chroma where it must. */
export function fromOklch({ l, c, h }: Oklch): string {
  for (let chroma = c; chroma > 0.001; chroma *= 0.9) {
    const light = linearOf({ l, c: chroma, h });
    if (light.every((value) => value > -0.001 && value < 1.001)) return toHex(light);
  }
  return toHex(linearOf({ l, c: 0, h }));
}

function linearOf({ l, c, h }: Oklch): Triple {
  const [x, y] = [c * Math.cos(h), c * Math.sin(h)];
  const long = (l + 0.3963377774 * x + 0.2158037573 * y) ** 3;
  const middle = (l - 0.1055613458 * x - 0.0638541728 * y) ** 3;
  const short = (l - 0.0894841775 * x - 1.291485548 * y) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short,
  ];
}

/** The colour made lighter or darker, in small steps, until it can be read on every one of the papers. */
export function legible(
  hex: string,
  papers: readonly string[],
  { wanted, lighter }: { wanted: number; lighter: boolean },
): string {
  const colour = toOklch(hex);
  for (let step = 0; step <= 100; step++) {
    const l = colour.l + (lighter ? 1 : -1) * step * 0.01;
    if (l < 0 || l > 1) break;
    const made = step === 0 ? hex : fromOklch({ ...colour, l });
    if (papers.every((paper) => contrast(made, paper) >= wanted)) return made;
  }
  return lighter ? "#ffffff" : "#000000";
}
