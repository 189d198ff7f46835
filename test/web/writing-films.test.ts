/** Films and sounds come with a form as pictures do, through the disk; a script learns when they are ready. */
import { expect } from "vitest";
import { ffmpeg, filmTest, PICTURES, TONE } from "../mastodon/uploads.ts";
import { openSite } from "./site.ts";
import { hidden, mediaOf, signedIn, statuses, writes } from "./writing-site.ts";

const blob = (bytes: Buffer, type: string): Blob => new Blob([new Uint8Array(bytes)], { type });

filmTest("a film is published by the plain form, and does not go with a picture", async () => {
  await using site = await openSite();
  const { surfer } = await signedIn(site);
  const film = blob(ffmpeg("mp4", ...PICTURES, ...TONE), "video/mp4");
  const sound = blob(ffmpeg("mp3", ...TONE), "audio/mpeg");
  const both = await writes(surfer, {
    text: "Look",
    file_1: film,
    description_1: "Bars",
    file_2: sound,
    description_2: "A tone",
  });
  expect(both.status).toBe(422);
  expect(both.text).toContain("A film or sound stands alone");
  expect(both.text).toContain("Describe film 1");
  expect(both.text).toContain("Describe recording 2");
  const media_ids = hidden(both.text, "media_ids");
  const posted = await writes(surfer, { text: "Look", media_ids, [`description_${media_ids}`]: "Bars" });
  expect(posted.status).toBe(303);
  const [status] = await statuses(site);
  expect((await mediaOf(site)).map(({ kind, status_id }) => [kind, status_id])).toEqual([
    ["video", status?.id],
    ["audio", null],
  ]);
});

filmTest("a script is told when a film is ready", async () => {
  await using site = await openSite();
  const { surfer } = await signedIn(site);
  type Taken = { id: string; ready: boolean; html: string };
  const file = blob(ffmpeg("mp4", ...PICTURES), "video/mp4");
  const taken = (await surfer.send("/compose/media", { file }, { from: "/compose", files: true })).json<Taken>();
  expect([taken.ready, taken.html.includes(`data-waiting="/compose/media/${taken.id}"`)]).toEqual([false, true]);
  const early = await writes(surfer, { text: "Look", media_ids: taken.id, [`description_${taken.id}`]: "Bars" });
  expect(early.text).toContain("still being prepared");
  await site.kith.worker.drain();
  const done = (await surfer.get(`/compose/media/${taken.id}`)).json<Taken>();
  expect([done.ready, done.html.includes("data-waiting")]).toEqual([true, false]);
});
