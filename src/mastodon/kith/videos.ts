/** `/api/kith/v1/videos`: films with a title, their picture, their captions and their sizes; a video is named by the id of its media. */
import { z } from "zod";
import { findAccountById } from "../../accounts/find.ts";
import type { Media } from "../../db/schema.ts";
import { invalid, missing } from "../../errors.ts";
import type { Kith } from "../../kith.ts";
import { getOwnMedia } from "../../media/update.ts";
import { assertMayReword } from "../../teams/media.ts";
import { putCaptions, removeCaptions } from "../../videos/captions.ts";
import { describeVideo } from "../../videos/describe.ts";
import { changeVideo, type Poster } from "../../videos/edit.ts";
import { channelEntries } from "../../videos/load.ts";
import { getVideo, loadOwnVideos } from "../../videos/own.ts";
import { captionText } from "../../videos/vtt.ts";
import { sceneOf } from "../entities/scene.ts";
import { renderVideo } from "../entities/video.ts";
import { paged } from "../links.ts";
import { showStatuses } from "../present.ts";
import { answer, anyone, del, get, idParam, me, put, user, type Answer, type ApiRequest, type Route } from "../respond.ts";
import { flag, id, pagingOf, parse, text } from "../shapes.ts";

const words = z.object({
  title: text(2000).nullish(),
  licence: text(500).nullish(),
  /** A line each, "0:00 Title"; "": those of its description. */
  chapters: text(30_000).nullish(),
  /** What it shows, in words, for who cannot see it; `description` is Mastodon's name for it. */
  alternative_text: text(10_000).nullish(),
  description: text(10_000).nullish(),
  /** Of one that has been published: what is said of it. */
  text: text(100_000).nullish(),
  /** Seconds: the frame that becomes its picture. */
  poster_at: z.coerce.number().min(0).max(1_000_000).nullish(),
});
const query = z.object({ account_id: id.nullish(), local: flag.nullish() });
const said = z.object({ text: text(2_000_000).nullish(), label: text(500).nullish() });

const show = async (kith: Kith, viewer_id: number, media_id: number): Promise<Answer> =>
  answer(renderVideo(await getVideo(kith, viewer_id, media_id), sceneOf(kith)));

async function list(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id } = request;
  const { account_id, local } = parse(request.query, query);
  const paging = pagingOf(request.query, 20, 40);
  const account = account_id === null || account_id === undefined ? undefined : await findAccountById(kith.db, account_id);
  if (account_id !== null && account_id !== undefined && account === undefined) throw missing();
  const entries = await channelEntries(kith, viewer_id, { paging, account, local: local === true });
  const statuses = await showStatuses(
    request,
    entries.map(({ status_id }) => status_id),
    account === undefined ? "public" : "account",
  );
  return paged(request, statuses, { cursors: entries.map(({ media_id }) => media_id), paging });
}

async function listOwn(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const paging = pagingOf(request.query, 20, 40);
  const own = await loadOwnVideos(kith.db, me(request).id, paging);
  const scene = sceneOf(kith);
  const shown = own.map((one) => renderVideo(one, scene));
  return paged(request, shown, { cursors: own.map(({ media }) => media.id), paging });
}

/** One's own, to be changed. */
async function ownMedia(request: ApiRequest): Promise<Media> {
  const media = await getOwnMedia(request.kith.db, me(request), idParam(request));
  await assertMayReword(request.kith, media, request.access?.member);
  return media;
}

/** Media that are no video yet become one by their title. */
async function change(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id } = request;
  const { id: media_id } = await ownMedia(request);
  const { title, licence, chapters, description, alternative_text, text: told, poster_at } = parse(request.body, words);
  const picture = request.files.get("poster")?.bytes;
  const poster: Poster | undefined =
    picture !== undefined ? { picture } : typeof poster_at === "number" ? { seconds: poster_at } : undefined;
  const account = me(request);
  const known = await kith.db.selectFrom("videos").select("media_id").where("media_id", "=", media_id).executeTakeFirst();
  if (known === undefined) await describeVideo(kith, account, media_id, { title: title ?? "", licence: licence ?? undefined });
  await changeVideo(
    kith,
    account,
    { media_id },
    {
      change: {
        title: title ?? undefined,
        licence: licence ?? undefined,
        chapters: chapters ?? undefined,
        description: alternative_text ?? description ?? undefined,
        text: told ?? undefined,
        poster,
      },
    },
  );
  return await show(kith, viewer_id, media_id);
}

async function caption(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id, params } = request;
  const { id: media_id } = await ownMedia(request);
  const { text: typed, label } = parse(request.body, said);
  const bytes = request.files.get("file")?.bytes;
  const given = typed ?? (bytes === undefined ? undefined : captionText(bytes));
  if (given === undefined) throw invalid("Validation failed: Captions are no WebVTT");
  const besides = async () =>
    await putCaptions(kith, me(request), media_id, { language: params["language"] ?? "", label: label ?? "", text: given });
  await changeVideo(kith, me(request), { media_id }, { change: {}, besides });
  return await show(kith, viewer_id, media_id);
}

async function uncaption(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id, params } = request;
  const { id: media_id } = await ownMedia(request);
  const besides = async () => await removeCaptions(kith, me(request), media_id, params["language"] ?? "");
  await changeVideo(kith, me(request), { media_id }, { change: {}, besides });
  return await show(kith, viewer_id, media_id);
}

const at = "/api/kith/v1/videos";
const write = user("write:media", { uploads: true, limit: "media" });

export const videoRoutes: readonly Route[] = [
  get(at, anyone("read:statuses"), list),
  get(`${at}/own`, user("read:statuses"), listOwn),
  get(`${at}/:id`, anyone("read:statuses"), async (request) => await show(request.kith, request.viewer_id, idParam(request))),
  put(`${at}/:id`, write, change),
  put(`${at}/:id/captions/:language`, write, caption),
  del(`${at}/:id/captions/:language`, user("write:media"), uncaption),
];
