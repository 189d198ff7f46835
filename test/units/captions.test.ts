// Captions are written anew, cue by cue: whatever else a file holds is not kept. And times in a description become chapters.
import { expect, test } from "vitest";
import { chaptersOf, withoutChapters } from "../../src/videos/chapters.ts";
import { sizesOf } from "../../src/videos/values.ts";
import { captionText, tidyCaptions } from "../../src/videos/vtt.ts";

const CUE = "00:01.000 --> 00:02.500";
const TIDY = "00:00:01.000 --> 00:00:02.500";

test.each([
  [
    "hours, a byte order mark, Windows lines",
    "\uFEFFWEBVTT - x\r\n\r\nid\r\n01:00:01.000 --> 01:00:02.000\r\nHi\r\n",
    "01:00:01.000 --> 01:00:02.000\nHi",
  ],
  ["SubRip", "1\n00:00:01,000 --> 00:00:02,500\n<i>Hi</i>\n", `${TIDY}\n<i>Hi</i>`],
  [
    "settings that players know",
    `WEBVTT\n\n${CUE} line:0 position:10%,line-left align:start region:evil\nHi`,
    `${TIDY} line:0 position:10%,line-left align:start\nHi`,
  ],
  [
    "styles, notes and regions",
    `WEBVTT\n\nSTYLE\n::cue { background: url(https://spy.test/) }\n\nNOTE x\n\nREGION\nid:evil\n\n${CUE}\nHi`,
    `${TIDY}\nHi`,
  ],
  [
    "markup that is none of captions",
    `WEBVTT\n\n${CUE}\n<script>alert(1)</script><img src=x onerror=alert(1)><b>Hi</b> <v Ann>you</v> 1 < 2`,
    `${TIDY}\nalert(1)<b>Hi</b> <v Ann>you</v> 1 &lt; 2`,
  ],
  [
    "another arrow within a cue, NUL and halves of characters",
    `WEBVTT\n\n${CUE}\nA\u0000\uD800\n00:09.000 --> 00:10.000\nB`,
    `${TIDY}\nA\uFFFD\nB`,
  ],
  ["an arrow in what is said", `1\n00:00:01,000 --> 00:00:02,500\nThe lake --> the hills`, `${TIDY}\nThe lake --&gt; the hills`],
  ["what ends before it begins", `WEBVTT\n\n00:09.000 --> 00:08.000\nNo\n\n${CUE}\nHi`, `${TIDY}\nHi`],
])("%s", (_name, source, cue) => {
  expect(tidyCaptions(source)).toBe(`WEBVTT\n\n${cue}\n`);
});

test("of more captions at once than anybody could read the rest is left out, in whichever order they stand", () => {
  const all = Array.from({ length: 12_000 }, (_, n) => `00:00:00.000 --> 99:00:00.000\nEndless ${n}`);
  const later = Array.from({ length: 30 }, (_, n) => `00:00:${10 + n}.000 --> 00:00:${11 + n}.000\nLater ${n}`);
  const tidy = tidyCaptions(`WEBVTT\n\n${[...all, ...later].join("\n\n")}`);
  expect(tidy.match(/Endless/g)).toHaveLength(20);
  const [two, one] = ["00:00:05.000 --> 00:00:06.000\nTwo", "00:00:01.000 --> 00:00:02.000\nOne"];
  expect(tidyCaptions(`WEBVTT\n\n${[two, ...later, one].join("\n\n")}`)).toBe(`WEBVTT\n\n${[one, two, ...later].join("\n\n")}\n`);
});

test.each([
  ["", /no WebVTT/],
  ["<html><script>", /no WebVTT/],
  ["WEBVTT\n\nNOTE only this", /no WebVTT/],
  [`WEBVTT\n\n${CUE}\n${"x".repeat(1_100_000)}`, /too long/],
])("%# is refused", (source, why) => {
  expect(() => tidyCaptions(source)).toThrow(why);
});

test.each([
  [
    "0:00 Start\nwords\n1:05 - The second act\n1:02:05 End",
    [
      [0, "Start"],
      [65, "The second act"],
      [3725, "End"],
    ],
  ],
  ["Call me at 10:30\n0:00 Start", []],
  ["0:00 Start\n2:00 B\n1:00 A", []],
  ["0:00 Only this", []],
  [
    "\u2022 00:00 Start\n(00:10) Go on",
    [
      [0, "Start"],
      [10, "Go on"],
    ],
  ],
])("%j", (text, found) => {
  expect(chaptersOf(text).map(({ at, title }) => [at, title])).toEqual(found);
});

test.each([
  ["<p>See<br>0:00 One<br />0:05 <b>Two</b><br>Bye</p>", "<p>See<br>Bye</p>"],
  ["<p>0:00 One<br>0:05 Two</p><p>Bye</p>", "<p>Bye</p>"],
  ["<p>Hello<br><br>0:00 One\n0:05 Two</p>", "<p>Hello</p>"],
  ["<p><b>0:00 One<br>0:05 Two</b></p>", undefined],
  ["<p>0:00 One<br>0:06 Others</p>", undefined],
])("chapters that stand beside %j are not told twice", (markup, left) => {
  const chapters = [
    { at: 0, title: "One" },
    { at: 5, title: "Two" },
  ];
  expect(withoutChapters(markup, chapters)).toBe(left ?? markup);
});

test("a film is kept in the sizes that it fills, at least in its own", () => {
  const of = (lines: number) => sizesOf(lines).map((size) => size.lines);
  expect([of(2160), of(720), of(719), of(64), of(91)]).toEqual([[360, 480, 720, 1080], [360, 480, 720], [360, 480], [64], [90]]);
});

test.each([
  ["UTF-8", Buffer.from("\uFEFFFräulein Müller – 日本語")],
  ["UTF-16", Buffer.from("\uFEFFFräulein Müller – 日本語", "utf16le")],
  ["UTF-16, the large end first", Buffer.from("\uFEFFFräulein Müller – 日本語", "utf16le").swap16()],
])("the words of a file in %s", (_name, bytes) => {
  expect(captionText(bytes)).toBe("Fräulein Müller – 日本語");
});

test("the words of a file as editors of subtitles wrote it before there was Unicode", () => {
  expect(captionText(Buffer.from("Fr\xe4ulein M\xfcller \x96 \x80", "latin1"))).toBe("Fräulein Müller – €");
});
