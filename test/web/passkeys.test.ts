/** Passkeys in a real browser, with an authenticator that is none: added, as a second step, and instead of a password; and the clock's zone. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { createApp } from "../../src/access/apps.ts";
import { createUser } from "../../src/accounts/create.ts";
import { serve } from "../../src/start.ts";
import { runAxe, scrollsSideways, violationsOf } from "../world/axe.ts";
import { hasBrowser, openBrowser } from "../world/browser.ts";
import { openTestKith } from "../world/instance.ts";
import { PASSWORD } from "../world/people.ts";
import { freePort } from "../world/ports.ts";

/** Keys belong to a name, not to a number: hence localhost. */
async function raise() {
  const port = await freePort();
  const kith = await openTestKith(`localhost:${port}`, {
    config: { listen: { port }, members_invite: true },
    now: () => Date.now(),
  });
  const serving = await serve(kith, { host: "127.0.0.1", port });
  await createUser(kith, { username: "ann", email: "ann@mail.test", password: PASSWORD, approved: true, confirmed: true });
  return {
    kith,
    origin: kith.instance.origin,
    [Symbol.asyncDispose]: async () => {
      await serving.close();
      await kith.close();
    },
  };
}

async function plugIn(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const;
  await session.send("WebAuthn.addVirtualAuthenticator", { options });
}

/** What axe finds on the page that is open. */
async function complaints(page: Page): Promise<string[]> {
  const found = violationsOf(await runAxe(page), page.url());
  return (await scrollsSideways(page)) ? [...found, `${page.url()} scrolls sideways`] : found;
}

async function givesPassword(page: Page): Promise<void> {
  await page.goto("/sign_in");
  await page.fill("#f-login", "ann");
  await page.fill("#f-password", PASSWORD);
  await page.click("main .primary");
}

describe.skipIf(!hasBrowser())("with a key in the browser", { timeout: 60_000 }, () => {
  test("it is added, asked for after the password, and opens the door alone", useKey);

  test("a browser without a key of this server is told so", async () => {
    await using opened = await openBrowser();
    await using here = await raise();
    const context = await opened.visit({ origin: here.origin });
    const page = await context.newPage();
    await plugIn(page);
    await page.goto("/sign_in/passkey");
    await page.click("[data-key]");
    await page.waitForSelector(".key .problem:not([hidden])");
    expect(await page.locator(".key .problem").innerText()).toContain("That did not work");
  });

  test("without scripts the page says what it needs", async () => {
    await using opened = await openBrowser();
    await using here = await raise();
    const page = await (await opened.visit({ origin: here.origin, javaScript: false })).newPage();
    await page.goto("/sign_in/passkey");
    expect(await page.locator("main").innerText()).toContain("Passkeys need JavaScript");
    expect(await page.locator("[data-key]").isDisabled()).toBe(true);
  });

  test("the zone of this device is offered, and told when somebody joins", async () => {
    await using opened = await openBrowser();
    await using here = await raise();
    const context = await opened.context({ baseURL: here.origin, timezoneId: "America/Lima" });
    const page = await context.newPage();
    await page.goto("/sign_up");
    expect(await page.inputValue('[name="time_zone"]')).toBe("America/Lima");
    await givesPassword(page);
    await page.waitForURL("**/home");
    await page.goto("/settings/appearance");
    await page.click("[data-zone-offer] button");
    await page.click("main .primary");
    await page.waitForSelector(".flash.done");
    expect(await page.inputValue("#f-time_zone")).toBe("America/Lima");
  });

  test("the pages of a program with codes, of invitations and of an app fit and can be read by everybody", otherPages);
});

async function useKey(): Promise<void> {
  await using opened = await openBrowser();
  await using here = await raise();
  const context = await opened.visit({ origin: here.origin, width: 360 });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await plugIn(page);
  await givesPassword(page);
  await page.waitForURL("**/home");
  await page.goto("/settings/two-factor");
  await page.fill("#f-current_password", PASSWORD);
  await page.click('main [name="act"][value="key"]');
  await page.waitForURL("**/two-factor/key");
  expect(await complaints(page)).toEqual([]);
  await page.fill("#f-name", "My phone");
  await page.click("[data-key]");
  await page.waitForSelector(".codes");
  expect(await page.locator(".codes li").count()).toBe(10);
  expect(await complaints(page)).toEqual([]);
  await page.goto("/settings/two-factor");
  expect(await page.locator("main").innerText()).toContain("My phone");

  await page.context().clearCookies();
  await givesPassword(page);
  await page.waitForURL("**/sign_in/step*");
  expect(await complaints(page)).toEqual([]);
  await page.click("[data-key]");
  await page.waitForURL("**/home");

  await page.context().clearCookies();
  await page.goto("/sign_in?return_to=/bookmarks");
  await page.click('a[href^="/sign_in/passkey"]');
  const posted = page.waitForRequest((request) => request.method() === "POST");
  await page.click("[data-key]");
  await page.waitForURL("**/bookmarks");
  const signed = new URLSearchParams((await posted).postData() ?? "").get("credential") ?? "";
  expect(errors).toEqual([]);

  // What was signed once opens nothing again.
  await page.context().clearCookies();
  await page.goto("/sign_in/passkey");
  await page.evaluate(`document.querySelector("form.key").elements.credential.value = ${JSON.stringify(signed)}`);
  await page.evaluate(`document.querySelector("form.key").submit()`);
  await page.waitForSelector(".flash.problem");
  expect((await page.goto("/home"))?.url()).toContain("/sign_in");
  const key = await here.kith.db.selectFrom("passkeys").select(["name", "last_used_at"]).executeTakeFirstOrThrow();
  expect([key.name, key.last_used_at > 0]).toEqual(["My phone", true]);
}

/** Pages that stand only after something has been done, in German: its words are long. */
async function otherPages(): Promise<void> {
  await using opened = await openBrowser();
  await using here = await raise();
  for (const dark of [false, true]) {
    const context = await opened.visit({ origin: here.origin, width: 360, dark });
    const page = await context.newPage();
    await page.goto("/language?set=de&return_to=/sign_in");
    await givesPassword(page);
    await page.waitForURL("**/home");
    await page.goto("/settings/two-factor");
    await page.fill("#f-current_password", PASSWORD);
    await page.click('main [name="act"][value="app"]');
    await page.waitForURL("**/two-factor/app");
    expect(await complaints(page)).toEqual([]);
    await page.goto("/settings/invites");
    await page.click("main .primary");
    await page.waitForSelector("main .link");
    expect(await complaints(page)).toEqual([]);
    const link = await page.inputValue("main .link");
    const { app, client_id } = await createApp(here.kith, {
      client_name: "Elk",
      redirect_uris: "https://elk.test/",
      scopes: "read write:statuses push",
    });
    const query = new URLSearchParams({ client_id, redirect_uri: "https://elk.test/", response_type: "code", scope: app.scopes });
    await page.goto(`/oauth/authorize?${query.toString()}`);
    expect(await complaints(page)).toEqual([]);
    await page.context().clearCookies();
    await page.goto(link);
    expect(await complaints(page)).toEqual([]);
    await context.close();
  }
}
