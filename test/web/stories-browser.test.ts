/** In a real browser: stories go on by themselves when somebody wants that, and never for those who want nothing to move; their form asks for what belongs to it. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { createUser } from "../../src/accounts/create.ts";
import { follow } from "../../src/follows/follow.ts";
import { postStory } from "../../src/stories/post.ts";
import { hasBrowser, openBrowser } from "../world/browser.ts";
import { openTestKith } from "../world/instance.ts";
import { raise, VILLAGE_PASSWORD as PASSWORD } from "./village.ts";

const usual = { audience: "followers", expires_in: 86_400, replies: true, reactions: true, kept: false } as const;

/** With arrows one goes back and on, and with a keyboard one is at the story then, not at the top of the page. */
async function walksByKeys(page: Page, first: string, second: string): Promise<void> {
  await page.keyboard.press("ArrowLeft");
  await page.waitForURL(`**${first}#story`);
  await page.keyboard.press("Tab");
  expect(await page.locator(".story :focus").count()).toBe(1);
  await page.fill("#f-text", "ab");
  await page.press("#f-text", "ArrowRight");
  await page.locator("#f-text").blur();
  expect(page.url()).toContain(first);
  await page.keyboard.press("ArrowRight");
  await page.waitForURL(`**${second}#story`);
}

describe.skipIf(!hasBrowser())("stories in a browser", { timeout: 90_000 }, () => {
  test("the button goes on to the next one, stops, and is not there with reduced motion", async () => {
    await using opened = await openBrowser();
    const here = await raise(async ({ domain, ...config }) => await openTestKith(domain, { config, now: () => Date.now() }), {});
    const { kith } = here;
    const [ann, ben] = await Promise.all(
      ["ann", "ben"].map(async (username) => {
        const person = { username, email: `${username}@mail.test`, password: PASSWORD, approved: true, confirmed: true };
        return (await createUser(kith, person)).account;
      }),
    );
    await follow(kith, ben!, ann!);
    const [first, second] = [
      await postStory(kith, ann!, { ...usual, text: "One" }),
      await postStory(kith, ann!, { ...usual, text: "Two" }),
    ];
    await postStory(kith, ann!, { ...usual, text: "Three" });
    const at = ({ id }: { id: number }) => `/stories/${id}`;
    const page = await (await opened.visit({ origin: kith.instance.origin, width: 360 })).newPage();
    await page.goto("/sign_in");
    await page.fill("#f-login", "ben");
    await page.fill("#f-password", PASSWORD);
    await page.click("main .primary");
    await page.waitForURL("**/home");

    await page.clock.install();
    await page.goto(at(first));
    const button = page.locator("[data-play]");
    await button.click();
    expect(await button.innerText()).toBe("Stop");
    await page.clock.fastForward(8000);
    await page.waitForURL(`**${at(second)}#story`);
    await button.click();
    expect(await button.innerText()).toBe("Go on by itself");
    await page.clock.fastForward(60_000);
    expect(page.url()).toContain(at(second));
    await walksByKeys(page, at(first), at(second));

    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.goto(at(second));
    expect(await button.isVisible()).toBe(false);

    // What belongs to an audience is asked for where that is chosen.
    await page.goto("/stories/new");
    const asked = async () => [await page.locator("#f-circle_id").isVisible(), await page.locator("#f-people").isVisible()];
    expect(await asked()).toEqual([false, false]);
    await page.check('[name="audience"][value="circle"]');
    expect(await asked()).toEqual([true, false]);
    await page.check('[name="audience"][value="people"]');
    expect(await asked()).toEqual([false, true]);
    await here.close();
  });
});
