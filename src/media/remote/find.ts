/** Finds what an address of ours stands for: always of a status or an account that is here and may be shown. */
import type { Kith } from "../../kith.ts";
import { policyOf } from "../../moderation/policy.ts";
import { addressThrough, isRemote, placeToken, portraitThroughUs } from "../url.ts";
import { goodUntil, type Marking } from "../apart.ts";
import { keepRemote, type Kept } from "./keep.ts";
import { readThroughUs } from "./url.ts";

type AskedMedia = { kind: "original" | "small"; token: string; marking: Marking };

/** A file of a remote status, or its preview; of what is for a few by a mark alone. */
export async function keepMedia(kith: Kith, id: number, asked: AskedMedia): Promise<Kept | undefined> {
  const { kind, token, marking } = asked;
  const media = await kith.db
    .selectFrom("media")
    .innerJoin("accounts", "accounts.id", "media.account_id")
    .select(["media.kind", "media.remote_url", "media.preview_remote_url", "media.apart", "media.status_id", "accounts.host"])
    .where("media.id", "=", id)
    // Attached, or shown by the history of a status that was edited.
    .where((eb) => eb.or([eb("media.status_id", "is not", null), eb("media.kept_by", ">", 0)]))
    .where("accounts.suspended_at", "=", 0)
    .executeTakeFirst();
  if (media === undefined || media.remote_url === "" || media.kind === "unknown") return undefined;
  const url = addressThrough(media, kind);
  // Those that were given out before posters had names of their own bear that of the file.
  if (url === "" || ![url, media.remote_url].some((place) => token === placeToken(place))) return undefined;
  if (!(await isWelcome(kith, media.host))) return undefined;
  if (media.apart > 0 && goodUntil(kith, `remote/${id}/${kind}/${token}`, marking) === 0) return undefined;
  const use = kind === "small" ? "small" : media.kind === "image" ? "image" : "film";
  if (media.apart === 0) return await keepRemote(kith, url, use);
  const { keepMarked } = await import("./marked.ts");
  const refresh = async () => await kith.remote.refreshFiles({ status_id: media.status_id ?? 0 });
  return await keepMarked(kith, { url, use, refresh }, async () => {
    const query = kith.db.selectFrom("media").select(["kind", "remote_url", "preview_remote_url"]);
    const now = await query.where("id", "=", id).executeTakeFirst();
    return now === undefined ? "" : addressThrough(now, kind);
  });
}

type AskedPortrait = { kind: "avatar" | "header"; token: string; marking: Marking };

/** The picture of a remote account; by a mark alone one that a group shows only those who are in it. */
export async function keepPortrait(kith: Kith, id: number, { kind, token, marking }: AskedPortrait): Promise<Kept | undefined> {
  const find = async () =>
    await kith.db
      .selectFrom("accounts")
      .leftJoin("group_insides", "group_insides.account_id", "accounts.id")
      .select(["accounts.avatar", "accounts.header", "accounts.host"])
      .select(["group_insides.avatar as inside_avatar", "group_insides.header as inside_header"])
      .where("accounts.id", "=", id)
      .where("accounts.suspended_at", "=", 0)
      .executeTakeFirst();
  const account = await find();
  const place = account?.[kind] || account?.[`inside_${kind}`] || "";
  if (account === undefined || !isRemote(place) || token !== placeToken(place)) return undefined;
  if (!(await isWelcome(kith, account.host))) return undefined;
  if (account[kind] !== "") return await keepRemote(kith, place, kind);
  if (goodUntil(kith, portraitThroughUs(id, kind, place), marking) === 0) return undefined;
  const { keepMarked } = await import("./marked.ts");
  const refresh = async () => await kith.remote.refreshFiles({ group_id: id });
  const findNow = async () => (await find())?.[`inside_${kind}`] ?? "";
  const kept = await keepMarked(kith, { url: place, use: kind, refresh }, findNow);
  if (kept !== undefined) return kept;
  // Another one has taken its place, which we are told of in a moment, or it has been moved.
  await refresh();
  const now = await findNow();
  return isRemote(now) && now !== place ? await keepRemote(kith, now, kind) : undefined;
}

/** A custom emoji, whose address bears our signature. */
export async function keepEmoji(kith: Kith, signature: string, encoded: string): Promise<Kept | undefined> {
  const url = readThroughUs(kith, signature, encoded);
  const host = url === undefined ? undefined : URL.parse(url)?.host;
  if (url === undefined || host === undefined || !(await isWelcome(kith, host))) return undefined;
  return await keepRemote(kith, url, "emoji");
}

/** Moderators may have decided to show nothing that comes from a server. */
export async function isWelcome(kith: Kith, host: string): Promise<boolean> {
  const { severity, reject_media } = await policyOf(kith, host);
  return severity !== "suspend" && !reject_media;
}
