/** What groups of other servers have decided, as the pages say it: on the group's page whoever is banned reads why, and a locked thread says that it is. */
import { expect, test } from "vitest";
import { receiveAccount } from "../../src/accounts/receive.ts";
import { follow } from "../../src/follows/follow.ts";
import { receiveFollowAnswer } from "../../src/follows/receive.ts";
import { lockThread } from "../../src/groups/locks.ts";
import { insertBan } from "../../src/groups/members.ts";
import { keepModerators } from "../../src/groups/moderators.ts";
import { findStatusById } from "../../src/statuses/find.ts";
import { strangerRecord } from "../units/persons.ts";
import { openSite } from "./site.ts";

test("the group's page says why one may not post there, and to nobody else; a locked thread is marked", async () => {
  await using site = await openSite();
  const { kith } = site;
  const [alice] = [await site.joins("alice"), await site.joins("ann")];
  const group = await receiveAccount(kith, strangerRecord("gardens@forum.test", { type: "Group" }));
  const ban = { reason: "Rude <b>words</b>", expires_at: 0, created_at: kith.now() };
  await kith.write(async (tx) => await insertBan(tx, { group_id: group.id, account_id: alice.id, ...ban }));
  const [hers, his] = [site.surfer(), site.surfer()];
  await hers.signsIn("alice");
  await his.signsIn("ann");
  const page = "/@gardens@forum.test";
  expect((await hers.get(page)).text).toContain("You cannot post to gardens@forum.test any more: Rude &lt;b&gt;words&lt;/b&gt;");
  expect((await his.get(page)).text).not.toContain("Rude");
  expect((await site.surfer().get(page)).text).not.toContain("Rude");
  const id = await site.posts(alice, "A thread");
  const status = await findStatusById(kith.db, Number(id));
  await lockThread(kith, group, status!, "Off topic");
  expect((await his.get(`/@alice/${id}`)).text).toContain("has locked this thread");
});

test("who looks after a group elsewhere is offered to decide about the posts that name it, and nobody else", async () => {
  await using site = await openSite();
  const { kith } = site;
  const [alice, ann] = [await site.joins("alice"), await site.joins("ann")];
  const group = await receiveAccount(kith, strangerRecord("gardens@forum.test", { type: "Group" }));
  await keepModerators(kith, group, { moderators_url: "", uris: [alice.uri] });
  const id = await site.posts(ann, "@gardens@forum.test Roses");
  const other = await site.posts(ann, "Of my own");
  const [hers, his] = [site.surfer(), site.surfer()];
  await hers.signsIn("alice");
  await his.signsIn("ann");
  const path = `/groups/${group.id}/posts/${id}`;
  expect((await hers.get(`/@ann/${id}`)).text).toContain(path);
  expect((await his.get(`/@ann/${id}`)).text).not.toContain(path);
  expect((await his.get(`/@ann/${id}`)).text).toContain('class="above in-group"');
  expect((await hers.get(path)).text).toContain("Roses");
  expect((await his.get(path)).status).toBe(403);
  expect((await hers.get(`/groups/${group.id}/posts/${other}`)).status).toBe(404);
  expect((await hers.send(`${path}/remove`, { reason: "Off topic" }, { from: path })).headers["location"]).toBe(path);
  expect((await hers.get(path)).text).toContain("has been asked");
});

test("who is in a group elsewhere writes to it on its page; what waits there says so to its author alone, who posts it without the group by a button", async () => {
  await using site = await openSite();
  const { kith } = site;
  const alice = await site.joins("alice");
  const group = await receiveAccount(kith, strangerRecord("gardens@forum.test", { type: "Group", approves_posts: true }));
  const { uri } = await follow(kith, alice, group);
  await receiveFollowAnswer(kith, { account: alice, target: group, uri, accepted: true });
  const id = await site.posts(alice, "@gardens@forum.test Roses");
  const hers = site.surfer();
  await hers.signsIn("alice");
  const door = await hers.get("/@gardens@forum.test");
  for (const part of [`name="group_id" value="${group.id}"`, "You are in", `/events/new?group=${group.id}`])
    expect(door.text).toContain(part);
  expect((await site.surfer().get("/@gardens@forum.test")).text).not.toContain('name="group_id"');
  const fields = { group_id: String(group.id), title: "Pears", text: "Ripe.", do: "publish" };
  await hers.send("/compose", fields, { from: "/@gardens@forum.test", files: true });
  expect((await hers.get("/@alice")).text).toContain("Pears");
  const page = await hers.get(`/@alice/${id}`);
  expect(page.text).toContain("Waits until");
  expect((await site.surfer().get(`/@alice/${id}`)).status).toBe(404);
  expect(page.text).toContain(`/statuses/${id}/post_without_group`);
  await hers.send(`/statuses/${id}/post_without_group`, {}, { from: `/@alice/${id}` });
  expect((await hers.get(`/@alice/${id}`)).text).not.toContain("Waits until");
  expect((await site.surfer().get(`/@alice/${id}`)).text).toContain("Roses");
});
