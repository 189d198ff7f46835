/** Films and sounds that say nothing true of how long they are. */
import { expect } from "vitest";
import { ffmpeg, makingTest, TONE, upload, type MediaJson } from "../mastodon/uploads.ts";
import { createWorld } from "../world/world.ts";

const TWELVE = ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=5:duration=12"];
const HUM = ["-f", "lavfi", "-i", "sine=frequency=440:duration=12"];
const H264 = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "5"];
/** As a camera sends it that does not know yet when it will end. */
const UNTOLD = ["-f", "matroska", "-live", "1"];

/** Its headers say that it lasts a tenth of a second. */
function shortened(film: Buffer): Buffer {
  const copy = Buffer.from(film);
  for (const [box, scale, length] of [
    ["mvhd", 16, 20],
    ["mdhd", 16, 20],
  ] as const)
    for (let at = copy.indexOf(box); at >= 0; at = copy.indexOf(box, at + 4))
      copy.writeUInt32BE(Math.floor(copy.readUInt32BE(at + scale) / 10), at + length);
  return copy;
}

makingTest("what lasts longer than it says is refused for what it is", { timeout: 60_000 }, async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { limits: { video_seconds: 5 } } });
  const alice = await world.person("alice@alpha.test");
  const became = async (bytes: Buffer): Promise<string> => {
    const { id } = (await upload(world.visitor("alpha.test"), alice.token, bytes)).json<MediaJson>();
    await world.settles();
    const answer = await alice.asks("GET", `/api/v1/media/${id}`);
    return answer.status === 200 ? answer.json<MediaJson>().type : answer.json<{ error: string }>().error;
  };
  const long = "Validation failed: File lasts longer than 0.08333333333333333 minutes";
  const copied = ffmpeg("mp4", ...TWELVE, ...H264);
  const films = {
    honest: copied,
    shortened: shortened(copied),
    "in fragments": ffmpeg("mp4", ...TWELVE, ...H264, "-movflags", "frag_keyframe+empty_moov"),
    untold: ffmpeg("mkv", ...TWELVE, ...H264, ...UNTOLD),
    "untold sound": ffmpeg("mka", ...HUM, "-c:a", "libvorbis", ...UNTOLD),
    fine: ffmpeg("mkv", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=5:duration=3", ...H264, ...UNTOLD),
    "fine sound": ffmpeg("mka", ...TONE, "-c:a", "libvorbis", ...UNTOLD),
  };
  const answers: Record<string, string> = {};
  for (const [name, bytes] of Object.entries(films)) answers[name] = await became(bytes);
  expect(answers).toEqual({
    honest: long,
    shortened: long,
    "in fragments": long,
    untold: long,
    "untold sound": long,
    fine: "gifv",
    "fine sound": "audio",
  });
});
