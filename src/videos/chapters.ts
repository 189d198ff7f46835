/** Chapters, as people write them into what they say of a video: a line each, "1:05 The second act". Pure. */
export type Chapter = { /** Seconds. */ at: number; title: string };

const MOST = 100;
const TITLE = 120;
const LINE = /^\W{0,4}?(?:(\d{1,2}):)?([0-5]?\d):([0-5]\d)[\s\u2013\u2014:.)\]|-]+(\S.*)$/u;

/** From plain text. Two at least, in order, the first of them at the beginning; otherwise they are only times. */
export function chaptersOf(text: string): Chapter[] {
  const found: Chapter[] = [];
  for (const line of text.split("\n")) {
    const [, hours = "0", minutes = "0", seconds = "0", title] = LINE.exec(line.trim()) ?? [];
    if (title === undefined || found.length >= MOST) continue;
    found.push({ at: (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds), title: title.trim().slice(0, TITLE) });
  }
  const ordered = found.every(({ at }, n) => n === 0 || at > (found[n - 1]?.at ?? 0));
  return found.length >= 2 && found[0]?.at === 0 && ordered ? found : [];
}
