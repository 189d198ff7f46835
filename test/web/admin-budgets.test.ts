// Those who run the server see what it takes and may take, what pruning would let go, and can let it go.
import { expect, test } from "vitest";
import { makeNote } from "../../src/budgets/processes.ts";
import { count, seed } from "../stories/pruned.ts";
import { openSite } from "./site.ts";

test("the page of memory and storage shows how it stands, what would go, and how far a run is", async () => {
  await using site = await openSite({ limits: { database_bytes: 1000, media_bytes: 5_000_000 } });
  const { kith } = site;
  const ada = await site.joins("ada");
  await kith.write(async (tx) => await tx.updateTable("users").set({ role: "owner" }).where("id", "=", ada.id).execute());
  const surfer = site.surfer();
  await surfer.signsIn("ada@mail.test");
  await makeNote(kith, "both", "here/1")();
  await seed(kith, { threads: 30, each: 4 });
  kith.clock.advance(40 * 86_400_000);
  await makeNote(kith, "both", "here/1")();
  const shown = (await surfer.get("/admin/budgets")).text;
  expect(shown).toContain("here/1");
  expect(shown).toContain("Serves and works");
  expect(shown).not.toContain("This would go");
  const told = (await surfer.get("/admin/budgets?look=1")).text;
  expect(told).toContain("This would go");
  expect(told).toContain("120 posts");
  expect(await count(kith, "statuses", "local = 0")).toBe(120);
  const answer = await surfer.send("/admin/budgets/prune", {}, { from: "/admin/budgets?look=1" });
  expect(answer.status).toBeLessThan(400);
  await kith.worker.drain();
  expect(await count(kith, "statuses", "local = 0")).toBe(0);
  const after = (await surfer.get("/admin/budgets")).text;
  expect(after).toContain("By hand");
  expect(after).toContain("120 posts");
  expect((await surfer.get("/admin/health")).text).toContain("Size of the database");
  expect((await surfer.get("/admin")).text).toContain("/admin/budgets");
  expect((await surfer.get("/admin/audit")).text).toContain("prune");
});
