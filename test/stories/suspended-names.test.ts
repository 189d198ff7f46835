/** Who is suspended is named and shown nowhere that others look after: in a group's records and to its staff, in a team's. Those who moderate the server see whom it was. */
import { expect, test } from "vitest";
import { markAccount } from "../../src/moderation/suspend.ts";
import type { Person } from "../world/person.ts";
import { staffOf } from "../world/staff.ts";
import { createWorld, type World } from "../world/world.ts";
import { makeSurfer } from "../web/site.ts";
import { does, makes } from "./gardeners.ts";

const KITH = "/api/kith/v1";

async function suspend(world: World, person: Person): Promise<void> {
  const kith = world.instance("alpha.test");
  await kith.write(async (tx, happened) => {
    const target = { id: Number(person.id), host: "" };
    await markAccount(tx, kith, happened, { target, mark: "suspended_at", at: kith.now() });
  });
  await world.settles();
}

/** Pages as somebody sees them. */
async function pagesOf(world: World, person: Person): Promise<(path: string) => Promise<{ status: number; text: string }>> {
  const surfer = makeSurfer(world.visitor("alpha.test"), "https://alpha.test");
  await surfer.signsIn(`${person.username}@mail.test`);
  return async (path) => await surfer.get(path);
}

test("a group's staff sees no post of who is suspended, and its log says that somebody was", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, ben, carl, root] = [
    await world.person("ann@alpha.test"),
    await world.person("benedikt@alpha.test"),
    await world.person("carl@alpha.test"),
    await staffOf(world, "root@alpha.test"),
  ];
  const gardens = await makes(ann, { approve_first: true });
  for (const one of [ben, carl, root]) await does(one, gardens, "join");
  const [post, other] = [await ben.posts("@gardens Snails are lovely"), await root.posts("@gardens Hello")];
  await does(ann, gardens, `waiting/${post.id}/approve`);
  await carl.posts("@gardens Slugs are lovely, too");
  await does(ann, gardens, `moderators/${ben.id}`);
  await does(ben, gardens, `waiting/${other.id}/approve`);
  await world.settles();
  const [seen, all] = [await pagesOf(world, ann), await pagesOf(world, root)];
  const judging = `/groups/${gardens.id}/posts/${post.id}`;
  const [log, queue] = [`/groups/${gardens.id}/log`, `/groups/${gardens.id}/queue`];
  expect((await seen(judging)).status).toBe(200);
  expect((await seen(log)).text).toContain("benedikt");
  expect((await seen(queue)).text).toContain("Slugs are lovely");
  for (const one of [ben, carl]) await suspend(world, one);
  expect((await seen(judging)).status).toBe(404);
  for (const path of [log, queue]) expect([path, /benedikt|Slugs are/.test((await seen(path)).text)]).toEqual([path, false]);
  expect((await seen(log)).text).toContain("a suspended account");
  expect((await all(log)).text).toContain("benedikt");
  for (const path of ["log", "waiting", "members", "moderators"]) {
    const { status, text } = await ann.asks("GET", `${KITH}/groups/${gardens.id}/${path}`);
    expect([path, status, /benedikt|Slugs are/.test(text)]).toEqual([path, 200, false]);
  }
  expect((await root.asks("GET", `${KITH}/groups/${gardens.id}/log`)).text).toContain("benedikt");
});

test("in a team who is suspended is not named, neither among its people nor for what they did, nor below what they wrote", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("benedikt@alpha.test")];
  const team = await ann.api<{ id: string }>("POST", `${KITH}/teams`, {
    username: "club",
    display_name: "Club",
    names_authors: true,
  });
  await ann.api("POST", `${KITH}/teams/${team.id}/members`, { account_id: ben.id, role: "writer" });
  await ben.api("POST", `${KITH}/teams/${team.id}/accept`);
  await world.settles();
  const seen = await pagesOf(world, ann);
  const [page, log] = [`/teams/${team.id}`, `/teams/${team.id}/log`];
  for (const path of [page, log]) expect((await seen(path)).text).toContain("benedikt");
  await suspend(world, ben);
  for (const path of [page, log]) expect([path, (await seen(path)).text.includes("benedikt")]).toEqual([path, false]);
  expect((await seen(log)).text).toContain("a suspended account");
  for (const path of ["members", "log", "posts"])
    expect((await ann.asks("GET", `${KITH}/teams/${team.id}/${path}`)).text).not.toContain("benedikt");
});
