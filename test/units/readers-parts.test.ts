// Reading the parts of statuses: polls, quotes, media, languages, and what is converted from other kinds of object.
import { expect, test } from "vitest";
import { documentReader } from "../../src/federation/read/document.ts";
import { readNoteRecord } from "../../src/federation/read/note.ts";
import type { Doc } from "../../src/federation/read/shape.ts";
import { alice, everyone, followers, note, peertubeContext } from "./documents-samples.ts";

const { read } = documentReader();

test("polls", () => {
  const option = (name: string, votes: number) => ({ type: "Note", name, replies: { type: "Collection", totalItems: votes } });
  const seen = note({
    type: "Question",
    anyOf: [option("a", 1), option("b", -5)],
    endTime: "2026-03-05T00:00:00Z",
    votersCount: 1,
  });
  expect(seen.poll).toEqual({
    multiple: true,
    options: [
      { title: "a", votes: 1 },
      { title: "b", votes: 0 },
    ],
    expires_at: Date.UTC(2026, 2, 5),
    closed: false,
    voters_count: 1,
  });
  expect(note({ type: "Question", oneOf: option("a", 1), closed: true }).poll).toMatchObject({
    multiple: false,
    closed: true,
    expires_at: undefined,
  });
  expect(note({ type: "Question", oneOf: [option("a", 1)], closed: "2026-03-05T00:00:00Z" }).poll).toMatchObject({
    closed: false,
    expires_at: Date.UTC(2026, 2, 5),
  });
  expect(note({ type: "Question", oneOf: [] }).poll).toBeUndefined();
  expect(note({ name: "a", content: undefined, contentMap: undefined })).toMatchObject({ name: "a", content_html: "" });
});

test("quotes, in every way they are said", () => {
  const q = "https://beta.test/q";
  for (const key of ["quote", "quoteUri", "quoteUrl", "_misskey_quote"])
    expect(note({ quote: undefined, [key]: q }).quote_uri).toBe(q);
  const link = {
    type: "Link",
    mediaType: "application/activity+json",
    href: q,
    rel: ["https://misskey-hub.net/ns#_misskey_quote"],
  };
  expect(note({ quote: null, tag: [link] }).quote_uri).toBe(q);
  expect(note({ quote: null, tag: [{ ...link, rel: "alternate" }] }).quote_uri).toBeUndefined();
  expect(note({ interactionPolicy: { canQuote: { manualApproval: followers } } }).quote_policy).toEqual({
    automatic: [],
    manual: [followers],
  });
  expect(note({ interactionPolicy: undefined }).quote_policy).toBeUndefined();
});

test("attachments: odd values are left out", () => {
  const [seen] = note({
    attachment: {
      type: "Video",
      url: [{ type: "Link", href: "https://f.test/v.mp4", mediaType: "video/mp4" }],
      blurhash: "<script>",
      width: -1,
      height: 1e12,
      focalPoint: [2, 0],
      icon: { url: "https://f.test/v.png" },
    },
  }).attachments;
  expect(seen).toEqual({
    kind: "video",
    media_type: "video/mp4",
    url: "https://f.test/v.mp4",
    description: "",
    height: 100_000,
    preview_url: "https://f.test/v.png",
  });
  expect(
    note({
      attachment: [
        { type: "Link", href: "https://f.test/page" },
        { type: "Document", mediaType: "image/png", url: "javascript:1" },
      ],
    }).attachments,
  ).toEqual([]);
});

test("languages", () => {
  const seen = (changes: Doc) => note({ contentMap: undefined, ...changes }).language;
  expect([
    seen({}),
    seen({ contentMap: { und: "x" } }),
    seen({ content: "b", contentMap: { de: "a", "pt-BR": "b" } }),
    seen({ language: { identifier: "fr", name: "Français" } }),
    seen({ content: { "@value": "x", "@language": "nl" } }),
    seen({ contentMap: { "<b>": "x" } }),
  ]).toEqual([undefined, undefined, "pt-BR", "fr", "nl", undefined]);
});

test("Lemmy's pages and WordPress's articles are converted", () => {
  const page = note({
    type: "Page",
    name: "A <title>",
    content: null,
    contentMap: null,
    attachment: [{ type: "Link", href: "https://news.test/?a&b" }],
    url: null,
  });
  expect(page.content_html).toBe(
    `<p>A &lt;title&gt;</p><p><a href="https://news.test/?a&amp;b">https://news.test/?a&amp;b</a></p><p><a href="${alice}/statuses/1">${alice}/statuses/1</a></p>`,
  );
  const article = note({
    type: "Article",
    name: "Title",
    content: "<h2>x</h2>",
    summary: "<p>short &amp; sharp</p>",
    image: { type: "Image", url: "https://f.test/i.png" },
    attachment: [],
  });
  expect(article).toMatchObject({ spoiler_text: "", attachments: [{ kind: "image", url: "https://f.test/i.png" }] });
  expect(article.content_html).toBe(
    '<p><strong>Title</strong></p><h2>x</h2><p><a href="https://mastodon.test/@alice/1">https://mastodon.test/@alice/1</a></p>',
  );
});

const clipOf = (host: string) => ({
  title: "Clip",
  duration: 3723,
  hls_url: `${host}/1.m3u8`,
  sizes: [
    { lines: 480, width: 853, height: 480, bytes: 5, url: `${host}/v-480.mp4` },
    { lines: 720, width: 1280, height: 720, bytes: 5, url: `${host}/v-720.mp4` },
    { lines: 1080, width: 1920, height: 1080, bytes: 5, url: `${host}/v-1080.mp4` },
  ],
  // What is named by its language alone is named in the words of its reader.
  captions: [
    { language: "fr", label: "French", url: `${host}/fr.vtt` },
    { language: "de", label: "", url: `${host}/de.vtt` },
  ],
  views_count: 7,
  licence: "Attribution - Share Alike",
  category: "Travels",
  support: "<p>Buy us bread</p>",
  originally_at: Date.UTC(1999, 11, 31),
  channel_uri: `${host}/video-channels/c`,
  chapters: [],
  chapters_url: "",
});

test("PeerTube's videos", async () => {
  const host = "https://tube.test";
  const file = (height: number) => ({
    type: "Link",
    mediaType: "video/mp4",
    href: `${host}/v-${height}.mp4`,
    height,
    size: 5,
    fps: 30,
  });
  const video = await read({
    "@context": peertubeContext,
    type: "Video",
    id: `${host}/videos/watch/1`,
    name: "Clip",
    uuid: "1",
    duration: "PT1H2M3S",
    views: 7,
    licence: { identifier: "2", name: "Attribution - Share Alike" },
    category: { identifier: "6", name: "Travels" },
    support: "Buy us bread",
    originallyPublishedAt: "1999-12-31T00:00:00.000Z",
    subtitleLanguage: [
      { identifier: "fr", name: "French", url: `${host}/fr.vtt` },
      { identifier: "de", name: "de", url: `${host}/de.vtt` },
      { identifier: "!", url: `${host}/x.vtt` },
    ],
    language: { identifier: "fr", name: "French" },
    mediaType: "text/markdown",
    content: "One\ntwo & three\n\nfour",
    attributedTo: [
      { type: "Group", id: `${host}/video-channels/c` },
      { type: "Person", id: `${host}/accounts/a` },
    ],
    to: [everyone],
    icon: [{ type: "Image", url: `${host}/t.jpg`, mediaType: "image/jpeg", width: 280, height: 157 }],
    url: [
      { type: "Link", mediaType: "text/html", href: `${host}/w/1` },
      { type: "Link", mediaType: "application/x-mpegURL", href: `${host}/1.m3u8`, tag: [file(1080), file(720), file(480)] },
    ],
  });
  const seen = readNoteRecord(video);
  expect(seen).toMatchObject({ author_uri: `${host}/accounts/a`, url: `${host}/w/1`, language: "fr", visibility: "public" });
  expect(seen.content_html).toBe(
    `<p><strong>Clip</strong></p><p>One<br>two &amp; three</p><p>four</p><p><a href="${host}/w/1">${host}/w/1</a></p>`,
  );
  expect(seen.attachments).toEqual([
    {
      kind: "video",
      media_type: "video/mp4",
      url: `${host}/v-720.mp4`,
      description: "Clip",
      height: 720,
      preview_url: `${host}/t.jpg`,
      video: clipOf(host),
    },
  ]);
  expect(seen.audience).toEqual([`${host}/video-channels/c`]);
});
