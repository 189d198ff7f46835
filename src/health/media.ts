/** Whether media can be kept. */
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
    const reason = error instanceof Error ? error.message : String(error);
    return {
      about,
      state: "wrong",
      text: `nothing can be kept (${reason}): look at "media.store" in the settings`,
      code: "media_wrong",
      values: { reason },
    };
  }
  const text = `kept ${kith.instance.media.store === "local" ? "in the data folder" : "in the S3 store"}`;
  return { about, state: "ok", text, code: "media_ok" };
}
