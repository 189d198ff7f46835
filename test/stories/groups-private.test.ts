/** Groups whose posts are for their members alone: on two servers of Kith, and against everybody else. */
import { expect, test } from "vitest";
import { PUBLIC, type Doc } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";
import { does, feed, group, homeOf, makes, plain, told, tries, type Grouped } from "./gardeners.ts";

/** Ann's family on alpha: Ben there and Bob and Bea on beta are in it, Eve on alpha and Mallory on beta are not. */
async function gather(world: World, options: Record<string, unknown> = {}) {
  const [ann, ben, eve] = [
    await world.person("ann@alpha.test"),
    await world.person("ben@alpha.test"),
    await world.person("eve@alpha.test"),
  ];
  const [bob, bea, mal] = [
    await world.person("bob@beta.test"),
    await world.person("bea@beta.test"),
    await world.person("mal@beta.test"),
  ];
  const family = await makes(ann, { name: "family", title: "Family", private: true, membership: "approval", ...options });
  for (const who of [ben, bob, bea]) await who.follows("@family@alpha.test");
  await world.settles();
  const waiting = await ann.api<{ id: string }[]>("GET", `/api/kith/v1/groups/${family.id}/requests`);
  for (const { id } of waiting) await does(ann, family, `requests/${id}/accept`);
  await world.settles();
  return { ann, ben, eve, bob, bea, mal, family };
}

test("what is posted there, from here or elsewhere, stands in its members' homes on both servers, and nowhere else", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, ben, eve, bob, bea, mal, family } = await gather(world);
  // Whatever an app calls it: it is for the members.
  const hers = (await ann.posts("@family Dinner at eight", { visibility: "public" })) as Grouped;
  expect(hers).toMatchObject({ visibility: "private", group: { acct: "family" } });
  await world.settles();
  const his = await bob.posts("@family@alpha.test I bring cake");
  expect(his.visibility).toBe("private");
  await world.settles();
  const both = ["@family I bring cake", "@family Dinner at eight"];
  for (const who of [ann, ben, bea]) expect(await homeOf(who)).toEqual(both);
  expect(await feed(ben, family)).toEqual(both);
  // An answer from the other server, and one to it.
  const answer = await bea.replies((await bea.sees(hers))!, "@ann@alpha.test Gladly");
  await world.settles();
  await ben.replies((await ben.sees(answer))!, "@bea@beta.test Good");
  await world.settles();
  for (const who of [ann, bob])
    expect((await who.thread((await who.sees(hers))!)).descendants.map(({ content }) => plain(content))).toEqual([
      "@ann Gladly",
      "@bea Good",
    ]);
  for (const who of [ann, bea]) await who.favourites((await who.sees(his))!);
  await world.settles();
  expect((await bob.looksAt(his))?.favourites_count).toBe(2);
  expect(await told(ann)).toContain("mention");
  for (const stranger of [eve, mal]) {
    expect(await stranger.sees(hers)).toBeUndefined();
    expect(await stranger.sees(his)).toBeUndefined();
    expect(await stranger.sees(answer)).toBeUndefined();
    expect(await stranger.publicTimeline()).toEqual([]);
    expect((await stranger.api<{ statuses: unknown[] }>("GET", "/api/v2/search?q=cake&type=statuses")).statuses).toEqual([]);
    expect(await stranger.profile("@bob@beta.test")).toEqual([]);
    expect(await stranger.profile("@family@alpha.test")).toEqual([]);
  }
});

test("outsiders learn neither its title nor who is in it nor what is said; only that its name is taken", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, eve, bob, family } = await gather(world);
  const hers = await ann.posts("@family Dinner at eight");
  await world.settles();
  expect(await group(eve, family)).toMatchObject({ title: "family", note: "", rules: [], standing: { member: false } });
  for (const path of ["timeline", "pinned", "members", "moderators", "log"])
    expect(await tries(eve, "GET", `${family.id}/${path}`)).toBe(404);
  for (const path of ["requests", "bans", "waiting", "reports", "links"])
    expect(await tries(eve, "GET", `${family.id}/${path}`)).toBe(404);
  expect(await eve.api("GET", "/api/kith/v1/groups?q=fam")).toEqual([]);
  const visitor = world.visitor("alpha.test");
  const activity = { headers: { accept: "application/activity+json" } };
  const actor = (await visitor("GET", new URL(family.uri).pathname, activity)).json<Doc>();
  expect(actor).toMatchObject({ type: "Group", preferredUsername: "family", membersOnly: true, manuallyApprovesFollowers: true });
  expect([actor["name"], actor["summary"]]).toEqual([undefined, undefined]);
  for (const place of ["outbox?page=true", "collections/featured"]) {
    const answer = (await visitor("GET", `${new URL(family.uri).pathname}/${place}`, activity)).text;
    expect(answer).not.toContain("Dinner");
  }
  expect((await visitor("GET", `${new URL(family.uri).pathname}/followers?page=true`, activity)).status).toBe(404);
  expect((await visitor("GET", new URL(hers.uri).pathname, activity)).status).toBe(404);
  for (const page of ["/@family", "/@family.rss", `/@ann/${hers.id}`, `/@ann/${hers.id}/embed`, `/groups/${family.id}/members`]) {
    const answer = await visitor("GET", page, { headers: { accept: "text/html" } });
    expect([page, answer.text.includes("Dinner"), answer.text.includes("Family")]).toEqual([page, false, false]);
  }
  // A stranger's server asks with its own signature.
  const stranger = await world.stranger("sly@gamma.test");
  expect((await stranger.fetches("alpha.test", new URL(hers.uri).pathname)).status).toBe(404);
  // Members know, on both servers.
  expect((await bob.sees(hers))?.content).toContain("Dinner");
  expect((await ann.api<{ title: string }[]>("GET", "/api/v1/lists")).map(({ title }) => title)).toEqual(["Family"]);
  expect(await ann.api<unknown[]>("GET", `/api/v1/timelines/list/${family.id}`)).toHaveLength(1);
  expect((await eve.asks("GET", `/api/v1/timelines/list/${family.id}`)).status).toBe(404);
});

test("whoever is taken out or banned reads no further, named or not, here and elsewhere; whoever leaves, neither", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, ben, bob, bea, family } = await gather(world);
  const hers = await ann.posts("@family Dinner, @ben and @bob@beta.test");
  await world.settles();
  for (const who of [ben, bob, bea]) expect(await who.sees(hers)).toBeDefined();
  await ann.api("DELETE", `/api/kith/v1/groups/${family.id}/members/${ben.id}`);
  await does(ann, family, `bans/${(await ann.finds("@bob@beta.test")).id}`, { reason: "Ate it all" });
  await bea.unfollows("@family@alpha.test");
  await world.settles();
  for (const who of [ben, bob, bea]) {
    expect(await who.sees(hers)).toBeUndefined();
    expect(await homeOf(who)).toEqual([]);
  }
  expect((await ben.notifications()).map(({ status }) => status?.id)).not.toContain(hers.id);
  await ann.posts("@family Without them");
  await world.settles();
  for (const who of [ben, bob, bea]) expect(await homeOf(who)).toEqual([]);
});

test("nobody boosts or quotes it, or carries it out by an answer; a stranger who names the group stands outside", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, ben, eve, bob, bea, mal, family } = await gather(world);
  const hers = await ann.posts("@family Dinner at eight");
  await world.settles();
  for (const who of [ben, bob]) {
    const seen = (await who.sees(hers))!;
    expect((await who.asks("POST", `/api/v1/statuses/${seen.id}/reblog`)).status).toBeGreaterThanOrEqual(400);
    expect(
      (await who.asks("POST", "/api/v1/statuses", { status: "Look", quoted_status_id: seen.id })).status,
    ).toBeGreaterThanOrEqual(400);
    const answer = (await who.replies(seen, "Gladly", { visibility: "public" })) as Grouped;
    expect(answer).toMatchObject({ visibility: "private", group: {} });
  }
  await eve.posts("@family Let me in");
  await mal.posts("@family@alpha.test Let me in", { visibility: "direct" });
  await mal.posts("@family@alpha.test Me, too");
  await world.settles();
  expect(await feed(ann, family)).toEqual(["@family Dinner at eight"]);
  expect(await homeOf(bea)).toEqual(["@family Dinner at eight"]);
  expect((await eve.asks("POST", "/api/v1/statuses", { status: "In", group_id: family.id })).status).toBe(403);
  expect((await eve.asks("POST", "/api/v1/statuses", { status: "In", in_reply_to_id: hers.id })).status).toBe(404);
  expect(await eve.sees(hers)).toBeUndefined();
});

test("a server that is in the group by a member puts words into nobody's mouth, and a member elsewhere none into the group's", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, bob, bea, family } = await gather(world, { membership: "public" });
  const sly = await world.stranger("sly@gamma.test");
  await sly.sends("alpha.test", sly.activity("Follow", family.uri));
  await world.settles();
  await ann.posts("@family Dinner at eight");
  await world.settles();
  // It is a member, and gets what is said there.
  expect(sly.inbox.documents.some((document) => JSON.stringify(document).includes("Dinner"))).toBe(true);
  // The group's own Announce, forged, with Bob's words in it.
  const forged: Doc = {
    id: `${bob.uri}/statuses/1`,
    type: "Note",
    attributedTo: bob.uri,
    to: [family.uri, `${family.uri}/followers`],
    audience: family.uri,
    content: "<p>never said</p>",
  };
  const create: Doc = { id: `${bob.uri}/x`, type: "Create", actor: bob.uri, to: [family.uri], object: forged };
  await sly.sends("beta.test", {
    ...sly.activity("Announce", create),
    actor: family.uri,
    id: `${family.uri}#announces/1`,
    to: [`${family.uri}/followers`],
  });
  // And a group of the stranger's own, that Bea has been lured into.
  const lure = await world.stranger("lure@gamma.test");
  Object.assign(lure.actor, { type: "Group", followers: `${lure.uri}/followers`, membersOnly: true });
  await bea.follows(lure.handle);
  await world.settles();
  await lure.sends("beta.test", lure.activity("Accept", lure.inbox.documents.at(-1)));
  const shared: Doc = {
    ...forged,
    id: `${ann.uri}/statuses/7`,
    attributedTo: ann.uri,
    to: [lure.uri, `${lure.uri}/followers`],
    audience: lure.uri,
  };
  const hers: Doc = { id: `${ann.uri}/y`, type: "Create", actor: ann.uri, to: [lure.uri], object: shared };
  await lure.sends("beta.test", lure.activity("Announce", hers, { to: [`${lure.uri}/followers`] }));
  await world.settles();
  for (const who of [ann, bob, bea]) expect((await homeOf(who)).join()).not.toContain("never said");
});

test("what a member on a server of another make writes to it comes, for the members; what they say to one of them, or to all, does not", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, bob, family } = await gather(world, { membership: "public" });
  const sly = await world.stranger("sly@gamma.test");
  await sly.sends("alpha.test", sly.activity("Follow", family.uri));
  await world.settles();
  await ann.posts("@family Dinner at eight");
  await world.settles();
  const word = sly.note("<p>I bring wine</p>", { to: [family.uri], audience: family.uri });
  await sly.sends("alpha.test", sly.activity("Create", word, { to: [family.uri] }));
  await world.settles();
  expect(await feed(ann, family)).toContain("I bring wine");
  expect(await bob.sees(String(word.id))).toBeUndefined();
  // A word between two about what stands there is not for the group, either.
  const dinner = (await ann.home()).find(({ content }) => content.includes("Dinner"));
  const aside = sly.note("<p>Between us</p>", {
    to: [ann.uri],
    inReplyTo: dinner!.uri,
    tag: [{ type: "Mention", href: ann.uri, name: "@ann@alpha.test" }],
  });
  await sly.sends("alpha.test", sly.activity("Create", aside, { to: [ann.uri] }));
  await world.settles();
  expect((await ann.sees(String(aside.id)))?.visibility).toBe("direct");
  // Said to everybody, it is not for the group.
  const loud = sly.note("<p>All may know</p>", { to: [PUBLIC, family.uri], audience: family.uri });
  await sly.sends("alpha.test", sly.activity("Create", loud));
  await world.settles();
  expect(await feed(ann, family)).not.toContain("All may know");
});

test("a first post that waits is seen by nobody but its author and those who look after the group, named or not", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, ben, bob, bea, family } = await gather(world, { approve_first: true });
  await bob.posts("@family@alpha.test Hello @ben@alpha.test");
  const his = await ben.posts("@family Hi @ann and @bea@beta.test");
  expect((await ben.sees(his))?.visibility).toBe("private");
  // Nor by an edit.
  const edit = { status: "@family Hey @ann and @bea@beta.test" };
  expect((await ben.asks("PUT", `/api/v1/statuses/${his.id}`, edit)).status).toBe(422);
  await world.settles();
  for (const who of [bea, ann]) expect(await who.sees(his)).toBeUndefined();
  for (const who of [ben, bea]) expect(await told(who)).toEqual([]);
  expect((await homeOf(ben)).join()).not.toContain("Hello");
  expect((await homeOf(bea)).join()).not.toContain("Hi");
  const waiting = await ann.api<{ id: string; status: { id: string } }[]>("GET", `/api/kith/v1/groups/${family.id}/waiting`);
  expect(waiting).toHaveLength(2);
  for (const { id } of waiting) await does(ann, family, `waiting/${id}/approve`);
  await world.settles();
  for (const who of [ann, ben, bea]) expect(await homeOf(who)).toHaveLength(2);
});
