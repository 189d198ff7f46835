/** What scripts add to reading, in a real browser: endless lists that keep their address, what is new, large pictures, keys. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { createUser } from "../../src/accounts/create.ts";
import type { Account } from "../../src/db/schema.ts";
import { follow } from "../../src/follows/follow.ts";
import { addMedia } from "../../src/media/add.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import { hasBrowser, openBrowser } from "../world/browser.ts";
import { openTestKith } from "../world/instance.ts";
import { raise, VILLAGE_PASSWORD as PASSWORD, type Neighbour, type Open } from "./village.ts";
import { draft, painting } from "./village-talk.ts";

const open: Open = async ({ domain, ...config }) => await openTestKith(domain, { config, now: () => Date.now() });

type Scene = AsyncDisposable & { kith: Neighbour["kith"]; jon: Account; page: Page };

/** Mia in her browser, who follows jon. */
async function openScene(write: (kith: Neighbour["kith"], jon: Account) => Promise<unknown>): Promise<Scene> {
  const opened = await openBrowser();
  const here = await raise(open, {});
  const person = async (username: string) => {
    const email = `${username}@mail.test`;
    return (await createUser(here.kith, { username, email, password: PASSWORD, approved: true, confirmed: true })).account;
  };
  const [mia, jon] = [await person("mia"), await person("jon")];
  await follow(here.kith, mia, jon);
  await write(here.kith, jon);
  const page = await (await opened.visit({ origin: here.kith.instance.origin, width: 360 })).newPage();
  await page.goto("/sign_in");
  await page.fill("#f-login", "mia");
  await page.fill("#f-password", PASSWORD);
  await page.click("main .primary");
  await page.waitForURL("**/home");
  return {
    kith: here.kith,
    jon,
    page,
    [Symbol.asyncDispose]: async () => {
      await opened[Symbol.asyncDispose]();
      await here.close();
    },
  };
}

const posts = async (page: Page): Promise<number> => await page.locator("main article.post").count();
const toTheEnd = async (page: Page): Promise<void> => await page.evaluate("window.scrollTo(0, document.body.scrollHeight)");

/** Whether the address is that of the page of the oldest posts: none is older than 20 others. */
const lastPage = async (page: Page): Promise<boolean> =>
  await page.evaluate(
    "[...document.querySelectorAll('main article.post')].filter(({ id }) => Number(id.slice(7)) < Number(new URLSearchParams(location.search).get('max_id'))).length <= 20",
  );

/** So many posts, the oldest number 1. */
const many = (count: number) => async (kith: Neighbour["kith"], jon: Account) => {
  for (let n = 1; n <= count; n++) await publishStatus(kith, jon, draft(`number ${n} `.repeat(30)));
};

describe.skipIf(!hasBrowser())("reading with scripts", { timeout: 90_000 }, () => {
  test("older posts come by themselves, the address keeps the place, and going back finds it", scrollsOn);
  test("what is new is said, and shown when one wants it", hearsOfNews);
  test("only our own pages of somebody signed in may listen", refusesOthers);
  test("pictures open large, one after the other, with their descriptions, and Escape closes them", looksAtPictures);
  test("nothing jumps while a page comes in, pictures and all", holdsStill);
  test("on a phone, what has the focus is never behind the bar", showsFocus);
  test("what opens beside its button closes by Escape, which leads back to the button", closesByEscape);
  test("keys move, act and go, `?` shows them, and a switch turns them off", usesKeys);
});

async function scrollsOn(): Promise<void> {
  await using scene = await openScene(many(50));
  const { page } = scene;
  expect(await posts(page)).toBeLessThan(50);
  await expect.poll(async () => (await toTheEnd(page), await posts(page)), { timeout: 15_000 }).toBe(50);
  await expect.poll(() => new URL(page.url()).searchParams.has("max_id")).toBe(true);
  expect(await page.locator("main").innerText()).toContain("That is all there is.");
  await page.locator("article.post").last().scrollIntoViewIfNeeded();
  const kept = "sessionStorage.getItem(`at ${location.pathname}${location.search}`) !== null";
  await expect.poll(async () => [await page.evaluate(kept), await lastPage(page)]).toEqual([true, true]);
  const there = page.url();
  await page.locator("article.post .when a").last().click();
  await page.waitForURL("**/@jon/*");
  await page.goBack();
  expect(page.url()).toBe(there);
  await expect.poll(async () => await page.evaluate("window.scrollY")).toBeGreaterThan(0);
  expect(await page.locator("main").innerText()).toContain("number 1 ");
  expect(await page.locator("nav.pager a[rel=prev]").count()).toBe(1);
}

async function hearsOfNews(): Promise<void> {
  await using scene = await openScene(many(1));
  const { page, kith, jon } = scene;
  const news = page.locator(".news-bar a");
  expect(await news.isVisible()).toBe(false);
  await publishStatus(kith, jon, draft("fresh bread"));
  await publishStatus(kith, jon, draft("and butter"));
  await expect.poll(async () => await news.innerText(), { timeout: 15_000 }).toBe("Show 2 new posts");
  expect(await page.locator("main").innerText()).not.toContain("fresh bread");
  await news.click();
  await expect.poll(async () => await page.locator("main").innerText()).toContain("fresh bread");
  expect(await page.locator(".seen").innerText()).toContain("You are up to date.");
  await page.goto("/notifications");
  await publishStatus(kith, jon, draft("@mia come over"));
  await expect.poll(async () => await news.innerText(), { timeout: 15_000 }).toBe("Show 1 new notification");
}

async function refusesOthers(): Promise<void> {
  await using scene = await openScene(many(1));
  const { page, kith } = scene;
  const { origin } = kith.instance;
  const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const ask = async (headers: Record<string, string>) => {
    const stop = new AbortController();
    const { status } = await fetch(`${origin}/live?stream=home`, { headers, signal: stop.signal });
    stop.abort();
    return status;
  };
  expect(await ask({ cookie: cookies })).toBe(200);
  expect(await ask({ cookie: cookies, origin: "https://evil.example" })).toBe(403);
  expect(await ask({ cookie: cookies, "sec-fetch-site": "cross-site" })).toBe(403);
  expect(await ask({})).toBe(401);
  const other = await fetch(`${origin}/live?stream=list:12`, { headers: { cookie: cookies } });
  expect(other.status).toBe(404);
}

/** What has moved since the page began, as browsers reckon it (https://wicg.github.io/layout-instability/): 0.1 is called good. */
const WATCH = `window.shifted = 0;
new PerformanceObserver((list) => {
  for (const { value } of list.getEntries()) window.shifted += value;
}).observe({ type: "layout-shift", buffered: true });`;
const SHIFTED =
  "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(window.shifted), 50))))";

async function holdsStill(): Promise<void> {
  await using scene = await openScene(async (kith, jon) => {
    for (let n = 0; n < 6; n++) {
      const { id } = await addMedia(kith, jon, { bytes: await painting(n * 50, 300 + n * 60, 300), description: `Barn ${n}` });
      await publishStatus(kith, jon, draft(`Barn number ${n}`, { media_ids: [id] }));
    }
  });
  const { page } = scene;
  await page.addInitScript(WATCH);
  for (const path of ["/home", "/@jon", "/compose", "/explore"]) {
    await page.goto(path, { waitUntil: "load" });
    expect(await page.evaluate(SHIFTED), path).toBeLessThan(0.02);
  }
  // The measure is alive: what is pushed in above is seen to move the rest.
  await page.evaluate(`document.querySelector("main").insertAdjacentHTML("afterbegin", "<p>A late line</p>".repeat(8))`);
  await expect.poll(async () => await page.evaluate(SHIFTED)).toBeGreaterThan(0.02);
}

async function looksAtPictures(): Promise<void> {
  await using scene = await openScene(async (kith, jon) => {
    const ids: number[] = [];
    for (const [at, description] of ["A red barn", "A blue barn"].entries())
      ids.push((await addMedia(kith, jon, { bytes: await painting(at * 90, 400, 300), description })).id);
    await publishStatus(kith, jon, draft("Barns", { media_ids: ids }));
  });
  const { page } = scene;
  await page.locator(".cell.image > a").first().click();
  const viewer = page.locator("#viewer");
  expect(await viewer.isVisible()).toBe(true);
  expect(await viewer.locator(".caption").innerText()).toBe("A red barn");
  expect(await viewer.locator(".place").innerText()).toBe("1 / 2");
  await page.keyboard.press("ArrowRight");
  expect(await viewer.locator(".caption").innerText()).toBe("A blue barn");
  await page.keyboard.press("ArrowRight");
  expect(await viewer.locator(".place").innerText()).toBe("2 / 2");
  const stage = await viewer.locator(".stage").boundingBox();
  if (stage === null) throw new Error("no stage");
  await page.mouse.move(stage.x + 100, stage.y + 200);
  await page.mouse.down();
  await page.mouse.move(stage.x + 260, stage.y + 205, { steps: 4 });
  await page.mouse.up();
  expect(await viewer.locator(".place").innerText()).toBe("1 / 2");
  await page.keyboard.press("Escape");
  expect(await viewer.isVisible()).toBe(false);
  expect(await page.evaluate("document.activeElement.matches('.cell.image > a')")).toBe(true);
}

async function usesKeys(): Promise<void> {
  await using scene = await openScene(many(3));
  const { page } = scene;
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const held = page.locator("article.post:focus");
  expect(await held.innerText()).toContain("number 2 ");
  await page.keyboard.press("k");
  expect(await held.innerText()).toContain("number 3 ");
  await page.keyboard.press("f");
  await expect.poll(async () => await page.locator(".act.favourite").first().getAttribute("aria-pressed")).toBe("true");
  await page.keyboard.press("?");
  await expect.poll(async () => await page.locator("dialog.keys-help").isVisible()).toBe(true);
  expect(await page.locator("dialog.keys-help").innerText()).toContain("Next post");
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("n");
  await page.waitForURL("**/notifications");
  await page.goto("/shortcuts");
  await page.click("main form button");
  expect(await page.locator(".flash").innerText()).toContain("Keyboard shortcuts are off.");
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await page.goto("/home");
  await page.keyboard.press("j");
  expect(await held.count()).toBe(0);
}

async function closesByEscape(): Promise<void> {
  await using scene = await openScene(many(1));
  const { page } = scene;
  const closes = async (summary: string) => {
    await page.focus(summary);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    const inside = `document.activeElement.parentElement.closest("details[open]") !== null`;
    expect(await page.evaluate(inside)).toBe(true);
    await page.keyboard.press("Escape");
    expect(await page.locator("details[open]").count()).toBe(0);
    expect(await page.evaluate(`document.activeElement === document.querySelector(${JSON.stringify(summary)})`)).toBe(true);
  };
  await closes(".acts .menu-holder > summary");
  await page.click("article.post .when a");
  await closes(".reactions summary");
}

async function showsFocus(): Promise<void> {
  await using scene = await openScene(async () => undefined);
  const { page } = scene;
  await page.goto("/settings/profile");
  const hidden: string[] = [];
  for (let n = 0; n < 60; n++) {
    await page.keyboard.press("Tab");
    const behind = await page.evaluate(`(() => {
      const bar = document.querySelector(".nav");
      const one = document.activeElement;
      if (bar.contains(one) || one === document.body) return "";
      return one.getBoundingClientRect().top >= bar.getBoundingClientRect().top ? one.outerHTML : "";
    })()`);
    if (behind !== "") hidden.push(String(behind));
  }
  expect(hidden).toEqual([]);
}
