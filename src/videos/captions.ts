/** The captions of a video: one for each language. */
import type { Account, Tx } from "../db/schema.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { goodUntil, type Marking } from "../media/apart.ts";
import { stripNul } from "../text/outside.ts";
import { getOwnVideo } from "./describe.ts";
import { LABEL, MOST_CAPTIONS, newToken } from "./values.ts";
import { tidyCaptions } from "./vtt.ts";

export type CaptionWords = { language: string; label?: string | undefined; /** WebVTT or SubRip. */ text: string };

const LANGUAGE = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/;

/** @throws Refusal `invalid` */
export function readCaptionWords({ language, label = "", text }: CaptionWords): { label: string; content: string } {
  if (!LANGUAGE.test(language) || language.length > 35) throw invalid("Validation failed: Language is not valid");
  return { content: tidyCaptions(text), label: stripNul(label).trim().slice(0, LABEL) };
}

/** In the place of those in that language. @throws Refusal `missing`, `invalid` */
export async function putCaptions(kith: Kith, account: Account, media_id: number, words: CaptionWords): Promise<void> {
  await getOwnVideo(kith.db, account, media_id);
  const { label, content } = readCaptionWords(words);
  await kith.write(async (tx) => {
    await assertRoom(tx, media_id, words.language);
    // Another text is found under another address: what is kept under the old one is never wrong.
    const said = { label, content, token: newToken() };
    await tx
      .insertInto("video_captions")
      .values({ id: kith.newId(), media_id, language: words.language, url: "", asked_at: 0, ...said })
      .onConflict((oc) => oc.columns(["media_id", "language"]).doUpdateSet(said))
      .execute();
  });
}

async function assertRoom(tx: Tx, media_id: number, language: string): Promise<void> {
  const rows = await tx.selectFrom("video_captions").select("language").where("media_id", "=", media_id).execute();
  if (rows.length >= MOST_CAPTIONS && !rows.some((row) => row.language === language))
    throw invalid(`Validation failed: At most ${MOST_CAPTIONS} languages of captions are kept`);
}

/** @throws Refusal `missing` */
export async function removeCaptions(kith: Kith, account: Account, media_id: number, language: string): Promise<void> {
  await getOwnVideo(kith.db, account, media_id);
  const removed = await kith.write(
    async (tx) =>
      await tx
        .deleteFrom("video_captions")
        .where("media_id", "=", media_id)
        .where("language", "=", language)
        .returning("id")
        .executeTakeFirst(),
  );
  if (removed === undefined) throw missing();
}

/**
 * By the token that those know who were shown the video, and a mark if it is for a few. Those of a video elsewhere are fetched when somebody first looks, and tidied like ours. Undefined for what
 * is not there, or cannot be had now.
 */
export async function readCaptions(kith: Kith, token: string, marking: Marking): Promise<string | undefined> {
  if (!/^[0-9a-f]{32}$/.test(token)) return undefined;
  const row = await kith.db
    .selectFrom("video_captions")
    .innerJoin("media", "media.id", "video_captions.media_id")
    .selectAll("video_captions")
    .select("media.apart")
    .where("token", "=", token)
    .executeTakeFirst();
  if (row !== undefined && row.apart > 0 && goodUntil(kith, `captions/${token}.vtt`, marking) === 0) return undefined;
  if (row === undefined || row.content !== "" || row.url === "") return row?.content;
  return await (await import("./elsewhere.ts")).fetchCaptions(kith, row);
}
