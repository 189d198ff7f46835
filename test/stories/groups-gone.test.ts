/** A group elsewhere that its own server does not have any more, without our having been told: it is closed here for those who are in it, when that is noticed. */
import { expect, test } from "vitest";
import { makeSurfer } from "../web/site.ts";
import { followsStranger } from "../world/handshake.ts";
import type { Reply } from "../world/network.ts";
import type { NotificationJson } from "../world/entities.ts";
import type { Doc, Stranger } from "../world/stranger.ts";
import { createWorld } from "../world/world.ts";

type Notice = NotificationJson & { group?: { acct: string } };

const grave = (uri: string): Doc => ({ "@context": "https://www.w3.org/ns/activitystreams", id: uri, type: "Tombstone" });
const answers: [string, (roses: Stranger) => Doc | Reply][] = [
  ["410", () => ({ status: 410 })],
  ["410 and a tombstone", ({ uri }) => ({ status: 410, body: grave(uri) })],
  ["404 and a tombstone", ({ uri }) => ({ status: 404, body: grave(uri) })],
  ["a tombstone", ({ uri }) => grave(uri)],
];

test.each(answers)("whoever is in it hears that it is closed, when its address answers with %s", async (_, answer) => {
  await using world = await createWorld("alpha.test");
  const ann = await world.person("ann@alpha.test");
  const roses = await world.stranger("roses@forum.test");
  roses.actor["type"] = "Group";
  await followsStranger(world, ann, roses);
  const { id } = await ann.finds("@roses@forum.test");
  await world.passes("2 days");
  roses.serves(new URL(roses.uri).pathname, answer(roses));
  // Somebody looks at its page, and its server is asked.
  const surfer = makeSurfer(world.visitor("alpha.test"), "https://alpha.test");
  expect((await surfer.get("/@roses@forum.test")).status).toBe(200);
  await ann.api("GET", `/api/v1/accounts/${id}/statuses`);
  await world.settles();
  const told = await ann.api<Notice[]>("GET", "/api/v1/notifications?types[]=group_closed");
  expect(told).toMatchObject([{ account: { acct: "ann" }, group: { acct: "roses@forum.test" } }]);
  const page = await surfer.get("/@roses@forum.test");
  expect([page.status, page.text.includes("This group has been closed.")]).toEqual([410, true]);
  expect((await ann.api<{ title: string }[]>("GET", "/api/v1/lists")).map(({ title }) => title)).toEqual([]);
  const posted = await ann.asks("POST", "/api/v1/statuses", { status: "Roses", group_id: id });
  expect(posted.status).toBeGreaterThanOrEqual(400);
});

test("a server that has lost it, or fails, closes nothing; nor does anybody by a Delete of what is still there", async () => {
  await using world = await createWorld("alpha.test");
  const ann = await world.person("ann@alpha.test");
  const roses = await world.stranger("roses@forum.test");
  roses.actor["type"] = "Group";
  await followsStranger(world, ann, roses);
  const mallory = await world.stranger("mallory@forum.test");
  await ann.finds("@mallory@forum.test");
  await mallory.sends("alpha.test", mallory.activity("Delete", roses.uri));
  await world.settles();
  await roses.sends("alpha.test", roses.activity("Announce", mallory.activity("Delete", roses.uri)));
  await world.settles();
  const { id } = await ann.finds("@roses@forum.test");
  for (const status of [404, 500]) {
    await world.passes("2 days");
    roses.serves(new URL(roses.uri).pathname, { status });
    await ann.api("GET", `/api/v1/accounts/${id}/statuses`);
    await world.settles();
  }
  expect(await ann.api<Notice[]>("GET", "/api/v1/notifications?types[]=group_closed")).toEqual([]);
  expect((await ann.relationship(await ann.finds("@roses@forum.test"))).following).toBe(true);
});

test.each(["by who looks after it", "as it passes on"])(
  "a community whose deletion is told %s is closed, when its own address says so",
  async (how) => {
    await using world = await createWorld("alpha.test");
    const ann = await world.person("ann@alpha.test");
    const roses = await world.stranger("roses@forum.test");
    roses.actor["type"] = "Group";
    await followsStranger(world, ann, roses);
    const rita = await world.stranger("rita@forum.test");
    await ann.finds("@rita@forum.test");
    roses.serves(new URL(roses.uri).pathname, { status: 410, body: grave(roses.uri) });
    const deletion = rita.activity("Delete", roses.uri);
    if (how === "as it passes on") await roses.sends("alpha.test", roses.activity("Announce", deletion));
    else await rita.sends("alpha.test", deletion);
    await world.settles();
    expect(await ann.api<Notice[]>("GET", "/api/v1/notifications?types[]=group_closed")).toHaveLength(1);
  },
);

test("of a community whose server goes on serving it, its own word counts, and that of who looks after it; nobody else's", async () => {
  await using world = await createWorld("alpha.test");
  const ann = await world.person("ann@alpha.test");
  const roses = await world.stranger("roses@forum.test");
  roses.actor["type"] = "Group";
  await followsStranger(world, ann, roses);
  const { write } = world.instance("alpha.test");
  const runs = { software: "piefed 1.6.27" };
  await write(async (tx) => await tx.updateTable("hosts").set(runs).where("host", "=", "forum.test").execute());
  const [mallory, rita] = [await world.stranger("mallory@forum.test"), await world.stranger("rita@forum.test")];
  for (const name of ["mallory", "rita"]) await ann.finds(`@${name}@forum.test`);
  const told = async () => (await ann.api<Notice[]>("GET", "/api/v1/notifications?types[]=group_closed")).length;
  await mallory.sends("alpha.test", mallory.activity("Delete", roses.uri));
  await world.settles();
  expect(await told()).toBe(0);
  await roses.sends("alpha.test", roses.activity("Announce", rita.activity("Delete", roses.uri)));
  await world.settles();
  expect(await told()).toBe(1);
});
