/** The admin API: who may use it, what each act does to its account, and that every act is in the log. */
import { expect, test } from "vitest";
import type { AccountJson, NotificationJson } from "../world/entities.ts";
import { staffOf } from "../world/staff.ts";
import { createWorld } from "../world/world.ts";

type AdminAccount = {
  id: string;
  email: string;
  silenced: boolean;
  sensitized: boolean;
  suspended: boolean;
  disabled: boolean;
  approved: boolean;
  invite_request: string | null;
  ips: { ip: string }[];
  role: { name: string; permissions: string };
  account: AccountJson;
};
const at = "/api/v1/admin";

test("an ordinary person gets nothing, whatever their token says; a token without the scope neither", async () => {
  await using world = await createWorld("alpha.test");
  const eve = await world.person("eve@alpha.test", { scopes: "read write admin:read admin:write" });
  const plain = await world.person("owner@alpha.test", { role: "owner" });
  const reader = await world.person("rea@alpha.test", { role: "admin", scopes: "admin:read:reports" });
  const paths = [
    "accounts",
    "reports",
    "domain_blocks",
    "domain_allows",
    "email_domain_blocks",
    "ip_blocks",
    "canonical_email_blocks",
  ];
  for (const path of paths) {
    expect([path, (await eve.asks("GET", `${at}/${path}`)).status]).toEqual([path, 403]);
    expect([path, (await plain.asks("GET", `${at}/${path}`)).status]).toEqual([path, 403]);
    expect([path, (await world.visitor("alpha.test")("GET", `${at}/${path}`)).status]).toEqual([path, 401]);
    expect([path, (await reader.asks("GET", `${at}/${path}`)).status]).toEqual([path, path === "reports" ? 200 : 403]);
  }
  expect((await eve.asks("POST", `${at}/accounts/${plain.id}/action`, { type: "suspend" })).status).toBe(403);
  expect((await reader.asks("POST", `${at}/reports/1/resolve`)).status).toBe(403);
});

test("moderators moderate people, not their peers, themselves, or other servers", async () => {
  await using world = await createWorld("alpha.test");
  const [mod, peer, ada] = [
    await staffOf(world, "mod@alpha.test", "moderator"),
    await staffOf(world, "peer@alpha.test", "moderator"),
    await staffOf(world, "ada@alpha.test"),
  ];
  const bob = await world.person("bob@alpha.test");
  const suspends = async (who: { id: string }, by = mod) =>
    (await by.asks("POST", `${at}/accounts/${who.id}/action`, { type: "silence" })).status;
  expect([await suspends(bob), await suspends(peer), await suspends(ada), await suspends(mod)]).toEqual([200, 403, 403, 403]);
  expect(await suspends(peer, ada)).toBe(200);
  expect((await mod.asks("POST", `${at}/domain_blocks`, { domain: "bad.test" })).status).toBe(403);
  expect((await mod.asks("GET", "/api/kith/v1/admin/audit_log")).status).toBe(200);
  const [own] = await mod.api<AdminAccount[]>("GET", `${at}/accounts?username=mod`);
  expect(own).toMatchObject({ role: { name: "Moderator" } });
  expect(Number(own?.role.permissions) & 0x410).toBe(0x410);
});

test("each action does what it says, tells its account, and is undone", async () => {
  await using world = await createWorld("alpha.test");
  const ada = await staffOf(world, "ada@alpha.test");
  const [bob, eve] = [await world.person("bob@alpha.test"), await world.person("eve@alpha.test")];
  const show = async () => await ada.api<AdminAccount>("GET", `${at}/accounts/${bob.id}`);
  const act = async (type: string) => await ada.api("POST", `${at}/accounts/${bob.id}/action`, { type, text: `for ${type}` });
  const undo = async (verb: string) => await ada.api<AdminAccount>("POST", `${at}/accounts/${bob.id}/${verb}`);
  const post = await bob.posts("Hello");

  await act("none");
  await act("silence");
  expect(await show()).toMatchObject({ silenced: true });
  expect(await eve.publicTimeline()).toEqual([]);
  expect(await undo("unsilence")).toMatchObject({ silenced: false });
  expect(await eve.publicTimeline()).toMatchObject([{ id: post.id }]);

  await act("sensitive");
  expect(await undo("unsensitive")).toMatchObject({ sensitized: false });

  await act("disable");
  expect(await show()).toMatchObject({ disabled: true });
  expect((await bob.asks("GET", "/api/v1/timelines/home")).status).toBe(403);
  expect(await undo("enable")).toMatchObject({ disabled: false });
  expect((await bob.asks("GET", "/api/v1/timelines/home")).status).toBe(200);

  const warnings = await bob.api<(NotificationJson & { moderation_warning: { action: string; text: string } })[]>(
    "GET",
    "/api/v1/notifications?types[]=moderation_warning",
  );
  expect(warnings.map(({ moderation_warning }) => `${moderation_warning.action}: ${moderation_warning.text}`)).toEqual([
    "disable: for disable",
    "sensitive: for sensitive",
    "silence: for silence",
    "none: for none",
  ]);
  expect((await ada.asks("POST", `${at}/accounts/${bob.id}/action`, { type: "tickle" })).status).toBe(422);
  expect((await ada.asks("DELETE", `${at}/accounts/${bob.id}`)).status).toBe(403);
});

test("a suspended account can be deleted for good", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const ada = await staffOf(world, "ada@alpha.test");
  const [bob, dora] = [await world.person("bob@alpha.test"), await world.person("dora@beta.test")];
  await dora.follows(bob);
  await world.settles();
  const post = await bob.posts("Soon gone");
  await world.settles();
  await ada.api("POST", `${at}/accounts/${bob.id}/action`, { type: "suspend" });
  await ada.api("DELETE", `${at}/accounts/${bob.id}`);
  await world.passes("1 minute");
  await world.passes("1 minute");
  expect((await ada.asks("GET", `/api/v1/accounts/${bob.id}`)).status).toBe(404);
  expect((await bob.asks("GET", "/api/v1/timelines/home")).status).toBe(401);
  expect(await dora.sees(post)).toBeUndefined();
  await world.passes("2 hours");
});

test("accounts are found by what one knows of them", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const ada = await staffOf(world, "ada@alpha.test");
  const bob = await world.person("bob@alpha.test");
  await world.person("dora@beta.test");
  await ada.finds("@dora@beta.test");
  await ada.api("POST", `${at}/accounts/${bob.id}/action`, { type: "silence" });
  const names = async (query: string, version = 1) =>
    (await ada.api<AdminAccount[]>("GET", `/api/v${version}/admin/accounts?${query}`)).map(({ account }) => account.acct);
  expect(await names("local=true")).toEqual(["bob", "ada"]);
  expect(await names("remote=true")).toEqual(["dora@beta.test"]);
  expect(await names("silenced=true")).toEqual(["bob"]);
  expect(await names("staff=true")).toEqual(["ada"]);
  expect(await names("username=BO")).toEqual(["bob"]);
  expect(await names("by_domain=beta.test")).toEqual(["dora@beta.test"]);
  expect(await names("email=bob@")).toEqual(["bob"]);
  expect(await names("origin=local&status=active", 2)).toEqual(["ada"]);
  expect(await names("permissions=staff", 2)).toEqual(["ada"]);
  expect(await names("role_ids[]=-99&origin=local", 2)).toEqual(["bob"]);
  const first = await ada.asks("GET", `${at}/accounts?local=true&limit=1`);
  expect(first.json<AdminAccount[]>()).toHaveLength(1);
  expect(first.headers.link).toMatch(/max_id=\d+&?.*rel="next"|rel="next"/);
});

test("reports are taken on, sorted, resolved and reopened; an action settles them", async () => {
  await using world = await createWorld("alpha.test");
  const ada = await staffOf(world, "ada@alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const post = await bob.posts("Rude", { visibility: "public" });
  type Report = {
    id: string;
    category: string;
    action_taken: boolean;
    assigned_account: AdminAccount | null;
    action_taken_by_account: AdminAccount | null;
  };
  const file = async (more: object) =>
    await alice.api<Report>("POST", "/api/v1/reports", { account_id: bob.id, status_ids: [post.id], ...more });
  const one = await file({ comment: "first" });
  await file({ comment: "second" });
  expect((await alice.asks("POST", "/api/v1/reports", { account_id: bob.id, comment: "x".repeat(1001) })).status).toBe(422);
  expect((await alice.asks("POST", "/api/v1/reports", { account_id: bob.id, category: "nonsense" })).status).toBe(422);
  expect((await alice.asks("POST", "/api/v1/reports", { account_id: bob.id, rule_ids: ["7"] })).status).toBe(422);
  expect((await alice.asks("POST", "/api/v1/reports", { account_id: "1" })).status).toBe(404);
  const does = async (verb: string) => await ada.api<Report>("POST", `${at}/reports/${one.id}/${verb}`);
  expect((await does("assign_to_self")).assigned_account?.account.acct).toBe("ada");
  expect((await does("unassign")).assigned_account).toBeNull();
  expect(await ada.api("PUT", `${at}/reports/${one.id}`, { category: "spam" })).toMatchObject({ category: "spam" });
  expect((await does("resolve")).action_taken_by_account?.account.acct).toBe("ada");
  const open = async () => (await ada.api<Report[]>("GET", `${at}/reports?target_account_id=${bob.id}`)).map(({ id }) => id);
  expect(await open()).toHaveLength(1);
  expect(await does("reopen")).toMatchObject({ action_taken: false });
  await ada.api("POST", `${at}/accounts/${bob.id}/action`, { type: "silence", report_id: one.id });
  expect(await open()).toEqual([]);
  expect(await ada.api<Report[]>("GET", `${at}/reports?resolved=true`)).toHaveLength(2);
});

test("every act is one line in the log, with who did it", async () => {
  await using world = await createWorld("alpha.test");
  const [ada, bob] = [await staffOf(world, "ada@alpha.test"), await world.person("bob@alpha.test")];
  await ada.api("POST", `${at}/accounts/${bob.id}/action`, { type: "silence", text: "rude" });
  await ada.api("POST", `${at}/accounts/${bob.id}/unsilence`);
  const block = await ada.api<{ id: string }>("POST", `${at}/domain_blocks`, { domain: "bad.test", severity: "suspend" });
  await ada.api("PUT", `${at}/domain_blocks/${block.id}`, { severity: "silence" });
  await ada.api("DELETE", `${at}/domain_blocks/${block.id}`);
  type Entry = { id: string; account: { acct: string }; action: string; target: { type: string; name: string }; details: object };
  const log = await ada.api<Entry[]>("GET", "/api/kith/v1/admin/audit_log");
  expect(log.map(({ account, action, target }) => `${account.acct} ${action} ${target.type} ${target.name}`)).toEqual([
    "ada destroy DomainBlock bad.test",
    "ada update DomainBlock bad.test",
    "ada create DomainBlock bad.test",
    "ada unsilence Account bob",
    "ada silence Account bob",
  ]);
  expect(log.at(-1)?.details).toMatchObject({ text: "rude" });
  const page = await ada.asks("GET", `/api/kith/v1/admin/audit_log?limit=2&max_id=${log[1]?.id}`);
  expect(page.json<Entry[]>().map(({ id }) => id)).toEqual(log.slice(2, 4).map(({ id }) => id));
  expect(page.headers.link).toContain('rel="next"');
  expect((await bob.asks("GET", "/api/kith/v1/admin/audit_log")).status).toBe(403);
});
