/** The forms of one's own videos: taking a film in, and what is said of it before and after it is published. */
import type { Media, Status } from "../../src/db/schema.ts";
import type { LoadedVideo } from "../../src/videos/load.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { layout, pageHead } from "../frame/layout.ts";
import {
  check,
  field,
  fileField,
  folded,
  form,
  isWorthOpening,
  problemSummary,
  select,
  submit,
  type FormState,
} from "../parts/form.ts";
import { languageChoices } from "../parts/languages.ts";
import { playerView } from "../parts/player.ts";
import { audienceOf } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";
import { durationOf, stateWords } from "../videos/videos.ts";

/** `bytes`: of a film at most, and of a part of one that a script sends. */
export function newVideoView(
  ctx: ViewContext,
  { bytes, part_bytes, minutes, typed, problems, aside }: FormState & { bytes: number; part_bytes: number; minutes: number },
): Html {
  const { t } = ctx;
  const hint = t("videos.file_hint", { megabytes: Math.floor(bytes / 1_048_576), minutes });
  const file = fileField(ctx, "file", { label: t("videos.file"), hint, accept: "video/*", required: true, problems, aside });
  const title = field("title", { label: t("videos.title_label"), maxlength: 120, required: true, typed, problems });
  const parts = html`<div data-upload="${routes.videoUploads}" data-part="${part_bytes}" data-taking="${t("videos.taking")}" data-failed="${t("videos.failed")}"></div>`;
  const body = html`${problemSummary(ctx, problems)}${file}${title}${parts}<p class="buttons">${submit(t("videos.take"))}</p>`;
  const head = pageHead(t("videos.add"), { lead: t("videos.new_lead"), back: { href: routes.videos, label: t("videos.yours") } });
  const main = html`${head}${form(ctx, routes.videos, body, { className: "stack", files: true, return_to: routes.videos })}`;
  return layout(ctx, { title: t("videos.add"), main, narrow: true, scripts: ["video-upload.js"] });
}

export type VideoForm = FormState & {
  media: Media;
  video: LoadedVideo;
  /** Once it has been published. */
  status: Status | undefined;
  /** As typed. */
  text: string;
  chapters: string;
  visibility: string;
  /** In which captions are, unless somebody says otherwise. */
  language: string;
};

export function videoFormView(ctx: ViewContext, page: VideoForm): Html {
  const { t } = ctx;
  const { media, video, status, problems } = page;
  const head = pageHead(video.video.title, {
    lead: stateWords({ media, video }, ctx),
    back: { href: routes.videos, label: t("videos.yours") },
  });
  const fills = media.state === "waiting" || video.video.state === "waiting";
  const shown = html`<div id="film" class="stage"${fills ? raw(' data-fills="3"') : ""}>${filmPart(page, ctx)}</div>`;
  // They fill by themselves while one writes: the words that one has typed stay.
  const waits = media.state === "waiting" ? raw(' data-fills="3"') : "";
  const publish =
    status === undefined
      ? html`<button class="button primary" name="do" value="publish"${media.state === "ready" ? "" : raw(" disabled")}>${t("videos.publish")}</button> <button class="button" name="do" value="save">${t("videos.keep")}</button>`
      : html`<button class="button primary" name="do" value="save">${t("common.save")}</button>`;
  const wait = status === undefined && media.state === "waiting" ? html`<p class="hint">${t("videos.publish_later")}</p>` : "";
  const body = html`${problemSummary(ctx, problems)}${wordsPart(page, ctx)}<div id="picture"${waits}>${posterPart(page, ctx)}</div>${captionsPart(page, ctx)}<div id="deeds"${waits}>${wait}<p class="buttons">${publish}</p></div>`;
  const gone =
    status === undefined
      ? html`<p class="after"><a class="danger" href="${routes.dropVideo(media.id)}">${t("videos.drop")}</a></p>`
      : html`<p class="after"><a href="${routes.watch(ctx.viewer?.account ?? { username: "", host: "" }, status.id)}">${t("videos.watch")}</a> · <a class="danger" href="${routes.actOnStatus(status.id, "delete")}">${t("common.delete")}</a></p>`;
  const main = html`${head}${shown}${form(ctx, routes.ownVideo(media.id), body, { className: "stack video-form", files: true })}${gone}`;
  return layout(ctx, { title: video.video.title, main, narrow: true, scripts: fills ? ["fills.js"] : [] });
}

function filmPart({ media, video }: VideoForm, ctx: ViewContext): Html {
  const { url, preview_url } = ctx.mediaUrls(media);
  if (media.state === "failed") return html`<p class="flash problem">${icon("warn")}${ctx.locale.refusal(media.error)}</p>`;
  if (media.state === "waiting" || url === "")
    return html`<p class="hint">${icon("info")} ${ctx.t("videos.processing_lesson")}</p>`;
  const options = { label: video.video.title, width: 640, height: 360, poster: preview_url, url };
  const progress =
    video.video.state === "waiting"
      ? html`<p class="hint"><label>${ctx.t("videos.state_sizing", { percent: video.video.progress })} <progress max="100" value="${video.video.progress}"></progress></label></p>`
      : "";
  return html`${playerView(media, video, options, ctx)}${progress}`;
}

function wordsPart(page: VideoForm, ctx: ViewContext): Html {
  const { t } = ctx;
  const { media, video, status, typed, problems } = page;
  const title = field("title", {
    label: t("videos.title_label"),
    maxlength: 120,
    required: true,
    value: video.video.title,
    typed,
    problems,
  });
  const text = field("text", {
    label: t("videos.text"),
    hint: t("videos.text_hint"),
    rows: 6,
    maxlength: ctx.instance.limits.status_characters,
    value: page.text,
    typed,
    problems,
  });
  const chapters = field("chapters", {
    label: t("videos.chapters"),
    hint: t("videos.chapters_hint"),
    rows: 4,
    maxlength: 20_000,
    value: page.chapters,
    typed,
    problems,
  });
  const alt = field("description", {
    label: t("videos.alt"),
    hint: t("videos.alt_hint"),
    rows: 2,
    maxlength: 1500,
    value: media.description,
    typed,
    problems,
  });
  const licence = field("licence", {
    label: t("videos.licence"),
    hint: t("videos.licence_hint"),
    maxlength: 100,
    value: video.video.licence,
    typed,
    problems,
  });
  const whom =
    status === undefined
      ? select("visibility", {
          label: t("videos.audience"),
          choices: (["public", "unlisted", "private"] as const).map((each) => [each, audienceOf(ctx, each).name] as const),
          value: page.visibility,
        })
      : html`<p class="hint">${t("videos.audience_is", { name: audienceOf(ctx, status.visibility).name })}</p>`;
  const sensitive = check("sensitive", {
    label: t("videos.sensitive"),
    checked: typed === undefined ? status?.sensitive === 1 : typed["sensitive"] !== undefined,
  });
  return html`${title}${text}${chapters}${whom}${alt}${licence}${sensitive}`;
}

/** A picture of one's own, or one of the film. */
function posterPart({ media, typed, problems, aside }: VideoForm, ctx: ViewContext): Html {
  const { t } = ctx;
  if (media.state !== "ready") return raw("");
  const { preview_url } = ctx.mediaUrls(media);
  const seconds = Math.max(0, Math.floor(durationOf(media)));
  const picture =
    preview_url === ""
      ? ""
      : html`<img class="poster" src="${preview_url}" alt="${t("videos.poster_now")}" width="160" height="90">`;
  const at = field("poster_at", {
    label: t("videos.poster_at"),
    hint: t("videos.poster_at_hint", { seconds }),
    inputmode: "numeric",
    pattern: "\\d{1,6}([.,]\\d{1,3})?",
    typed,
    problems,
  });
  const own = fileField(ctx, "poster", { label: t("videos.poster"), accept: "image/*", problems, aside });
  return folded(t("videos.poster_part"), isWorthOpening({ problems, aside }, "poster"), html`${picture}${at}${own}`);
}

function captionsPart({ video, language, problems, typed, aside }: VideoForm, ctx: ViewContext): Html {
  const { t } = ctx;
  const kept = video.captions.map(
    (one) =>
      html`<li><span lang="${one.language}">${one.label === "" ? ctx.locale.languageName(one.language) : one.label}</span> <a href="${ctx.videoUrls(video).captions.find((each) => each.language === one.language)?.url ?? ""}">${t("videos.captions_see")}</a> ${check(`remove_captions_${one.language}`, { label: t("videos.captions_remove"), checked: false })}</li>`,
  );
  const which = select("captions_language", {
    label: t("videos.captions_language"),
    choices: languageChoices(ctx, language),
    value: typed?.["captions_language"] ?? language,
  });
  const open = isWorthOpening({ problems, aside }, "captions", "captions_text");
  const [label, hint] = [t("videos.captions_file"), t("videos.captions_hint")];
  const file = fileField(ctx, "captions", { label, hint, accept: ".vtt,.srt,text/vtt", problems, aside });
  const words = field("captions_text", {
    label: t("videos.captions_text"),
    rows: 3,
    maxlength: 200_000,
    plain: true,
    typed,
    problems,
  });
  const list = kept.length === 0 ? "" : html`<ul class="captions">${kept}</ul>`;
  return folded(t("videos.captions_part", { count: kept.length }), open, html`${list}${which}${file}${words}`);
}
