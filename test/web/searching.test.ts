/** The search page: an address that is known here leads to what is there, for those who may see it. */
import { expect, test } from "vitest";
import { receiveStatus } from "../../src/statuses/receive.ts";
import { follows, note } from "../units/status-samples.ts";
import { addStranger } from "../units/persons.ts";
import { openSite } from "./site.ts";

test("a pasted page of another server shows the post that is known, and none to whom it is not for", async () => {
  await using site = await openSite();
  const { kith } = site;
  const ann = await site.joins("ann");
  await site.joins("bob");
  const zoe = await addStranger(kith, "zoe@far.test");
  await follows(kith, ann, zoe);
  await receiveStatus(kith, zoe, note(zoe, "41"));
  await receiveStatus(kith, zoe, note(zoe, "42", { visibility: "private" }));
  const page = async (name: string, address: string) => {
    const surfer = site.surfer();
    if (name !== "") await surfer.signsIn(`${name}@mail.test`);
    return (await surfer.get(`/search?q=${encodeURIComponent(address)}`)).text;
  };
  expect(await page("ann", "https://far.test/@zoe/41")).toContain("<p>41</p>");
  expect(await page("ann", "https://far.test/@zoe/42")).toContain("<p>42</p>");
  expect(await page("bob", "https://far.test/@zoe/41")).toContain("<p>41</p>");
  expect(await page("bob", "https://far.test/@zoe/42")).not.toContain("<p>42</p>");
  expect(await page("", "https://far.test/@zoe/41")).toContain("<p>41</p>");
  expect(await page("", "https://far.test/@zoe/42")).not.toContain("<p>42</p>");
});

const POST = /<article class="post[^>]*id="status-(\d+)"/g;

test("what is found pages to its end and back, each post once", async () => {
  await using site = await openSite();
  const ann = await site.joins("ann");
  const ids: string[] = [];
  for (let n = 0; n < 45; n++) ids.unshift(await site.posts(ann, n % 3 === 0 ? `mulberry ${n}` : `mulberries ${n}`));
  const surfer = site.surfer();
  await surfer.signsIn("ann@mail.test");
  const walk = async (start: string, rel: "prev" | "next") => {
    const pages: string[][] = [];
    let [path, last]: (string | undefined)[] = [start, start];
    while (path !== undefined && pages.length < 10) {
      const { text } = await surfer.get(path);
      pages.push([...text.matchAll(POST)].map(([, id = ""]) => id));
      last = path;
      path = new RegExp(`href="([^"]*)" rel="${rel}"`).exec(text)?.[1]?.replaceAll("&amp;", "&");
    }
    return { pages, last: last ?? start };
  };
  const down = await walk("/search?q=mulberr", "next");
  expect(down.pages.map(({ length }) => length)).toEqual([20, 20, 5]);
  expect(down.pages.flat()).toEqual(ids);
  const up = await walk(down.last, "prev");
  expect(up.pages.toReversed().flat().slice(-25)).toEqual(ids.slice(-25));
});
