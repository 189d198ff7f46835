/** Every page, with a village's life on it: no violation that axe can find, no sideways scrolling, on a phone and a desktop, light and dark, and enlarged. */
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bringAxe, runAxe, scrollsSideways, violationsOf } from "../world/axe.ts";
import { openBrowser, hasBrowser, type OpenBrowser } from "../world/browser.ts";
import { openTestKith } from "../world/instance.ts";
import { adminPages } from "./village-admin-pages.ts";
import { populate, raise, VILLAGE_PASSWORD, type Neighbour, type Open } from "./village.ts";
import { memberPages, visitorPages } from "./village-pages.ts";

const open: Open = async ({ domain, ...config }) => await openTestKith(domain, { config, now: () => Date.now() });

/** As small as pages must fit (WCAG 2.2, 1.4.10), and a desktop. */
const WINDOWS = [
  { width: 320, height: 800, dark: false },
  { width: 1280, height: 900, dark: true },
];
/** A phone of 360 pixels whose reader has everything twice as large (1.4.4). */
const ENLARGED = { width: 180, height: 400 };

/** Also menus of one name, of which one is open at a time; but nothing that stays open on the pages to come. */
const OPEN = `for (const each of document.querySelectorAll("details:not([data-remember])")) {
  each.removeAttribute("name");
  each.open = true;
}`;

/** What is wrong with the page, in lines. It is opened on a phone, then the window grows, and at last the page is enlarged, with all menus open. */
async function complaints(page: Page, path: string): Promise<string[]> {
  const found: string[] = [];
  for (const [n, { width, height, dark }] of WINDOWS.entries()) {
    await page.setViewportSize({ width, height });
    // What changes its colours slowly would be seen half-way.
    await page.emulateMedia({ colorScheme: dark ? "dark" : "light", reducedMotion: "reduce" });
    if (n === 0) await page.goto(path);
    const where = `${path}, ${width} wide`;
    if (await scrollsSideways(page)) found.push(`${where} scrolls sideways`);
    const seen = await runAxe(page);
    found.push(...violationsOf(seen, where));
    if (seen.passes < 10) found.push(`${where}: axe has seen next to nothing`);
  }
  await page.evaluate(OPEN);
  await page.setViewportSize(ENLARGED);
  if (await scrollsSideways(page)) found.push(`${path}, enlarged, scrolls sideways`);
  return found;
}

/** Also what the browser says against a page: things that its policy forbids, scripts that fail. */
async function walk(context: BrowserContext, paths: readonly string[]): Promise<string[]> {
  const page = await context.newPage();
  await bringAxe(page);
  const all: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("status of 404")) all.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => all.push(`${page.url()}: ${String(error)}`));
  for (const path of paths) all.push(...(await complaints(page, path)));
  return all;
}

type Village = { opened: OpenBrowser; here: Neighbour; there: Neighbour; full: Awaited<ReturnType<typeof populate>> };

describe.skipIf(!hasBrowser())("every page fits its window and is accessible", { timeout: 240_000 }, () => {
  let village: Village;
  beforeAll(async () => {
    const opened = await openBrowser();
    const here = await raise(open, { title: "Lindenhof", registrations: "approval" });
    const there = await raise(open, { title: "Harbour" });
    village = { opened, here, there, full: await populate(here.kith, there.kith) };
  }, 120_000);
  afterAll(async () => {
    await village.opened[Symbol.asyncDispose]();
    await village.here.close();
    await village.there.close();
  });

  const visit = async () => await village.opened.visit({ origin: village.here.kith.instance.origin });

  test("for visitors", async () => {
    await using context = await visit();
    expect(await walk(context, Object.values(visitorPages(village.full)))).toEqual([]);
  });

  test("for members", async () => {
    await using context = await signedIn(await visit());
    const pages = memberPages(village.full, village.there.kith.instance.domain);
    expect(await walk(context, Object.values(pages))).toEqual([]);
  });

  test("for those who run the server", async () => {
    await using context = await signedIn(await visit());
    expect(await walk(context, Object.values(adminPages(village.full)))).toEqual([]);
  });
});

async function signedIn(context: BrowserContext): Promise<BrowserContext> {
  const page = await context.newPage();
  await page.goto("/sign_in");
  await page.fill("#f-login", "mia");
  await page.fill("#f-password", VILLAGE_PASSWORD);
  await page.click("main button.primary");
  await page.waitForURL("**/home");
  await page.close();
  return context;
}
