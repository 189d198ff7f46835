/** What scripts add to a chat, in a real browser: it is as it is now while one looks at it, says who is typing, and takes in what one says. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { createUser } from "../../src/accounts/create.ts";
import { changeSettings } from "../../src/accounts/settings.ts";
import { getUser } from "../../src/accounts/users.ts";
import { findChatOf, type Chat } from "../../src/chats/load.ts";
import { readChat } from "../../src/chats/marks.ts";
import { sendMessage } from "../../src/chats/send.ts";
import { sayTyping } from "../../src/chats/typing.ts";
import type { Account, Status } from "../../src/db/schema.ts";
import { react } from "../../src/reactions/react.ts";
import { deleteStatus } from "../../src/statuses/delete.ts";
import { scrollsSideways } from "../world/axe.ts";
import { hasBrowser, openBrowser } from "../world/browser.ts";
import { openTestKith } from "../world/instance.ts";
import { raise, VILLAGE_PASSWORD as PASSWORD, type Neighbour } from "./village.ts";

const open = async ({ domain, ...config }: Parameters<Parameters<typeof raise>[0]>[0]) =>
  await openTestKith(domain, { config, now: () => Date.now() });
type Kith = Neighbour["kith"];

async function person(kith: Kith, username: string): Promise<Account> {
  const email = `${username}@mail.test`;
  const { account } = await createUser(kith, { username, email, password: PASSWORD, approved: true, confirmed: true });
  await changeSettings(kith, await getUser(kith.db, account.id), { settings: { read_marks: true } });
  return account;
}

type Scene = { kith: Kith; page: Page; jon: Account; says: (text: string) => Promise<Status>; chat: Chat };

/** Mia has a chat with Jon open. @param prepare runs in the page before anything of ours */
async function inChat(work: (scene: Scene) => Promise<void>, prepare?: string): Promise<void> {
  await using opened = await openBrowser();
  const here = await raise(open, {});
  try {
    const { kith } = here;
    const [mia, jon] = [await person(kith, "mia"), await person(kith, "jon")];
    const says = async (text: string) => await sendMessage(kith, jon, [mia.id], { text, media_ids: [], language: "en" });
    const first = await says("Are you there?");
    const chat = (await findChatOf(kith.db, jon.id, first.id)) as Chat;
    const page = await (await opened.visit({ origin: kith.instance.origin, width: 1280 })).newPage();
    page.setDefaultTimeout(15_000);
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    if (prepare !== undefined) await page.addInitScript({ content: prepare });
    await page.goto("/sign_in");
    await page.fill('main [name="login"]', "mia");
    await page.fill('main [name="password"]', PASSWORD);
    await page.click("main .primary");
    await page.waitForURL("**/home");
    await page.goto(`/messages/${chat.id}`);
    await work({ kith, page, jon, says, chat });
    expect(complaints).toEqual([]);
  } finally {
    await here.close();
  }
}

const patiently = { timeout: 15_000 };

async function isAsItIsNow(): Promise<void> {
  await inChat(async ({ kith, page, jon, says, chat }) => {
    const second = await says("I bring oak.");
    await expect.poll(async () => await page.locator(".bubble").count(), patiently).toBe(2);
    await react(kith, jon, second, "👍");
    await expect
      .poll(async () => await page.locator(`#message-${second.id} > .said > .reactions .chip`).count(), patiently)
      .toBe(1);
    await sayTyping(kith, jon, chat);
    await expect.poll(async () => await page.locator("#typing").innerText(), patiently).toBe("jon is typing…");
    await deleteStatus(kith, second);
    await expect.poll(async () => await page.locator(".bubble").count(), patiently).toBe(1);
    // Answering one message shows which, and what one sends is marked as read when it is.
    await page.locator(".bubble .menu-holder summary").first().click();
    await page.locator(".bubble .menu a").first().click();
    await page.waitForSelector(".answering");
    await page.fill("#text", "Here.");
    await page.press("#text", "Enter");
    await page.waitForSelector(".bubble.own .mark");
    expect(await page.locator(".bubble.own .mark").innerText()).toBe("Delivered");
    // Whoever has sent something writes on, and what they type is no key for something else.
    await page.waitForURL("**#message-*");
    await page.waitForSelector("#text:focus");
    await page.keyboard.type("now");
    expect(await page.inputValue("#text")).toBe("now");
    await readChat(kith, chat);
    await expect.poll(async () => await page.locator(".bubble.own .mark").innerText(), patiently).toBe("Read");
    // On a small phone there is room for what may be done with a message below it, not beside its end.
    const long = await says("I have asked at the yard, and they keep a board of oak for us until Saturday.");
    await page.setViewportSize({ width: 320, height: 640 });
    await page.click(`#message-${long.id} .menu-holder > summary`, patiently);
    expect(await scrollsSideways(page)).toBe(false);
  });
}

/** A tone instead of a microphone; it runs in the page. */
const HUMS = `Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia: async () => {
  const sound = new AudioContext();
  const [tone, out] = [sound.createOscillator(), sound.createMediaStreamDestination()];
  tone.connect(out);
  tone.start();
  return out.stream;
} } });`;

async function records(page: Page): Promise<void> {
  const button = page.locator("[data-voice]");
  await button.click();
  await page.waitForSelector("[data-voice].recording");
  // Something has to be said.
  await page.waitForTimeout(1200);
  await button.click();
  await page.waitForSelector(".attached [data-media]");
  await page.waitForSelector(".attached [data-media]:not([data-waiting])");
}

async function takesVoice(): Promise<void> {
  await inChat(async ({ page }) => {
    const labels = async () =>
      await page.locator(".bubble.own audio").evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
    await records(page);
    await page.fill('.attached textarea, .attached [name^="description_"]', "I say that I am on my way");
    await page.click('button[value="publish"]');
    await page.waitForSelector(".bubble.own audio");
    expect(await labels()).toEqual(["I say that I am on my way"]);
    // Whoever does not describe what they say is not asked about it.
    await records(page);
    await page.click('button[value="publish"]');
    await expect.poll(async () => (await labels()).length, patiently).toBe(2);
  }, HUMS);
}

/** The address is that of the form then. */
async function goesOnAfterMistake(): Promise<void> {
  await inChat(async ({ page, says }) => {
    await page.fill("#text", "@nobody@elsewhere.test should read this");
    await page.press("#text", "Enter");
    await page.waitForSelector("#text-problem");
    await says("Still there?");
    await expect.poll(async () => await page.locator(".bubble").count(), patiently).toBe(2);
    expect(await page.inputValue("#text")).toBe("@nobody@elsewhere.test should read this");
  });
}

describe.skipIf(!hasBrowser())("with JavaScript", { timeout: 60_000 }, () => {
  test("a chat shows what comes, what is said of it, who is typing, and what goes", isAsItIsNow);
  test("a voice message is recorded, described or not, and sent", takesVoice);
  test("what comes is shown also below a message that was not taken", goesOnAfterMistake);
});
