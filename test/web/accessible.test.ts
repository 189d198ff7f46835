/** Every page, with a village's life on it: no violation that axe can find, no sideways scrolling, on a phone and a desktop, light and dark. */
import axe from "axe-core";
import type { BrowserContext, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { hasBrowser, openBrowser } from "../world/browser.ts";
import { openTestKith } from "../world/instance.ts";
import { populate, raise, VILLAGE_PASSWORD, type Open } from "./village.ts";
import { memberPages, visitorPages } from "./village-pages.ts";

const open: Open = async ({ domain, ...config }) => await openTestKith(domain, { config, now: () => Date.now() });

type Result = { id: string; nodes: { target: string[]; failureSummary?: string }[] };

/** What is wrong with the page, in lines. */
async function complaints(page: Page, path: string): Promise<string[]> {
  await page.goto(path);
  const wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
  await page.evaluate(axe.source);
  const { violations, passes } = (await page.evaluate("axe.run()")) as { violations: Result[]; passes: Result[] };
  const found = violations.map(
    ({ id, nodes }) => `${path}: ${id} at ${nodes[0]?.target.join(" ")} (${nodes.length})\n${nodes[0]?.failureSummary ?? ""}`,
  );
  if (passes.length < 10) found.push(`${path}: axe has seen next to nothing`);
  return wide === true ? [...found, `${path} scrolls sideways`] : found;
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

describe.skipIf(!hasBrowser())("every page", { timeout: 240_000 }, () => {
  test("is accessible and fits its window", async () => {
    await using opened = await openBrowser();
    const here = await raise(open, { title: "Lindenhof", registrations: "approval" });
    const there = await raise(open, { title: "Harbour" });
    const village = await populate(here.kith, there.kith);
    const { origin } = here.kith.instance;
    for (const [width, dark] of [
      [360, false],
      [1280, true],
    ] as const) {
      const visitor = await opened.visit({ origin, width, dark });
      expect(await walk(visitor, Object.values(visitorPages(village)))).toEqual([]);
      const member = await opened.visit({ origin, width, dark });
      const page = await member.newPage();
      await page.goto("/sign_in");
      await page.fill("#f-login", "mia");
      await page.fill("#f-password", VILLAGE_PASSWORD);
      await page.click("main button.primary");
      await page.waitForURL("**/home");
      expect(await walk(member, Object.values(memberPages(village, there.kith.instance.domain)))).toEqual([]);
      await visitor.close();
      await member.close();
    }
    await here.close();
    await there.close();
  });
});
