/** A forum elsewhere moves a topic from one of its groups to another (NodeBB): it is shown by that one, and nobody else moves it. */
import { expect, test } from "vitest";
import { followsStranger } from "../world/handshake.ts";
import type { StatusJson } from "../world/entities.ts";
import { PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import * as forums from "./forum.ts";

test("a topic goes where its server says, by the word of that server alone, and into the homes of those who follow that", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, forum, lena } = await forums.gather(world);
  const bob = await world.person("bob@alpha.test");
  const sheds = await world.stranger("sheds@forum.test");
  Object.assign(sheds.actor, { type: "Group", followers: `${sheds.uri}/followers` });
  for (const who of [alice, bob]) await followsStranger(world, who, sheds);
  const context = "https://forum.test/topic/7";
  const named = { type: "Mention", href: forum.uri, name: "@gardens@forum.test" };
  const words = { type: "Page", name: "Tools", to: [PUBLIC, forum.uri], audience: forum.uri, context, tag: [named] };
  const post = lena.note("<p>Tools</p>", words);
  await forums.passesOn(world, forum, lena.activity("Create", post));
  const shows = async ({ handle }: Stranger) =>
    (await alice.api<StatusJson[]>("GET", `/api/v1/accounts/${(await alice.finds(handle)).id}/statuses`)).map(
      ({ reblog }) => reblog?.uri === post.id,
    );
  const shownBy = async () => [await shows(forum), await shows(sheds)];
  /** By whom it is shown in each one's home. */
  const homes = async () => {
    const seen = [await alice.home(), await bob.home()];
    return seen.map((home) => home.filter(({ reblog }) => reblog?.uri === post.id).map(({ account }) => account.acct));
  };
  const { id } = (await alice.sees(String(post.id)))!;
  /** Whom its page names as its group, and whom the API mentions. */
  const stands = async () => {
    const { text } = await world.visitor("alpha.test")("GET", `/@lena@forum.test/${id}`);
    const group = /class="above in-group">[\s\S]*?@(\w+)@forum\.test/.exec(text)?.[1];
    return [group, ...(await alice.api<StatusJson>("GET", `/api/v1/statuses/${id}`)).mentions.map(({ acct }) => acct)];
  };
  const before = [
    [[true], []],
    [["gardens@forum.test"], []],
    ["gardens", "gardens@forum.test"],
  ];
  expect([await shownBy(), await homes(), await stands()]).toEqual(before);
  const move = { target: sheds.uri, origin: forum.uri };
  const eve = await world.stranger("eve@evil.test");
  await eve.sends("alpha.test", eve.activity("Move", context, move));
  await world.settles();
  expect(await shownBy()).toEqual([[true], []]);
  const moves = async (n: number, more: Doc) => {
    await lena.sends("alpha.test", lena.activity("Move", context, { ...more, id: `${context}#activity/move/${n}` }));
    await world.settles();
  };
  await moves(1, move);
  const moved = [[[], [true]], [["sheds@forum.test"], ["sheds@forum.test"]], ["sheds"]];
  expect([await shownBy(), await homes(), await stands()]).toEqual(moved);

  // An edit that says again for whom it was at first brings it back nowhere; its server does.
  await world.passes("1 minute");
  const updated = new Date(world.clock.now()).toISOString();
  await lena.sends("alpha.test", lena.activity("Update", { ...post, content: "<p>Tools, cleaned</p>", updated }));
  await world.settles();
  expect((await alice.sees(String(post.id)))?.content).toContain("cleaned");
  expect([await shownBy(), await homes(), await stands()]).toEqual(moved);
  await moves(2, { target: forum.uri, origin: sheds.uri });
  expect([await shownBy(), await homes(), await stands()]).toEqual(before);
});

/** Lena's topic in the gardens of a forum, with answers by people here, one of whom names the group, and by somebody of a third server. */
async function discussed(world: World) {
  const cast = await forums.gather(world);
  const { alice, forum, lena, otto } = cast;
  const bob = await world.person("bob@alpha.test");
  const sheds = await world.stranger("sheds@forum.test");
  Object.assign(sheds.actor, { type: "Group", followers: `${sheds.uri}/followers` });
  for (const who of [alice, bob]) await followsStranger(world, who, sheds);
  const context = "https://forum.test/topic/7";
  const words = { type: "Page", name: "Tools", to: [PUBLIC, forum.uri], audience: forum.uri, context };
  const post = lena.note("<p>Tools</p>", words);
  await forums.passesOn(world, forum, lena.activity("Create", post));
  const topic = (await alice.sees(String(post.id)))!;
  const named = await alice.replies(topic, "I have a saw for @gardens@forum.test");
  const plain = await bob.replies(topic, "And I a spade");
  const answer = otto.note("<p>A rake</p>", { to: [PUBLIC], cc: [forum.uri], inReplyTo: post.id, context });
  await forums.passesOn(world, forum, otto.activity("Create", answer));
  const raked = (await alice.sees(String(answer.id)))!;
  await world.settles();
  /** What has come to the two groups, and which of them it names or is addressed to. */
  const hears = () =>
    [forum, sheds].map(({ inbox }) =>
      inbox.documents.flatMap((doc) => {
        const object = doc.object as Doc;
        if (!["Create", "Update", "Delete"].includes(String(doc.type))) return [];
        const all = JSON.stringify([doc.to, doc.cc, doc.audience, object.to, object.cc, object.audience, object.tag]);
        return [[doc.type, ...[forum, sheds].filter(({ uri }) => all.includes(`"${uri}"`)).map(({ handle }) => handle)]];
      }),
    );
  const mentions = async (person: Person, { id }: StatusJson) =>
    (await person.api<StatusJson>("GET", `/api/v1/statuses/${id}`)).mentions.map(({ acct }) => acct);
  return { ...cast, bob, sheds, context, post, topic, named, plain, raked, hears, mentions };
}

test("what people here have answered goes with the topic: later words about it are for its new group", async () => {
  await using world = await createWorld("alpha.test");
  const scene = await discussed(world);
  const { alice, bob, forum, lena, sheds, context, named, plain, raked, mentions } = scene;
  expect(await mentions(alice, named)).toContain("gardens@forum.test");
  await lena.sends("alpha.test", lena.activity("Move", context, { target: sheds.uri, origin: forum.uri }));
  await world.settles();
  expect(await mentions(alice, named)).not.toContain("gardens@forum.test");
  const audience = async (status: StatusJson) => {
    const { text } = await world.visitor("alpha.test")("GET", new URL(String(status.uri)).pathname, {
      headers: { accept: "application/activity+json" },
    });
    return (JSON.parse(text) as Doc).audience;
  };
  for (const answer of [named, plain]) expect(await audience(answer)).toBe(sheds.uri);

  forum.inbox.documents.length = sheds.inbox.documents.length = 0;
  // The edit names the old group as the words did before: that brings nothing back.
  await world.passes("1 minute");
  await alice.api("PUT", `/api/v1/statuses/${named.id}`, { status: "I have two saws for @gardens@forum.test" });
  await world.settles();
  await alice.replies(raked, "I would take it");
  await world.settles();
  await bob.api("DELETE", `/api/v1/statuses/${plain.id}`);
  await world.settles();
  const [atForum, atSheds] = scene.hears();
  expect(atSheds).toEqual([
    ["Update", "sheds@forum.test"],
    ["Create", "sheds@forum.test"],
    ["Delete", "sheds@forum.test"],
  ]);
  for (const [, ...groups] of atForum!) expect(groups).not.toContain("gardens@forum.test");
  expect(await mentions(alice, named)).not.toContain("gardens@forum.test");

  // Its new group may take out what stands there now, as the old one might.
  await sheds.sends("alpha.test", sheds.activity("Announce", { ...sheds.activity("Delete", named.uri), actor: sheds.uri }));
  await world.settles();
  const thread = await bob.api<{ descendants: StatusJson[] }>("GET", `/api/v1/statuses/${scene.topic.id}/context`);
  expect(thread.descendants.map(({ id }) => id)).not.toContain(named.id);
});

test("a topic that its group shows no more is out of it, with the answers, until the group shows it again", async () => {
  await using world = await createWorld("alpha.test");
  const scene = await discussed(world);
  const { alice, bob, forum, sheds, post, topic, named, plain, mentions } = scene;
  const inGroup = async () =>
    /class="above in-group">/.test((await world.visitor("alpha.test")("GET", `/@lena@forum.test/${topic.id}`)).text);
  const locked = async () => (await alice.looksAt(topic)) as { reply_approval?: { current_user: string } } | undefined;
  await forum.sends("alpha.test", forum.activity("Announce", { ...forum.activity("Lock", post.id), actor: forum.uri }));
  await world.settles();
  expect([await inGroup(), (await locked())?.reply_approval?.current_user]).toEqual([true, "denied"]);

  const reblogs = await alice.api<StatusJson[]>("GET", `/api/v1/accounts/${(await alice.finds(forum.handle)).id}/statuses`);
  const shown = reblogs.find(({ reblog }) => reblog?.uri === post.id)!;
  await forum.sends("alpha.test", forum.activity("Undo", { id: shown.uri, type: "Announce", actor: forum.uri, object: post.id }));
  await world.settles();
  expect([await inGroup(), await mentions(alice, named)]).toEqual([false, []]);
  expect((await locked())?.reply_approval?.current_user).not.toBe("denied");
  forum.inbox.documents.length = sheds.inbox.documents.length = 0;
  await world.passes("1 minute");
  await bob.api("PUT", `/api/v1/statuses/${plain.id}`, { status: "And I two spades" });
  const late = await bob.replies(topic, "Nobody's group");
  await world.settles();
  const [atForum] = scene.hears();
  for (const [, ...groups] of atForum!) expect(groups).toEqual([]);

  // It is shown anew: there it stands again, and what is said now is for the group.
  await forum.sends("alpha.test", forum.activity("Announce", post.id, { cc: [`${forum.uri}/followers`] }));
  await world.settles();
  expect([await inGroup(), await mentions(alice, named)]).toEqual([true, ["gardens@forum.test"]]);
  forum.inbox.documents.length = 0;
  await world.passes("1 minute");
  await bob.api("PUT", `/api/v1/statuses/${late.id}`, { status: "The gardens' again" });
  await world.settles();
  expect(scene.hears()[0]).toEqual([["Update", "gardens@forum.test"]]);
});
