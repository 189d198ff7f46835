/** Videos of other servers: what their servers say of them, beside the media of their statuses. */
import { toJson } from "../db/columns.ts";
import type { Media, Status, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { RemoteMedia } from "../statuses/entry.ts";
import { sanitizeContent } from "../sanitize.ts";
import { firstGraphemes } from "../text/count.ts";
import { httpUrl, stripNul } from "../text/outside.ts";
import { unmarked } from "../media/apart.ts";
import { LABEL, LICENCE, MOST_CAPTIONS, newToken, tidyChapters, TITLE, type Chapter } from "./values.ts";

/** Plain values, unchecked but for their shape. */
export type RemoteVideo = {
  title: string;
  duration: number;
  hls_url: string;
  sizes: readonly { lines: number; width: number; height: number; bytes: number; url: string }[];
  captions: readonly { language: string; label: string; url: string }[];
  views_count: number;
  licence: string;
  channel_uri: string;
  chapters: readonly Chapter[];
  chapters_url: string;
  category: string;
  /** Raw HTML. */
  support: string;
  /** ms; undefined = not said. */
  originally_at: number | undefined;
};

type Ground = Pick<Kith, "newId" | "now">;
type Of = Pick<Media, "id" | "account_id">;

const MOST_SIZES = 12;
const short = (text: string, most: number): string => firstGraphemes(stripNul(text.slice(0, most * 20)).trim(), most);

/** Makes of it what its server says now, of what stood there before as much as is the same. */
export async function writeRemoteVideo(tx: Tx, kith: Ground, media: Of, remote: RemoteVideo): Promise<void> {
  const said = {
    title: short(remote.title, TITLE),
    licence: short(remote.licence, LICENCE),
    category: short(remote.category, LICENCE),
    support: sanitizeContent(remote.support),
    // What is yet to come has not been shown.
    originally_at: remote.originally_at === undefined || remote.originally_at > kith.now() ? 0 : remote.originally_at,
    hls_url: httpUrl(remote.hls_url) ?? "",
    channel_uri: httpUrl(remote.channel_uri) ?? "",
    views_count: remote.views_count,
    chapters_url: httpUrl(remote.chapters_url) ?? "",
    // Whatever has changed may be these: whoever looks next has them asked for.
    chapters_asked_at: 0,
    // Those that are elsewhere stay as they are until then.
    ...(remote.chapters_url === "" ? { chapters: toJson(tidyChapters(remote.chapters)) } : {}),
  };
  const known = await tx.selectFrom("videos").selectAll().where("media_id", "=", media.id).executeTakeFirst();
  if (known === undefined)
    await tx
      .insertInto("videos")
      .values({
        media_id: media.id,
        account_id: media.account_id,
        token: "",
        state: "none",
        progress: 0,
        created_at: kith.now(),
        ...said,
      })
      .execute();
  else if (Object.entries(said).some(([name, value]) => known[name as keyof typeof said] !== value))
    await tx.updateTable("videos").set(said).where("media_id", "=", media.id).execute();
  await writeSizes(tx, kith, media, remote);
  await writeCaptions(tx, kith, media, remote);
}

async function writeSizes(tx: Tx, kith: Ground, { id: media_id }: Of, { sizes }: RemoteVideo): Promise<void> {
  const wanted = new Map(
    sizes.flatMap((size) => {
      const url = httpUrl(size.url);
      return url === undefined ? [] : [[size.lines, { ...size, url }] as const];
    }),
  );
  const kept = new Set<number>();
  for (const row of await tx.selectFrom("video_rungs").select(["id", "lines", "url"]).where("media_id", "=", media_id).execute())
    if (isSame(wanted.get(row.lines)?.url, row.url)) kept.add(row.lines);
    else await tx.deleteFrom("video_rungs").where("id", "=", row.id).execute();
  await takeMarks(tx, media_id, wanted);
  const fresh = [...wanted.values()].filter(({ lines }) => !kept.has(lines)).slice(0, MOST_SIZES);
  if (fresh.length === 0) return;
  const blank = { bandwidth: 0, codecs: "", file: "", playlist: "" };
  await tx
    .insertInto("video_rungs")
    .values(fresh.map((size) => ({ id: kith.newId(), media_id, ...size, ...blank })))
    .onConflict((oc) => oc.doNothing())
    .execute();
}

/** With another mark, an address is the same. */
const isSame = (url: string | undefined, known: string): boolean => url !== undefined && unmarked(url) === unmarked(known);

async function takeMarks(tx: Tx, media_id: number, sizes: ReadonlyMap<number, { url: string }>): Promise<void> {
  for (const [lines, { url }] of sizes)
    await tx
      .updateTable("video_rungs")
      .set({ url })
      .where("media_id", "=", media_id)
      .where("lines", "=", lines)
      .where("url", "<>", url)
      .execute();
}

/** Under another address they are others, and are fetched anew. */
async function writeCaptions(tx: Tx, kith: Ground, { id: media_id }: Of, { captions }: RemoteVideo): Promise<void> {
  const wanted = new Map(
    captions.slice(0, MOST_CAPTIONS).flatMap((one) => {
      const url = httpUrl(one.url);
      return url === undefined ? [] : [[one.language, { label: short(one.label, LABEL), url }] as const];
    }),
  );
  const rows = await tx.selectFrom("video_captions").selectAll().where("media_id", "=", media_id).execute();
  for (const row of rows) {
    const now = wanted.get(row.language)?.url;
    if (now !== undefined && isSame(now, row.url)) {
      wanted.delete(row.language);
      if (now !== row.url) await tx.updateTable("video_captions").set({ url: now }).where("id", "=", row.id).execute();
    } else await tx.deleteFrom("video_captions").where("id", "=", row.id).execute();
  }
  for (const [language, { label, url }] of wanted)
    await tx
      .insertInto("video_captions")
      .values({ id: kith.newId(), media_id, language, label, token: newToken(), url, content: "", asked_at: 0 })
      .onConflict((oc) => oc.doNothing())
      .execute();
}

/** Of the media of a status that stand there already, by their addresses. */
export async function writeVideosOf(
  tx: Tx,
  kith: Ground,
  status: Pick<Status, "id">,
  media: readonly RemoteMedia[],
): Promise<void> {
  const films = media.filter(({ video }) => video !== undefined);
  if (films.length === 0) return;
  const rows = await tx
    .selectFrom("media")
    .select(["id", "account_id", "remote_url"])
    .where("status_id", "=", status.id)
    .execute();
  for (const { remote_url, video } of films) {
    const row = rows.find((one) => one.remote_url === remote_url);
    if (row !== undefined && video !== undefined) await writeRemoteVideo(tx, kith, row, video);
  }
}
