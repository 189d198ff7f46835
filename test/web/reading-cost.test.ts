/** What reading costs: queries, and bytes on the wire. */
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { follow } from "../../src/follows/follow.ts";
import { favourite } from "../../src/statuses/favourite.ts";
import { getVisibleStatus } from "../../src/statuses/load.ts";
import { countQueries } from "../world/queries.ts";
import { openSite, type Site } from "./site.ts";

const statusOf = async (site: Site, id: string) => await getVisibleStatus(site.kith.db, 0, Number(id));

async function member(site: Site, name: string) {
  const account = await site.joins(name);
  const surfer = site.surfer();
  await surfer.signsIn(name);
  return { account, surfer };
}

test("a page of many posts and notifications costs as many queries as one of few", async () => {
  await using site = await openSite();
  const counter = countQueries(site.kith);
  const { account: ann, surfer } = await member(site, "ann");
  const people = await Promise.all(["bob", "eve", "oda"].map(async (name) => await site.joins(name)));
  for (const person of people) await follow(site.kith, ann, person);
  const say = async (rounds: number) => {
    for (let n = 0; n < rounds; n++)
      for (const person of people) {
        const id = await site.posts(person, `@ann says ${n} #garden`);
        await favourite(site.kith, ann, await statusOf(site, id));
        await favourite(site.kith, person, await statusOf(site, await site.posts(ann, `ann says ${n}`)));
      }
  };
  const cost = async () => {
    const paths = ["/home", "/local", "/tags/garden", "/favourites", "/notifications"];
    const counts: number[] = [];
    for (const path of paths) {
      await surfer.get(path);
      counts.push(await counter.during(async () => expect((await surfer.get(path)).status).toBe(200)));
    }
    return counts;
  };
  await say(1);
  const few = await cost();
  await say(4);
  expect(await cost()).toEqual(few);
});

test("home with all its scripts stays below 60 KB on the wire, and the scripts below 30", async () => {
  await using site = await openSite();
  const { account: ann, surfer } = await member(site, "ann");
  for (let n = 0; n < 20; n++) await site.posts(ann, `Post ${n}: ${"some words of a usual post ".repeat(10)}`);
  const packed = { "accept-encoding": "gzip" };
  const page = (await surfer.get("/home")).text;
  const sizeOf = async (path: string) => Number((await surfer.get(path, { ...packed, accept: "*/*" })).headers["content-length"]);
  const scripts = [...new Set([...page.matchAll(/src="(\/assets\/[^"]+\.js)"/g)].map(([, path = ""]) => path))];
  const style = /href="(\/assets\/style[^"]+)"/.exec(page)?.[1] ?? "";
  const weights = await Promise.all(scripts.map(sizeOf));
  const all = weights.reduce((sum, size) => sum + size, 0);
  expect(scripts.length).toBeGreaterThan(2);
  expect(all).toBeLessThan(30_000);
  expect(all + (await sizeOf(style)) + gzipSync(page).length).toBeLessThan(60_000);
});
