/**
 * Takes a picture of every page, on a phone and a desktop, light and dark, for looking at with one's own eyes; without a server that runs.
 *
 * `node test/web/screenshots.ts FOLDER [PAGE…]`.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext } from "playwright-core";
import { defineInstance } from "../../src/config.ts";
import { openKith } from "../../src/open.ts";
import { openBrowser } from "../world/browser.ts";
import { populate, raise, VILLAGE_PASSWORD, type Open } from "./village.ts";
import { adminPages } from "./village-admin-pages.ts";
import { memberPages, visitorPages } from "./village-pages.ts";

const folders: string[] = [];
const open: Open = async (config) => {
  const data = mkdtempSync(join(tmpdir(), "kith-village-"));
  folders.push(data);
  return await openKith(defineInstance({ ...config, data, log: "warning", limits: { rate: false } }), { synchronous: "off" });
};

const [folder = "screenshots", ...wanted] = process.argv.slice(2);
const here = await raise(open, {
  title: "Lindenhof",
  description: "A server for the people around the linden tree: gardeners, bakers, menders and their friends.",
  registrations: "approval",
});
const there = await raise(open, { title: "Harbour" });
const village = await populate(here.kith, there.kith);
await here.kith.worker.drain();
const { origin } = here.kith.instance;

mkdirSync(folder, { recursive: true });
await using opened = await openBrowser();

async function shoot(context: BrowserContext, pages: Readonly<Record<string, string>>, name: string): Promise<void> {
  const page = await context.newPage();
  for (const [title, path] of Object.entries(pages)) {
    if (wanted.length > 0 && !wanted.includes(title)) continue;
    await page.goto(path);
    const wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
    if (wide === true) console.log(`${title} ${name}: scrolls sideways`);
    await page.screenshot({ path: join(folder, `${title}-${name}.png`), fullPage: true });
  }
}

async function signIn(context: BrowserContext): Promise<void> {
  const page = await context.newPage();
  await page.goto("/sign_in");
  await page.fill("#f-login", "mia");
  await page.fill("#f-password", VILLAGE_PASSWORD);
  await page.click("main button.primary");
  await page.waitForURL("**/home");
  await page.close();
}

for (const [width, device] of [
  [360, "phone"],
  [1280, "desktop"],
] as const) {
  for (const dark of [false, true]) {
    const name = `${device}-${dark ? "dark" : "light"}`;
    const visitor = await opened.visit({ origin, width, dark });
    await shoot(visitor, visitorPages(village), name);
    const member = await opened.visit({ origin, width, dark });
    await signIn(member);
    await shoot(member, { ...memberPages(village, there.kith.instance.domain), ...adminPages(village) }, name);
    await visitor.close();
    await member.close();
  }
}
await here.close();
await there.close();
for (const each of folders) rmSync(each, { recursive: true, force: true });
