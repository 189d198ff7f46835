/** The page of other servers: what they run, as they say, and nothing of it as markup. */
import { expect, test } from "vitest";
import { insertHosts } from "../../src/federation/deliver/hosts.ts";
import { noteSoftware } from "../../src/hosts/software.ts";
import { openSite } from "./site.ts";

test("staff see what other servers run", async () => {
  await using site = await openSite();
  const { kith } = site;
  const ada = await site.joins("ada");
  await kith.write(async (tx) => {
    await tx.updateTable("users").set({ role: "admin" }).where("id", "=", ada.id).execute();
    await insertHosts(tx, kith, ["far.test", "quiet.test"]);
  });
  await noteSoftware(kith, "far.test", "mastodon 4.4.1 <b>");
  const surfer = site.surfer();
  await surfer.signsIn("ada@mail.test");
  const { status, text } = await surfer.get("/admin/hosts");
  expect([status, text.includes("mastodon 4.4.1 &lt;b&gt; · Takes what we send")]).toEqual([200, true]);
});
