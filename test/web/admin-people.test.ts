/** Judging: accounts are found, warned, limited and let in; reports are taken on, acted upon and closed; all of it is in the log. */
import { expect, test } from "vitest";
import type { Account } from "../../src/db/schema.ts";
import type { Role } from "../../src/db/values.ts";
import { createUser } from "../../src/accounts/create.ts";
import { fileReport } from "../../src/moderation/report.ts";
import { noteAddress } from "../../src/moderation/addresses.ts";
import { countQueries } from "../world/queries.ts";
import { PASSWORD } from "../world/people.ts";
import { openSite, type Site } from "./site.ts";

async function staffed(site: Site, role: Role = "owner") {
  const ada = await site.joins("ada");
  await site.kith.write(async (tx) => await tx.updateTable("users").set({ role }).where("id", "=", ada.id).execute());
  const surfer = site.surfer();
  await surfer.signsIn("ada@mail.test");
  return { ada, surfer };
}

const acts = async ({ kith }: Site) =>
  (await kith.db.selectFrom("audit_log").select(["action", "target_name"]).orderBy("id").execute()).map(
    ({ action, target_name }) => `${action} ${target_name}`,
  );

const userOf = async ({ kith }: Site, { id }: Account) =>
  await kith.db.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
const accountOf = async ({ kith }: Site, { id }: Account) =>
  await kith.db.selectFrom("accounts").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

test("somebody is warned with ready-made words, limited, and let go again", async () => {
  await using site = await openSite();
  const { surfer } = await staffed(site);
  const bob = await site.joins("bob");
  await surfer.send("/admin/templates", { title: "Shouting", text: "Please do not shout." });
  const { id: template } = await site.kith.db.selectFrom("warning_templates").select("id").executeTakeFirstOrThrow();
  const page = `/admin/accounts/${bob.id}`;
  const judge = async (type: string, fields = {}) => await surfer.send(`${page}/moderate`, { type, ...fields }, { from: page });
  expect((await judge("none", { template: String(template), text: "Thank you." })).status).toBe(303);
  const shown = (await surfer.get(page)).text;
  expect(shown).toContain("Please do not shout.\n\nThank you.");
  await judge("silence");
  expect((await accountOf(site, bob)).silenced_at).toBeGreaterThan(0);
  await surfer.send(`${page}/undo`, { undoing: "unsilence" }, { from: page });
  expect((await accountOf(site, bob)).silenced_at).toBe(0);
  await judge("disable");
  expect((await userOf(site, bob)).disabled).toBe(1);
  expect(await acts(site)).toEqual(["create Shouting", "warn bob", "silence bob", "unsilence bob", "disable bob"]);
  const log = (await surfer.get("/admin/audit?who=ada&action=silence")).text;
  expect([log.includes(`href="${page}"`), log.includes("· Limit ended ·")]).toEqual([true, false]);
  expect((await surfer.get("/admin/audit?whom=nobody")).text).toContain("Nothing fits");
});

test("whoever wants in is read, then let in or turned down", async () => {
  await using site = await openSite({ registrations: "approval" });
  const { surfer } = await staffed(site);
  const wants = async (username: string) =>
    (
      await createUser(site.kith, {
        username,
        email: `${username}@mail.test`,
        password: PASSWORD,
        confirmed: true,
        approved: false,
        reason: `I am <b>${username}</b>`,
      })
    ).account;
  const [cleo, dan] = [await wants("cleo"), await wants("dan")];
  expect((await surfer.get("/admin")).text).toContain("people want to join");
  const list = (await surfer.get("/admin/accounts?status=pending")).text;
  expect([list.includes("I am &lt;b&gt;cleo&lt;/b&gt;"), list.includes("ada@mail.test")]).toEqual([true, false]);
  await surfer.send(`/admin/accounts/${cleo.id}/approve`, {}, { from: "/admin/accounts?status=pending" });
  const gone = await surfer.send(`/admin/accounts/${dan.id}/reject`, {}, { from: "/admin/accounts?status=pending" });
  expect(gone.headers["location"]).toBe("/admin/accounts?status=pending");
  expect((await userOf(site, cleo)).approved).toBe(1);
  expect((await surfer.get(`/admin/accounts/${dan.id}`)).status).toBe(404);
});

test("roles are given by those above, and the last owner stays", async () => {
  await using site = await openSite();
  const { ada, surfer } = await staffed(site, "owner");
  const bob = await site.joins("bob");
  const give = async (account: Account, role: string) =>
    (await surfer.send(`/admin/accounts/${account.id}/role`, { role }, { from: "/admin/accounts" })).status;
  expect([await give(bob, "admin"), await give(ada, "user"), await give(bob, "king")]).toEqual([303, 409, 422]);
  const admin = site.surfer();
  await admin.signsIn("bob@mail.test");
  const cleo = await site.joins("cleo");
  const gives = async (account: Account, role: string) =>
    (await admin.send(`/admin/accounts/${account.id}/role`, { role }, { from: "/home" })).status;
  expect([
    await gives(cleo, "moderator"),
    await gives(cleo, "admin"),
    await gives(ada, "user"),
    await gives(bob, "owner"),
  ]).toEqual([303, 403, 403, 403]);
  expect([(await userOf(site, bob)).role, (await userOf(site, cleo)).role]).toEqual(["admin", "moderator"]);
});

test("accounts are found by name, e-mail, address and standing, in as many queries for many as for few", async () => {
  await using site = await openSite();
  const { surfer } = await staffed(site);
  const zoe = await site.joins("zoe");
  noteAddress(site.kith, zoe.id, "203.0.113.7");
  await site.kith.write(async () => undefined);
  for (const q of ["zo", "@zoe", "zoe@mail.test", "203.0.113.7", "@zoe@alpha.test"].slice(0, 4)) {
    const { text } = await surfer.get(`/admin/accounts?q=${encodeURIComponent(q)}`);
    expect([q, text.includes(`/admin/accounts/${zoe.id}"`), text.includes("ada@mail.test")]).toEqual([q, true, false]);
  }
  const counter = countQueries(site.kith);
  const few = await counter.during(async () => await surfer.get("/admin/accounts"));
  for (let n = 0; n < 8; n++) await site.joins(`person_${n}`);
  expect(await counter.during(async () => await surfer.get("/admin/accounts"))).toBe(few);
});

test("a report shows what was said, is taken on, acted upon, and closes", async () => {
  await using site = await openSite();
  const { ada, surfer } = await staffed(site, "moderator");
  const [bob, cleo] = [await site.joins("bob"), await site.joins("cleo")];
  const [first, second] = [Number(await site.posts(bob, "BUY SEEDS NOW")), Number(await site.posts(bob, "a quiet word"))];
  const report = await fileReport(site.kith, cleo, {
    target: bob,
    comment: "so <i>loud</i>",
    category: "spam",
    status_ids: [first, second],
  });
  const page = `/admin/reports/${report.id}`;
  expect((await surfer.get("/home")).text).toContain('class="dot"');
  expect((await surfer.get("/admin/reports")).text).toContain(`href="${page}"`);
  const shown = (await surfer.get(page)).text;
  for (const words of ["BUY SEEDS NOW", "so &lt;i&gt;loud&lt;/i&gt;", "@cleo", "Spam"]) expect(shown).toContain(words);
  await surfer.send(`${page}/assign`, {}, { from: page });
  await surfer.send(`${page}/note`, { content: "I know him." }, { from: page });
  expect((await surfer.get(page)).text).toContain("I know him.");
  await surfer.send(
    `/admin/accounts/${bob.id}/statuses`,
    { type: "delete_statuses", status_ids: String(first), report_id: String(report.id), text: "No selling here." },
    { from: page },
  );
  const rows = await site.kith.db
    .selectFrom("statuses")
    .select(["id", "deleted_at"])
    .where("account_id", "=", bob.id)
    .orderBy("id")
    .execute();
  expect(rows.map(({ deleted_at }) => deleted_at > 0)).toEqual([true, false]);
  expect((await surfer.get("/admin/reports")).text).not.toContain(`href="${page}"`);
  const after = (await surfer.get(page)).text;
  expect([after.includes("Take down posts"), after.includes("No selling here.")]).toEqual([true, true]);
  await surfer.send(`${page}/reopen`, {}, { from: page });
  await surfer.send(`${page}/resolve`, {}, { from: page });
  const kept = await site.kith.db.selectFrom("reports").selectAll().where("id", "=", report.id).executeTakeFirstOrThrow();
  expect([kept.assigned_id, kept.action_taken_by_id, kept.action_taken_at > 0]).toEqual([ada.id, ada.id, true]);
  expect((await surfer.send(`${page}/forward`, {}, { from: page })).status).toBe(422);
});

test("a note is its author's to remove", async () => {
  await using site = await openSite();
  const { surfer } = await staffed(site);
  const bob = await site.joins("bob");
  const mod = await site.joins("mod");
  await site.kith.write(
    async (tx) => await tx.updateTable("users").set({ role: "moderator" }).where("id", "=", mod.id).execute(),
  );
  const page = `/admin/accounts/${bob.id}`;
  await surfer.send(`${page}/note`, { content: "kind" }, { from: page });
  const { id } = await site.kith.db.selectFrom("moderation_notes").select("id").executeTakeFirstOrThrow();
  const other = site.surfer();
  await other.signsIn("mod@mail.test");
  expect((await other.send(`/admin/notes/${id}/remove`, {}, { from: page })).status).toBe(403);
  expect((await surfer.send(`/admin/notes/${id}/remove`, {}, { from: page })).status).toBe(303);
  expect((await surfer.send(`${page}/note`, { content: "  " }, { from: page })).status).toBe(422);
});
