/** Long lists of servers to be blocked, as files. */
import { expect, test } from "vitest";
import { blockDomain } from "../../src/moderation/domains.ts";
import { openSite } from "./site.ts";

test("as long a list of blocks as is written can be read in, and of a longer one it is said", async () => {
  await using site = await openSite();
  const ada = await site.joins("ada");
  await site.kith.write(async (tx) => await tx.updateTable("users").set({ role: "owner" }).where("id", "=", ada.id).execute());
  const surfer = site.surfer();
  await surfer.signsIn("ada@mail.test");
  const { db } = site.kith;
  const lines = (count: number) =>
    Array.from({ length: count }, (_, at) => `server-${String(at).padStart(5, "0")}.test\n`).join("");
  const looks = async (count: number) =>
    await surfer.send(
      "/admin/domains/import",
      { file: new Blob([lines(count)]), list: "" },
      { from: "/admin/domains", files: true },
    );
  const long = await looks(20_001);
  expect([long.status, long.text.includes("20000") || long.text.includes("20,000")]).toEqual([422, true]);
  const looked = await looks(20_000);
  expect([looked.status, looked.text.includes("And 19500 more") || looked.text.includes("And 19,500 more")]).toEqual([200, true]);
  const [, aside_file = ""] = /name="aside_file" value="([^"]*)"/.exec(looked.text) ?? [];
  await surfer.send("/admin/domains/import/carry_out", { aside_file, except: "" }, { from: "/admin/domains", files: true });
  const { count } = await db
    .selectFrom("domain_blocks")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  expect(Number(count)).toBe(20_000);
  // Of those nobody is known here: all of them are a few looks at who is.
  const jobs = await db.selectFrom("jobs").select("kind").where("kind", "like", "domain%").execute();
  expect(jobs.length).toBeLessThan(50);
  const filesOf = async () =>
    [...(await surfer.get("/admin/domains")).text.matchAll(/href="(\/admin\/domains\/export\.csv[^"]*)"/g)].map(
      ([, href = ""]) => href,
    );
  expect(await filesOf()).toHaveLength(1);
  await blockDomain(site.kith, { id: 0 }, "zebra.test", {});
  const files = await filesOf();
  expect(files).toHaveLength(2);
  const written = [];
  for (const file of files) written.push(...(await surfer.get(file)).text.trim().split("\n").slice(1));
  expect([written.length, written.at(-1)?.split(",")[0]]).toEqual([20_001, "zebra.test"]);
}, 60_000);
