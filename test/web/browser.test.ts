/** The whole way of a person in a real browser, without JavaScript, on a phone and on a desktop, across two servers. */
import type { BrowserContext, Page } from "playwright-core";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { createUser } from "../../src/accounts/create.ts";
import { createSetupLink } from "../../src/access/setup.ts";
import { hasBrowser, openBrowser } from "../world/browser.ts";
import { raise, VILLAGE_PASSWORD as PASSWORD, type Neighbour } from "./village.ts";
import { draft } from "./village-talk.ts";
import { openTestKith } from "../world/instance.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import type { Account } from "../../src/db/schema.ts";

const open = async ({ domain, ...config }: Parameters<Parameters<typeof raise>[0]>[0]) =>
  await openTestKith(domain, { config, now: () => Date.now() });
const until = async (check: () => Promise<unknown>): Promise<void> =>
  await expect.poll(check, { timeout: 15_000, interval: 100 }).toBeTruthy();

async function fill(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await page.fill(`main [name="${name}"]`, value);
}

async function person(kith: Neighbour["kith"], username: string): Promise<Account> {
  const { account } = await createUser(kith, {
    username,
    email: `${username}@mail.test`,
    password: PASSWORD,
    approved: true,
    confirmed: true,
  });
  return account;
}

async function signIn(context: BrowserContext, login: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto("/sign_in");
  await fill(page, { login, password: PASSWORD });
  await page.click("main .primary");
  await page.waitForURL("**/home");
  return page;
}

describe.skipIf(!hasBrowser())("in a browser", { timeout: 90_000 }, () => {
  for (const [device, width] of [
    ["a phone", 360],
    ["a desktop", 1280],
  ] as const) {
    test(`on ${device}, without JavaScript, an owner sets up the server, writes, and somebody joins and answers`, async () => {
      await using opened = await openBrowser();
      const here = await raise(open, { registrations: "open" });
      const { origin } = here.kith.instance;
      const owner = await (await opened.visit({ origin, width, javaScript: false })).newPage();
      await owner.goto((await createSetupLink(here.kith)) ?? "");
      await fill(owner, { username: "mia", email: "mia@mail.test", password: PASSWORD });
      await owner.click("main .primary");
      await owner.waitForURL("**/home");
      await writes(owner);

      const guest = await (await opened.visit({ origin, width, javaScript: false })).newPage();
      await joins(guest);
      await answers(guest);
      await guest.close();

      await owner.goto("/home");
      await expect.poll(async () => await owner.locator(".dot").count()).toBe(1);
      await owner.click(".go-notifications");
      const news = await owner.locator("main").innerText();
      expect(news).toContain("mentioned you");
      expect(news).toContain("favourited your post");
      expect(news).toContain("boosted your post");
      expect(await owner.locator(".dot").count()).toBe(0);
      await changesProfileAndPassword(owner);
      await here.close();
    });
  }

  test("with JavaScript, a favourite stays in place and is kept", favouritesInPlace);
  test("without JavaScript, one follows by handle across servers, and what is written there comes home", followsAcross);
});

async function writes(page: Page): Promise<void> {
  await page.click(".go-write");
  await fill(page, { text: "The oven is on, bring your own dough. #bread" });
  await page.click("summary:has-text('Pictures')");
  const buffer = await sharp({ create: { width: 90, height: 60, channels: 3, background: "teal" } })
    .png()
    .toBuffer();
  await page.setInputFiles("#f-file_1", { name: "oven.png", mimeType: "image/png", buffer });
  await fill(page, { description_1: "An oven" });
  await page.click('button[value="preview"]');
  expect(await page.locator(".preview").innerText()).toContain("The oven is on");
  expect(await page.locator(".attached > li > img").count()).toBe(1);
  await page.click('button[value="publish"]');
  await page.waitForURL("**/home");
  expect(await page.locator(".flash").innerText()).toContain("Posted.");
  expect(await page.locator(".post img[alt='An oven']").count()).toBe(1);
}

async function joins(page: Page): Promise<void> {
  await page.goto("/");
  await page.click("main .doors .primary");
  await fill(page, { username: "jon", email: "jon@mail.test", password: PASSWORD });
  await page.click("main .primary");
  await page.waitForURL("**/home");
  await page.click(".me summary");
  await page.click(".me button:has-text('Sign out')");
  await page.waitForURL("**/");
  await page.click(".go-sign_in");
  await fill(page, { login: "jon@mail.test", password: PASSWORD });
  await page.click("main .primary");
  await page.waitForURL("**/home");
}

async function answers(page: Page): Promise<void> {
  await page.click(".go-explore");
  await page.click('.tabs a[href="/local"]');
  await page.click(".act.favourite");
  expect(await page.locator(".act.favourite").getAttribute("aria-pressed")).toBe("true");
  expect(new URL(page.url()).hash).toMatch(/^#status-\d+$/);
  await page.click(".act.reblog");
  expect(await page.locator(".act.reblog").getAttribute("aria-pressed")).toBe("true");
  await page.click(".act.reply");
  expect(await page.inputValue("#text")).toBe("@mia ");
  await fill(page, { text: "@mia I come at six." });
  await page.click('button[value="publish"]');
  expect(await page.locator(".replies").innerText()).toContain("I come at six.");
  await page.click(".post.focused .by");
  await page.click(".deeds button:has-text('Follow')");
  expect(await page.locator(".deeds").innerText()).toContain("Following");
}

async function changesProfileAndPassword(page: Page): Promise<void> {
  await page.click(".me summary");
  await page.click(".me a:has-text('Settings')");
  await page.click("main a:has-text('Profile')");
  await fill(page, { display_name: "Mia Lindqvist", note: "Bread and maps." });
  await page.click("main button:has-text('Save')");
  expect(await page.locator(".flash").innerText()).toContain("Your profile is saved.");
  await page.click("main a:has-text('See your profile')");
  expect(await page.locator("h1").innerText()).toBe("Mia Lindqvist");
  expect(await page.locator(".p-note").innerText()).toBe("Bread and maps.");
  await page.goto("/settings/password");
  await fill(page, { current_password: PASSWORD, password: "another fine horse", again: "another fine horse" });
  await page.click("main .primary");
  expect(await page.locator(".flash").innerText()).toContain("Your password is changed.");
}

async function favouritesInPlace(): Promise<void> {
  await using opened = await openBrowser();
  const here = await raise(open, {});
  await publishStatus(here.kith, await person(here.kith, "mia"), draft("Bread at six."));
  await person(here.kith, "jon");
  const page = await signIn(await opened.visit({ origin: here.kith.instance.origin, width: 360 }), "jon");
  await page.goto("/local");
  const star = page.locator(".act.favourite");
  await star.click();
  await expect.poll(async () => await star.getAttribute("aria-pressed")).toBe("true");
  expect(page.url()).toBe(`${here.kith.instance.origin}/local`);
  await page.reload();
  expect(await star.getAttribute("aria-pressed")).toBe("true");
  await star.click();
  await expect.poll(async () => await star.getAttribute("aria-pressed")).toBe("false");
  await page.reload();
  expect(await star.getAttribute("aria-pressed")).toBe("false");
  await here.close();
}

async function followsAcross(): Promise<void> {
  await using opened = await openBrowser();
  const [here, there] = [await raise(open, {}), await raise(open, {})];
  await person(here.kith, "mia");
  const ines = await person(there.kith, "ines");
  const page = await signIn(await opened.visit({ origin: here.kith.instance.origin, width: 360, javaScript: false }), "mia");
  const handle = `@ines@${there.kith.instance.domain}`;
  // On a phone the search is behind the avatar.
  await page.click(".me summary");
  await page.click(".me a:has-text('Search')");
  await page.fill("#f-q", handle);
  await page.click("main .search .primary");
  await page.click(`.card:has-text("${handle}") button:has-text("Follow")`);
  await until(async () => (await page.goto(`/${handle}`)) && (await page.locator(".deeds").innerText()).includes("Following"));
  await publishStatus(there.kith, ines, draft("Fog until ten, then the whole bay at once."));
  await until(async () => (await page.goto("/home")) && (await page.locator("main").innerText()).includes("the whole bay"));
  await page.click(".post .when a");
  expect(new URL(page.url()).pathname).toMatch(new RegExp(`^/${handle}/\\d+$`));
  await page.click(".act.favourite");
  await page.click(".act.reply");
  await page.fill("#text", `${await page.inputValue("#text")}Lovely!`);
  await page.click('button[value="publish"]');
  expect(await page.locator("main").innerText()).toContain("Lovely!");
  const other = await signIn(await opened.visit({ origin: there.kith.instance.origin, width: 1280, javaScript: false }), "ines");
  await until(async () => {
    await other.goto("/notifications");
    const news = await other.locator("main").innerText();
    return ["followed you", "favourited your post", "Lovely!"].every((words) => news.includes(words));
  });
  await here.close();
  await there.close();
}
