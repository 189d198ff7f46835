/** Groups that live here: made, joined from here and from another Kith, posted to from apps, and looked after. */
import { expect, test } from "vitest";
import { createWorld, type World } from "../world/world.ts";
import { does, feed, group, homeOf, makes, plain, told, tries, type Grouped, type GroupJson } from "./gardeners.ts";

async function gather(world: World, options: Record<string, unknown> = {}) {
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const [bob, bea] = [await world.person("bob@beta.test"), await world.person("bea@beta.test")];
  const gardens = await makes(ann, options);
  return { ann, ben, bob, bea, gardens };
}

test("a group is an account that one follows; what its members post by naming it reaches the others, here and elsewhere, once", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, ben, bob, bea, gardens } = await gather(world);
  expect(gardens).toMatchObject({
    title: "Gardens",
    members_count: 1,
    standing: { member: true, role: "owner", may_post: true },
  });
  expect(gardens.account).toMatchObject({ group: true, bot: false, locked: false, display_name: "Gardens" });
  await ben.follows("@gardens@alpha.test");
  await bob.follows("@gardens@alpha.test");
  await bea.follows("@gardens@alpha.test");
  await world.settles();
  expect(await bob.relationship("@gardens@alpha.test")).toMatchObject({ following: true });
  expect((await group(ben, gardens)).members_count).toBe(4);
  // From an app here.
  const mine = (await ben.posts("@gardens Look at my roses")) as Grouped;
  await world.settles();
  expect(mine.group).toMatchObject({ acct: "gardens" });
  // From an app on the other server.
  await bob.posts("@gardens@alpha.test My tulips");
  await world.settles();
  expect(await feed(ann, gardens)).toEqual(["@gardens My tulips", "@gardens Look at my roses"]);
  expect(await homeOf(ann)).toEqual(["@gardens My tulips", "@gardens Look at my roses"]);
  expect(await homeOf(ben)).toEqual(["@gardens My tulips", "@gardens Look at my roses"]);
  expect(await homeOf(bea)).toEqual(["@gardens My tulips", "@gardens Look at my roses"]);
  expect((await bea.home())[1]).toMatchObject({
    account: { acct: "gardens@alpha.test" },
    reblog: { account: { acct: "ben@alpha.test" } },
  });
  // What it shows is no news for who has posted it.
  expect(await told(ben)).toEqual([]);
  // Apps that know no groups see it as an account that shows what is posted to it.
  expect((await ann.profile(gardens.account)).map(({ reblog }) => plain(reblog!.content))).toHaveLength(2);
});

test("answers belong to the thread and reach it on all servers; edits, deletions and likes do, too", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, ben, bob, bea, gardens } = await gather(world);
  for (const who of [ben, bob, bea]) await who.follows("@gardens@alpha.test");
  await world.settles();
  const roses = await bob.posts("@gardens@alpha.test My roses");
  await world.settles();
  const here = (await ben.sees(roses))!;
  const answer = (await ben.replies(here, "@bob@beta.test Lovely")) as Grouped;
  await world.settles();
  expect(answer.group).toMatchObject({ acct: "gardens" });
  expect((await bea.thread((await bea.sees(roses))!)).descendants.map(({ content }) => plain(content))).toEqual(["@bob Lovely"]);
  // Answers stand in threads, not in the feed.
  expect(await feed(ann, gardens)).toEqual(["@gardens My roses"]);
  expect(await feed(ann, gardens, "?order=active")).toEqual(["@gardens My roses"]);
  await ann.favourites(here);
  await world.settles();
  expect((await bob.looksAt(roses))?.favourites_count).toBe(1);
  await world.passes("1 minute");
  await ben.edits(answer, "@bob@beta.test Quite lovely");
  await world.settles();
  expect(plain((await bea.sees(answer))!.content)).toContain("Quite lovely");
  await ben.deletes(answer);
  await world.settles();
  expect(await bea.sees(answer)).toBeUndefined();
  await bob.deletes(roses);
  await world.settles();
  expect(await feed(ann, gardens)).toEqual([]);
  expect((await group(ann, gardens)).posts_count).toBe(0);
});

test("by approval: who asks waits, those who look after it are told, and decide", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, ben, bob, gardens } = await gather(world, { membership: "approval" });
  await ben.follows("@gardens@alpha.test");
  await bob.follows("@gardens@alpha.test");
  await world.settles();
  expect(await ben.relationship(gardens.account)).toMatchObject({ following: false, requested: true });
  expect(await told(ann)).toEqual(["group_request", "group_request"]);
  const waiting = await ann.api<{ id: string; acct: string }[]>("GET", `/api/kith/v1/groups/${gardens.id}/requests`);
  expect(waiting.map(({ acct }) => acct)).toEqual(["bob@beta.test", "ben"]);
  for (const [n, answer] of ["accept", "reject"].entries()) await does(ann, gardens, `requests/${waiting[n]?.id}/${answer}`);
  await world.settles();
  expect(await bob.relationship("@gardens@alpha.test")).toMatchObject({ following: true });
  expect(await ben.relationship(gardens.account)).toMatchObject({ following: false, requested: false });
  expect(await tries(ben, "GET", `${gardens.id}/requests`)).toBe(403);
  expect(await told(ann)).toEqual([]);
});

test("by invitation only: whoever has been invited, here, elsewhere, or by a link, is let in at once; nobody else", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, ben, bob, bea, gardens } = await gather(world, { membership: "invitation" });
  const cleo = await world.person("cleo@alpha.test");
  expect((await ben.asks("POST", `/api/v1/accounts/${gardens.id}/follow`)).status).toBe(403);
  await bea.follows("@gardens@alpha.test");
  await world.settles();
  expect(await bea.relationship("@gardens@alpha.test")).toMatchObject({ following: false, requested: false });
  await does(ann, gardens, "invitations", { acct: "ben" });
  await does(ann, gardens, "invitations", { acct: "@bob@beta.test" });
  await world.settles();
  expect(await told(ben)).toEqual(["group_invitation"]);
  const [letter] = await bob.notifications();
  expect(letter).toMatchObject({
    type: "mention",
    status: { visibility: "direct", content: expect.stringContaining("Gardens") },
  });
  expect(await ben.api<{ group: GroupJson }[]>("GET", "/api/kith/v1/groups/invitations")).toMatchObject([
    { group: { title: "Gardens" } },
  ]);
  await does(ben, gardens, "join");
  await bob.follows("@gardens@alpha.test");
  await world.settles();
  expect((await group(ben, gardens)).standing).toMatchObject({ member: true, invited: false });
  expect(await told(ben)).toEqual([]);
  expect(await bob.relationship("@gardens@alpha.test")).toMatchObject({ following: true });
  // Only who looks after it makes links.
  expect(await tries(ben, "POST", `${gardens.id}/links`, {})).toBe(403);
  const link = (await does(ann, gardens, "links", { max_uses: 1 })) as { code: string };
  expect((await cleo.api<GroupJson>("POST", `/api/kith/v1/groups/links/${link.code}`)).standing?.member).toBe(true);
  const dan = await world.person("dan@alpha.test");
  expect(await tries(dan, "POST", `links/${link.code}`)).toBe(404);
  expect(await tries(dan, "POST", `${gardens.id}/invitations`, { acct: "ben" })).toBe(403);
});

test("who is not in it names it in vain; who is banned is told so; first posts can be looked at before others see them", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, ben, bob, gardens } = await gather(world, { approve_first: true });
  await bob.posts("@gardens@alpha.test From outside");
  await ben.posts("@gardens From outside, too");
  await world.settles();
  expect(await feed(ann, gardens)).toEqual([]);
  expect((await ben.asks("POST", "/api/v1/statuses", { status: "Here", group_id: gardens.id })).status).toBe(403);
  for (const who of [ben, bob]) await who.follows("@gardens@alpha.test");
  await world.settles();
  await ben.api("POST", "/api/v1/statuses", { status: "red ones", title: "Roses", group_id: gardens.id });
  await world.passes("1 second");
  await bob.posts("@gardens@alpha.test Tulips");
  await world.settles();
  expect(await feed(ann, gardens)).toEqual([]);
  expect(await told(ann)).toContain("group_post");
  const waiting = await ann.api<{ id: string; content: string }[]>("GET", `/api/kith/v1/groups/${gardens.id}/waiting`);
  expect(waiting.map(({ content }) => plain(content))).toEqual(["Rosesred ones", "@gardens Tulips"]);
  for (const { id } of waiting) await does(ann, gardens, `waiting/${id}/approve`);
  await world.settles();
  expect(await feed(ann, gardens)).toEqual(["@gardens Tulips", "Rosesred ones"]);
  expect(await homeOf(bob)).toContain("Rosesred ones");
  // The second one needs nobody.
  await ben.posts("@gardens Again");
  await world.settles();
  expect((await feed(ann, gardens))[0]).toBe("@gardens Again");
  await does(ann, gardens, `bans/${ben.id}`, { reason: "Rude", expires_in: 86_400, with_posts: true });
  await world.settles();
  expect(await feed(ann, gardens)).toEqual(["@gardens Tulips"]);
  const refused = await ben.asks("POST", "/api/v1/statuses", { status: "@gardens But" });
  expect([refused.status, refused.json<{ error: string }>().error]).toEqual([403, expect.stringContaining("Rude")]);
  expect((await ben.asks("POST", `/api/v1/accounts/${gardens.id}/follow`)).status).toBe(403);
  await world.passes("2 days");
  await ben.follows("@gardens@alpha.test");
  await ben.posts("@gardens Sorry");
  expect((await feed(ann, gardens))[0]).toBe("@gardens Sorry");
});

test("it is looked after: pinned, locked, removed and restored, reported, and written down; on the members' servers, too", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, ben, bob, bea, gardens } = await gather(world);
  for (const who of [ben, bob, bea]) await who.follows("@gardens@alpha.test");
  await world.settles();
  const roses = await ben.posts("@gardens Roses");
  const spam = await ben.posts("@gardens Buy");
  await world.settles();
  const verdict = async (what: string, status: { id: string }, reason = "") =>
    await does(ann, gardens, `statuses/${status.id}/${what}`, { reason });
  expect(await tries(ben, "POST", `${gardens.id}/statuses/${roses.id}/pin`)).toBe(403);
  await verdict("pin", roses);
  await verdict("lock", roses, "Enough");
  await ann.api("POST", "/api/v1/reports", { account_id: ben.id, status_ids: [spam.id], comment: "Spam" });
  await world.settles();
  expect(
    (await ann.api<{ comment: string }[]>("GET", `/api/kith/v1/groups/${gardens.id}/reports`)).map(({ comment }) => comment),
  ).toEqual(["Spam"]);
  await verdict("remove", spam, "Spam");
  await world.settles();
  expect(await feed(ann, gardens)).toEqual(["@gardens Roses"]);
  expect((await ann.api<Grouped[]>("GET", `/api/kith/v1/groups/${gardens.id}/pinned`)).map(({ id }) => id)).toEqual([roses.id]);
  expect((await bob.profile("@gardens@alpha.test", "?pinned=true")).map(({ uri }) => uri)).toEqual([roses.uri]);
  const theirs = (await bob.sees(roses))!;
  const locked = await bob.asks("POST", "/api/v1/statuses", { status: "But", in_reply_to_id: theirs.id });
  expect([locked.status, locked.json<{ error: string }>().error]).toEqual([403, expect.stringContaining("Enough")]);
  expect((await ben.asks("POST", "/api/v1/statuses", { status: "But", in_reply_to_id: roses.id })).status).toBe(403);
  expect(await homeOf(bea)).toEqual(["@gardens Roses"]);
  expect(await homeOf(ann)).not.toContain("@gardens Buy");
  await verdict("restore", spam);
  await verdict("unlock", roses);
  await verdict("unpin", roses);
  await world.settles();
  expect(await feed(ann, gardens)).toHaveLength(2);
  await bob.replies((await bob.sees(roses))!, "Thanks");
  const log = await ben.api<{ act: string; reason: string }[]>("GET", `/api/kith/v1/groups/${gardens.id}/log`);
  expect(log.map(({ act }) => act)).toEqual(["unpinned", "unlocked", "restored", "removed", "locked", "pinned", "created"]);
});

test("somebody on another server looks after it; it is handed over, and closed: its members are told, and their servers", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, ben, bob, gardens } = await gather(world);
  for (const who of [ben, bob]) await who.follows("@gardens@alpha.test");
  await world.settles();
  const bobHere = await ann.finds("@bob@beta.test");
  await does(ann, gardens, `moderators/${bobHere.id}`);
  await does(ann, gardens, `hand_over/${ben.id}`);
  await world.settles();
  const staff = await ann.api<{ account: { acct: string }; role: string }[]>(
    "GET",
    `/api/kith/v1/groups/${gardens.id}/moderators`,
  );
  expect(staff.map(({ account, role }) => [account.acct, role])).toEqual([
    ["ben", "owner"],
    ["ann", "moderator"],
    ["bob@beta.test", "moderator"],
  ]);
  expect(await tries(ann, "DELETE", gardens.id, { confirm: "gardens" })).toBe(403);
  expect(await tries(ben, "POST", `${gardens.id}/leave`)).toBe(422);
  expect(await tries(ben, "DELETE", gardens.id, { confirm: "roses" })).toBe(422);
  const roses = await ben.posts("@gardens Roses");
  await ben.api("DELETE", `/api/kith/v1/groups/${gardens.id}`, { confirm: "gardens" });
  await world.passes("2 hours");
  expect(await told(ann)).toEqual(["group_closed"]);
  // Whoever has closed it knows.
  expect(await told(ben)).not.toContain("group_closed");
  expect(await tries(ann, "GET", gardens.id)).toBe(410);
  expect((await ann.looksAt(roses))?.content).toContain("Roses");
  expect(
    (await bob.asks("GET", `/api/v2/search?q=@gardens@alpha.test&resolve=true&type=accounts`)).json<{ accounts: unknown[] }>()
      .accounts,
  ).toEqual([]);
});
