/** Other servers and whoever is kept out: blocks with what they would end, lists from files, addresses, queues, relays, invitations. */
import { expect, test } from "vitest";
import { createInvite } from "../../src/access/invites.ts";
import { insertHosts } from "../../src/federation/deliver/hosts.ts";
import { insertAccount } from "../../src/accounts/insert.ts";
import { NEVER } from "../../src/jobs/leases.ts";
import { openSite, type Site } from "./site.ts";

async function owned(site: Site) {
  const ada = await site.joins("ada");
  await site.kith.write(async (tx) => {
    await tx.updateTable("users").set({ role: "owner" }).where("id", "=", ada.id).execute();
    await insertHosts(tx, site.kith, ["far.test", "sub.far.test"]);
  });
  const surfer = site.surfer();
  await surfer.signsIn("ada@mail.test");
  return { ada, surfer };
}

test("a block is looked at, made, changed and ended; what it would end is counted first", async () => {
  await using site = await openSite();
  const { ada, surfer } = await owned(site);
  const { kith } = site;
  const place = (id: number, host: string) => ({
    id,
    username: "eve",
    host,
    created_at: kith.now(),
    uri: `https://${host}/eve`,
    url: `https://${host}/eve`,
    inbox_url: "",
    shared_inbox_url: "",
    outbox_url: "",
    followers_url: "",
    following_url: "",
    featured_url: "",
  });
  const ids = [kith.newId(), kith.newId()];
  await kith.write(async (tx) => {
    await insertAccount(tx, place(ids[0] as number, "far.test") as never);
    await insertAccount(tx, place(ids[1] as number, "sub.far.test") as never);
    const follow = {
      state: "accepted" as const,
      uri: "",
      reblogs: 1 as const,
      notify: 0 as const,
      languages: "[]",
      created_at: 1,
    };
    await tx
      .insertInto("follows")
      .values({ id: kith.newId(), account_id: ada.id, target_id: ids[1] as number, ...follow, uri: "u1" })
      .execute();
  });
  const asked = (await surfer.get("/admin/domains/new?domain=https://Far.test/")).text;
  expect(asked.replaceAll(/\s+/g, " ")).toMatch(
    /Accounts known here<\/dt><dd dir="auto">2<.*Follows from here<\/dt><dd dir="auto">1<.*Follows from there<\/dt><dd dir="auto">0</,
  );
  expect((await surfer.get("/admin/domains/new?domain=no%20domain")).status).toBe(422);
  const made = await surfer.send(
    "/admin/domains",
    { domain: "far.test", severity: "silence", reject_media: "1", public_comment: "<b>noise</b>" },
    { from: "/admin/domains/new?domain=far.test" },
  );
  expect(made.status).toBe(303);
  const { id } = await kith.db.selectFrom("domain_blocks").select("id").executeTakeFirstOrThrow();
  expect((await surfer.get("/admin/domains")).text).toContain("&lt;b&gt;noise&lt;/b&gt;");
  await surfer.send(`/admin/domains/${id}`, { severity: "suspend", public_comment: "" }, { from: `/admin/domains/${id}` });
  expect(await kith.db.selectFrom("domain_blocks").selectAll().executeTakeFirst()).toMatchObject({
    severity: "suspend",
    reject_media: 0,
    public_comment: "",
  });
  await surfer.send(`/admin/domains/${id}/remove`, {}, { from: `/admin/domains/${id}` });
  expect(await kith.db.selectFrom("domain_blocks").select("id").execute()).toEqual([]);
});

test("lists of blocks are written and read as Mastodon has them, and shown before anything is done", async () => {
  await using site = await openSite();
  const { surfer } = await owned(site);
  const list =
    '#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\nspam.test,suspend,true,false,"ads, only ads",true\nloud.test,silence,false,false,,false\nalpha.test,suspend,,,,\nnot a domain,suspend,,,,\nkept.test,silence,,,,\n';
  const file = new Blob([list], { type: "text/csv" });
  const looked = await surfer.send("/admin/domains/import", { file, list: "" }, { from: "/admin/domains", files: true });
  expect([looked.status, looked.text.includes("spam.test"), looked.text.includes("ads, only ads")]).toEqual([200, true, true]);
  expect(await site.kith.db.selectFrom("domain_blocks").select("id").execute()).toEqual([]);
  const [, aside_file = ""] = /name="aside_file" value="([^"]*)"/.exec(looked.text) ?? [];
  const carriesOut = async (fields: Record<string, string>) =>
    await surfer.send("/admin/domains/import/carry_out", fields, { from: "/admin/domains", files: true });
  expect((await carriesOut({ aside_file, except: "kept.test" })).status).toBe(303);
  expect(await site.kith.db.selectFrom("media").select("id").execute()).toEqual([]);
  const { text: exported, headers } = await surfer.get("/admin/domains/export.csv");
  expect(headers["content-type"]).toContain("text/csv");
  expect(exported).toBe(
    '#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\nloud.test,silence,false,false,,false\nspam.test,suspend,true,false,"ads, only ads",true\n',
  );
  expect(
    (await surfer.send("/admin/domains/import", { list: "not a domain" }, { from: "/admin/domains", files: true })).status,
  ).toBe(422);
});

test("providers, addresses and networks are kept out, and let in again", async () => {
  await using site = await openSite();
  const { surfer } = await owned(site);
  const { db } = site.kith;
  await surfer.send("/admin/emails", { domain: "throwaway.test", allow_with_approval: "1" });
  expect((await surfer.send("/admin/emails", { domain: "throwaway.test" })).status).toBe(422);
  await surfer.send("/admin/ips", { ip: "203.0.113.0/24", severity: "sign_up_block", expires_in: "86400", comment: "robots" });
  expect((await surfer.send("/admin/ips", { ip: "0.0.0.0/0", severity: "no_access" })).text).toContain('id="f-ip-problem"');
  const ip = await db.selectFrom("ip_blocks").selectAll().executeTakeFirstOrThrow();
  await surfer.send(
    `/admin/ips/${ip.id}`,
    { ip: ip.ip, severity: "no_access", expires_in: "", comment: "worse" },
    { from: "/admin/ips" },
  );
  expect(await db.selectFrom("ip_blocks").selectAll().executeTakeFirst()).toMatchObject({
    severity: "no_access",
    comment: "worse",
    expires_at: ip.expires_at,
  });
  await surfer.send("/admin/addresses/add", { email: "N.uisance+x@mail.test" }, { from: "/admin/addresses" });
  const test_ = async (email: string) =>
    (await surfer.send("/admin/addresses/test", { email }, { from: "/admin/addresses" })).text;
  expect([
    (await test_("nuisance@mail.test")).includes("This address is blocked."),
    (await test_("kind@mail.test")).includes("is not blocked"),
  ]).toEqual([true, true]);
  for (const [table, path] of [
    ["email_domain_blocks", "emails"],
    ["ip_blocks", "ips"],
    ["canonical_email_blocks", "addresses"],
  ] as const) {
    const { id } = await db.selectFrom(table).select("id").executeTakeFirstOrThrow();
    await surfer.send(`/admin/${path}/${id}/remove`, {}, { from: `/admin/${path}` });
    expect(await db.selectFrom(table).select("id").execute()).toEqual([]);
  }
});

test("a server's page shows what waits for it, and lets it be given up one by one", async () => {
  await using site = await openSite();
  const { surfer } = await owned(site);
  const { kith } = site;
  const document_id = kith.newId();
  await kith.write(async (tx) => {
    await tx
      .insertInto("documents")
      .values({
        id: document_id,
        account_id: 1,
        status_id: null,
        body: "{}",
        digest: "",
        created_at: 1,
        kind: "Create",
        for_followers: 0,
        takes_back: 0,
      })
      .execute();
    for (const host of ["far.test", "sub.far.test"])
      await tx
        .insertInto("deliveries")
        .values({
          id: kith.newId(),
          document_id,
          inbox_url: `https://${host}/inbox`,
          state: "pending",
          done_at: 0,
          lane: `${host}/0`,
          priority: 1,
          run_at: kith.now() + 60_000,
          attempts: 2,
          leased_until: 0,
          lease: "",
          last_error: "503",
        })
        .execute();
  });
  const page = "/admin/hosts/far.test";
  const { text } = await surfer.get(page);
  expect([text.includes("https://far.test/inbox"), text.includes("sub.far.test/inbox"), text.includes("503")]).toEqual([
    true,
    false,
    true,
  ]);
  const [, drop = ""] = /action="(\/admin\/hosts\/far\.test\/deliveries\/\d+\/drop)"/.exec(text) ?? [];
  await surfer.send(drop, {}, { from: page });
  expect((await surfer.get(page)).text).toContain("Nothing waits.");
  expect((await surfer.get("/admin/hosts?name=sub")).text).not.toContain('href="/admin/hosts/far.test"');
  expect((await surfer.get("/admin/hosts/unknown.test")).status).toBe(404);
});

test("work that was given up is tried again or dropped", async () => {
  await using site = await openSite();
  const { surfer } = await owned(site);
  const { kith } = site;
  const job = (id: number) => ({
    id,
    kind: "status.published/deliver",
    payload: '{"status_id":"<b>"}',
    unique_key: "",
    lane: "",
    priority: 1,
    run_at: NEVER,
    attempts: 9,
    leased_until: 0,
    lease: "",
    last_error: "no <i>way</i>",
  });
  const ids = [kith.newId(), kith.newId(), kith.newId()] as const;
  await kith.write(async (tx) => await tx.insertInto("jobs").values(ids.map(job)).execute());
  const shown = (await surfer.get("/admin/jobs")).text;
  expect([shown.includes("no &lt;i&gt;way&lt;/i&gt;"), shown.includes("<b>")]).toEqual([true, false]);
  expect((await surfer.get("/admin/health")).text).toContain("3 have been given up");
  await surfer.send(`/admin/jobs/jobs/${ids[0]}/drop`, {}, { from: "/admin/jobs" });
  await surfer.send(`/admin/jobs/jobs/${ids[1]}/retry`, {}, { from: "/admin/jobs" });
  await surfer.send("/admin/jobs/jobs/retry", {}, { from: "/admin/jobs" });
  const left = await kith.db
    .selectFrom("jobs")
    .select(["id", "run_at", "attempts"])
    .where("id", "in", [...ids])
    .orderBy("id")
    .execute();
  expect(left.map(({ id, run_at, attempts }) => [id, run_at < NEVER, attempts])).toEqual([
    [ids[1], true, 0],
    [ids[2], true, 0],
  ]);
  expect((await surfer.send("/admin/jobs/deliveries/1/drop", {}, { from: "/admin/jobs" })).status).toBe(404);
});

test("invitations of all are seen, and ended by those who run the server", async () => {
  await using site = await openSite({ members_invite: true });
  const { surfer } = await owned(site);
  const bob = await site.joins("bob");
  const invite = await createInvite(site.kith, { id: bob.id, role: "user" }, { max_uses: 2, days: 1 });
  expect((await surfer.get("/admin/invites?who=bob")).text).toContain("used 0 of 2 times");
  expect((await surfer.get("/admin/invites?who=ada")).text).toContain("Nothing fits");
  await surfer.send(`/admin/invites/${invite.id}/end`, {}, { from: "/admin/invites" });
  expect((await site.surfer().get(`/invite/${invite.code}`)).status).not.toBe(200);
  expect((await surfer.get("/admin/invites")).text).not.toContain(invite.code);
});
