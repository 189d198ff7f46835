/**
 * Captions: WebVTT (https://www.w3.org/TR/webvtt1/), or SubRip, which is read as that. What is kept is written anew, cue by cue: nothing in it looks like anything but
 * times and words, no style sheet, no region, no note, and of markup only what players know.
 */
import { invalid } from "../errors.ts";
import { CAPTION_BYTES } from "./values.ts";

const MOST_CUES = 20_000;
const MOST_PAYLOAD = 2000;
/** Cues that stand there at the same time. */
const MOST_AT_ONCE = 20;
const TIME = /(?:(\d{1,3}):)?([0-5]?\d):([0-5]?\d)[.,](\d{3})/;
const LINE = new RegExp(`^\\s*${TIME.source}\\s+-->\\s+${TIME.source}(.*)$`);
const SETTING =
  /^(?:vertical:(?:rl|lr)|(?:line|position):-?\d{1,3}(?:\.\d{1,3})?%?(?:,[a-z-]{3,12})?|size:\d{1,3}(?:\.\d{1,3})?%|align:(?:start|center|end|left|right))$/;
const MARKUP = /<\/?(?:b|i|u|ruby|rt|c|v|lang)(?:\.[\w.-]{1,40})*(?:[ \t][^<>&\n]{1,80})?>/g;

/** The text of a file: UTF-8, UTF-16 where it begins with a mark, and otherwise what editors of subtitles wrote before, which is Windows' Latin. */
export function captionText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const utf16 = first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : undefined;
  if (utf16 !== undefined) return new TextDecoder(utf16).decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** @throws Refusal `invalid` for what has no cue, or is too long */
export function tidyCaptions(source: string): string {
  if (Buffer.byteLength(source) > CAPTION_BYTES) throw invalid("Validation failed: Captions are too long");
  const cues = cuesOf(source);
  if (cues.length === 0) throw invalid("Validation failed: Captions are no WebVTT");
  return `WEBVTT\n\n${cues.join("\n\n")}\n`;
}

type Cue = { from: number; to: number; text: string };

function cuesOf(source: string): string[] {
  const blocks = source
    .toWellFormed()
    .replaceAll("\0", "")
    .replace(/^\uFEFF/, "")
    .replaceAll(/\r\n?/g, "\n")
    .split(/\n{2,}/);
  const cues = blocks
    .slice(0, MOST_CUES * 2)
    .flatMap(cueOf)
    .toSorted((a, b) => a.from - b.from);
  return legible(cues)
    .slice(0, MOST_CUES)
    .map(({ text }) => text);
}

/** Browsers look for a place for each of those that stand there at once, which of thousands takes them minutes: of what nobody could read the rest is left out. */
function legible(cues: readonly Cue[]): Cue[] {
  let standing: Cue[] = [];
  return cues.filter((cue) => {
    standing = standing.filter(({ to }) => to > cue.from);
    if (standing.length >= MOST_AT_ONCE) return false;
    standing.push(cue);
    return true;
  });
}

/** A block without times is a heading, a note, a style or a region. */
function cueOf(block: string): Cue[] {
  const lines = block.split("\n");
  const at = lines.findIndex((line) => LINE.test(line));
  if (at < 0 || at > 1) return [];
  const [, h1, m1, s1, f1, h2, m2, s2, f2, settings = ""] = LINE.exec(lines[at] ?? "") ?? [];
  const [from, to] = [ms(h1, m1, s1, f1), ms(h2, m2, s2, f2)];
  const words = wordsOf(lines.slice(at + 1));
  if (words === "" || to <= from) return [];
  const kept = settings.split(/\s+/).filter((one) => SETTING.test(one));
  return [{ from, to, text: `${[`${clock(from)} --> ${clock(to)}`, ...kept].join(" ")}\n${words}` }];
}

/** Empty lines would end the cue. What is said of times in a line without an empty one before it is nothing to read. */
function wordsOf(lines: readonly string[]): string {
  const text = lines
    .map((line) => line.trim())
    .filter((line) => line !== "" && !LINE.test(line))
    .join("\n")
    .slice(0, MOST_PAYLOAD);
  let [result, last] = ["", 0];
  for (const tag of text.matchAll(MARKUP)) {
    result += plain(text.slice(last, tag.index)) + tag[0];
    last = tag.index + tag[0].length;
  }
  return result + plain(text.slice(last));
}

/** What looks like a tag and is none is dropped; entities stay what they are. */
const plain = (text: string): string =>
  text
    .replaceAll(/<[^<>]*>/g, "")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");

const ms = (hours = "0", minutes = "0", seconds = "0", fraction = "0"): number =>
  ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(fraction);

function clock(at: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  return `${two(at / 3_600_000)}:${two((at / 60_000) % 60)}:${two((at / 1000) % 60)}.${String(at % 1000).padStart(3, "0")}`;
}
