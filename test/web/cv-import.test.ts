/** CVs read in from files; and what pages of recommendations cost. */
import { expect, test } from "vitest";
import { answerRecommendation } from "../../src/recommendations/answer.ts";
import { recommend } from "../../src/recommendations/write.ts";
import { countQueries } from "../world/queries.ts";
import { openSite, type Site, type Surfer } from "./site.ts";

async function surfing(site: Site, username: string): Promise<Surfer> {
  const surfer = site.surfer();
  await surfer.signsIn(username);
  return surfer;
}

test("a CV is read in from a file, ours or a JSON Resume, and what is no CV changes nothing", async () => {
  await using site = await openSite();
  await site.joins("ann");
  const ann = await surfing(site, "ann");
  const reads = async (text: string) =>
    await ann.send("/settings/cv/import", { file: new Blob([text]) }, { from: "/settings/cv", files: true });
  const resume = {
    basics: { label: "Smith & <wright>" },
    work: [{ name: "Mill", position: "Miller", startDate: "2018-04-01" }],
    skills: [{ name: "Flour" }],
  };
  expect((await reads(JSON.stringify(resume))).headers.location).toBe("/settings/cv");
  expect((await ann.get("/@ann/cv")).text).toContain("Miller");
  const wrong = await reads("a letter");
  expect([wrong.status, wrong.text.includes("No CV can be read in that file")]).toEqual([422, true]);
  await reads(JSON.stringify({ skills: ["Bread"], headline: "Baker" }));
  const page = (await ann.get("/@ann/cv")).text;
  expect([page.includes("Baker"), page.includes("Bread"), page.includes("Flour"), page.includes("Miller")]).toEqual([
    true,
    true,
    false,
    true,
  ]);
});

test("many recommendations cost as many queries as few", async () => {
  await using site = await openSite();
  const counter = countQueries(site.kith);
  const bob = await site.joins("bob");
  const surfer = await surfing(site, "bob");
  const cost = async () => {
    const counts: string[] = [];
    for (const path of ["/@bob/cv", "/recommendations", "/recommendations/given", "/@bob", "/notifications"]) {
      await surfer.get(path);
      counts.push(`${path} ${await counter.during(async () => expect((await surfer.get(path)).status).toBe(200))}`);
    }
    return counts;
  };
  let n = 0;
  const grow = async (count: number) => {
    for (const last = n + count; n < last; n++) {
      const author = await site.joins(`author${n}`);
      await recommend(site.kith, author, bob, { relation: "client", text: `Built shed ${n}` });
      await recommend(site.kith, bob, author, { relation: "client", text: `Paid for shed ${n}` });
    }
    const rows = await site.kith.db.selectFrom("recommendations").selectAll().where("subject_id", "=", bob.id).execute();
    for (const row of rows) await answerRecommendation(site.kith, bob, row, true);
  };
  await grow(2);
  const few = await cost();
  await grow(5);
  expect(await cost()).toEqual(few);
});
