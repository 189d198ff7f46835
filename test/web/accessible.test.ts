/** Every page, with a village's life on it: no violation that axe can find, no sideways scrolling, on a phone and a desktop, light and dark. */
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runAxe, scrollsSideways, violationsOf } from "../world/axe.ts";
import { openBrowser, hasBrowser, type OpenBrowser } from "../world/browser.ts";
import { openTestKith } from "../world/instance.ts";
import { adminPages } from "./village-admin-pages.ts";
import { populate, raise, VILLAGE_PASSWORD, type Neighbour, type Open } from "./village.ts";
import { memberPages, visitorPages } from "./village-pages.ts";

const open: Open = async ({ domain, ...config }) => await openTestKith(domain, { config, now: () => Date.now() });

/** What is wrong with the page, in lines. */
async function complaints(page: Page, path: string): Promise<string[]> {
  await page.goto(path);
  const wide = await scrollsSideways(page);
  const seen = await runAxe(page);
  const found = violationsOf(seen, path);
  if (seen.passes < 10) found.push(`${path}: axe has seen next to nothing`);
  return wide ? [...found, `${path} scrolls sideways`] : found;
}

/** Also what the browser says against a page: things that its policy forbids, scripts that fail. */
async function walk(context: BrowserContext, paths: readonly string[]): Promise<string[]> {
  const page = await context.newPage();
  const all: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("status of 404")) all.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => all.push(`${page.url()}: ${String(error)}`));
  for (const path of paths) all.push(...(await complaints(page, path)));
  return all;
}

type Village = { opened: OpenBrowser; here: Neighbour; there: Neighbour; full: Awaited<ReturnType<typeof populate>> };

const WINDOWS = [
  { width: 360, dark: false },
  { width: 1280, dark: true },
];

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

  const visit = async (look: (typeof WINDOWS)[number]) =>
    await village.opened.visit({ origin: village.here.kith.instance.origin, ...look });

  test.each(WINDOWS)("for visitors, $width wide", async (look) => {
    await using context = await visit(look);
    expect(await walk(context, Object.values(visitorPages(village.full)))).toEqual([]);
  });

  test.each(WINDOWS)("for members, $width wide", async (look) => {
    await using context = await signedIn(await visit(look));
    const pages = memberPages(village.full, village.there.kith.instance.domain);
    expect(await walk(context, Object.values(pages))).toEqual([]);
  });

  test.each(WINDOWS)("for those who run the server, $width wide", async (look) => {
    await using context = await signedIn(await visit(look));
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
