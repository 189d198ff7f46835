/** Requests that are sent again with their Idempotency-Key, as apps do when no answer has come: whatever they make, they make once. */
import { FormData } from "undici";
import { expect, test } from "vitest";
import { claimRequest, forgetAnswers, keepAnswer, noting } from "../../src/access/repeats.ts";
import { createList } from "../../src/lists/lists.ts";
import type { Answer } from "../world/client.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { PIXEL } from "../stories/chatters.ts";
import { makeCrew } from "../stories/gatherers.ts";

async function gather(world: World) {
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  await alice.follows(bob);
  const client = world.visitor("alpha.test");
  const sends = async (who: Person, path: string, { key, body }: { key?: string; body?: unknown }): Promise<Answer> =>
    await client("POST", path, {
      headers: { authorization: `Bearer ${who.token}`, ...(key === undefined ? {} : { "idempotency-key": key }) },
      body,
    });
  return { alice, bob, sends };
}

const picture = (): FormData => {
  const form = new FormData();
  form.set("file", new Blob([PIXEL], { type: "image/png" }), "pixel.png");
  return form;
};

test("whatever a POST makes, it makes once for each key", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, bob, sends } = await gather(world);
  const count = async (path: string) => (await alice.api<unknown[]>("GET", path)).length;
  const K = "/api/kith/v1";
  const makes: [path: string, body: () => unknown, list: string | undefined][] = [
    [`${K}/chats`, () => ({ account_ids: [bob.id], name: "Bread" }), `${K}/chats`],
    [`${K}/circles`, () => ({ title: "Choir" }), `${K}/circles`],
    [`${K}/drafts`, () => ({ status: "Not yet" }), `${K}/drafts`],
    [`${K}/playlists`, () => ({ title: "Rainy days" }), undefined],
    [`${K}/stories`, () => ({ text: "Hello" }), undefined],
    [`${K}/teams`, () => ({ username: "bakers", display_name: "Bakers" }), undefined],
    [`${K}/groups`, () => ({ name: "gardens", title: "Gardens" }), undefined],
    ["/api/v1/lists", () => ({ title: "Close ones" }), "/api/v1/lists"],
    ["/api/v2/filters", () => ({ title: "Spoilers", context: ["home"] }), "/api/v2/filters"],
    ["/api/v1/collections", () => ({ name: "Bakers" }), undefined],
    ["/api/v1/reports", () => ({ account_id: bob.id, comment: "Loud" }), undefined],
    ["/api/v2/media", picture, undefined],
    ["/api/v1/statuses", () => ({ status: "Once" }), "/api/v1/timelines/home"],
  ];
  for (const [path, body, list] of makes) {
    const before = list === undefined ? 0 : await count(list);
    const first = await sends(alice, path, { key: "one", body: body() });
    expect([path, first.status, first.text.slice(0, 100)]).toEqual([path, 200, expect.anything()]);
    const again = await sends(alice, path, { key: "one", body: body() });
    expect([path, again.status, again.json()]).toEqual([path, 200, first.json()]);
    if (list !== undefined) expect([path, await count(list)]).toEqual([path, before + 1]);
  }
  // Without the key, with another one, and of somebody else it is another request.
  const list = { body: { title: "Close ones" } };
  for (const key of [undefined, "two"]) await sends(alice, "/api/v1/lists", key === undefined ? list : { key, ...list });
  await sends(bob, "/api/v1/lists", { key: "one", ...list });
  // Groups that one is in stand among them, too.
  const own = async (who: Person) =>
    (await who.api<{ title: string }[]>("GET", "/api/v1/lists")).filter(({ title }) => title === "Close ones");
  expect([(await own(alice)).length, (await own(bob)).length]).toEqual([3, 1]);
});

test("six at once are one, and who comes after the hour begins anew", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, bob, sends } = await gather(world);
  const begin = async () =>
    await sends(alice, "/api/kith/v1/chats", { key: "k", body: { account_ids: [bob.id], name: "Bread" } });
  const answers = await Promise.all(Array.from({ length: 6 }, begin));
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(await alice.api("GET", "/api/kith/v1/chats")).toHaveLength(1);
  await world.passes("59 minutes");
  await begin();
  expect(await alice.api("GET", "/api/kith/v1/chats")).toHaveLength(1);
  await world.passes("2 minutes");
  await begin();
  expect(await alice.api("GET", "/api/kith/v1/chats")).toHaveLength(2);
  const kith = world.instance("alpha.test");
  await world.passes("2 hours");
  await forgetAnswers(kith);
  expect(await kith.db.selectFrom("kept_answers").select("key").execute()).toEqual([]);
});

test("what was refused has done nothing: put right, it is sent with the same key; a key has its length, and its owner", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, bob, sends } = await gather(world);
  const lists = async (title: string, key: string) => await sends(alice, "/api/v1/lists", { key, body: { title } });
  expect((await lists("", "k")).status).toBe(422);
  expect((await lists("Close ones", "k")).status).toBe(200);
  expect((await lists("Close ones", "k".repeat(257))).status).toBe(422);
  const stranger = await world.visitor("alpha.test")("POST", "/api/v1/lists", {
    headers: { "idempotency-key": "k" },
    body: { title: "x" },
  });
  expect(stranger.status).toBe(401);
  // Nobody is answered what somebody else has made.
  expect((await sends(bob, "/api/v1/lists", { key: "k", body: { title: "" } })).status).toBe(422);
});

test("while another process is at it nothing is done, and when that has died it can be done", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, sends } = await gather(world);
  const kith = world.instance("alpha.test");
  const body = { title: "Close ones" };
  await sends(alice, "/api/v1/lists", { key: "k", body });
  const { account_id, key } = await kith.db.selectFrom("kept_answers").select(["account_id", "key"]).executeTakeFirstOrThrow();
  await world.passes("61 minutes");
  expect(await claimRequest(kith, { account_id, key })).toBe("mine");
  expect((await sends(alice, "/api/v1/lists", { key: "k", body })).status).toBe(409);
  expect(await alice.api("GET", "/api/v1/lists")).toHaveLength(1);
  await world.passes("2 minutes");
  expect((await sends(alice, "/api/v1/lists", { key: "k", body })).status).toBe(200);
  expect(await alice.api("GET", "/api/v1/lists")).toHaveLength(2);
});

test("of a team each has what they have been answered themselves, whichever keys the others chance on", async () => {
  await using world = await createWorld("alpha.test");
  const { hands } = await makeCrew(world);
  const client = world.visitor("alpha.test");
  const drafts = async (role: "owner" | "editor", status: string) => {
    const headers = { authorization: `Bearer ${hands[role].token}`, "idempotency-key": "1" };
    return (await client("POST", "/api/kith/v1/drafts", { headers, body: { status } })).json<{ id: string }>().id;
  };
  const hers = await drafts("owner", "For the owners");
  const his = await drafts("editor", "By an editor");
  expect(his).not.toBe(hers);
  expect([await drafts("owner", "For the owners"), await drafts("editor", "By an editor")]).toEqual([hers, his]);
});

test("where the process died after it had made something, and before it could answer, nothing is made again", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, sends } = await gather(world);
  const kith = world.instance("alpha.test");
  const body = { title: "Close ones" };
  await sends(alice, "/api/v1/lists", { key: "k", body });
  const name = await kith.db.selectFrom("kept_answers").select(["account_id", "key"]).executeTakeFirstOrThrow();
  await world.passes("61 minutes");
  expect(await claimRequest(kith, name)).toBe("mine");
  await createList(noting(kith, name), Number(alice.id), { title: "Close ones", replies_policy: "list", exclusive: false });
  await world.passes("2 minutes");
  const again = await sends(alice, "/api/v1/lists", { key: "k", body });
  expect([again.status, again.text]).toEqual([409, expect.stringContaining("has been carried out")]);
  expect(await alice.api("GET", "/api/v1/lists")).toHaveLength(2);
  // After its hour it is another request.
  await world.passes("1 hour");
  expect((await sends(alice, "/api/v1/lists", { key: "k", body })).status).toBe(200);
});

test("an account keeps so much and no more: the oldest answers go, and what they answered is not done again", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, bob, sends } = await gather(world);
  const kith = world.instance("alpha.test");
  const body = { title: "Close ones" };
  const [first, others] = [await sends(alice, "/api/v1/lists", { key: "first", body }), Number(bob.id)];
  await sends(bob, "/api/v1/lists", { key: "first", body });
  for (let n = 0; n < 5; n++) {
    await world.passes("1 minute");
    const name = { account_id: Number(alice.id), key: `big${n}` };
    await claimRequest(kith, name);
    await keepAnswer(kith, name, "x".repeat(900_000));
  }
  const rows = await kith.db.selectFrom("kept_answers").select(["account_id", "answer"]).execute();
  const kept = rows.filter(({ account_id }) => account_id !== others).map(({ answer }) => answer.length);
  expect(kept.filter((length) => length > 0)).toEqual([900_000, 900_000, 900_000, 900_000]);
  expect(first.status).toBe(200);
  expect((await sends(alice, "/api/v1/lists", { key: "first", body })).status).toBe(409);
  expect(await alice.api("GET", "/api/v1/lists")).toHaveLength(1);
  expect((await sends(bob, "/api/v1/lists", { key: "first", body })).status).toBe(200);
  expect(await bob.api("GET", "/api/v1/lists")).toHaveLength(1);
});

test("a story that was deleted is not told again when its request is", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, sends } = await gather(world);
  const tell = async () => await sends(alice, "/api/kith/v1/stories", { key: "k", body: { text: "Hello" } });
  const told = (await tell()).json<{ id: string }>();
  await alice.api("DELETE", `/api/kith/v1/stories/${told.id}`);
  expect((await tell()).json<{ id: string }>().id).toBe(told.id);
  const stories = world.instance("alpha.test").db.selectFrom("stories").select("id");
  expect((await stories.where("ended_at", "=", 0).execute()).length).toBe(0);
});
