/** One's own videos: taking a film in, saying what it is, publishing it, changing it. */
import { readFile, stat } from "node:fs/promises";
import { fromJson } from "../../db/columns.ts";
import type { Account, Media } from "../../db/schema.ts";
import type { Visibility } from "../../db/values.ts";
import { invalid, missing, Refusal } from "../../errors.ts";
import { readSettings } from "../../accounts/settings.ts";
import { fileTooLarge } from "../../media/add.ts";
import { removeMedia } from "../../media/remove.ts";
import { getOwnMedia } from "../../media/update.ts";
import { findStatusById } from "../../statuses/find.ts";
import { countCharacters } from "../../text/count.ts";
import { putCaptions, readCaptionWords, removeCaptions, type CaptionWords } from "../../videos/captions.ts";
import { describeVideo, readTitle } from "../../videos/describe.ts";
import { chapterLines, readChapters } from "../../videos/chapters.ts";
import { changeVideo, publishVideo, type Poster } from "../../videos/edit.ts";
import { loadVideosOf } from "../../videos/load.ts";
import { loadOwnVideos } from "../../videos/own.ts";
import { PART_BYTES } from "../../videos/uploads.ts";
import { CAPTION_BYTES } from "../../videos/values.ts";
import { captionText } from "../../videos/vtt.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { askView } from "../../../views/people/lists.ts";
import { routes } from "../../../views/frame/routes.ts";
import { newVideoView, videoFormView } from "../../../views/writing/video-form.ts";
import { ownVideosView } from "../../../views/videos/videos.ts";
import { again } from "../frame/aside.ts";
import { contextOf } from "../frame/context.ts";
import type { Upload } from "../frame/forms.ts";
import { cut, readPaging } from "../frame/paging.ts";
import { problemsIn, problemsOf } from "../frame/problems.ts";
import { action, go, makes, page, show, uploadFilms, type Answer, type Route } from "../frame/respond.ts";
import { idParam, me, myUser, type Visit } from "../frame/visit.ts";
import { takeFile } from "../writing/writing-media.ts";

const SIZE = 24;
const AUDIENCES: readonly Visibility[] = ["public", "unlisted", "private"];

async function showOwn(visit: Visit): Promise<Answer> {
  const paging = readPaging(visit, SIZE);
  const found = await loadOwnVideos(visit.kith.db, me(visit).id, paging);
  const { items, pager } = cut(visit, paging, found, ({ media }) => media.id);
  const videos = items.map(({ media, loaded }) => ({ media, video: loaded }));
  return show(ownVideosView(await contextOf(visit), { videos, pager }));
}

async function showNew(visit: Visit, problems?: Problems): Promise<Answer> {
  const { video_bytes, video_seconds } = visit.kith.instance.limits;
  const said = await again(visit, problems);
  const view = newVideoView(await contextOf(visit), {
    bytes: video_bytes,
    part_bytes: PART_BYTES,
    minutes: Math.floor(video_seconds / 60),
    ...said,
  });
  return show(view, problems === undefined ? 200 : 422);
}

/** The film is made ready while one says what it is. */
async function take(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const file = form.file("file");
  const title = form.text("title");
  let media_id: number | undefined;
  const wrong = await problemsIn(locale, "file", async () => {
    if (file === undefined) throw invalid("Validation failed: File is no video");
    media_id = (await takeFile(visit, file, { later: true })).id;
  });
  const problems = { ...wrong, ...(await problemsIn(locale, "title", () => readTitle(title))) };
  try {
    if (media_id !== undefined && Object.keys(problems).length === 0) {
      await describeVideo(kith, me(visit), media_id, { title });
      return go(routes.ownVideo(media_id));
    }
    if (media_id !== undefined) await removeMedia(kith, me(visit), media_id);
    return await showNew(visit, problems);
  } catch (error) {
    if (media_id !== undefined && error instanceof Refusal) await removeMedia(kith, me(visit), media_id);
    return await showNew(visit, problemsOf(error, locale, "file"));
  }
}

/** @param typed what has been typed stands there again */
async function showForm(visit: Visit, typed = false, problems?: Problems): Promise<Answer> {
  const { kith, form } = visit;
  const account = me(visit);
  const media = await getOwnMedia(kith.db, account, idParam(visit) ?? 0);
  const video = (await loadVideosOf(kith.db, [{ ...media, kind: "video" }])).get(media.id);
  if (video === undefined || media.remote_url !== "") throw missing();
  const status = media.status_id === null ? undefined : await findStatusById(kith.db, media.status_id);
  const { default_privacy, default_language } = readSettings(myUser(visit));
  const visibility = typed ? form.text("visibility") : default_privacy;
  const view = videoFormView(await contextOf(visit), {
    media,
    video,
    status,
    text: status?.text ?? "",
    chapters: chapterLines(fromJson(video.video.chapters)),
    visibility,
    language: status?.language || default_language || visit.locale.language,
    // What was kept of captions and picture shows above; what is typed there is for others.
    ...(typed ? { typed: { ...form.typed, captions_text: "", poster_at: "" } } : {}),
    ...(await again(visit, problems)),
  });
  return show(view, problems === undefined ? 200 : 422);
}

async function save(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const account = me(visit);
  const media = await getOwnMedia(kith.db, account, idParam(visit) ?? 0);
  const problems = await problemsOfAll(visit, media);
  if (Object.keys(problems).length > 0) return await showForm(visit, true, problems);
  let field = "poster";
  try {
    const poster = await readPoster(visit);
    await changeVideo(
      kith,
      account,
      { media_id: media.id },
      {
        change: {
          title: form.text("title"),
          licence: form.text("licence"),
          ...(form.has("chapters") ? { chapters: form.text("chapters") } : {}),
          description: form.text("description"),
          ...(media.status_id === null ? {} : { text: form.text("text"), sensitive: form.has("sensitive") }),
          ...(poster === undefined ? {} : { poster }),
        },
        besides: async () => {
          field = captionsField(visit);
          await changeCaptions(visit, account, media.id);
          field = "text";
        },
      },
    );
    if (media.status_id !== null) return go(routes.watch(account, media.status_id), "videos.said_saved");
    if (form.text("do") !== "publish") return await showForm({ ...visit, said: locale.t("videos.said_saved") }, true);
    return await publish(visit, media.id);
  } catch (error) {
    return await showForm(visit, true, problemsOf(error, locale, field));
  }
}

/** Everything that is wrong with what was entered, before any of it is kept. */
async function problemsOfAll(visit: Visit, { status_id }: Media): Promise<Problems> {
  const { kith, form, locale } = visit;
  const limit = kith.instance.limits.status_characters;
  const publishes = status_id !== null || form.text("do") === "publish";
  const checks: Record<string, () => unknown> = {
    title: () => readTitle(form.text("title")),
    text: () => {
      if (publishes && countCharacters(form.text("text").slice(0, limit * 16 + 1)) > limit)
        throw invalid(`Validation failed: Text character limit of ${limit} exceeded`);
    },
    chapters: () => readChapters(form.text("chapters")),
    poster: async () => await readPoster(visit),
    [captionsField(visit)]: async () => {
      const captions = await readCaptions(visit);
      if (captions !== undefined) readCaptionWords(captions);
    },
  };
  const found: Record<string, string> = {};
  for (const [field, check] of Object.entries(checks)) Object.assign(found, await problemsIn(locale, field, check));
  return found;
}

async function publish(visit: Visit, media_id: number): Promise<Answer> {
  const { kith, form } = visit;
  const account = me(visit);
  const { default_language } = readSettings(myUser(visit));
  const status = await publishVideo(kith, account, media_id, {
    text: form.text("text"),
    visibility: AUDIENCES.find((each) => each === form.text("visibility")) ?? "public",
    language: default_language,
    sensitive: form.has("sensitive"),
    written_by: visit.session?.member?.account_id,
  });
  return go(routes.watch(account, status.id), "videos.said_published");
}

/** @throws Refusal `invalid` for what is larger than `most` bytes */
async function bytesOf(file: Upload, most: number): Promise<Buffer> {
  if (file.too_large || (file.path !== undefined && (await stat(file.path)).size > most)) throw fileTooLarge(most);
  return file.path === undefined ? file.bytes : await readFile(file.path);
}

async function readPoster({ kith, form }: Visit): Promise<Poster | undefined> {
  const file = form.file("poster");
  if (file !== undefined) return { picture: await bytesOf(file, kith.instance.limits.image_bytes) };
  const at = form.text("poster_at").trim().replace(",", ".");
  return at === "" ? undefined : { seconds: Number(at) };
}

async function changeCaptions(visit: Visit, account: Account, media_id: number): Promise<void> {
  const { kith, form } = visit;
  const rows = await kith.db.selectFrom("video_captions").select("language").where("media_id", "=", media_id).execute();
  for (const { language } of rows)
    if (form.has(`remove_captions_${language}`)) await removeCaptions(kith, account, media_id, language);
  const captions = await readCaptions(visit);
  if (captions !== undefined) await putCaptions(kith, account, media_id, captions);
}

const captionsField = ({ form }: Visit): string => (form.file("captions") === undefined ? "captions_text" : "captions");

/** Those of a file, or what was typed. @throws Refusal `invalid` for a file that is too large */
async function readCaptions({ form }: Visit): Promise<CaptionWords | undefined> {
  const file = form.file("captions");
  const text = file === undefined ? form.text("captions_text") : captionText(await bytesOf(file, CAPTION_BYTES));
  return text.trim() === "" ? undefined : { language: form.text("captions_language"), text };
}

async function askDrop(visit: Visit): Promise<Answer> {
  const media = await getOwnMedia(visit.kith.db, me(visit), idParam(visit) ?? 0);
  if (media.status_id !== null) throw missing();
  const ctx = await contextOf(visit);
  return show(
    askView(ctx, {
      from: ctx.t("videos.yours"),
      title: ctx.t("videos.drop_title"),
      lead: ctx.t("videos.drop_lead"),
      action: routes.dropVideo(media.id),
      word: ctx.t("common.delete"),
      back: routes.ownVideo(media.id),
    }),
  );
}

export const ownVideoRoutes: readonly Route[] = [
  page(routes.videos, "member", showOwn),
  page(routes.newVideo, "member", async (visit) => await showNew(visit)),
  makes(uploadFilms(routes.videos, take)),
  page("/videos/:id", "member", async (visit) => await showForm(visit)),
  uploadFilms("/videos/:id", save),
  page("/videos/:id/delete", "member", askDrop),
  action("/videos/:id/delete", "member", async (visit) => {
    await removeMedia(visit.kith, me(visit), idParam(visit) ?? 0);
    return go(routes.videos, "videos.said_dropped");
  }),
];
