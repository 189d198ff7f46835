/** What leaves this server: to whom, once, signed; and what happens when the other side does not take it. */
import { createPublicKey, verify } from "node:crypto";
import { expect, test } from "vitest";
import { deliverFavourite, deliverUnfavourite } from "../../src/federation/deliver/favourite.ts";
import {
  deliverBlock,
  deliverFollow,
  deliverFollowAnswer,
  deliverUnblock,
  deliverUnfollow,
} from "../../src/federation/deliver/people.ts";
import { deliverFarewell, deliverProfile } from "../../src/federation/deliver/profile.ts";
import { purgeDocuments } from "../../src/federation/deliver/purge.ts";
import { deliverDelete, deliverEdit, deliverStatus } from "../../src/federation/deliver/status.ts";
import { digestOf, readHeader } from "../../src/federation/followers/digest.ts";
import { synchronizationFor } from "../../src/federation/followers/ours.ts";
import { follow } from "../../src/follows/follow.ts";
import { publicKeys } from "../../src/keys/load.ts";
import { deleteStatus } from "../../src/statuses/delete.ts";
import { editStatus } from "../../src/statuses/edit.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import { reblog } from "../../src/statuses/reblog.ts";
import type { Seen } from "../world/network.ts";
import { countQueries } from "../world/queries.ts";
import { cast, published, rows } from "./cast.ts";
import { addRemote, delivers, draft, followedBy } from "./outside.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const where = ({ headers, path }: Seen) => `${headers.host}${path}`;

test("a public status goes once to each server of followers, signed, with a proof", async () => {
  const { kith, alice, posted, at } = await cast();
  const status = await publishStatus(kith, alice, draft("Hello"));
  expect(await delivers(kith, deliverStatus, published(status))).toBe(1);
  expect(posted.map(where).sort()).toEqual(["beta.test/inbox", "gamma.test/inbox"]);
  expect(at("beta.test")[0]).toMatchObject({
    type: "Create",
    actor: alice.uri,
    object: { id: status.uri },
    proof: { type: "DataIntegrityProof" },
  });
  const { headers, body } = posted[0] as Seen;
  const lines = [`host: ${headers.host}`, `date: ${headers.date}`, `digest: ${headers.digest}`];
  const followers = `collection-synchronization: ${headers["collection-synchronization"]}`;
  const text = ["(request-target): post /inbox", ...lines, followers].join("\n");
  const signature = /signature="([^"]+)"/.exec(headers.signature ?? "")?.[1] ?? "";
  const key = createPublicKey((await publicKeys(kith, alice.id)).rsa.pem);
  expect(verify("sha256", Buffer.from(text), key, Buffer.from(signature, "base64"))).toBe(true);
  expect(headers["content-type"]).toBe("application/activity+json");
  expect(body).toContain('"@context"');
});

test("to however many servers a post goes at once, its author's followers are counted once, and all of them", async () => {
  const { kith, alice } = await cast();
  const uris = new Map<string, string[]>();
  for (let n = 0; n < 260; n++) {
    const follower = await addRemote(kith, `f${n}@h${n % 20}.test`);
    await followedBy(kith, alice, follower);
    const { origin } = new URL(follower.uri);
    uris.set(origin, [...(uris.get(origin) ?? []), follower.uri]);
  }
  const headers: (string | undefined)[] = [];
  const queries = await countQueries(kith).during(async () => {
    const told = [...uris.keys()].map(async (origin) => await synchronizationFor(kith, alice.id, new URL(origin)));
    headers.push(...(await Promise.all(told)));
  });
  expect(headers.map((header) => readHeader(header ?? "")?.digest)).toEqual([...uris.values()].map(digestOf));
  // 263 followers, 250 at a time.
  expect(queries).toBe(2);
});

test("the document is stored once, and each inbox has its receipt", async () => {
  const outside = await cast();
  const { kith, alice } = outside;
  await delivers(kith, deliverStatus, published(await publishStatus(kith, alice, draft("Hello"))));
  expect(await kith.db.selectFrom("documents").selectAll().execute()).toHaveLength(1);
  expect(await rows(outside)).toMatchObject(
    ["beta", "gamma"].map((name) => ({ state: "delivered", inbox_url: `https://${name}.test/inbox`, lease: "", attempts: 1 })),
  );
  expect(await purgeDocuments(kith)).toBe(0);
  kith.clock.advance(8 * 24 * HOUR);
  expect(await purgeDocuments(kith)).toBe(1);
  expect(await rows(outside)).toEqual([]);
});

test("a direct status goes to those it mentions, at their own doors, first of all", async () => {
  const outside = await cast();
  const { kith, alice, posted } = outside;
  const status = await publishStatus(kith, alice, draft("@bob@beta.test psst", { visibility: "direct" }));
  await delivers(kith, deliverStatus, published(status));
  expect(posted.map(where)).toEqual(["beta.test/actors/bob/inbox"]);
  expect(JSON.parse(posted[0]?.body ?? "")).not.toHaveProperty("signature");
  expect(posted[0]?.headers).not.toHaveProperty("collection-synchronization");
  expect((await rows(outside))[0]?.priority).toBe(0);
});

test("what is only for this server never leaves it, nor does what is gone before it was sent", async () => {
  const { kith, alice, posted } = await cast();
  const local = await publishStatus(kith, alice, draft("Just us", { local_only: true }));
  expect(await delivers(kith, deliverStatus, published(local))).toBe(1);
  const gone = await publishStatus(kith, alice, draft("Oops"));
  await deleteStatus(kith, gone);
  await delivers(kith, deliverStatus, published(gone));
  expect(posted).toEqual([]);
});

test("an edit and a deletion reach followers, those mentioned, and those who reblogged", async () => {
  const { kith, alice, at, posted } = await cast();
  const status = await publishStatus(kith, alice, draft("Helo @dan@delta.test"));
  const eve = await addRemote(kith, "eve@epsilon.test");
  await kith.write(async (tx) => {
    const { id: _, ...twin } = await tx.selectFrom("statuses").selectAll().where("id", "=", status.id).executeTakeFirstOrThrow();
    const announce = { id: kith.newId(), uri: `${eve.uri}/1`, account_id: eve.id, local: 0 as const, reblog_of_id: status.id };
    await tx
      .insertInto("statuses")
      .values({ ...twin, ...announce })
      .execute();
  });
  await editStatus(kith, alice, status.id, draft("Hello"));
  await delivers(kith, deliverEdit, { type: "status.edited", status_id: status.id, account_id: alice.id, local: true });
  expect(at("epsilon.test")[0]).toMatchObject({
    type: "Update",
    object: { id: status.uri, updated: expect.any(String) as string },
  });
  expect(posted.map(where).sort()).toEqual(["beta.test/inbox", "epsilon.test/inbox", "gamma.test/inbox"]);
  await deleteStatus(kith, status);
  const event = {
    type: "status.deleted" as const,
    status_id: status.id,
    account_id: alice.id,
    local: true,
    uri: status.uri,
    reblog_of_id: null,
  };
  await delivers(kith, deliverDelete, event);
  for (const host of ["beta.test", "gamma.test", "epsilon.test"])
    expect(at(host)[1]).toMatchObject({
      type: "Delete",
      id: `${status.uri}#delete`,
      object: { id: status.uri, type: "Tombstone" },
    });
});

test("a reblog and its withdrawal also go to the author of the original", async () => {
  const { kith, alice, at } = await cast();
  const zoe = await addRemote(kith, "zoe@zeta.test");
  const { id: _, ...row } = await publishStatus(kith, alice, draft("A pattern"));
  const id = kith.newId();
  await kith.write(async (tx) => {
    await tx
      .insertInto("statuses")
      .values({ ...row, id, uri: `${zoe.uri}/1`, account_id: zoe.id, local: 0 })
      .execute();
  });
  const original = await kith.db.selectFrom("statuses").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const mine = await reblog(kith, alice, original);
  await delivers(kith, deliverStatus, { ...published(mine), reblog: true });
  expect(at("zeta.test")[0]).toMatchObject({ type: "Announce", id: mine.uri, object: original.uri });
  expect(at("beta.test")).toHaveLength(1);
  await deleteStatus(kith, mine);
  const event = {
    type: "status.deleted" as const,
    status_id: mine.id,
    account_id: alice.id,
    local: true,
    uri: mine.uri,
    reblog_of_id: id,
  };
  await delivers(kith, deliverDelete, event);
  expect(at("zeta.test")[1]).toMatchObject({ type: "Undo", object: { type: "Announce", id: mine.uri, object: original.uri } });
});

test("follows, their answers, favourites and blocks go to whom they concern, and nowhere else", async () => {
  const outside = await cast();
  const { kith, alice, bob, at, posted } = outside;
  const made = await follow(kith, alice, bob);
  const pair = { account_id: alice.id, target_id: bob.id };
  const undone = { type: "follow.removed" as const, follow_id: made.id, ...pair, uri: made.uri };
  await delivers(kith, deliverFollow, { type: "follow.requested", follow_id: made.id, ...pair });
  await delivers(kith, deliverUnfollow, undone);
  const answered = { follow_id: 1, account_id: bob.id, target_id: alice.id, uri: `${bob.uri}#follows/1` };
  await delivers(kith, deliverFollowAnswer, { type: "follow.accepted", ...answered });
  await delivers(kith, deliverFollowAnswer, { type: "follow.rejected", ...answered });
  // The answer to our own follow is nothing that we say.
  await delivers(kith, deliverFollowAnswer, { ...undone, type: "follow.accepted" });
  const blocked = { block_id: 5, ...pair };
  await kith.write(
    async (tx) =>
      await tx
        .insertInto("blocks")
        .values({ id: 5, ...pair, uri: "", created_at: 1 })
        .execute(),
  );
  await delivers(kith, deliverBlock, { type: "block.added", ...blocked });
  await delivers(kith, deliverUnblock, { type: "block.removed", ...blocked, uri: "" });
  const theirs = { type: "Follow", id: answered.uri, actor: bob.uri, object: alice.uri };
  const blocking = { type: "Block", id: `${alice.uri}#blocks/5`, actor: alice.uri, object: bob.uri };
  expect(at("beta.test")).toMatchObject([
    { type: "Follow", id: made.uri, actor: alice.uri, object: bob.uri },
    { type: "Undo", object: { type: "Follow", id: made.uri, object: bob.uri } },
    { type: "Accept", actor: alice.uri, object: theirs },
    { type: "Reject", actor: alice.uri, object: theirs },
    blocking,
    { type: "Undo", object: blocking },
  ]);
  expect(new Set(posted.map(where))).toEqual(new Set(["beta.test/actors/bob/inbox"]));
  expect((await rows(outside)).map(({ priority }) => priority)).toEqual([1, 1, 0, 0, 1, 1]);
});

test("a favourite and its withdrawal go to the author", async () => {
  const { kith, alice, bob, at, posted } = await cast();
  const own = await publishStatus(kith, alice, draft("Mine"));
  const status_id = kith.newId();
  const uri = `${alice.uri}#likes/7`;
  await kith.write(async (tx) => {
    await tx
      .insertInto("statuses")
      .values({ ...own, id: status_id, uri: `${bob.uri}/1`, account_id: bob.id, local: 0 })
      .execute();
    await tx.insertInto("favourites").values({ id: 7, account_id: alice.id, status_id, uri, created_at: 1 }).execute();
  });
  const event = { favourite_id: 7, status_id, account_id: alice.id };
  await delivers(kith, deliverFavourite, { type: "favourite.added", ...event });
  await delivers(kith, deliverUnfavourite, { type: "favourite.removed", ...event, uri });
  await delivers(kith, deliverFavourite, { type: "favourite.added", ...event, status_id: own.id });
  const like = { type: "Like", id: uri, actor: alice.uri, object: `${bob.uri}/1` };
  expect(at("beta.test").slice(0, 2)).toMatchObject([like, { type: "Undo", object: like }]);
  expect(where(posted[0] as Seen)).toBe("beta.test/actors/bob/inbox");
});

test("news of a profile goes to every server of followers; a deleted account says farewell", async () => {
  const { kith, alice, at } = await cast();
  await delivers(kith, deliverProfile, { type: "account.updated", account_id: alice.id });
  expect(at("gamma.test")[0]).toMatchObject({
    type: "Update",
    object: { id: alice.uri, type: "Person", webfinger: "alice@alpha.test" },
  });
  await kith.write(
    async (tx) => await tx.updateTable("accounts").set({ deleted_at: kith.now() }).where("id", "=", alice.id).execute(),
  );
  await delivers(kith, deliverFarewell, { type: "account.erased", account_id: alice.id });
  expect(at("gamma.test")[1]).toMatchObject({ type: "Delete", actor: alice.uri, object: alice.uri });
});
