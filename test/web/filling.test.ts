/** Pages that fill while one looks: a thread and a profile of another server, in a browser, with JavaScript and by reloading. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { createUser } from "../../src/accounts/create.ts";
import type { InstanceConfig } from "../../src/config.ts";
import type { Account } from "../../src/db/schema.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import { hasBrowser, openBrowser } from "../world/browser.ts";
import { openTestKith } from "../world/instance.ts";
import { raise, VILLAGE_PASSWORD as PASSWORD, type Neighbour } from "./village.ts";
import { draft } from "./village-talk.ts";

const open = async ({ domain, ...config }: InstanceConfig) => await openTestKith(domain, { config, now: () => Date.now() });

async function person({ kith }: Neighbour, username: string): Promise<Account> {
  const values = { username, email: `${username}@mail.test`, password: PASSWORD, approved: true, confirmed: true };
  return (await createUser(kith, values)).account;
}

/** Ines elsewhere has been answered `answers` times; Mia here knows only what Ines said. */
async function openNeighbours(answers: number, limits: InstanceConfig["limits"] = {}) {
  const [here, there] = [await raise(open, { limits }), await raise(open, {})];
  await person(here, "mia");
  const [ines, olaf] = [await person(there, "ines"), await person(there, "olaf")];
  const first = await publishStatus(there.kith, ines, draft("Fog over the harbour again"));
  for (let n = 1; n <= answers; n++)
    await publishStatus(there.kith, olaf, draft(`@ines I hear horn ${n}`, { in_reply_to_id: first.id }));
  await publishStatus(there.kith, ines, draft("Two ships ahead"));
  const seen = await here.kith.remote.fetchStatus(first.uri);
  if (seen === undefined) throw new Error("the first status did not arrive");
  const path = `/@ines@${there.kith.instance.domain}`;
  const close = async () => {
    await here.close();
    await there.close();
  };
  return { here, path, thread: `${path}/${seen.id}`, close };
}

async function signIn(page: Page): Promise<void> {
  await page.goto("/sign_in");
  await page.fill("#f-login", "mia");
  await page.fill("#f-password", PASSWORD);
  await page.click("main .primary");
  await page.waitForURL("**/home");
}

const until = async (check: () => Promise<unknown>): Promise<void> =>
  await expect.poll(check, { timeout: 15_000, interval: 100 }).toBeTruthy();

describe.skipIf(!hasBrowser())("pages that fill", { timeout: 90_000 }, () => {
  test("with JavaScript, the replies come while one looks, and the page says how many there are", async () => {
    await using opened = await openBrowser();
    const { here, thread, close } = await openNeighbours(5, { thread_replies: 3 });
    const page = await (await opened.visit({ origin: here.kith.instance.origin, width: 360 })).newPage();
    await signIn(page);
    await page.goto(thread);
    await page.evaluate("window.stayed = true");
    const words = async () => await page.locator("#replies").innerText();
    await until(async () => (await words()).includes("3 of 5 replies known"));
    await until(async () => (await words()).includes("checked just now"));
    expect(await words()).toContain("I hear horn 1");
    expect(await page.evaluate("window.stayed")).toBe(true);
    await until(async () => (await page.locator("[data-fills]").count()) === 0);
    await close();
  });

  test("without JavaScript, a reload shows what has come; visitors see it, and cause nothing", async () => {
    await using opened = await openBrowser();
    const { here, path, thread, close } = await openNeighbours(2);
    const visitor = await (await opened.visit({ origin: here.kith.instance.origin, javaScript: false })).newPage();
    await visitor.goto(thread);
    expect(await visitor.locator("#replies").innerText()).toBe("No replies yet.");
    expect(await here.kith.db.selectFrom("turns").selectAll().execute()).toEqual([]);
    const page = await (await opened.visit({ origin: here.kith.instance.origin, javaScript: false })).newPage();
    await signIn(page);
    await page.goto(thread);
    const words = async () => {
      await page.reload();
      return await page.locator("#replies").innerText();
    };
    await until(async () => /2 replies\s+checked just now/.test(await words()));
    await page.goto(path);
    await until(async () => {
      await page.reload();
      return (await page.locator("#posts").innerText()).includes("Two ships ahead");
    });
    await visitor.reload();
    expect(await visitor.locator("#replies").innerText()).toContain("2 replies");
    await close();
  });
});
