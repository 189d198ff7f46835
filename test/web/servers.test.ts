/** The page of other servers: what they run, as they say, and nothing of it as markup. */
import { expect, test } from "vitest";
import { insertHosts } from "../../src/federation/deliver/hosts.ts";
import { sendAll } from "../../src/federation/deliver/send.ts";
import { noteSoftware } from "../../src/hosts/software.ts";
import { openSite, type Site } from "./site.ts";

async function staffed(site: Site) {
  const { kith } = site;
  const ada = await site.joins("ada");
  await kith.write(async (tx) => {
    await tx.updateTable("users").set({ role: "admin" }).where("id", "=", ada.id).execute();
    await insertHosts(tx, kith, ["far.test", "quiet.test"]);
  });
  const surfer = site.surfer();
  await surfer.signsIn("ada@mail.test");
  return surfer;
}

test("staff see what other servers run", async () => {
  await using site = await openSite();
  const surfer = await staffed(site);
  await noteSoftware(site.kith, "far.test", "mastodon 4.4.1 <b>");
  const { status, text } = await surfer.get("/admin/hosts");
  expect([status, text.includes("mastodon 4.4.1 &lt;b&gt; · Takes what we send")]).toEqual([200, true]);
});

test("staff hold a server back and let it go on; nobody else may look", async () => {
  await using site = await openSite();
  const ada = await staffed(site);
  await ada.send("/admin/hosts/far.test/pause", {}, { from: "/admin/hosts" });
  expect((await ada.get("/admin/hosts?state=paused")).text).toContain("far.test");
  expect((await ada.get("/admin/hosts?state=paused")).text).not.toContain("quiet.test");
  await ada.send("/admin/hosts/far.test/retry", {}, { from: "/admin/hosts" });
  expect((await ada.get("/admin/hosts?state=paused")).text).toContain("None at the moment.");
  await site.joins("bob");
  const bob = site.surfer();
  await bob.signsIn("bob@mail.test");
  expect((await bob.get("/admin/hosts")).status).toBe(403);
  expect((await bob.send("/admin/hosts/far.test/pause", {}, { from: "/home" })).status).toBe(403);
});

test("a post's page tells its author and the staff which servers have it, and nobody else", async () => {
  await using site = await openSite();
  const { kith } = site;
  const ada = await staffed(site);
  const ann = await site.joins("ann");
  const id = await site.posts(ann, "to far and near");
  const job = { row: {} as never, complete: async () => undefined };
  const inboxes = ["https://far.test/inbox", "https://quiet.test/inbox"];
  await sendAll(kith, [{ account_id: ann.id, status_id: Number(id), activity: { type: "Create" }, inboxes, priority: 1 }], job);
  await kith.write(async (tx) => {
    const far = tx.updateTable("deliveries").where("inbox_url", "like", "%far.test%");
    await far.set({ state: "delivered", done_at: kith.now() }).execute();
    const quiet = tx.updateTable("deliveries").where("inbox_url", "like", "%quiet.test%");
    await quiet.set({ attempts: 2, last_error: "answered with 503", run_at: kith.now() + 600_000 }).execute();
  });
  const author = site.surfer();
  await author.signsIn("ann@mail.test");
  for (const reader of [author, ada]) {
    const { text } = await reader.get(`/@ann/${id}`);
    expect(text).toContain("Delivered to 1 of 2 servers · 1 on the way");
    expect(text).toContain("answered with 503 · 2 tries, again in 10 min");
  }
  expect((await site.surfer().get(`/@ann/${id}`)).text).not.toContain("Delivered to");
});
