/** The same picture or film once more, for another status: files and all, so that each can be taken away without the other. */
import { takeRoom } from "../budgets/media.ts";
import type { Account, Media } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { nameFor } from "./names.ts";

/**
 * Copies of one's own media that are attached to nothing yet, in the same order; what is not ready, or not (any more) kept here, is left out. What nobody
 * attaches goes as any upload does.
 *
 * @throws Refusal `invalid` when there is no room for them
 */
export async function copyMedia(kith: Kith, account: Pick<Account, "id">, media: readonly Media[]): Promise<Media[]> {
  const copies: Media[] = [];
  for (const one of media) {
    if (one.file === "" || one.account_id !== account.id || one.state !== "ready") continue;
    await takeRoom(kith, one.bytes);
    const files = { file: await copyFile(kith, one.file), preview_file: await copyFile(kith, one.preview_file), original: "" };
    const free = {
      id: kith.newId(),
      status_id: null,
      position: 0,
      kept_by: 0,
      draft_id: 0,
      apart: 0 as const,
      created_at: kith.now(),
    };
    copies.push({ ...one, ...free, ...files });
  }
  if (copies.length > 0) await kith.write(async (tx) => void (await tx.insertInto("media").values(copies).execute()));
  return copies;
}

/** As it is: what was made ready once is not made ready again. "" has none, and what lies elsewhere stays there. */
async function copyFile(kith: Kith, name: string): Promise<string> {
  if (name === "" || /^https?:/.test(name)) return name;
  const to = nameFor(name.slice(name.lastIndexOf(".") + 1));
  await kith.files.copy(name, to);
  return to;
}
