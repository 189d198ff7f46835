// Readers: what other servers' actors and activities come to as plain records, and that no JSON at all breaks them.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readActivity } from "../../src/federation/read/activity.ts";
import { isActor, readActor } from "../../src/federation/read/actor.ts";
import { readNoteRecord } from "../../src/federation/read/note.ts";
import type { Doc } from "../../src/federation/read/shape.ts";
import { Unreadable } from "../../src/federation/read/unreadable.ts";
import { alice, AS, everyone, followers, mastodonActor, mastodonNote } from "./documents-samples.ts";

describe("actors", () => {
  test("Mastodon's", () => {
    expect(isActor(mastodonActor())).toBe(true);
    expect(readActor(mastodonActor())).toEqual({
      uri: alice,
      type: "Person",
      username: "alice",
      display_name: "Alice :blob:",
      note: "<p>Hi</p>",
      url: "https://mastodon.test/@alice",
      inbox_url: `${alice}/inbox`,
      shared_inbox_url: "https://mastodon.test/inbox",
      outbox_url: `${alice}/outbox`,
      followers_url: followers,
      following_url: `${alice}/following`,
      featured_url: `${alice}/collections/featured`,
      featured_tags_url: undefined,
      collections_url: undefined,
      approves_posts: false,
      headline: "",
      open_to: [],
      cv_url: undefined,
      feature_policy: undefined,
      attribution_domains: [],
      avatar_description: "",
      header_description: "",
      avatar_url: "https://files.mastodon.test/alice.png",
      header_url: undefined,
      locked: true,
      discoverable: true,
      indexable: false,
      bot: false,
      memorial: false,
      suspended: false,
      members_only: false,
      no_downvotes: false,
      passes_on: false,
      signed_in_only: false,
      restricted: false,
      rules: [],
      fields: [{ name: "Web", value: '<a href="https://alice.test">alice.test</a>' }],
      also_known_as: ["https://old.test/users/alice"],
      moved_to: undefined,
      emojis: [],
      published: Date.UTC(2020, 0, 1),
      keys: [{ id: `${alice}#main-key`, owner: alice, pem: "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n" }],
      webfinger: undefined,
    });
  });

  test("what belongs to another origin is not the actor's", () => {
    const evil = "https://evil.test/x";
    const seen = readActor({
      ...mastodonActor(),
      outbox: evil,
      followers: evil,
      featured: "http://mastodon.test/f",
      endpoints: { sharedInbox: evil },
    });
    expect([seen.outbox_url, seen.followers_url, seen.featured_url, seen.shared_inbox_url]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    const pem = "-----BEGIN PUBLIC KEY-----";
    const keys = [
      { id: evil, owner: alice, publicKeyPem: pem },
      { id: `${alice}#k`, owner: evil, publicKeyPem: pem },
      { id: `${alice}#k`, publicKeyPem: pem },
      { id: `${alice}#n`, owner: alice },
    ];
    expect(readActor({ ...mastodonActor(), publicKey: keys }).keys).toEqual([{ id: `${alice}#k`, owner: alice, pem }]);
    const multikey = { id: `${alice}#ed`, type: "Multikey", controller: alice, publicKeyMultibase: "z6Mk" };
    expect(readActor({ ...mastodonActor(), publicKey: null, assertionMethod: [multikey] }).keys).toEqual([
      { id: `${alice}#ed`, owner: alice, multibase: "z6Mk" },
    ]);
  });

  test("what an actor must have", () => {
    const bad: Doc[] = [
      { id: "x" },
      { type: "Note" },
      { preferredUsername: "" },
      { preferredUsername: "a b" },
      { preferredUsername: "a@b" },
      { inbox: "https://evil.test/inbox" },
      { inbox: null },
    ];
    for (const change of bad) expect(() => readActor({ ...mastodonActor(), ...change })).toThrow(Unreadable);
  });

  test("other shapes: icons in lists, Links, languages, several types, FEP-2c59", () => {
    const seen = readActor({
      ...mastodonActor(),
      type: ["Service", "https://x.test/Bot"],
      name: null,
      nameMap: { en: "A\nB" },
      icon: [
        { type: "Image", url: { type: "Link", href: "https://f.test/a.webp", mediaType: "image/webp" } },
        { url: "https://f.test/b" },
      ],
      image: "https://f.test/h.png",
      url: [
        { type: "Link", mediaType: "application/json", href: "https://m.test/json" },
        { type: "Link", mediaType: "text/html; charset=utf-8", href: "https://mastodon.test/html" },
      ],
      webfinger: "acct:alice@example.test",
    });
    expect(seen).toMatchObject({
      bot: true,
      display_name: "A B",
      avatar_url: "https://f.test/a.webp",
      header_url: "https://f.test/h.png",
      url: "https://mastodon.test/html",
      webfinger: "alice@example.test",
    });
  });
});

describe("activities", () => {
  const activity = {
    "@context": AS,
    id: `${alice}#follows/1`,
    type: "Follow",
    actor: alice,
    object: "https://beta.test/users/bob",
  };

  test("objects by id, embedded, and several", () => {
    expect(readActivity(activity)).toMatchObject({
      uri: activity.id,
      type: "Follow",
      actor_uri: alice,
      object_uri: "https://beta.test/users/bob",
      object: undefined,
      target_uri: undefined,
      to: [],
      reaction: "",
    });
    const create = readActivity({
      ...activity,
      type: "Create",
      object: mastodonNote(),
      to: everyone,
      published: "2026-03-04T05:06:07Z",
    });
    expect(create).toMatchObject({
      object_uri: `${alice}/statuses/1`,
      object: { type: "Note" },
      to: [everyone],
      published: Date.UTC(2026, 2, 4, 5, 6, 7),
    });
    const report = readActivity({ ...activity, type: "Flag", object: [alice, `${alice}/statuses/1`, null], content: "spam" });
    expect(report.objects).toEqual([{ uri: alice }, { uri: `${alice}/statuses/1` }]);
    expect(readActivity({ ...activity, object: { type: "Note" } })).toMatchObject({
      object_uri: undefined,
      object: { type: "Note" },
    });
    expect(readActivity({ ...activity, type: "Like", _misskey_reaction: "🎉" }).reaction).toBe("🎉");
  });

  test("what an activity must have", () => {
    for (const change of [
      { id: null },
      { id: "urn:x" },
      { type: null },
      { type: 5 },
      { actor: null },
      { actor: "https://evil.test/u" },
      { id: "https://evil.test/1" },
    ]) {
      expect(() => readActivity({ ...activity, ...change })).toThrow(Unreadable);
    }
  });
});

const samples = [
  mastodonNote(),
  mastodonActor(),
  { id: `${alice}#1`, type: "Create", actor: alice, object: mastodonNote() },
] as Doc[];
const names = [
  ...new Set(samples.flatMap((sample) => Object.keys(sample))),
  ..."oneOf anyOf endTime image language quoteUrl nameMap assertionMethod closed".split(" "),
];
const inner = "id type url href name icon tag mediaType items @value @list first totalItems toString en".split(" ");
const types = "Note Image Mention Hashtag Emoji Link PropertyValue Person".split(" ");
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(
      null,
      true,
      false,
      -1,
      1e300,
      "",
      "x",
      "#",
      ":x:",
      alice,
      "as:Public",
      "2026-03-04T05:06:07Z",
      ...types,
    ),
    fc.string(),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...inner, ...names), tie("value"), { maxKeys: 5 }),
  ),
}));

test("property: readers take any JSON at all, and throw nothing but Unreadable", () => {
  const changes = fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 6 });
  fc.assert(
    fc.property(fc.constantFrom(...samples), changes, (sample, changed) => {
      const document = { ...sample, ...Object.fromEntries(changed) } as Doc;
      for (const reader of [(doc: Doc) => readNoteRecord(doc, followers), readActor, readActivity]) {
        try {
          // Whatever comes out can be stored: no U+0000 and no lone surrogates, but in what is passed on unread.
          const { raw: _, object: __, objects: ___, instrument: ____, ...record } = reader(document) as Record<string, unknown>;
          expect(JSON.stringify(record)).not.toMatch(/\\u0000|\\ud[89a-f]/);
        } catch (error) {
          expect(error).toBeInstanceOf(Unreadable);
        }
      }
    }),
    { numRuns: 1500 },
  );
});
