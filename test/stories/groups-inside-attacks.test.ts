/** Who is not in a private group learns by no door what it is called and about: no neighbour of a member, no stranger, no other host. */
import { expect, test } from "vitest";
import { makeSurfer } from "../web/site.ts";
import type { Person } from "../world/person.ts";
import { staffOf } from "../world/staff.ts";
import type { Doc } from "../world/stranger.ts";
import { createWorld } from "../world/world.ts";
import { bars } from "./borders.ts";
import { does, group, makes } from "./gardeners.ts";
import { ALL, gather, NOTHING, seenBy, told, WORDS } from "./insiders.ts";

type Place = { id: string; handle: string };

const doorsOf = ({ id, handle, uri, post }: Place & { uri: string; post: string }): string[] => [
  `/api/v1/accounts/${id}`,
  `/api/v1/accounts/${id}/statuses`,
  `/api/v1/accounts/${id}/group`,
  `/api/v1/accounts/lookup?acct=${handle}`,
  `/api/v1/accounts/search?q=circle`,
  `/api/v1/accounts/search?q=Roses`,
  "/api/v2/search?q=Roses&resolve=true",
  `/api/v2/search?q=${uri}&resolve=true`,
  `/api/v2/search?q=${uri}/inside&resolve=true`,
  "/api/kith/v1/groups?q=Roses",
  "/api/kith/v1/groups?q=circle",
  `/api/kith/v1/groups/${id}`,
  "/api/kith/v1/groups/joined",
  "/api/v1/lists",
  "/api/v1/notifications",
  "/api/v1/timelines/public",
  "/api/v1/directory",
  `/api/v1/statuses/${post}`,
];

const pagesOf = ({ id, handle, bob }: Place & { bob: string }): string[] => [
  `/@${handle}`,
  `/@${handle}/about`,
  `/@${handle}.rss`,
  `/groups/${id}/about`,
  "/groups",
  "/explore/groups?local=0&q=Roses",
  "/explore/groups?local=0",
  "/search?q=Roses",
  "/search?q=circle",
  "/notifications",
  `/@${bob}`,
];

/** Mal stands beside Bob on beta, Eve beside Ann. */
const NEIGHBOURS = ["mal@beta.test", "eve@alpha.test"] as const;

test.each(NEIGHBOURS)("%s, who is not in it, learns it by no door of the API", async (neighbour) => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, bob, circle, ...people } = await gather(world);
  const who = neighbour === "mal@beta.test" ? people.mal : people.eve;
  const post = await ann.posts("@circle At nine");
  await bob.posts("Ask @circle@alpha.test");
  await world.settles();
  const { avatar } = await seenBy(bob);
  expect(await told(bob)).toEqual(ALL);
  expect(await told(who)).toEqual(NOTHING);
  const theirs = await seenBy(who);
  expect(theirs.avatar).toContain("missing");
  // Nor who is in it.
  expect(await who.api("GET", `/api/v1/accounts/${theirs.id}/followers`)).toEqual([]);
  const handle = neighbour === "mal@beta.test" ? "circle@alpha.test" : "circle";
  const doors = doorsOf({ id: theirs.id, handle, uri: circle.uri, post: (await who.sees(post))?.id ?? post.id });
  for (const door of doors) {
    const { text } = await who.asks("GET", door);
    expect([door, WORDS.filter((word) => text.includes(word)), text.includes(avatar)]).toEqual([door, [], false]);
  }
});

test.each(NEIGHBOURS)("%s reads it on no page, nor does who is not signed in there", async (neighbour) => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, bob, ...people } = await gather(world);
  const who = neighbour === "mal@beta.test" ? people.mal : people.eve;
  await ann.posts("@circle At nine");
  await bob.posts("Ask @circle@alpha.test");
  await world.settles();
  expect(await told(bob)).toEqual(ALL);
  const { id } = await who.finds("@circle@alpha.test");
  const [, domain = ""] = neighbour.split("@");
  const surfers = [1, 2].map(() => makeSurfer(world.visitor(domain), `https://${domain}`));
  await surfers[0]!.signsIn(who.username);
  const names = domain === "beta.test" ? ["circle@alpha.test", "bob"] : ["circle", "bob@beta.test"];
  for (const page of pagesOf({ id, handle: names[0]!, bob: names[1]! }))
    for (const surfer of surfers) {
      const { text } = await surfer.get(page);
      expect([page, WORDS.filter((word) => text.includes(word)), text.includes("A red wall")]).toEqual([page, [], false]);
    }
});

test("only the key of somebody who is in it opens it: no stranger's, no former member's, no server's own, none of a blocked server", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, bob, circle } = await gather(world);
  const inside = `${new URL(circle.uri).pathname}/inside`;
  const activity = { headers: { accept: "application/activity+json" } };
  expect((await world.visitor("alpha.test")("GET", inside, activity)).status).toBe(404);
  // The actor says no more to a member than to anybody: servers keep what they fetch with somebody's key.
  const [sly, other] = [await world.stranger("sly@gamma.test"), await world.stranger("other@gamma.test")];
  const hears = async () => {
    const actor = await sly.fetches("alpha.test", new URL(circle.uri).pathname);
    expect(WORDS.filter((word) => actor.text.includes(word))).toEqual([]);
    const answer = await sly.fetches("alpha.test", inside);
    expect(answer.headers["cache-control"] ?? "private, no-store").toBe("private, no-store");
    return answer.status;
  };
  expect(await hears()).toBe(404);
  const ponds = await makes(ann, { name: "ponds", private: true, title: "Ponds" });
  await sly.sends("alpha.test", sly.activity("Follow", ponds.uri));
  await world.settles();
  expect(await hears()).toBe(404);
  const follow = sly.activity("Follow", circle.uri);
  await sly.sends("alpha.test", follow);
  await world.settles();
  expect(await hears()).toBe(200);
  // Beside a member, on the same server.
  expect((await other.fetches("alpha.test", inside)).status).toBe(404);
  await sly.sends("alpha.test", sly.activity("Undo", follow));
  await world.settles();
  expect(await hears()).toBe(404);
  await sly.sends("alpha.test", sly.activity("Follow", circle.uri));
  await world.settles();
  expect(await hears()).toBe(200);
  await does(ann, circle, `bans/${(await ann.finds(sly.handle)).id}`);
  await world.settles();
  expect(await hears()).toBe(404);
  await other.sends("alpha.test", other.activity("Follow", circle.uri));
  await world.settles();
  expect((await other.fetches("alpha.test", inside)).status).toBe(200);
  await bars(await staffOf(world, "ada@alpha.test"), "gamma.test");
  expect((await other.fetches("alpha.test", inside)).status).toBe(404);
  expect(await told(bob)).toEqual(ALL);
});

test("no other host speaks for it by a forged Update", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { bob, mal, circle } = await gather(world);
  const sly = await world.stranger("sly@gamma.test");
  const forged: Doc = {
    id: circle.uri,
    type: "Group",
    preferredUsername: "circle",
    name: "Mine now",
    inbox: `${circle.uri}/inbox`,
    membersOnly: true,
    inside: `${sly.uri}/inside`,
  };
  await sly.sends("beta.test", { ...sly.activity("Update", forged), actor: circle.uri, id: `${circle.uri}#updates/99` });
  await sly.sends("beta.test", sly.activity("Update", forged));
  await world.settles();
  expect(await told(bob)).toEqual(ALL);
  expect(await told(mal)).toEqual(NOTHING);
});

test("a group tells of itself alone, and from its own server: neither another's secrets, nor what another host says of it", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { bob, mal, circle } = await gather(world);
  // A group of the stranger's own points at the other's secrets, and then at a document about the other.
  const seen: string[] = [];
  const lure = await world.stranger("lure@gamma.test");
  Object.assign(lure.actor, {
    type: "Group",
    followers: `${lure.uri}/followers`,
    membersOnly: true,
    inside: `${circle.uri}/inside`,
  });
  await bob.follows(lure.handle);
  await world.settles();
  await lure.sends("beta.test", lure.activity("Accept", lure.inbox.documents.at(-1)));
  await world.settles();
  expect((await group(bob, await bob.finds(lure.handle))).title).toBe("lure");
  // Nor is another host asked what it is.
  const aside = await world.stranger("aside@delta.test");
  const asked: string[] = [];
  const there = aside.serves(`${aside.uri}/inside`, ({ path }) => {
    asked.push(path);
    return { body: { id: `${aside.uri}/inside`, type: "Profile", describes: lure.uri, name: "Mine now" } };
  });
  Object.assign(lure.actor, { inside: there });
  await lure.sends("beta.test", lure.activity("Update", lure.actor));
  await world.settles();
  expect(asked).toEqual([]);
  const place = lure.serves(`${lure.uri}/inside`, ({ headers }) => {
    seen.push(String(headers["signature"] ?? headers["signature-input"]));
    return { body: { id: `${lure.uri}/inside`, type: "Profile", describes: circle.uri, name: "Mine now" } };
  });
  Object.assign(lure.actor, { inside: place });
  await lure.sends("beta.test", lure.activity("Update", lure.actor));
  await world.settles();
  expect(seen.length).toBe(1);
  expect(seen[0]).toContain(bob.uri);
  expect(await told(bob)).toEqual(ALL);
  expect((await group(bob, await bob.finds(lure.handle))).title).toBe("lure");
  // What it tells of itself is made harmless.
  lure.serves(place, {
    id: place,
    type: "Profile",
    describes: lure.uri,
    name: "A <b>lure</b>",
    summary: "<script>x()</script><p>Come</p>",
  });
  await lure.sends("beta.test", lure.activity("Update", lure.actor));
  await world.settles();
  const its = await group(bob, await bob.finds(lure.handle));
  expect(its.note).toBe("<p>Come</p>");
  expect((await group(mal, await mal.finds(lure.handle))).title).toBe("lure");
});

test("that somebody is in it stands in what they follow for those who are in it, too, and for nobody else", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { bob, mal } = await gather(world);
  await bob.follows(mal);
  await world.settles();
  const visitor = world.visitor("beta.test");
  const follows = async (ask: Person["asks"] | typeof visitor) => {
    const people = (await ask("GET", `/api/v1/accounts/${bob.id}/following`)).json<{ username: string }[]>();
    return people.map(({ username }) => username);
  };
  expect([await follows(mal.asks), await follows(visitor)]).toEqual([["mal"], ["mal"]]);
  expect(await follows(bob.asks)).toEqual(["mal", "circle"]);
  const carl = await world.person("carl@beta.test");
  await carl.follows("@circle@alpha.test");
  await world.settles();
  expect(await follows(carl.asks)).toEqual(["mal", "circle"]);
});
