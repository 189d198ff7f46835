/** In a real browser: a video plays without our scripts, with its captions; with them, another size goes on where the last one was. */
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { createUser } from "../../src/accounts/create.ts";
import type { Account } from "../../src/db/schema.ts";
import type { Kith } from "../../src/kith.ts";
import { addMedia } from "../../src/media/add.ts";
import { addFilm, createPlaylist } from "../../src/playlists/change.ts";
import { findVisibleStatus } from "../../src/statuses/load.ts";
import { putCaptions } from "../../src/videos/captions.ts";
import { describeVideo } from "../../src/videos/describe.ts";
import { publishVideo } from "../../src/videos/edit.ts";
import { ffmpeg, filmTest } from "../mastodon/uploads.ts";
import { hasBrowser, openBrowser, type OpenBrowser } from "../world/browser.ts";
import { openTestKith } from "../world/instance.ts";
import { raise, VILLAGE_PASSWORD as password } from "./village.ts";
import { film } from "./village-videos.ts";

describe.skipIf(!hasBrowser())("videos in a browser", { timeout: 90_000 }, () => {
  filmTest("it plays, with and without scripts", async () => {
    await using opened = await openBrowser();
    const here = await raise(async ({ domain, ...config }) => await openTestKith(domain, { config, now: () => Date.now() }), {});
    const { kith } = here;
    const { account } = await createUser(kith, {
      username: "ann",
      email: "ann@mail.test",
      password,
      approved: true,
      confirmed: true,
    });
    const sources = [
      "-f",
      "lavfi",
      "-i",
      "testsrc=size=640x480:rate=5:duration=8",
      "-f",
      "lavfi",
      "-i",
      "sine=frequency=440:duration=8",
    ];
    const bytes = ffmpeg("mp4", ...sources, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac");
    const { id } = await addMedia(kith, account, { bytes });
    await describeVideo(kith, account, id, { title: "Bars" });
    await putCaptions(kith, account, id, { language: "en", text: "WEBVTT\n\n00:00.000 --> 00:07.000\nA tone\n" });
    const state = async () => {
      await kith.worker.drain();
      return (await kith.db.selectFrom("videos").select("state").executeTakeFirst())?.state;
    };
    await expect.poll(state, { timeout: 30_000 }).toBe("ready");
    const { id: status_id } = await publishVideo(kith, account, id, { text: "0:00 Start\n0:05 End", visibility: "public" });
    const at = `/@ann/videos/${status_id}`;
    const plain = await (await opened.visit({ origin: kith.instance.origin, javaScript: false, width: 360 })).newPage();
    await plain.goto(at);
    expect(await plain.locator("video source").count()).toBe(2);
    const page = await (await opened.visit({ origin: kith.instance.origin })).newPage();
    await page.goto(at);
    const ask = async (what: string) => await page.evaluate(`(film => ${what})(document.querySelector("video"))`);
    const comes = (what: string) => expect.poll(async () => await ask(what), { timeout: 15_000 });
    await ask("(film.muted = true, film.play())");
    await comes("film.currentTime > 0.3 && film.error === null").toBe(true);
    await ask("(film.textTracks[0].mode = 'showing', 0)");
    await comes("film.textTracks[0].cues?.length").toBe(1);
    await page.click('[data-at="5"]');
    await comes("film.currentTime >= 5").toBe(true);
    await page.click('[data-sizes] a[href$="size=360"]');
    await comes("film.videoHeight === 360 && film.currentSrc.endsWith('.mp4') && film.currentTime >= 5").toBe(true);
    expect(await ask("Math.round(film.duration)")).toBe(8);
    await ask("(film.currentTime = 1, 0)");
    await comes("film.currentTime >= 1 && film.currentTime < 5 && !film.seeking").toBe(true);
    expect(await page.locator("[data-sizes] [aria-current]").innerText()).toBe("360p");
    await goesOn(kith, opened, { account, status_id });
    await uploads(page, bytes);
    await here.close();
  });
});

/** In a playlist the next one follows by itself, unless one stays; for who wants nothing to move it does so only when they say so. */
async function goesOn(kith: Kith, opened: OpenBrowser, { account, status_id }: { account: Account; status_id: number }) {
  const { origin } = kith.instance;
  const next = await publishVideo(kith, account, await film(kith, account, 7, "After"), { text: "", visibility: "public" });
  const list = await createPlaylist(kith, account, { title: "Both" });
  for (const id of [status_id, next.id]) {
    const status = await findVisibleStatus(kith.db, 0, id);
    if (status !== undefined) await addFilm(kith, account, list, { status });
  }
  const at = `/@ann/videos/${status_id}?list=${list.id}`;
  const page = await (await opened.visit({ origin, width: 360 })).newPage();
  await page.clock.install();
  await page.goto(at);
  const ends = async () => await page.evaluate("void document.querySelector('video').dispatchEvent(new Event('ended'))");
  await ends();
  expect(await page.innerText("[data-going]")).toBe("Next: After");
  await page.click("[data-stay]");
  await page.clock.runFor(10_000);
  expect([page.url(), await page.locator("[data-stay]").isVisible()]).toEqual([origin + at, false]);
  await ends();
  await page.clock.runFor(5000);
  await page.waitForURL(`**/videos/${next.id}?list=${list.id}`);
  const calm = await (await opened.context({ baseURL: origin, reducedMotion: "reduce" })).newPage();
  await calm.goto(at);
  expect(await calm.isChecked("[data-goes-on]")).toBe(false);
}

/** In parts, of which one is lost: the script sends it again. */
async function uploads(page: Page, bytes: Buffer): Promise<void> {
  await page.goto("/sign_in");
  await page.fill("#f-login", "ann");
  await page.fill("#f-password", password);
  await page.click("main .primary");
  await page.waitForURL("**/home");
  let parts = 0;
  await page.route(/\/videos\/uploads\/\d+$/, async (route) => {
    if (route.request().method() === "POST" && ++parts === 2) await route.abort();
    else await route.continue();
  });
  await page.addInitScript(
    "document.addEventListener('DOMContentLoaded', () => { const parts = document.querySelector('[data-upload]'); if (parts) parts.dataset.part = '50000'; })",
  );
  await page.goto("/videos/new");
  await page.setInputFiles("#f-file", { name: "bars.mp4", mimeType: "video/mp4", buffer: bytes });
  await page.fill("#f-title", "In parts");
  await page.click("main .primary");
  await page.waitForURL(/\/videos\/\d+$/);
  expect(await page.innerText("h1")).toBe("In parts");
  expect(parts).toBe(Math.ceil(bytes.length / 50_000) + 1);
}
