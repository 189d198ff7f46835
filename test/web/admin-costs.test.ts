/** Lists of administration cost the same number of queries however long they are. */
import { expect, test } from "vitest";
import { createInvite } from "../../src/access/invites.ts";
import { insertHosts } from "../../src/federation/deliver/hosts.ts";
import { blockDomain } from "../../src/moderation/domains.ts";
import { blockEmailDomain } from "../../src/moderation/emails.ts";
import { addNote } from "../../src/moderation/notes.ts";
import { fileReport } from "../../src/moderation/report.ts";
import { addRule } from "../../src/policies/rules.ts";
import { countQueries } from "../world/queries.ts";
import { openSite } from "./site.ts";

const LISTS = [
  "/admin",
  "/admin/audit",
  "/admin/reports",
  "/admin/accounts",
  "/admin/hosts",
  "/admin/domains",
  "/admin/emails",
  "/admin/invites",
  "/admin/trends",
  "/admin/rules",
  "/admin/announcements",
];

test("a list of many costs what a list of one costs", async () => {
  await using site = await openSite();
  const { kith } = site;
  const ada = await site.joins("ada");
  await kith.write(async (tx) => await tx.updateTable("users").set({ role: "owner" }).where("id", "=", ada.id).execute());
  const by = { id: ada.id };
  const live = async (n: number) => {
    const one = await site.joins(`person_${n}`);
    const post = Number(await site.posts(one, `words #tag${n}`));
    const report = await fileReport(kith, ada, { target: one, status_ids: [post] });
    await addNote(kith, by, { target_type: "Report", target_id: report.id, name: "x" }, "note");
    await kith.write(async (tx) => await insertHosts(tx, kith, [`host${n}.test`]));
    await blockDomain(kith, by, `blocked${n}.test`, {});
    await blockEmailDomain(kith, by, { domain: `mail${n}.test` });
    await createInvite(kith, { id: ada.id, role: "owner" }, { max_uses: 1, days: 1 });
    await addRule(kith, by, { text: `rule ${n}` });
    const { id } = await kith.db.selectFrom("tags").select("id").where("name", "=", `tag${n}`).executeTakeFirstOrThrow();
    const trend = { id: kith.newId(), kind: "tag" as const, subject_id: id, state: "pending" as const, score: 1, language: "" };
    await kith.write(
      async (tx) =>
        await tx
          .insertInto("trends")
          .values({ ...trend, updated_at: 1, reviewed_at: 0 })
          .execute(),
    );
  };
  await live(0);
  const surfer = site.surfer();
  await surfer.signsIn("ada@mail.test");
  const counter = countQueries(kith);
  const costs = async () => {
    const all: Record<string, number> = {};
    for (const path of LISTS) {
      await surfer.get(path);
      all[path] = await counter.during(async () => expect((await surfer.get(path)).status).toBe(200));
    }
    return all;
  };
  const few = await costs();
  for (let n = 1; n < 6; n++) await live(n);
  expect(await costs()).toEqual(few);
  for (const [path, cost] of Object.entries(few)) expect([path, cost < 30]).toEqual([path, true]);
});
