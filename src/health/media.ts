/** Whether media can be kept. */
import { Outage } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { nameFor } from "../media/names.ts";
import type { Finding } from "./finding.ts";

export async function checkMedia(kith: Kith): Promise<Finding> {
  const about = "media";
  const name = nameFor("txt", "uploads");
  try {
    await kith.files.write(name, Buffer.from(name));
    const read = await kith.files.read(name);
    await kith.files.remove(name);
    if (read.toString() !== name) throw new Error("what was written comes back as something else");
  } catch (error) {
    const known = error instanceof Outage && error.cause instanceof Error ? error.cause : error;
    const reason = known instanceof Error ? known.message : String(known);
    return {
      about,
      state: "wrong",
      text: `nothing can be kept (${reason}): look at "media.store" in the settings`,
      code: "media_wrong",
      values: { reason },
    };
  }
  if (!(await mayBePlayed(kith)))
    return {
      about,
      state: "note",
      text: `kept in the S3 store, which lets no page read them at "public_url": the sizes of videos are served through Kith until its CORS rules let everybody GET and HEAD`,
      code: "media_apart",
    };
  const text = `kept ${kith.instance.media.store === "local" ? "in the data folder" : "in the S3 store"}`;
  return { about, state: "ok", text, code: "media_ok" };
}

/** Of what is in `media/`, which is for everybody. */
async function mayBePlayed({ files }: Kith): Promise<boolean> {
  const name = nameFor("txt");
  await files.write(name, Buffer.from(name));
  try {
    return await files.shared(name);
  } finally {
    await files.remove(name);
  }
}
