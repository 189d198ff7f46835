/** What is for some people on Pixelfed 0.12.6 (docs/peers.md): each of them has it, nobody else has, and its end is believed. */
import { expect, test } from "vitest";
import { upload, type MediaJson } from "../mastodon/uploads.ts";
import { followsStranger } from "../world/handshake.ts";
import type { Doc, Stranger } from "../world/stranger.ts";
import { createWorld } from "../world/world.ts";
import { meet } from "./pixelfed-people.ts";

test("what is for several people is addressed to each of its people alone, for it shows all else to those who follow the author", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, ben, pia, pol } = await meet(world);
  const zoe = await world.stranger("zoe@other.test");
  await alice.finds(`@${zoe.handle}`);
  await alice.finds(`@${pol.handle}`);
  const text = `@${pia.handle} @${pol.handle} @${zoe.handle} @ben Between us`;
  const post = await alice.posts(text, { visibility: "direct" });
  await world.settles();
  const got = ({ inbox }: Stranger) =>
    inbox.documents
      .filter(({ type }) => type === "Create")
      .map((activity) => [activity, activity.object as Doc].map(({ to, cc }) => new Set([to, cc ?? []].flat())));
  expect(got(pia)).toEqual([[new Set([pia.uri]), new Set([pia.uri])]]);
  expect(got(pol)).toEqual([[new Set([pol.uri]), new Set([pol.uri])]]);
  const all = new Set([ben.uri, pia.uri, pol.uri, zoe.uri]);
  expect(got(zoe)).toEqual([[all, all]]);
  const [create] = pia.inbox.documents.filter(({ type }) => type === "Create");
  expect(create).toMatchObject({
    object: { tag: expect.arrayContaining([{ type: "Mention", href: pol.uri, name: `@${pol.handle}` }]) },
  });
  // It has each id once, so each of its people gets one of their own; edits name it as well.
  await alice.api("PUT", `/api/v1/statuses/${post.id}`, { status: `${text} still` });
  await world.settles();
  const ids = ({ inbox }: Stranger) => inbox.documents.flatMap(({ object }) => (object as Doc).id ?? []).map(String);
  expect(ids(zoe)).toEqual([post.uri, post.uri]);
  const [hers, his] = [new Set(ids(pia).filter((id) => id.startsWith(post.uri))), new Set(ids(pol))];
  expect([hers.size, his.size, new Set([...hers, ...his, post.uri]).size]).toEqual([1, 1, 3]);
  await alice.posts(`@${pia.handle} For one`, { visibility: "direct" });
  await world.settles();
  expect(pia.inbox.documents.at(-1)).toMatchObject({ id: expect.stringMatching(/\/activity$/), to: [pia.uri] });
});

test("what is for a circle comes to each of its people there, and its edits", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, pia, pol } = await meet(world);
  await followsStranger(world, alice, pol);
  await pol.sends("alpha.test", pol.activity("Follow", alice.uri, { to: undefined }));
  await world.settles();
  const circle = await alice.api<{ id: string }>("POST", "/api/kith/v1/circles", { title: "Close ones" });
  const account_ids = [(await alice.finds(`@${pia.handle}`)).id, (await alice.finds(`@${pol.handle}`)).id];
  await alice.api("POST", `/api/kith/v1/circles/${circle.id}/accounts`, { account_ids });
  const post = await alice.api<{ id: string; uri: string }>("POST", "/api/v1/statuses", {
    status: "For us",
    visibility: "limited",
    circle_id: circle.id,
  });
  await world.settles();
  await alice.api("PUT", `/api/v1/statuses/${post.id}`, { status: "For us all" });
  await world.settles();
  await alice.api("DELETE", `/api/v1/statuses/${post.id}`);
  await world.settles();
  const got = ({ uri, inbox }: Stranger) =>
    inbox.documents.flatMap(({ type, object }) => {
      const about = object as Doc;
      return String(about.id).startsWith(`${post.uri}#for/`) ? [[type, about.id, about.to?.toString() === uri]] : [];
    });
  const [[hers], [his]] = [got(pia)[0]!.slice(1), got(pol)[0]!.slice(1)];
  expect(hers).not.toBe(his);
  for (const [who, id] of [
    [pia, hers],
    [pol, his],
  ] as const)
    expect(got(who)).toEqual([
      ["Create", id, true],
      ["Update", id, true],
      ["Delete", id, false],
    ]);
});

test("a story for some people as well, and its end comes to the inbox that all share, where alone it is believed", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, pia, pol } = await meet(world);
  const accounts = [await alice.finds(`@${pia.handle}`), await alice.finds(`@${pol.handle}`)];
  const dot = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  const media = (await upload(world.visitor("alpha.test"), alice.token, dot)).json<MediaJson>();
  const account_ids = accounts.map(({ id }) => id);
  const share = { media_id: media.id, audience: "people", account_ids };
  const story = await alice.api<{ id: string }>("POST", "/api/kith/v1/stories", share);
  await world.settles();
  for (const who of [pia, pol])
    expect(who.inbox.documents.filter(({ type }) => type === "Create")).toMatchObject([
      { to: [who.uri], object: { to: [who.uri], cc: [] } },
    ]);
  const had = [pia, pol].map(({ inbox }) => (inbox.documents.find(({ type }) => type === "Create")!.object as Doc).id);
  expect(new Set(had).size).toBe(2);
  const shared: Doc[] = [];
  const door = `${pia.origin}/f/inbox`;
  pia.serves(door, ({ body }) => {
    shared.push(JSON.parse(body) as Doc);
    return { status: 202 };
  });
  await world.instance("alpha.test").write(async (tx) => {
    await tx.updateTable("accounts").set({ shared_inbox_url: door }).where("host", "=", "pixelfed.test").execute();
  });
  await alice.api("DELETE", `/api/kith/v1/stories/${story.id}`);
  await world.settles();
  const ended = shared.map(({ type, object }) => [type, (object as Doc).id]);
  expect(ended).toEqual(expect.arrayContaining(had.map((id) => ["Delete", id])));
  for (const { inbox } of [pia, pol]) expect(inbox.documents.filter(({ type }) => type === "Delete")).toEqual([]);
});
