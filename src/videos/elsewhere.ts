/** Sizes and captions of videos of other servers, through us: fetched when somebody first looks, so that nobody who looks is seen by a stranger's server. */
import type { Kith } from "../kith.ts";
import { HttpFailure } from "../http/failure.ts";
import { Refusal } from "../errors.ts";
import { isWelcome } from "../media/remote/find.ts";
import { endOfMark, goodUntil, type Marking } from "../media/apart.ts";
import type { Kept } from "../media/remote/keep.ts";
import { keepMarked } from "../media/remote/marked.ts";
import { placeToken } from "../media/url.ts";
import { CAPTION_BYTES, type Caption } from "./values.ts";
import { captionText, tidyCaptions } from "./vtt.ts";

const TIMEOUT = 15_000;
/** ms after which captions that could not be had are asked for again. */
const AGAIN = 30 * 60_000;

/** A size of a video that stands in a status; `token`, and a mark of what is for a few, prove that who asks was shown it. */
export async function keepRung(kith: Kith, id: number, token: string, marking: Marking): Promise<Kept | undefined> {
  const rung = await kith.db
    .selectFrom("video_rungs")
    .innerJoin("media", "media.id", "video_rungs.media_id")
    .innerJoin("accounts", "accounts.id", "media.account_id")
    .select(["video_rungs.url", "accounts.host", "media.apart", "media.status_id"])
    .where("video_rungs.id", "=", id)
    .where("media.status_id", "is not", null)
    .where("accounts.suspended_at", "=", 0)
    .executeTakeFirst();
  if (rung === undefined || rung.url === "" || token !== placeToken(rung.url)) return undefined;
  if (rung.apart > 0 && goodUntil(kith, `remote/sizes/${id}/${token}`, marking) === 0) return undefined;
  if (!(await isWelcome(kith, rung.host))) return undefined;
  const find = async () =>
    (await kith.db.selectFrom("video_rungs").select("url").where("id", "=", id).executeTakeFirst())?.url ?? "";
  const refresh = async () => await kith.remote.refreshFiles({ status_id: rung.status_id ?? 0 });
  return await keepMarked(kith, { url: rung.url, use: "film", refresh }, find);
}

export async function fetchCaptions(kith: Kith, caption: Caption): Promise<string | undefined> {
  const now = kith.now();
  if (caption.asked_at > now - AGAIN) return undefined;
  const account = await kith.db
    .selectFrom("media")
    .innerJoin("accounts", "accounts.id", "media.account_id")
    .select(["accounts.host", "accounts.suspended_at", "media.status_id"])
    .where("media.id", "=", caption.media_id)
    .executeTakeFirst();
  if (account === undefined || account.suspended_at > 0 || !(await isWelcome(kith, account.host))) return undefined;
  await remember(kith, caption, { asked_at: now });
  if ((endOfMark(caption.url) ?? Infinity) <= now) await kith.remote.refreshFiles({ status_id: account.status_id ?? 0 });
  const row = await kith.db.selectFrom("video_captions").select("url").where("id", "=", caption.id).executeTakeFirst();
  if (row === undefined) return undefined;
  try {
    const answer = await kith.http.request({ url: row.url, max_bytes: CAPTION_BYTES, timeout: TIMEOUT, redirects: 3 });
    if (answer.status !== 200) return undefined;
    const content = tidyCaptions(captionText(answer.body));
    await remember(kith, caption, { content });
    return content;
  } catch (error) {
    if (!(error instanceof HttpFailure) && !(error instanceof Refusal)) throw error;
    kith.log.debug("captions could not be had from {url}: {reason}", { url: row.url, reason: error.message });
    return undefined;
  }
}

const remember = async (kith: Kith, { id }: Caption, change: { asked_at: number } | { content: string }): Promise<void> =>
  await kith.write(async (tx) => void (await tx.updateTable("video_captions").set(change).where("id", "=", id).execute()));
