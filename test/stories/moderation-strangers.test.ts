/** Moderation and servers of other makes: their pictures, their reports, and what a barred server is answered. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { staffOf } from "../world/staff.ts";
import type { Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";

const PICTURE = { type: "Document", mediaType: "image/png", url: "https://far.test/cat.png", name: "a cat" };

async function follow(world: World, person: Person, stranger: Stranger): Promise<void> {
  await person.follows(stranger.handle);
  await world.settles();
  await stranger.sends("alpha.test", stranger.activity("Accept", stranger.inbox.documents.at(-1)));
  await world.settles();
}

async function sendsPicture(world: World, stranger: Stranger): Promise<Record<string, unknown>> {
  const note = stranger.note("<p>Look</p>", { attachment: [PICTURE] });
  await stranger.sends("alpha.test", stranger.activity("Create", note));
  await world.settles();
  return note;
}

const newest = async (person: Person): Promise<StatusJson | undefined> => (await person.home())[0];

test("pictures of a marked account are sensitive, and of a barred kind are not taken", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, ada] = [await world.person("alice@alpha.test"), await staffOf(world, "ada@alpha.test")];
  const far = await world.stranger("finn@far.test");
  await follow(world, alice, far);
  await sendsPicture(world, far);
  expect(await newest(alice)).toMatchObject({ sensitive: false, media_attachments: [{ description: "a cat" }] });
  const finn = await ada.finds(far.handle);
  await ada.api("POST", `/api/v1/admin/accounts/${finn.id}/action`, { type: "sensitive" });
  expect(await newest(alice)).toMatchObject({ sensitive: true });
  await ada.api("POST", `/api/v1/admin/accounts/${finn.id}/unsensitive`);
  expect(await newest(alice)).toMatchObject({ sensitive: false });
  await ada.api("POST", "/api/v1/admin/domain_blocks", { domain: "far.test", severity: "noop", reject_media: true });
  await world.passes("1 minute");
  const note = await sendsPicture(world, far);
  expect(await newest(alice)).toMatchObject({ uri: note["id"], media_attachments: [] });
  expect((await world.visitor("alpha.test")("GET", "/api/v1/instance/domain_blocks")).json()).toEqual([]);
});

test("a server's report counts once, and not at all when its reports are not wanted", async () => {
  await using world = await createWorld("alpha.test");
  const [bob, ada] = [await world.person("bob@alpha.test"), await staffOf(world, "ada@alpha.test")];
  const far = await world.stranger("finn@far.test");
  const post = await bob.posts("Rude");
  const flag = far.activity("Flag", [bob.uri, post.uri], { content: "rude <b>person</b>" });
  await far.sends("alpha.test", flag);
  await far.sends("alpha.test", flag);
  await world.settles();
  const reports = async () => await ada.api<{ comment: string; statuses: StatusJson[] }[]>("GET", "/api/v1/admin/reports");
  expect(await reports()).toMatchObject([{ comment: "rude person", statuses: [{ id: post.id }] }]);
  await far.sends("alpha.test", far.activity("Flag", [far.uri, "https://elsewhere.test/1"], { content: "not yours" }));
  await world.settles();
  expect(await reports()).toHaveLength(1);
  await ada.api("POST", "/api/v1/admin/domain_blocks", { domain: "far.test", severity: "noop", reject_reports: true });
  await far.sends("alpha.test", far.activity("Flag", [bob.uri], { content: "again" }));
  await world.settles();
  expect(await reports()).toHaveLength(1);
});

test("a barred server is answered 403, and its subdomains too", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, ada] = [await world.person("alice@alpha.test"), await staffOf(world, "ada@alpha.test")];
  const far = await world.stranger("finn@sub.far.test");
  const mention = { tag: [{ type: "Mention", href: alice.uri, name: "@alice@alpha.test" }], to: [alice.uri] };
  const knocks = async () => (await far.sends("alpha.test", far.activity("Create", far.note("<p>hi</p>", mention)))).status;
  expect(await knocks()).toBe(202);
  await world.settles();
  const block = await ada.api<{ id: string }>("POST", "/api/v1/admin/domain_blocks", { domain: "far.test", severity: "suspend" });
  await world.settles();
  expect(await knocks()).toBe(403);
  expect(await alice.notifications()).toEqual([]);
  await alice.posts("@finn@sub.far.test anybody there?", { visibility: "direct" });
  await world.settles();
  expect(far.inbox.documents).toEqual([]);
  await ada.api("DELETE", `/api/v1/admin/domain_blocks/${block.id}`);
  await world.settles();
  expect(await knocks()).toBe(202);
  await world.settles();
  expect(await alice.notifications("?types[]=mention")).toHaveLength(2);
});
