/** In a real browser, on a phone and without JavaScript: the menu of a profile stays in the window, and its ways lead where they say. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { createUser } from "../../src/accounts/create.ts";
import { follow } from "../../src/follows/follow.ts";
import type { Kith } from "../../src/kith.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import { hasBrowser, openBrowser } from "../world/browser.ts";
import { openTestKith } from "../world/instance.ts";
import { raise, VILLAGE_PASSWORD as PASSWORD } from "./village.ts";
import { draft } from "./village-talk.ts";

async function joins(kith: Kith, username: string) {
  const person = { username, email: `${username}@mail.test`, password: PASSWORD, approved: true, confirmed: true };
  return (await createUser(kith, person)).account;
}

async function signIn(page: Page, login: string): Promise<void> {
  await page.goto("/sign_in");
  await page.fill("#f-login", login);
  await page.fill("#f-password", PASSWORD);
  await page.click("main .primary");
  await page.waitForURL("**/home");
}

describe.skipIf(!hasBrowser())("people in a browser", { timeout: 90_000 }, () => {
  test("somebody is muted for a while and reported from the menu of their profile", async () => {
    await using opened = await openBrowser();
    const here = await raise(async ({ domain, ...config }) => await openTestKith(domain, { config, now: () => Date.now() }), {});
    const { kith } = here;
    const [ann, bob] = [await joins(kith, "ann"), await joins(kith, "bob")];
    await follow(kith, ann, bob);
    await publishStatus(kith, bob, draft("Rather unkind words"));
    const page = await (await opened.visit({ origin: kith.instance.origin, width: 360, javaScript: false })).newPage();
    await signIn(page, "ann");

    const opens = async (words: string) => {
      await page.goto("/@bob");
      await page.click(".deeds summary");
      const box = await page.locator(".deeds .menu").boundingBox();
      expect([(box?.x ?? -1) >= 0, (box?.x ?? 0) + (box?.width ?? 999) <= 360]).toEqual([true, true]);
      await page.click(`.deeds .menu a:has-text("${words}")`);
    };
    await opens("Mute @bob");
    await page.selectOption("#f-duration", "86400");
    await page.click("main .primary");
    expect(await page.locator(".stand").innerText()).toContain("muted by you");

    await opens("Report @bob");
    await page.check("#f-spam");
    await page.click("main .primary");
    await page.check(".posts-to-report input");
    await page.click("main .primary");
    await page.fill("#f-comment", "See for yourself.");
    await page.click("main .danger");
    expect(await page.locator("h1").innerText()).toBe("Thank you");
    const [report] = await kith.db.selectFrom("reports").selectAll().execute();
    expect(report).toMatchObject({ category: "spam", comment: "See for yourself.", target_id: bob.id });
    expect(JSON.parse(report?.status_ids ?? "[]")).toHaveLength(1);
    await here.close();
  });
});
