/** Moderation across two instances: reports that travel, accounts and whole domains that are limited or suspended, and what their people see of it. */
import { expect, test } from "vitest";
import type { AccountJson, NotificationJson, StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { staffOf } from "../world/staff.ts";
import { createWorld } from "../world/world.ts";
import { acrossTheBorder, bars } from "./borders.ts";

type Report = {
  id: string;
  comment: string;
  forwarded: boolean;
  action_taken: boolean;
  category: string;
  account: { account: AccountJson };
  target_account: { account: AccountJson };
  statuses: StatusJson[];
};
type Notice = NotificationJson & {
  report?: Report;
  moderation_warning?: { action: string; text: string };
  event?: { type: string; target_name: string; followers_count: number; following_count: number };
};

const act = async (admin: Person, who: AccountJson | Person, type: string, more: object = {}) =>
  await admin.api("POST", `/api/v1/admin/accounts/${who.id}/action`, { type, ...more });
const reports = async (admin: Person, query = "") => await admin.api<Report[]>("GET", `/api/v1/admin/reports${query}`);

test("a report is read here, and there without the reporter's name", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  const [here, there] = [await staffOf(world, "ada@alpha.test"), await staffOf(world, "ben@beta.test", "moderator")];
  await alice.follows(bob);
  await world.settles();
  const post = await bob.posts("Buy my pills");
  await world.settles();
  const copy = await alice.sees(post);
  const filed = await alice.api<Report>("POST", "/api/v1/reports", {
    account_id: copy?.account.id,
    status_ids: [copy?.id],
    comment: "spam, again",
    category: "spam",
    forward: true,
  });
  expect(filed).toMatchObject({ category: "spam", comment: "spam, again", forwarded: true, action_taken: false });
  await world.settles();
  expect(await reports(here)).toMatchObject([
    {
      id: filed.id,
      account: { account: { acct: "alice" } },
      target_account: { account: { acct: "bob@beta.test" } },
      statuses: [{ id: copy?.id }],
    },
  ]);
  const [forwarded, ...others] = await reports(there);
  expect(others).toEqual([]);
  expect(forwarded).toMatchObject({
    comment: "spam, again",
    target_account: { account: { acct: "bob" } },
    statuses: [{ id: post.id }],
  });
  expect(forwarded?.account.account.acct).not.toContain("alice");
  const told = await there.api<Notice[]>("GET", "/api/v1/notifications?types[]=admin.report");
  expect(told).toMatchObject([{ type: "admin.report", report: { id: forwarded?.id, target_account: { acct: "bob" } } }]);
});

test("a suspended account vanishes everywhere, and comes back", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  const ada = await staffOf(world, "ada@alpha.test");
  await bob.follows(alice);
  await world.settles();
  const post = await alice.posts("Hello");
  await world.settles();
  await act(ada, alice, "suspend", { text: "enough" });
  await world.passes("1 minute");
  expect((await alice.asks("GET", "/api/v1/accounts/verify_credentials")).status).toBe(403);
  expect(await ada.looksAt(post)).toBeUndefined();
  expect(await ada.api("GET", `/api/v1/accounts/${alice.id}/statuses`)).toEqual([]);
  expect(await ada.publicTimeline()).toEqual([]);
  expect(await ada.api<AccountJson>("GET", `/api/v1/accounts/${alice.id}`)).toMatchObject({ suspended: true, display_name: "" });
  expect(
    (await world.visitor("alpha.test")("GET", new URL(post.uri).pathname, { headers: { accept: "application/activity+json" } }))
      .status,
  ).toBe(410);
  await ada.api("POST", `/api/v1/admin/accounts/${alice.id}/unsuspend`);
  expect(await ada.looksAt(post)).toMatchObject({ id: post.id });
  await world.passes("1 minute");
  const again = await alice.posts("Back again");
  await world.settles();
  expect((await bob.home()).map(({ uri }) => uri)).toContain(again.uri);
});

test("who is suspended elsewhere is not heard any more, and lets its followers here go", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob, ada } = await acrossTheBorder(world);
  const post = await bob.posts("Nasty");
  await world.settles();
  const remote = await ada.finds("@bob@beta.test");
  await act(ada, remote, "suspend");
  await world.settles();
  expect(await alice.sees(post)).toBeUndefined();
  expect(await alice.home()).toEqual([]);
  expect(await alice.relationship(remote)).toMatchObject({ followed_by: false });
  expect(await bob.relationship(alice)).toMatchObject({ following: false });
  await bob.posts("@alice@alpha.test can you hear me?");
  const secret = await alice.posts("Not for bob", { visibility: "private" });
  await world.passes("5 minutes");
  expect(await alice.notifications("?types[]=mention")).toEqual([]);
  expect(await bob.sees(secret)).toBeUndefined();
  const [lost] = await alice.api<Notice[]>("GET", "/api/v1/notifications?types[]=severed_relationships");
  expect(lost?.event).toMatchObject({ type: "account_suspension", target_name: "bob@beta.test", followers_count: 1 });
});

test("a blocked domain is shut out in both directions, until it is not", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob, ada } = await acrossTheBorder(world);
  const before = await bob.posts("Before");
  await world.settles();
  const letIn = await bars(ada, "beta.test", { public_comment: "harassment" });
  await world.settles();
  expect(await alice.sees(before)).toBeUndefined();
  const [lost] = await alice.api<Notice[]>("GET", "/api/v1/notifications?types[]=severed_relationships");
  expect(lost?.event).toMatchObject({ type: "domain_block", target_name: "beta.test", followers_count: 1, following_count: 1 });
  const mine = await alice.posts("Not for beta");
  const theirs = await bob.posts("@alice@alpha.test let me in");
  await world.passes("10 minutes");
  expect(await bob.sees(mine)).toBeUndefined();
  expect(await alice.sees(theirs)).toBeUndefined();
  expect((await alice.api<{ accounts: unknown[] }>("GET", "/api/v2/search?q=@new@beta.test&resolve=true")).accounts).toEqual([]);
  const listed = await world.visitor("alpha.test")("GET", "/api/v1/instance/domain_blocks");
  expect(listed.json()).toMatchObject([{ domain: "beta.test", severity: "suspend", comment: "harassment" }]);
  await letIn();
  await world.settles();
  expect(await alice.sees(before)).toMatchObject({ uri: before.uri });
  await alice.follows(bob);
  await world.settles();
  const after = await bob.posts("After");
  await world.settles();
  expect((await alice.home()).map(({ uri }) => uri)).toContain(after.uri);
});

test("a limited domain is read by its followers only, and sends no pictures", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, carol, bob] = [
    await world.person("alice@alpha.test"),
    await world.person("carol@alpha.test"),
    await world.person("bob@beta.test"),
  ];
  const ada = await staffOf(world, "ada@alpha.test");
  await alice.follows(bob);
  await world.settles();
  await bars(ada, "beta.test", { severity: "silence" });
  await world.settles();
  const post = await bob.posts("Quietly");
  await world.settles();
  expect((await alice.publicTimeline()).map(({ uri }) => uri)).toEqual([post.uri]);
  expect(await carol.publicTimeline()).toEqual([]);
  expect((await alice.home()).map(({ uri }) => uri)).toEqual([post.uri]);
  expect((await alice.sees(post))?.account).toMatchObject({ limited: true });
});

test("who blocks a server is told what they have lost by it", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const [bob, dora] = [await world.person("bob@beta.test"), await world.person("dora@beta.test")];
  await alice.follows(bob);
  await bob.follows(alice);
  await dora.follows(alice);
  await world.settles();
  await alice.api("POST", "/api/v1/domain_blocks", { domain: "beta.test" });
  await world.settles();
  const lost = await alice.api<Notice[]>("GET", "/api/v1/notifications?types[]=severed_relationships");
  expect(lost).toMatchObject([
    { event: { type: "user_domain_block", target_name: "beta.test", followers_count: 2, following_count: 1 } },
  ]);
});

test("a post is taken down here and elsewhere, and its author is told why", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [bob, dora] = [await world.person("bob@alpha.test"), await world.person("dora@beta.test")];
  const mod = await staffOf(world, "mod@alpha.test", "moderator");
  await dora.follows(bob);
  await world.settles();
  const [bad, odd, fine] = [await bob.posts("Bad"), await bob.posts("Odd"), await bob.posts("Fine")];
  await world.settles();
  const report = await mod.api<Report>("POST", "/api/v1/reports", { account_id: bob.id, status_ids: [bad.id] });
  const path = `/api/kith/v1/admin/accounts/${bob.id}/statuses`;
  await mod.api("POST", path, { type: "delete_statuses", status_ids: [bad.id], text: "rude", report_id: report.id });
  await mod.api("POST", path, { type: "mark_statuses_as_sensitive", status_ids: [odd.id] });
  await world.settles();
  expect(await mod.looksAt(bad)).toBeUndefined();
  expect((await dora.home()).map(({ uri }) => uri)).toEqual([fine.uri, odd.uri]);
  expect(await mod.looksAt(odd)).toMatchObject({ sensitive: true, edited_at: null });
  expect(await reports(mod)).toEqual([]);
  const told = await bob.api<Notice[]>("GET", "/api/v1/notifications?types[]=moderation_warning");
  expect(told.map(({ moderation_warning }) => moderation_warning)).toMatchObject([
    { action: "mark_statuses_as_sensitive", text: "" },
    { action: "delete_statuses", text: "rude" },
  ]);
  const refused = async (by: Person, body: object) => (await by.asks("POST", path, body)).status;
  expect(await refused(mod, { type: "delete_statuses", status_ids: ["1"] })).toBe(422);
  expect(await refused(mod, { type: "eat", status_ids: [fine.id] })).toBe(422);
  expect(await refused(bob, { type: "delete_statuses", status_ids: [fine.id] })).toBe(403);
});
