/** What scripts add to writing and to messages, in a real browser: each of them once, on a form that works without. */
import type { Page } from "playwright-core";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { createUser } from "../../src/accounts/create.ts";
import { createDraft } from "../../src/drafts/drafts.ts";
import { sendMessage } from "../../src/chats/send.ts";
import type { Account } from "../../src/db/schema.ts";
import { runAxe } from "../world/axe.ts";
import { hasBrowser, openBrowser } from "../world/browser.ts";
import { openTestKith } from "../world/instance.ts";
import { raise, VILLAGE_PASSWORD as PASSWORD, type Neighbour } from "./village.ts";

const open = async ({ domain, ...config }: Parameters<Parameters<typeof raise>[0]>[0]) =>
  await openTestKith(domain, { config, now: () => Date.now() });

async function person(kith: Neighbour["kith"], username: string): Promise<Account> {
  const email = `${username}@mail.test`;
  const { account } = await createUser(kith, { username, email, password: PASSWORD, approved: true, confirmed: true });
  return account;
}

type Scene = { here: Neighbour; page: Page; mia: Account; jon: Account };

/** Mia, signed in, and Jon, on a server of their own; what the browser complains of fails the test. */
async function withMia(work: (scene: Scene) => Promise<void>, width = 1280): Promise<void> {
  await using opened = await openBrowser();
  const here = await raise(open, {});
  try {
    const [mia, jon] = [await person(here.kith, "mia"), await person(here.kith, "jon")];
    const page = await (await opened.visit({ origin: here.kith.instance.origin, width })).newPage();
    page.setDefaultTimeout(15_000);
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on(
      "console",
      (message) =>
        void (message.type() === "error" && !message.text().includes("status of 422") && complaints.push(message.text())),
    );
    await page.goto("/sign_in");
    await page.fill('main [name="login"]', "mia");
    await page.fill('main [name="password"]', PASSWORD);
    await page.click("main .primary");
    await page.waitForURL("**/home");
    await work({ here, page, mia, jon });
    expect(complaints).toEqual([]);
  } finally {
    await here.close();
  }
}

const drafts = async ({ here }: Scene) => await here.kith.db.selectFrom("drafts").selectAll().execute();
const picture = async () =>
  await sharp({ create: { width: 300, height: 200, channels: 3, background: "teal" } })
    .png()
    .toBuffer();

async function countsAndNames(): Promise<void> {
  await withMia(async ({ page }) => {
    await page.goto("/compose");
    await page.fill("#text", `https://example.org/${"x".repeat(3900)} ${"a".repeat(4970)}`);
    expect(await page.locator("[data-count]").innerText()).toBe("Characters left: 6");
    await page.fill("#text", "a".repeat(5001));
    expect(await page.locator("[data-count]").innerText()).toBe("Characters too many: 1");
    await page.check('[value="direct"]');
    await page.fill("#text", "@jon and @nobody@nowhere.example ");
    await expect.poll(async () => await page.locator("[data-reach]").innerText()).toBe("Only @jon");
    expect(await page.locator("[data-unknown]").innerText()).toContain("@nobody@nowhere.example is not known");
    await page.click("summary:has-text('Time')");
    await page.fill("#f-scheduled_at", "2099-01-01T09:00");
    expect(await page.locator("[data-later]").innerText()).toBe("Schedule");
  });
}

async function completes(): Promise<void> {
  await withMia(async ({ page }) => {
    await page.goto("/compose");
    await page.locator("#text").pressSequentially("Hello @jo");
    await page.waitForSelector("#suggestions [aria-selected='true']");
    expect(await page.locator("#text").getAttribute("aria-activedescendant")).toBe("suggestion-0");
    expect(await page.locator(".writing [role='status']").innerText()).toBe("Suggestions: 1");
    const { violations } = await runAxe(page);
    expect(violations.map(({ id }) => id)).toEqual([]);
    await page.keyboard.press("Enter");
    expect(await page.inputValue("#text")).toBe("Hello @jon ");
    expect(await page.locator("#suggestions").isVisible()).toBe(false);
    await page.locator("#text").pressSequentially("@jo");
    await page.waitForSelector("#suggestions [aria-selected='true']");
    await page.keyboard.press("Escape");
    expect(await page.locator("#suggestions").isVisible()).toBe(false);
  });
}

async function takesFiles(): Promise<void> {
  await withMia(async ({ page, here }) => {
    await page.goto("/compose");
    await page.click("summary:has-text('Pictures')");
    await page.setInputFiles("#files", { name: "a.png", mimeType: "image/png", buffer: await picture() });
    await page.fill(".attached textarea", "A teal field");
    await page.click(".attached .focus summary");
    await page.locator(".focus-picture").scrollIntoViewIfNeeded();
    const box = (await page.locator(".focus-picture").boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.click(box.x + box.width * 0.9, box.y + box.height * 0.2);
    await page.setInputFiles("#files", { name: "b.txt", mimeType: "text/plain", buffer: Buffer.from("no picture") });
    expect(await page.locator(".upload-problem").innerText()).toBe("This kind of file cannot be taken here.");
    await page.fill("#text", "Look");
    await page.click('button[value="publish"]');
    await page.waitForURL("**/home");
    const [media] = await here.kith.db.selectFrom("media").selectAll().execute();
    expect(media?.description).toBe("A teal field");
    const { focus } = JSON.parse(media?.meta ?? "{}") as { focus: { x: number; y: number } };
    expect(focus.x).toBeCloseTo(0.8, 1);
    expect(focus.y).toBeCloseTo(0.6, 1);
  });
}

async function takesDropped(): Promise<void> {
  await withMia(async ({ page }) => {
    await page.goto("/compose");
    const bytes = [...(await picture())];
    await page.evaluate(`(() => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array([${bytes.join()}])], "a.png", { type: "image/png" }));
      document.querySelector("form.compose").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    })()`);
    await page.waitForSelector(".attached li");
    expect(await page.locator(".attached img").first().getAttribute("alt")).toBe("Picture 1");
  });
}

async function keepsUnsent(): Promise<void> {
  await withMia(async (scene) => {
    const { page } = scene;
    await page.goto("/compose");
    await page.fill("#text", "A thought that I have not sent yet");
    await expect
      .poll(async () => await page.locator("[data-kept]").innerText(), { timeout: 15_000 })
      .toBe("Kept in your drafts.");
    await page.goto("/home");
    await page.goto("/compose");
    expect(await page.inputValue("#text")).toBe("A thought that I have not sent yet");
    expect(await page.locator("[data-kept]").innerText()).toContain("not sent yet");
    await page.click('button[value="publish"]');
    await page.waitForURL("**/home");
    await page.goto("/compose");
    expect(await page.inputValue("#text")).toBe("");
    expect(await drafts(scene)).toEqual([]);
  });
}

async function findsPeople(): Promise<void> {
  await withMia(async ({ page, jon }) => {
    await page.goto("/messages/new");
    await page.locator("#f-q").pressSequentially("jo");
    await page.waitForSelector(`#found a[href="/messages/new?to=${jon.id}"]`);
    await page.click("#found a");
    await page.fill("#text", "Hello");
    await page.click('button[value="publish"]');
    await page.waitForSelector(".bubble.own");
  });
}

async function chats(): Promise<void> {
  await withMia(async ({ page, here, mia, jon }) => {
    const message = (text: string) => ({ text, media_ids: [], language: "en" });
    await sendMessage(here.kith, jon, [mia.id], message("Are you there?"));
    await page.goto("/messages");
    await page.click(".letters a");
    expect(await page.locator(".bubble").count()).toBe(1);
    await sendMessage(here.kith, jon, [mia.id], message("I bring oak."));
    await expect.poll(async () => await page.locator(".bubble").count(), { timeout: 15_000 }).toBe(2);
    expect(await page.locator("#came").innerText()).toContain("I bring oak.");
    await page.fill("#text", "Good.");
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector(".bubble.own");
    await sendMessage(here.kith, jon, [mia.id], message("Saturday?"));
    await expect.poll(async () => await page.locator(".bubble").count(), { timeout: 15_000 }).toBe(4);
  });
}

async function dragsPlans(): Promise<void> {
  await withMia(async (scene) => {
    const { page, here, mia } = scene;
    const { id } = await createDraft(here.kith, mia, {
      text: "For the fifteenth",
      visibility: "public",
      sensitive: false,
      spoiler_text: "",
      media_ids: [],
      language: "",
    });
    await page.goto("/scheduled/calendar");
    const days = page.locator("td[data-day]");
    await page.dragAndDrop(`[data-move="draft/${id}"]`, "td[data-day] >> nth=14");
    await page.waitForSelector("td .is-draft");
    const [moved] = await drafts(scene);
    expect(moved?.planned_on).toBe(await days.nth(14).getAttribute("data-day"));
  });
}

async function stopsAtTables(): Promise<void> {
  await withMia(async ({ page }) => {
    await page.goto("/scheduled/calendar");
    const stops = page.locator(".calendar .scrolls[tabindex='0']");
    await stops.waitFor({ state: "detached" });
    await page.setViewportSize({ width: 180, height: 600 });
    await stops.waitFor();
    await page.setViewportSize({ width: 1280, height: 800 });
    await stops.waitFor({ state: "detached" });
  });
}

async function saysItTwice(): Promise<void> {
  await withMia(async ({ page, here, mia }) => {
    const said = async () => await here.kith.db.selectFrom("statuses").select("id").where("account_id", "=", mia.id).execute();
    const send = page.locator("main .primary:has-text('Post')");
    await page.goto("/compose");
    await page.fill("#text", "Good morning");
    await send.dblclick();
    await page.waitForURL((url) => url.pathname !== "/compose");
    expect(await said()).toHaveLength(1);
    // The same words again from where they were written: she goes back, or sees what is still in the box.
    await page.goBack();
    await page.waitForURL("**/compose");
    await page.fill("#text", "Good morning");
    await send.click();
    await page.waitForURL((url) => url.pathname !== "/compose");
    expect(await said()).toHaveLength(2);
    await page.reload();
    expect(await said()).toHaveLength(2);
  });
}

describe.skipIf(!hasBrowser())("with JavaScript", { timeout: 60_000 }, () => {
  test("the counter speaks up near the end, the audience is named while one types, the button says when", countsAndNames);
  test("names are completed by keyboard, and the list says so to screen readers", completes);
  test("a file is taken in at once, gets a focus by a click, and goes with the post", takesFiles);
  test("what is dropped is taken in, too", takesDropped);
  test("what is not sent is there again, and on the server when one leaves; what is posted is kept nowhere", keepsUnsent);
  test("what is dragged to a day of the calendar is meant for it", dragsPlans);
  test("a table is a stop for the tab key while it scrolls, and no longer", stopsAtTables);
  test("two clicks are one post; whoever goes back and says the same again has said it twice", saysItTwice);
  test("people are found while one types, and written to", findsPeople);
  test("a message appears in the open conversation while one looks at it", chats);
});
