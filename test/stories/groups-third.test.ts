/** What stands in a group, seen from a server on which nobody is in it: by somebody's boost, answer, or address. */
import { expect, test } from "vitest";
import { followsStranger } from "../world/handshake.ts";
import type { Person } from "../world/person.ts";
import type { StatusJson } from "../world/entities.ts";
import { PUBLIC, type Doc } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";
import { makes } from "./gardeners.ts";

type Titled = StatusJson & { title?: string };

/** In which group its page says that it stands. */
async function standsIn(world: World, who: Person, { id, account }: StatusJson): Promise<string | undefined> {
  const { text } = await world.visitor(new URL(who.uri).host)("GET", `/@${account.acct}/${id}`);
  return /class="above in-group">.*?>in .*?href="([^"]*)"/s.exec(text)?.[1];
}

const looksUp = async (who: Person, address: string): Promise<(string | undefined)[]> => {
  const found = await who.api<{ statuses: StatusJson[] }>("GET", `/api/v2/search?resolve=true&q=${encodeURIComponent(address)}`);
  return found.statuses.map(({ uri }) => uri);
};

/** Ann's group on alpha, in which Bob of beta is; Carol of gamma follows Bob, and has never heard of the group. */
async function gather(world: World) {
  const ann = await world.person("ann@alpha.test");
  const bob = await world.person("bob@beta.test");
  const carol = await world.person("carol@gamma.test");
  const gardens = await makes(ann, { posting: "everybody" });
  await bob.follows("gardens@alpha.test");
  await carol.follows(bob);
  await world.settles();
  const topic = await ann.api<StatusJson>("POST", "/api/v1/statuses", {
    status: "Which hoe?",
    group_id: gardens.id,
    title: "Tools",
  });
  await world.settles();
  const [shown] = await ann.api<StatusJson[]>("GET", `/api/v1/accounts/${gardens.id}/statuses`);
  return { ann, bob, carol, gardens, topic, shown: shown! };
}

test("boosted by a member it shows its author, title and group; what is answered there reaches the group and its members", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const { ann, bob, carol, topic } = await gather(world);
  const atBob = (await bob.sees(String(topic.uri)))!;
  await bob.api("POST", `/api/v1/statuses/${atBob.id}/reblog`);
  await world.settles();
  const [boost] = await carol.home();
  expect(boost?.reblog).toMatchObject({ uri: topic.uri, title: "Tools", account: { acct: "ann@alpha.test" } });
  const seen = boost!.reblog!;
  expect(await standsIn(world, carol, seen)).toBe("/@gardens@alpha.test");
  const answer = await carol.replies(seen, "The long one");
  await world.settles();
  for (const who of [ann, bob]) {
    const heard = await who.sees(String(answer.uri));
    expect([who.handle, heard?.in_reply_to_id]).toEqual([who.handle, (await who.sees(String(topic.uri)))?.id]);
  }
});

test("by a member's answer its thread is found, with its group; and by the address of what the group has shown", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const { bob, carol, topic, shown } = await gather(world);
  const rakes = await bob.replies((await bob.sees(String(topic.uri)))!, "A rake");
  await world.settles();
  const rake = await carol.sees(String(rakes.uri));
  const thread = await carol.api<{ ancestors: StatusJson[] }>("GET", `/api/v1/statuses/${rake!.id}/context`);
  expect(thread.ancestors).toMatchObject([{ uri: topic.uri, title: "Tools" }]);
  expect(await standsIn(world, carol, thread.ancestors[0]!)).toBe("/@gardens@alpha.test");
  // The group's Announce, by its id and by what it is known as.
  for (const address of [String(shown.uri), String(shown.uri).replace("/activity", ""), String(topic.url)])
    expect([address, await looksUp(carol, address)]).toEqual([address, [topic.uri]]);
});

test("what the group has shown is found by its address alone, where nobody has heard of it; then its profile shows it, too", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const { carol, topic, shown } = await gather(world);
  expect(await looksUp(carol, String(shown.uri))).toEqual([topic.uri]);
  const seen = (await carol.sees(String(topic.uri)))!;
  expect(await standsIn(world, carol, seen)).toBe("/@gardens@alpha.test");
  const { id } = await carol.finds("gardens@alpha.test");
  const looks = async () => await carol.api<StatusJson[]>("GET", `/api/v1/accounts/${id}/statuses`);
  await looks();
  await world.settles();
  expect((await looks()).map(({ reblog }) => reblog?.uri)).toEqual([topic.uri]);
});

test("the same of a forum (NodeBB): a category shows whole activities and bare posts, a person of it boosts; a stranger makes us fetch nobody", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const forum = await world.stranger("tools@forum.test");
  Object.assign(forum.actor, { type: "Group", followers: `${forum.uri}/followers` });
  const [lena, otto] = [await world.stranger("lena@forum.test"), await world.stranger("otto@forum.test")];
  const audience = { to: [PUBLIC], cc: [`${lena.uri}/followers`], audience: forum.uri, context: "https://forum.test/topic/7" };
  const topic = lena.note("<p>Which?</p>", { type: "Page", name: "Saws", ...audience });
  const other = lena.note("<p>Me neither</p>", { type: "Page", name: "Axes", ...audience });
  const { "@context": _, ...create } = lena.activity("Create", topic);
  const whole = forum.activity("Announce", create, { cc: [`${forum.uri}/followers`] });
  const bare = forum.activity("Announce", other.id, { cc: [`${forum.uri}/followers`] });
  for (const doc of [whole, bare]) forum.serves(String(doc.id), doc as Doc);

  // Nobody here follows anybody there: what comes is not fetched, nor whom it names.
  await otto.sends("alpha.test", otto.activity("Announce", topic.id));
  await world.settles();
  expect(await alice.home()).toEqual([]);

  await followsStranger(world, alice, otto);
  await otto.sends("alpha.test", otto.activity("Announce", topic.id));
  await world.settles();
  const [boost] = await alice.home();
  expect([boost?.account.acct, (boost?.reblog as Titled | undefined)?.title]).toEqual(["otto@forum.test", "Saws"]);
  expect(await standsIn(world, alice, boost!.reblog!)).toBe("/@tools@forum.test");
  for (const [announce, post] of [
    [whole, topic],
    [bare, other],
  ] as const)
    expect(await looksUp(alice, String(announce.id))).toEqual([post.id]);
  const answer = await alice.replies((await alice.sees(String(other.id)))!, "A bow saw");
  await world.settles();
  expect(forum.inbox.documents.findLast(({ type }) => type === "Create")).toMatchObject({
    object: { id: answer.uri, audience: forum.uri },
  });
  // A group that cannot be had keeps nothing out.
  const lost = otto.note("<p>Lost</p>", { audience: "https://gone.test/category/1" });
  await otto.sends("alpha.test", otto.activity("Create", lost));
  await world.settles();
  expect((await alice.home())[0]?.uri).toBe(lost.id);
});
