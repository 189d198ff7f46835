/** What we send, word by word: peers are particular, and each test here is for one of them. */
import * as vocab from "@fedify/fedify/vocab";
import { expect, test } from "vitest";
import { toJson } from "../../src/db/columns.ts";
import type { Account, Status } from "../../src/db/schema.ts";
import { renderActivity, renderActor, renderNote, renderUpdate } from "../../src/federation/documents.ts";
import { serialise } from "../../src/federation/serialise.ts";
import { toFollowAnswer, toUndo } from "../../src/federation/write/activities.ts";
import { complete } from "../../src/federation/write/complete.ts";
import { publicKeys } from "../../src/keys/load.ts";
import type { Kith } from "../../src/kith.ts";
import { loadStatusPage } from "../../src/statuses/load.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import { reblog } from "../../src/statuses/reblog.ts";
import { addPerson } from "../units/persons.ts";
import { addRemote, draft, openOutside, type Json } from "./outside.ts";

const PUBLIC = "https://www.w3.org/ns/activitystreams#Public";

async function written(kith: Kith, status: Status, render: typeof renderNote = renderNote): Promise<Json> {
  const page = await loadStatusPage(kith.db, status.account_id, [status.id]);
  return await render(kith, page.statuses.get(status.id) as Status, page);
}

/** Alice here, bob elsewhere. */
async function cast(): Promise<{ kith: Kith; alice: Account; bob: Account }> {
  const { kith } = await openOutside();
  return { kith, alice: await addPerson(kith, "alice"), bob: await addRemote(kith, "bob@beta.test") };
}

test("a note says all that Mastodon reads", async () => {
  const { kith, alice, bob } = await cast();
  const status = await publishStatus(
    kith,
    alice,
    draft("Hello @bob@beta.test #Tag", { spoiler_text: "careful", sensitive: true }),
  );
  const note = await written(kith, status);
  expect(note).toMatchObject({
    id: status.uri,
    type: "Note",
    attributedTo: alice.uri,
    to: [PUBLIC],
    cc: [alice.followers_url, bob.uri],
    summary: "careful",
    sensitive: true,
    url: status.url,
    content: status.content,
    contentMap: { en: status.content },
    published: Temporal.Instant.fromEpochMilliseconds(status.created_at).toString(),
    tag: [
      { type: "Mention", href: bob.uri, name: "@bob@beta.test" },
      { type: "Hashtag", href: "https://alpha.test/tags/tag", name: "#Tag" },
    ],
    attachment: [],
    replies: {
      id: `${status.uri}/replies`,
      type: "Collection",
      totalItems: 0,
      first: {
        type: "CollectionPage",
        partOf: `${status.uri}/replies`,
        next: `${status.uri}/replies?page=true&others=true&min_id=0`,
      },
    },
    context: `${status.uri}/context`,
    likes: { id: `${status.uri}/likes`, type: "Collection", totalItems: 0 },
    shares: { id: `${status.uri}/shares`, type: "Collection", totalItems: 0 },
    conversation: `${status.uri}#conversation`,
  });
  expect(note).not.toHaveProperty("inReplyTo");
});

test.each([
  ["public", [PUBLIC], ["F", "B"]],
  ["unlisted", ["F"], [PUBLIC, "B"]],
  ["private", ["F"], ["B"]],
  ["direct", ["B"], []],
] as const)("a %s status is addressed so that it stays that", async (visibility, to, cc) => {
  const { kith, alice, bob } = await cast();
  const status = await publishStatus(kith, alice, draft("Hi @bob@beta.test", { visibility }));
  const short = (uris: unknown) =>
    (uris as string[]).map((uri) => (uri === bob.uri ? "B" : uri === alice.followers_url ? "F" : uri));
  for (const document of [await written(kith, status), await written(kith, status, renderActivity)]) {
    expect(short(document.to)).toEqual(to);
    expect(short(document.cc)).toEqual(cc);
  }
});

test("media keep what Fedify has no words for", async () => {
  const { kith, alice } = await cast();
  const status = await publishStatus(kith, alice, draft("Look"));
  const id = kith.newId();
  const meta = toJson({ original: { width: 640, height: 480 }, focus: { x: -0.5, y: 0.25 } });
  const files = { file: "ab/cd.webp", preview_file: "", remote_url: "", preview_remote_url: "" };
  const words = { mime_type: "image/webp", description: "A cat", blurhash: "UBL_:rOpGG-oBUNG,qRj2so|=eE1w^n4S5NH", meta };
  await kith.write(
    async (tx) =>
      await tx
        .insertInto("media")
        .values({
          id,
          account_id: alice.id,
          status_id: status.id,
          position: 0,
          kind: "image",
          bytes: 1,
          created_at: 1,
          ...files,
          ...words,
        })
        .execute(),
  );
  const note = await written(kith, status);
  expect(note.attachment).toEqual([
    {
      type: "Document",
      mediaType: "image/webp",
      url: "https://alpha.test/media/ab/cd.webp",
      name: "A cat",
      width: 640,
      height: 480,
      blurhash: words.blurhash,
      focalPoint: [-0.5, 0.25],
    },
  ]);
  // Pixelfed refuses a whole post for a picture that says to be longer than 5,000 pixels.
  const long = toJson({ original: { width: 8000, height: 1000 } });
  await kith.write(async (tx) => await tx.updateTable("media").set({ meta: long }).where("id", "=", id).execute());
  const { attachment } = await written(kith, status);
  expect(attachment).toEqual([expect.not.objectContaining({ width: 8000 })]);
  expect(attachment).toEqual([expect.not.objectContaining({ height: 1000 })]);
});

test("a reply names what it answers, an edit says when, a reblog names its original and tells its author", async () => {
  const { kith, alice, bob } = await cast();
  const first = await publishStatus(kith, alice, draft("First"));
  const second = await publishStatus(kith, alice, draft("Second", { in_reply_to_id: first.id }));
  expect(await written(kith, second)).toMatchObject({ inReplyTo: first.uri, conversation: `${first.uri}#conversation` });
  const page = await loadStatusPage(kith.db, alice.id, [first.id]);
  const edited = { ...(page.statuses.get(first.id) as Status), edited_at: 1_780_000_000_000 };
  const update = await renderUpdate(kith, edited, page);
  expect(update).toMatchObject({
    type: "Update",
    id: `${first.uri}#updates/1780000000000`,
    object: { updated: "2026-05-28T20:26:40Z" },
  });
  const announce = await written(kith, await reblog(kith, alice, first), renderActivity);
  expect(announce).toMatchObject({
    type: "Announce",
    actor: alice.uri,
    object: first.uri,
    to: [PUBLIC],
    cc: [alice.followers_url, alice.uri],
  });
  expect(bob.uri).not.toBe(alice.uri);
});

test("a poll is a question", async () => {
  const { kith, alice } = await cast();
  const poll = { options: ["Tea", "Coffee"], multiple: false, hide_totals: false, expires_in: 3600 };
  const status = await publishStatus(kith, alice, draft("Well?", { poll }));
  expect(await written(kith, status)).toMatchObject({
    type: "Question",
    oneOf: [
      { type: "Note", name: "Tea", replies: { type: "Collection", totalItems: 0 } },
      { type: "Note", name: "Coffee", replies: { type: "Collection", totalItems: 0 } },
    ],
    votersCount: 0,
    endTime: expect.any(String) as string,
  });
});

test("an accept embeds the follow with plain ids, and so does an undo", async () => {
  const writer = { vocab, instance: { origin: "https://alpha.test" } as Kith["instance"], mark: (path: string) => path };
  const follow = { uri: "https://b.test/f/1", actor_uri: "https://b.test/u/1", object_uri: "https://alpha.test/users/2" };
  const accept = await serialise(
    toFollowAnswer(follow, { uri: "https://alpha.test/users/2#accepts/1", accepted: true }, writer),
    "status",
  );
  const embedded = { id: follow.uri, type: "Follow", actor: follow.actor_uri, object: follow.object_uri };
  expect(accept).toMatchObject({ type: "Accept", actor: follow.object_uri, object: embedded });
  expect(await serialise(toUndo("Follow", follow, { to: [], cc: [] }, writer), "status")).toMatchObject({
    type: "Undo",
    object: embedded,
  });
});

test("public is never shortened, and lists are lists", () => {
  const document = complete({
    type: "Create",
    to: "as:Public",
    object: { type: "Note", attributedTo: "x", cc: ["as:Public"], tag: { type: "Mention" } },
  });
  expect(document).toEqual({
    type: "Create",
    to: [PUBLIC],
    cc: [],
    object: { type: "Note", attributedTo: "x", to: [], cc: [PUBLIC], tag: [{ type: "Mention" }], attachment: [] },
  });
});

test("an actor has both keys, its fields as Mastodon spells them, and its address", async () => {
  const { kith, alice } = await cast();
  const changes = {
    display_name: "Alice",
    fields: toJson([{ name: "Site", value: "<a>x</a>", verified_at: 0 }]),
    bot: 1 as const,
    discoverable: 1 as const,
  };
  const actor = await renderActor(kith, { ...alice, ...changes, avatar: "aa/bb.webp" });
  expect(actor).toMatchObject({
    "@context": [expect.anything(), expect.anything(), { schema: "http://schema.org#" }],
    id: alice.uri,
    type: "Service",
    preferredUsername: "alice",
    name: "Alice",
    inbox: alice.inbox_url,
    outbox: alice.outbox_url,
    followers: alice.followers_url,
    following: alice.following_url,
    featured: alice.featured_url,
    endpoints: { sharedInbox: "https://alpha.test/inbox" },
    discoverable: true,
    indexable: false,
    manuallyApprovesFollowers: false,
    icon: { type: "Image", mediaType: "image/webp", url: "https://alpha.test/media/aa/bb.webp" },
    attachment: [{ type: "PropertyValue", name: "Site", value: "<a>x</a>" }],
    publicKey: { id: `${alice.uri}#main-key`, owner: alice.uri, publicKeyPem: (await publicKeys(kith, alice.id)).rsa.pem },
    assertionMethod: [
      {
        id: `${alice.uri}#ed25519-key`,
        type: "Multikey",
        controller: alice.uri,
        publicKeyMultibase: expect.stringMatching(/^z6Mk/) as string,
      },
    ],
    webfinger: "alice@alpha.test",
  });
});
