/** Chapters of a video: as people write them, a line each, "1:05 The second act", beside its description or in it. */
import { fromJson, toJson } from "../db/columns.ts";
import { invalid } from "../errors.ts";
import { withoutHeading } from "../html.ts";
import type { Kith } from "../kith.ts";
import { stripNul } from "../text/outside.ts";
import { plainText } from "../text/plain.ts";
import { CHAPTER_TITLE, MOST_CHAPTERS, tidyChapters, type Chapter, type Video } from "./values.ts";

const LINE = /^\W{0,4}?(?:(\d{1,2}):)?([0-5]?\d):([0-5]\d)[\s\u2013\u2014:.)\]|-]+(\S.*)$/u;

/** From plain text. Two at least, in order, the first of them at the beginning; otherwise they are only times. */
export function chaptersOf(text: string): Chapter[] {
  const found: Chapter[] = [];
  for (const line of text.split("\n")) {
    const [, hours = "0", minutes = "0", seconds = "0", title] = LINE.exec(line.trim()) ?? [];
    if (title === undefined || found.length >= MOST_CHAPTERS) continue;
    found.push({
      at: (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds),
      title: title.trim().slice(0, CHAPTER_TITLE),
    });
  }
  const ordered = found.every(({ at }, n) => n === 0 || at > (found[n - 1]?.at ?? 0));
  return found.length >= 2 && found[0]?.at === 0 && ordered ? found : [];
}

/** What their maker writes as such: nothing, or chapters and nothing else. @throws Refusal `invalid` */
export function readChapters(text: string): Chapter[] {
  const lines = stripNul(text)
    .slice(0, MOST_CHAPTERS * (CHAPTER_TITLE + 20) * 2)
    .split("\n")
    .filter((line) => line.trim() !== "");
  const found = chaptersOf(lines.join("\n"));
  if (found.length < lines.length) throw invalid("Validation failed: Chapters are lines such as 0:00 Title, the first at 0:00");
  return found;
}

/** As their maker wrote them. */
export const chapterLines = (chapters: readonly Chapter[]): string =>
  chapters.map(({ at, title }) => `${clock(at)} ${title}`).join("\n");

/** Those that are said as such, or else those that its description has. */
export function chaptersIn(video: Pick<Video, "title" | "chapters">, content: string): Chapter[] {
  const said = fromJson(video.chapters);
  return said.length > 0 ? said : chaptersOf(plainText(withoutHeading(content, video.title)));
}

/** A description without the lines that are its chapters, for where these stand beside it; any other as it is. */
export function withoutChapters(markup: string, chapters: readonly Chapter[]): string {
  const found = chaptersOf(plainText(markup));
  if (found.length === 0 || found.length !== chapters.length || found.some(({ at }, n) => at !== chapters[n]?.at)) return markup;
  const kept: string[] = [];
  let left = found.length;
  // With the line its end goes.
  let ends = false;
  for (const part of markup.split(/(<br ?\/?>|<\/?p>|\n)/)) {
    if (LINE.test(plainText(part)) && isWhole(part)) {
      ends = true;
      left--;
    } else if (!ends || !/^(?:<br|\n|$)/.test(part)) {
      kept.push(part);
      ends = false;
    } else ends = part === "";
  }
  if (left !== 0) return markup;
  return kept
    .join("")
    .replace(/(?:<br ?\/?>|\n)*<\/p>/g, "</p>")
    .replaceAll("<p></p>", "")
    .trim();
}

/** Whether what it opens it also ends. */
const isWhole = (part: string): boolean => [...part.matchAll(/<[a-z]/gi)].length === [...part.matchAll(/<\//g)].length;

/** For players: a track of chapters (https://www.w3.org/TR/webvtt1/#introduction-chapters). @param duration seconds; 0 = not known */
export function chapterTrack(chapters: readonly Chapter[], duration: number): string {
  const cues = chapters.map(({ at, title }, n) => {
    const end = chapters[n + 1]?.at ?? Math.max(duration, at + 1);
    const words = title.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    return `${moment(at)} --> ${moment(end)}\n${words}`;
  });
  return `WEBVTT\n\n${cues.join("\n\n")}\n`;
}

const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
const clock = (at: number): string =>
  at < 3600 ? `${Math.floor(at / 60)}:${two(at % 60)}` : `${Math.floor(at / 3600)}:${two((at / 60) % 60)}:${two(at % 60)}`;
const moment = (at: number): string =>
  `${two(at / 3600)}:${two((at / 60) % 60)}:${two(at % 60)}.${String(Math.floor((at % 1) * 1000)).padStart(3, "0")}`;

const TIMEOUT = 3000;
/** ms after which they are asked for again, unless the video says before that it has changed. */
const AGAIN = 86_400_000;

/** Those that have an address of their own are asked for when somebody looks, so that whoever is shown a timeline asks nobody. A failure changes nothing. */
export async function refreshChapters(kith: Kith, video: Video): Promise<Video> {
  const { media_id, chapters_url, chapters_asked_at } = video;
  const now = kith.now();
  if (chapters_url === "" || (chapters_asked_at > 0 && chapters_asked_at > now - AGAIN)) return video;
  await kith.write(
    async (tx) =>
      void (await tx.updateTable("videos").set({ chapters_asked_at: now }).where("media_id", "=", media_id).execute()),
  );
  const found = await kith.remote.fetchChapters(chapters_url, { timeout: TIMEOUT });
  if (found === undefined) return video;
  const chapters = toJson(tidyChapters(found));
  if (chapters !== video.chapters)
    await kith.write(
      async (tx) => void (await tx.updateTable("videos").set({ chapters }).where("media_id", "=", media_id).execute()),
    );
  return { ...video, chapters };
}
