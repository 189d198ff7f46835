/** The village's stories: two of Amara's that Mia sees, one of Mia's that Amara has seen, and one that Mia keeps. */
import type { Account } from "../../src/db/schema.ts";
import { follow } from "../../src/follows/follow.ts";
import type { Kith } from "../../src/kith.ts";
import { addMedia } from "../../src/media/add.ts";
import { postStory } from "../../src/stories/post.ts";
import { reactToStory } from "../../src/stories/react.ts";
import { markSeen } from "../../src/stories/see.ts";
import { painting } from "./village-talk.ts";
import type { People } from "./village.ts";

/** Ids of Amara's second one, of Mia's own, and of the one that she keeps. */
export type Stories = { theirs: number; own: number; kept: number };

const DAY = 86_400;
const usual = { text: "", audience: "followers", expires_in: 2 * DAY, replies: true, reactions: true, kept: false } as const;

export async function tellStories(kith: Kith, people: People): Promise<Stories> {
  const [mia, jon, amara] = ["mia", "jon", "amara"].map((name) => people[name]) as [Account, Account, Account];
  await follow(kith, mia, amara);
  await follow(kith, amara, mia);
  await follow(kith, mia, jon);
  await postStory(kith, amara, { ...usual, text: "Seedlings for whoever comes by before noon!", background: "forest" });
  const bytes = await painting(33, 720, 1080);
  const picture = await addMedia(kith, amara, { bytes, description: "Rows of pots on a windowsill, morning light" });
  const theirs = await postStory(kith, amara, { ...usual, media_id: picture.id, text: "These are left" });
  await postStory(kith, jon, { ...usual, text: "Back at six", background: "sand" });
  const own = await postStory(kith, mia, {
    ...usual,
    text: "Who has a ladder to lend?\nJust for the evening.",
    background: "plum",
  });
  await markSeen(kith, amara, own, true);
  await reactToStory(kith, amara, own, "👏");
  const kept = await postStory(kith, mia, { ...usual, text: "First frost", background: "night", kept: true });
  await kith.write(
    async (tx) => await tx.updateTable("stories").set({ ended_at: kith.now() }).where("id", "=", kept.id).execute(),
  );
  return { theirs: theirs.id, own: own.id, kept: kept.id };
}
