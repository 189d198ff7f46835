/** What other servers may read here: who gets which document, who gets a page, and who gets nothing. */
import { createPrivateKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, inject, test } from "vitest";
import type { Account } from "../../src/db/schema.ts";
import { dropBytes } from "../../src/federation/serve/bytes.ts";
import { wantsActivity } from "../../src/federation/serve/answer.ts";
import { signCavage } from "../../src/federation/signatures/cavage.ts";
import type { Kith } from "../../src/kith.ts";
import { deleteStatus } from "../../src/statuses/delete.ts";
import { editStatus } from "../../src/statuses/edit.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import { addPerson } from "../units/persons.ts";
import { addRemote, draft, followedBy, openDoor, openOutside, type Outside } from "./outside.ts";

type Get = Awaited<ReturnType<typeof openDoor>>;
type Cast = Outside & { kith: Kith; alice: Account; get: Get };

async function cast(config: { authorized_fetch?: boolean } = {}): Promise<Cast> {
  const outside = await openOutside({ config: { federation: config } });
  const alice = await addPerson(outside.kith, "alice");
  return { ...outside, alice, get: await openDoor(outside.kith) };
}

const path = (uri: string) => new URL(uri).pathname + new URL(uri).search;
const HTML = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

/** Somebody elsewhere whose key we know, and how they sign a GET. */
async function withKey(kith: Kith, account: Account, n = 1): Promise<(path: string) => Record<string, string>> {
  const pairs = JSON.parse(readFileSync(inject("keys"), "utf8")) as { publicKey: string; privateKey: string }[];
  const uri = `${account.uri}#main-key`;
  const { publicKey, privateKey } = pairs[n] as { publicKey: string; privateKey: string };
  await kith.write(
    async (tx) =>
      await tx
        .insertInto("remote_keys")
        .values({ uri, owner_uri: account.uri, pem: publicKey, fetched_at: kith.now() })
        .execute(),
  );
  const key: KeyObject = createPrivateKey(privateKey);
  return (at) =>
    signCavage({
      method: "GET",
      url: new URL(at, kith.instance.origin),
      headers: { accept: "application/activity+json" },
      keyId: uri,
      key,
      now: kith.now(),
    });
}

describe("content", () => {
  test.each([
    ["application/activity+json", true],
    ['application/ld+json; profile="https://www.w3.org/ns/activitystreams"', true],
    ['application/activity+json, application/ld+json; profile="a,b", text/html;q=0.1', true],
    ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", false],
    ["application/json", false],
    ["*/*", false],
    [undefined, false],
    ["text/html, application/activity+json;q=0.5", false],
  ])("%s: %s", (accept, expected) => expect(wantsActivity(accept)).toBe(expected));

  test("whoever wants a page is sent to it", async () => {
    const { kith, alice, get } = await cast();
    const status = await publishStatus(kith, alice, draft("Hi"));
    expect((await get(path(alice.uri), HTML)).headers.location).toBe("https://alpha.test/@alice");
    const answer = await get(path(status.uri), HTML);
    expect([answer.status, answer.headers.location, answer.headers.vary]).toEqual([302, status.url, "Accept"]);
    expect((await get(path(status.url), HTML)).status).toBe(299);
    expect((await get(path(status.url))).json).toMatchObject({ id: status.uri });
    expect((await get("/@alice")).json).toMatchObject({ id: alice.uri, type: "Person" });
    expect((await get("/@nobody")).status).toBe(299);
  });
});

describe("statuses", () => {
  test("public and unlisted ones are for everybody, with the activity that brought them", async () => {
    const { kith, alice, get } = await cast();
    for (const visibility of ["public", "unlisted"] as const) {
      const status = await publishStatus(kith, alice, draft("Hi", { visibility }));
      const note = await get(path(status.uri));
      expect(note.headers["content-type"]).toBe("application/activity+json; charset=utf-8");
      expect(note.json).toMatchObject({ id: status.uri, type: "Note", "@context": expect.any(Array) as unknown });
      expect((await get(path(`${status.uri}/activity`))).json).toMatchObject({
        id: `${status.uri}/activity`,
        type: "Create",
        object: { id: status.uri },
      });
    }
  });

  test("private ones are for followers who sign, direct ones for those they mention; to others they do not exist", async () => {
    const { kith, alice, get } = await cast();
    const [bob, eve] = [await addRemote(kith, "bob@beta.test"), await addRemote(kith, "eve@epsilon.test")];
    await followedBy(kith, alice, bob);
    const [asBob, asEve] = [await withKey(kith, bob, 1), await withKey(kith, eve, 2)];
    const forFollowers = path((await publishStatus(kith, alice, draft("Us", { visibility: "private" }))).uri);
    const forEve = path((await publishStatus(kith, alice, draft("@eve@epsilon.test psst", { visibility: "direct" }))).uri);
    for (const [at, friend, other] of [
      [forFollowers, asBob, asEve],
      [forEve, asEve, asBob],
    ] as const) {
      const seen = await get(at, friend(at));
      expect([seen.status, seen.headers["cache-control"]]).toEqual([200, "private, no-store"]);
      // The second time, it is in the cache.
      expect((await get(at, other(at))).status).toBe(404);
      expect((await get(at)).status).toBe(404);
      expect((await get(`${at}/activity`)).status).toBe(404);
      expect((await get(`${at}/replies`)).status).toBe(404);
      const forged = { ...friend(at), signature: friend("/users/1").signature ?? "" };
      expect((await get(at, forged)).status).toBe(404);
    }
  });

  test("what stays on this server, belongs to another, or is no number is not there", async () => {
    const { kith, alice, get } = await cast();
    const local = await publishStatus(kith, alice, draft("Us", { local_only: true }));
    const open = await publishStatus(kith, alice, draft("All"));
    const ben = await addPerson(kith, "ben");
    for (const at of [
      path(local.uri),
      `${path(ben.uri)}/statuses/${open.id}`,
      "/users/1/statuses/1",
      "/users/x",
      `/users/${"9".repeat(30)}`,
    ])
      expect((await get(at)).status).toBe(404);
  });

  test("a deleted one leaves a tombstone if it was for everybody", async () => {
    const { kith, alice, get } = await cast();
    const [open, shut] = [
      await publishStatus(kith, alice, draft("A")),
      await publishStatus(kith, alice, draft("B", { visibility: "private" })),
    ];
    await deleteStatus(kith, open);
    await deleteStatus(kith, shut);
    const answer = await get(path(open.uri));
    expect([answer.status, answer.json.type, answer.json.id]).toEqual([410, "Tombstone", open.uri]);
    expect((await get(path(shut.uri))).status).toBe(404);
  });

  test("an edit is seen at once, and a suspended author's statuses are gone", async () => {
    const { kith, alice, get } = await cast();
    const status = await publishStatus(kith, alice, draft("Helo"));
    expect((await get(path(status.uri))).text).toContain("Helo");
    await editStatus(kith, alice, status.id, draft("Hello"));
    expect((await get(path(status.uri))).text).toContain("Hello");
    await kith.write(
      async (tx) => await tx.updateTable("accounts").set({ suspended_at: kith.now() }).where("id", "=", alice.id).execute(),
    );
    expect((await get(path(status.uri))).status).toBe(410);
    expect((await get(path(alice.uri))).json).toMatchObject({ suspended: true });
  });

  test("a favourite is counted when the bytes are dropped", async () => {
    const { kith, alice, get } = await cast();
    const status = await publishStatus(kith, alice, draft("Like me"));
    await get(path(status.uri));
    await kith.write(
      async (tx) => await tx.updateTable("statuses").set({ favourites_count: 3 }).where("id", "=", status.id).execute(),
    );
    dropBytes(kith, { type: "favourite.added", favourite_id: 1, status_id: status.id, account_id: 1 });
    expect((await get(path(status.uri))).json).toMatchObject({ likes: { totalItems: 3 } });
    expect((await get(`${path(status.uri)}/likes`)).json).toMatchObject({ type: "Collection", totalItems: 3 });
  });
});

test("with authorized_fetch only who signs gets anything, but for the key that signs our own requests", async () => {
  const { kith, alice, get } = await cast({ authorized_fetch: true });
  const instance = await kith.instanceAccount();
  const asBob = await withKey(kith, await addRemote(kith, "bob@beta.test"));
  const status = path((await publishStatus(kith, alice, draft("Hi"))).uri);
  expect((await get(status)).status).toBe(401);
  expect((await get(path(alice.uri))).status).toBe(401);
  expect((await get(status, asBob(status))).status).toBe(200);
  expect((await get(path(instance.uri))).json).toMatchObject({ type: "Application", preferredUsername: "instance.actor" });
});
