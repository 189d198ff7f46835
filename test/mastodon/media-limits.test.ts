/** What an instance says it takes, and what it says to what it does not. */
import { expect, test } from "vitest";
import { createWorld } from "../world/world.ts";
import { filmTest, upload } from "./uploads.ts";

test("without ffmpeg a film is refused with a reason, and not announced", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { media: { ffmpeg: "" } } });
  const alice = await world.person("alice@alpha.test");
  const client = world.visitor("alpha.test");
  const film = Buffer.concat([
    Buffer.from([0, 0, 0, 24, ...Buffer.from("ftypmp42"), 0, 0, 0, 0, ...Buffer.from("mp42isom")]),
    Buffer.alloc(100),
  ]);
  const answer = await upload(client, alice.token, film);
  expect([answer.status, answer.json<{ error: string }>().error]).toEqual([422, expect.stringContaining("ffmpeg")]);
  const announced = async () =>
    (await client("GET", "/api/v2/instance")).json<{
      configuration: {
        media_attachments: { supported_mime_types: string[]; image_size_limit: number; video_size_limit: number };
      };
    }>().configuration.media_attachments;
  expect((await announced()).supported_mime_types).not.toContain("video/mp4");
  expect(await announced()).toMatchObject({ image_size_limit: 16_000_000, video_size_limit: 99_614_720 });
});

filmTest("with ffmpeg films and sounds are announced", async () => {
  await using world = await createWorld("alpha.test");
  const answer = await world.visitor("alpha.test")("GET", "/api/v2/instance");
  expect(answer.json<{ configuration: { media_attachments: unknown } }>().configuration.media_attachments).toMatchObject({
    supported_mime_types: expect.arrayContaining(["image/png", "video/mp4", "audio/ogg"]),
    video_frame_rate_limit: 120,
    video_matrix_limit: 8_294_400,
  });
});
