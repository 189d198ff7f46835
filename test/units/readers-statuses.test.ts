// Reading statuses: the whole record, its origin, whom it is for, and its caps.
import { expect, test } from "vitest";
import { isNote, readNoteRecord } from "../../src/federation/read/note.ts";
import type { Doc } from "../../src/federation/read/shape.ts";
import { alice, everyone, followers, mastodonNote, note } from "./documents-samples.ts";

test("Mastodon's", () => {
  expect(isNote(mastodonNote())).toBe(true);
  expect(note()).toEqual({
    uri: `${alice}/statuses/1`,
    type: "Note",
    author_uri: alice,
    url: "https://mastodon.test/@alice/1",
    content_html: mastodonNote().content,
    spoiler_text: "",
    sensitive: false,
    language: "fr",
    published: Date.UTC(2026, 2, 4, 5, 6, 7),
    updated: Date.UTC(2026, 2, 4, 5, 7, 7),
    in_reply_to_uri: "https://beta.test/notes/7",
    conversation_uri: "tag:mastodon.test,2026-03-04:objectId=1:objectType=Conversation",
    context_uri: undefined,
    to: [everyone],
    cc: [followers, "https://beta.test/users/bob"],
    audience: [],
    visibility: "public",
    mentions: [{ href: "https://beta.test/users/bob", name: "@bob@beta.test" }],
    tags: ["Café"],
    emojis: [
      {
        shortcode: "blob",
        uri: "https://mastodon.test/emojis/3",
        url: "https://files.mastodon.test/blob.png",
        updated: Date.UTC(2020, 0, 1),
      },
    ],
    attachments: [
      {
        kind: "image",
        media_type: "image/jpeg",
        url: "https://files.mastodon.test/1.jpg",
        description: "A cat",
        blurhash: "UBL_:rOpGG-;~qRjWBay",
        focus: [0.5, -0.25],
        width: 640,
        height: 480,
      },
    ],
    poll: undefined,
    quote_uri: "https://beta.test/notes/8",
    quote_authorization_uri: undefined,
    quote_policy: { automatic: [everyone], manual: [] },
    quote_unasked: false,
    policy_unsaid: false,
    interactions: { reply: undefined, favourite: undefined, reblog: undefined },
    replies_uri: `${alice}/statuses/1/replies`,
    introduces: [],
    likes_count: 3,
    shares_count: 0,
    name: "",
  });
});

test("nobody puts words into anyone else's mouth", () => {
  expect(() => note({ attributedTo: "https://evil.test/users/mallory" })).toThrow("differ in origin");
  expect(() => note({ id: "https://evil.test/1" })).toThrow("differ in origin");
  expect(() => note({ attributedTo: [] })).toThrow("without an author");
  expect(() => note({ id: null })).toThrow("without an id");
  expect(() => note({ type: "Tombstone" })).toThrow("not a status");
});

test("visibility", () => {
  const seen = (to: unknown, cc: unknown) => note({ to, cc }).visibility;
  expect([
    seen("as:Public", []),
    seen([], ["Public"]),
    seen(followers, everyone),
    seen({ id: followers }, null),
    seen("https://b.test/bob", followers),
    seen("https://b.test/bob", []),
    seen(null, undefined),
    seen("https://evil.test/followers", []),
  ]).toEqual(["public", "unlisted", "unlisted", "private", "private", "limited", "direct", "limited"]);
  expect(readNoteRecord({ ...mastodonNote(), to: followers, cc: [] }).visibility).toBe("limited");
  expect(note({ to: "as:Public" }).to).toEqual([everyone]);
});

test("caps", () => {
  const many = (type: string, make: (n: number) => Doc) => Array.from({ length: 400 }, (_, n) => ({ type, ...make(n) }));
  const seen = note({
    content: "x".repeat(200_000),
    to: Array.from({ length: 5000 }, (_, n) => `https://b.test/${n}`),
    tag: many("Mention", (n) => ({ href: `https://b.test/${n}` })),
    attachment: many("Image", (n) => ({ url: `https://b.test/${n}.png` })),
  });
  expect([seen.content_html.length, seen.to.length, seen.mentions.length, seen.attachments.length]).toEqual([
    100_000, 1000, 100, 16,
  ]);
  expect(note({ tag: many("Hashtag", (n) => ({ name: `#t${n}` })) }).tags).toHaveLength(100);
  expect(note({ type: "Question", oneOf: many("Note", (n) => ({ name: `o${n}` })) }).poll?.options).toHaveLength(50);
});

test("tags are normalised", () => {
  const tag = ["#Cats", "cats", "#two words", "＃ｆｕｌｌ", "#", "#a-b", 5].map((name) => ({ type: "Hashtag", name }));
  expect(note({ tag }).tags).toEqual(["Cats", "twowords", "full", "ab", "5"]);
});
