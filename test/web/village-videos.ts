/** The village's videos: two of Mia's that are published, with captions and sizes, and one that is not. No film is made for them: what counts is how they look. */
import { toJson } from "../../src/db/columns.ts";
import type { Account } from "../../src/db/schema.ts";
import type { Kith } from "../../src/kith.ts";
import { addMedia } from "../../src/media/add.ts";
import { publishVideo } from "../../src/videos/edit.ts";
import { writeRemoteVideo } from "../../src/videos/receive.ts";
import { painting } from "./village-talk.ts";
import type { People } from "./village.ts";

/** The page of one, and the ids of the media of that one and of one that is not published. */
export type VillageVideos = { page: string; own: number; draft: number };

const sizes = [360, 720, 1080].map((lines) => ({
  lines,
  width: Math.round((lines * 16) / 9),
  height: lines,
  bytes: 1,
  url: `https://kith.example/${lines}.mp4`,
}));

/** Not published yet. Returns the id of its media. */
export async function film(kith: Kith, author: Account, seed: number, title: string): Promise<number> {
  const bytes = await painting(seed, 1280, 720);
  const { id } = await addMedia(kith, author, { bytes, description: "Hands that knead dough on a floured table" });
  await kith.write(async (tx) => {
    const meta = toJson({ original: { width: 1280, height: 720, frame_rate: "25/1", duration: 605, bitrate: 1 } });
    await tx.updateTable("media").set({ kind: "video", mime_type: "video/mp4", meta }).where("id", "=", id).execute();
    const said = {
      title,
      duration: 605,
      hls_url: "",
      views_count: 0,
      licence: "CC BY-SA 4.0",
      channel_uri: "",
      chapters: [],
      category: "Food",
      support: '<p>Buy us flour: <a href="https://tube.test/flour">tube.test/flour</a></p>',
      originally_at: Date.UTC(2019, 4, 1),
      chapters_url: "",
    };
    const captions = [{ language: "de", label: "", url: "https://kith.example/de.vtt" }];
    await writeRemoteVideo(tx, kith, { id, account_id: author.id }, { ...said, sizes, captions });
  });
  return id;
}

export async function showVideos(kith: Kith, people: People): Promise<VillageVideos> {
  const [mia] = [people["mia"]] as [Account];
  const text = "A loaf that needs two days and ten minutes of work.\n\n0:00 Flour and water\n2:10 Folding\n9:30 Into the oven";
  const first = await film(kith, mia, 71, "Sauerteigbrot, langsam gebacken: ein Wochenende in zehn Minuten");
  await publishVideo(kith, mia, first, { text: "The street, before the trees", visibility: "public", language: "en" });
  const own = await film(kith, mia, 72, "Bread for people in a hurry");
  const status = await publishVideo(kith, mia, own, { text, visibility: "public", language: "en" });
  const draft = await film(kith, mia, 73, "Not for everybody yet");
  return { page: `/@mia/videos/${status.id}`, own, draft };
}
