/**
 * In a group for its members alone, with people on three servers: what they hold, ask and react there reaches each other, though only the group's server
 * knows who is in it; outsiders and their servers come to nothing.
 */
import { FormData } from "undici";
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import type { Doc } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";
import { answers, holds, inDays, type WithEvent } from "./gatherings.ts";
import { makes, does } from "./gardeners.ts";

const PIXEL = new Uint8Array(
  Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64"),
);

type Poll = { id: string; votes_count: number; voters_count: number; options: { votes_count: number }[] };
const reacts = async (who: Person, to: StatusJson, emoji: string) =>
  await who.api("PUT", `/api/v1/pleroma/statuses/${to.id}/reactions/${encodeURIComponent(emoji)}`);
const reactions = async (who: Person, to: StatusJson) =>
  ((await who.sees(to)) as (StatusJson & { reactions: { name: string; count: number }[] }) | undefined)?.reactions
    .map(({ name, count }) => `${name}${count}`)
    .sort();

async function gather(world: World) {
  const [ann, ben, eve] = [
    await world.person("ann@alpha.test"),
    await world.person("ben@alpha.test"),
    await world.person("eve@alpha.test"),
  ];
  const [bob, mal] = [await world.person("bob@beta.test"), await world.person("mal@gamma.test")];
  const cid = await world.person("cid@gamma.test");
  const family = await makes(ann, { name: "family", title: "Family", private: true });
  await does(ben, family, "join");
  for (const who of [bob, cid]) await who.follows("@family@alpha.test");
  await world.settles();
  return { ann, ben, eve, bob, mal, cid, family };
}

test("votes, reactions and answers to events find their authors on whatever server, and their members' servers; no outsider's do", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const { ann, ben, eve, bob, mal, cid } = await gather(world);
  const poll = await bob.posts("@family@alpha.test Where?", { poll: { options: ["Here", "There"], expires_in: 3600 } });
  const group_id = (await bob.finds("@family@alpha.test")).id;
  const dance = await holds(bob, inDays(world.clock, 3), { group_id, visibility: "public" });
  await world.settles();
  expect(dance.status.visibility).toBe("private");
  for (const who of [ann, ben, cid]) {
    const seen = (await who.sees(poll))!;
    const here = (await who.sees(dance.status)) as WithEvent;
    expect([who.handle, seen.poll?.options.length, here.event?.title]).toEqual([who.handle, 2, "Harvest dance"]);
  }
  for (const who of [eve, mal]) expect([await who.sees(poll), await who.sees(dance.status)]).toEqual([undefined, undefined]);
  // From the group's own server, and from a third one.
  for (const [who, choice] of [
    [ben, 0],
    [cid, 1],
  ] as const) {
    const seen = (await who.sees(poll))!;
    await who.api("POST", `/api/v1/polls/${(seen.poll as unknown as Poll).id}/votes`, { choices: [choice] });
    await reacts(who, seen, who === ben ? "🎉" : "🌻");
    await answers(who, ((await who.sees(dance.status)) as WithEvent).event!, "yes");
  }
  await world.settles();
  await world.passes("3 minutes");
  const counted = (await bob.sees(poll))!.poll as unknown as Poll;
  expect(counted.options.map(({ votes_count }) => votes_count)).toEqual([1, 1]);
  for (const who of [ann, bob, cid]) expect([who.handle, await reactions(who, poll)]).toEqual([who.handle, ["🌻1", "🎉1"]]);
  const held = ((await bob.sees(dance.status)) as WithEvent).event;
  expect([held?.going_count, held?.maybe_count]).toEqual([2, 0]);
  for (const who of [ben, cid]) {
    const event = ((await who.sees(dance.status)) as WithEvent).event;
    expect([event?.rsvp?.state, event?.going_count]).toEqual(["yes", 2]);
    expect(((await who.sees(poll))!.poll as unknown as Poll).votes_count).toBe(2);
  }
  // Whoever changes their mind is heard as well.
  await answers(cid, ((await cid.sees(dance.status)) as WithEvent).event!, "no");
  await world.settles();
  expect(((await bob.sees(dance.status)) as WithEvent).event?.going_count).toBe(1);
  // A stranger's vote, reaction and Join come to nothing, sent to the author or to the group.
  const sly = await world.stranger("sly@delta.test");
  const vote = { ...sly.note("", { to: [bob.uri], inReplyTo: poll.uri }), name: "Here", content: undefined } as Doc;
  for (const inbox of ["beta.test", "alpha.test"]) {
    await sly.sends(inbox, sly.activity("Create", { ...vote, id: `${String(vote.id)}/${inbox}` }, { to: [bob.uri] }));
    await sly.sends(inbox, { ...sly.activity("EmojiReact", poll.uri), content: "💀" });
    await sly.sends(inbox, sly.activity("Join", dance.status.uri));
  }
  await world.settles();
  expect(((await bob.sees(poll))!.poll as unknown as Poll).votes_count).toBe(2);
  expect([await reactions(bob, poll), ((await bob.sees(dance.status)) as WithEvent).event?.going_count]).toEqual([
    ["🌻1", "🎉1"],
    1,
  ]);
});

test("pictures and sounds of what is posted there are found by nobody outside: neither by their numbers nor on any page", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const { ann, eve, bob, mal, family } = await gather(world);
  const form = new FormData();
  form.set("file", new Blob([PIXEL], { type: "image/png" }), "secret.png");
  form.set("description", "the garden gate");
  const { id } = await ann.api<{ id: string }>("POST", "/api/v2/media", form);
  const hers = await ann.posts("@family Look", { media_ids: [id] });
  await world.settles();
  const [own] = hers.media_attachments as unknown as { id: string; url: string }[];
  const [his] = (await bob.sees(hers))!.media_attachments as unknown as { id: string; url: string }[];
  expect([own?.url, his?.url]).toEqual([
    expect.stringContaining("https://alpha.test/media/"),
    expect.stringContaining("https://beta.test/media/remote/"),
  ]);
  for (const [who, seen] of [
    [eve, own],
    [mal, his],
  ] as const) {
    expect((await who.asks("GET", `/api/v1/media/${seen?.id}`)).status).toBe(404);
    for (const kind of ["original", "small"])
      expect((await who.asks("GET", `/media/remote/${seen?.id}/${kind}/0123456789abcdef`)).status).toBe(404);
    expect((await who.profile("@ann@alpha.test")).flatMap(({ media_attachments }) => media_attachments)).toEqual([]);
  }
  const visitor = world.visitor("alpha.test");
  for (const page of ["/@ann", "/@ann/media", "/@family", `/@ann/${hers.id}`, "/@ann.rss", `/groups/${family.id}/events`]) {
    const { text } = await visitor("GET", page, { headers: { accept: "text/html" } });
    expect([page, text.includes(new URL(own!.url).pathname), text.includes("garden gate")]).toEqual([page, false, false]);
  }
});
