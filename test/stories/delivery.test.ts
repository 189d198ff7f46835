/** Deliveries: hosts that are away, slow or refusing, one delivery for many readers, and each of them signed. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createWorld } from "../world/world.ts";

test("a post made while a follower's server is down arrives when it is back", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const bob = await world.person("bob@beta.test");
  await bob.follows(alice);
  await world.settles();
  await world.down("beta.test");
  const missed = await alice.posts("You are missing this");
  await world.passes("10 minutes");
  await world.passes("6 hours");
  await world.up("beta.test");
  await world.passes("12 hours");
  expect(await bob.home()).toMatchObject([{ uri: missed.uri }]);
});

test("a host that stays away is given up after days, not hours", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const bob = await world.person("bob@beta.test");
  await bob.follows(alice);
  await world.settles();
  await world.down("beta.test");
  await alice.posts("Anybody there?");
  const state = async () =>
    (await world.instance("alpha.test").db.selectFrom("deliveries").select("state").orderBy("id", "desc").executeTakeFirst())
      ?.state;
  for (let hour = 0; hour < 48; hour += 4) await world.passes("4 hours");
  expect(await state()).toBe("pending");
  for (let day = 0; day < 12; day++) await world.passes("1 day");
  expect(await state()).toBe("failed");
});

test("what a server never takes holds up only what is about it, however much of it there is", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const fred = await world.stranger("fred@far.test");
  await fred.sends("alpha.test", fred.activity("Follow", alice.uri));
  await world.settles();
  // Two of them are more than the patience that is for the host as a whole.
  const never = new Set(["Never", "Ever"]);
  const [asked, taken]: string[][] = [[], []];
  const words = new Map<string, string>();
  fred.serves(`${fred.uri}/inbox`, ({ body }) => {
    const { type, object } = JSON.parse(body) as { type: string; object: { id: string; content?: string } };
    const text = words.get(object.id) ?? (object.content ?? "").replace(/<[^>]*>/g, "");
    words.set(object.id, text);
    asked?.push(`${type} ${text}`);
    if (type === "Create" && never.has(text)) return { status: 500 };
    taken?.push(`${type} ${text}`);
    return { status: 202 };
  });
  const [first, second] = [await alice.posts("Never"), await alice.posts("Ever")];
  await world.settles();
  await alice.edits(first, "Never again");
  await alice.posts("Three");
  await world.passes("1 minute");
  await alice.deletes(second);
  for (let minutes = 0; minutes < 120; minutes += 10) await world.passes("10 minutes");
  await alice.posts("Four");
  for (let hours = 0; hours < 8; hours++) await world.passes("1 hour");
  // Long after the last failure, too.
  await alice.edits(first, "Never, never");
  await world.settles();
  expect(taken).toEqual(["Create Three", "Create Four"]);
  expect(asked?.filter((name) => name === "Create Never").length).toBeLessThan(12);
  never.delete("Ever");
  for (let hours = 0; hours < 24; hours += 2) await world.passes("2 hours");
  expect(taken?.slice(2)).toEqual(["Create Ever", "Delete Ever"]);
  for (let hours = 0; hours < 72; hours += 6) await world.passes("6 hours");
  // It has been given up.
  expect(taken?.slice(4)).toEqual(["Update Never", "Update Never"]);
});

test("one slow host delays nobody else", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const bob = await world.person("bob@beta.test");
  const sloth = await world.stranger("sloth@slow.test");
  await bob.follows(alice);
  await sloth.sends("alpha.test", sloth.activity("Follow", alice.uri));
  await world.settles();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  let asked = 0;
  sloth.serves(`${sloth.uri}/inbox`, async () => {
    asked++;
    await released;
    return { status: 202 };
  });
  // As in production: the worker takes more as soon as there is room, and does not wait for what it has taken.
  for (const domain of ["alpha.test", "beta.test"]) world.instance(domain).worker.start();
  for (let i = 0; i < 8; i++) await alice.posts(`number ${i}`);
  await expect.poll(async () => (await bob.home()).length).toBe(8);
  await expect.poll(() => asked).toBeGreaterThan(0);
  // While all of those to the sloth are on their way: none has come to an end, nor timed out.
  const { db } = world.instance("alpha.test");
  const slow = db.selectFrom("deliveries").select("last_error").where("inbox_url", "=", `${sloth.uri}/inbox`);
  expect(await slow.where("done_at", "=", 0).execute()).toEqual(Array.from({ length: 8 }, () => ({ last_error: "" })));
  release();
});

test("many followers on one server cost one delivery, to its shared inbox", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  for (const name of ["bob", "bea", "ben"]) await (await world.person(`${name}@beta.test`)).follows(alice);
  await world.settles();
  const { db } = world.instance("alpha.test");
  const count = async () =>
    (await db.selectFrom("deliveries").select("inbox_url").where("inbox_url", "=", "https://beta.test/inbox").execute()).length;
  const before = await count();
  await alice.posts("To all of you");
  await world.settles();
  expect((await count()) - before).toBe(1);
});

test("a delivery is signed over its target, host, date and digest, with the author's key", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const fred = await world.stranger("fred@far.test");
  await fred.sends("alpha.test", fred.activity("Follow", alice.uri));
  await world.settles();
  await alice.posts("Signed");
  await world.settles();
  const last = fred.inbox.requests.at(-1);
  expect(last?.headers["signature"]).toMatch(/headers="\(request-target\) host date digest/);
  expect(last?.headers["signature"]).toContain(`keyId="${alice.uri}#main-key"`);
  expect(last?.headers["digest"]).toBe(
    `SHA-256=${createHash("sha256")
      .update(last?.body ?? "")
      .digest("base64")}`,
  );
  expect(last?.headers["content-type"]).toMatch(/^application\/(activity|ld)\+json/);
  expect(last?.headers["user-agent"]).toMatch(/^Kith\//);
  expect(fred.inbox.documents[0]).toMatchObject({
    type: "Accept",
    object: { type: "Follow", actor: fred.uri, object: alice.uri },
  });
});

test("a refusal is not repeated, but a server that does not know RFC 9421 or draft-cavage is knocked at again", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const fred = await world.stranger("fred@far.test");
  await fred.sends("alpha.test", fred.activity("Follow", alice.uri));
  await world.settles();
  fred.inbox.status = 410;
  const before = fred.inbox.requests.length;
  await alice.posts("Go away");
  await world.settles();
  await world.passes("1 day");
  expect(fred.inbox.requests.length - before).toBeLessThanOrEqual(2);
});
