/** Pictures, films and sounds of a post that is being written: those that are here, with words and frame, and room for more. */
import type { Media } from "../../src/db/schema.ts";
import type { MediaMeta } from "../../src/db/values.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Compose } from "../writing/compose.ts";
import type { ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { routes } from "../frame/routes.ts";
import { check, field, flagAttribute } from "./form.ts";
import { readJson } from "./names.ts";

/** What is already there. */
export function attachedView({ media }: Pick<Compose, "media">, ctx: ViewContext): Html {
  return html`<ul class="attached"${media.length === 0 ? raw(" hidden") : ""} aria-label="${ctx.t("compose.attached")}">${media.map((item, at) => attachedItem(item, at + 1, ctx))}</ul>`;
}

/** `data-waiting`: where to ask whether it is ready. */
export function attachedItem(media: Media, position: number, ctx: ViewContext): Html {
  const { t } = ctx;
  const waiting = media.state !== "ready";
  const hint = waiting ? t("compose.preparing") : media.description === "" ? t("compose.undescribed", { kind: media.kind }) : "";
  const words = html`${hint === "" ? "" : html`<p class="hint nudge">${icon("info")}<span>${hint}</span></p>`}${descriptionField(`description_${media.id}`, { kind: media.kind, position, value: media.description }, ctx)}`;
  const remove = check(`remove_${media.id}`, {
    label: t("compose.remove_media", { kind: media.kind, position }),
    checked: false,
  });
  return html`<li data-media="${media.id}"${waiting ? html` data-waiting="${routes.composeMedia(media.id)}"` : ""}><input type="hidden" name="media_ids" value="${media.id}">${pictureView(media, position, ctx)}<div class="stack">${words}${focusView(media, position, ctx)}${remove}</div></li>`;
}

const pictureOf = (media: Media, ctx: ViewContext): string => {
  const { url, preview_url } = ctx.mediaUrls(media);
  const shown = preview_url === "" && media.kind === "image" ? url : preview_url;
  return /^(?:https?:\/\/|\/)/.test(shown) ? shown : "";
};

function pictureView(media: Media, position: number, ctx: ViewContext): Html {
  const url = pictureOf(media, ctx);
  if (url === "") return html`<span class="no-picture">${icon(media.kind === "audio" ? "sound" : "image")}</span>`;
  return html`<img src="${url}" alt="${ctx.t("compose.media_name", { kind: media.kind, position })}" width="96" height="96">`;
}

const descriptionField = (
  name: string,
  { kind, position, value }: { kind: Media["kind"] | "file"; position: number; value: string },
  { t }: ViewContext,
): Html => field(name, { label: t("compose.describe", { kind, position }), value, rows: 2, maxlength: 1500 });

/** Thirds of the picture, by column and row. */
const THIRDS = [-0.67, 0, 0.67] as const;
const PLACES = [
  ["top_left", "top", "top_right"],
  ["left", "middle", "right"],
  ["bottom_left", "bottom", "bottom_right"],
] as const;

/** Nine places on the picture, one of which must stay visible wherever it is cropped; a script takes any point. */
function focusView(media: Media, position: number, ctx: ViewContext): Html {
  const url = pictureOf(media, ctx);
  if (url === "" || media.kind === "audio" || media.kind === "unknown") return raw("");
  const focus = readJson<MediaMeta>(media.meta, {}).focus ?? { x: 0, y: 0 };
  const [column, row] = [nearest(focus.x), nearest(-focus.y)];
  const cells = PLACES.flatMap((names, at) =>
    names.map((name, across) => {
      const on = at === row && across === column;
      // The one that is chosen keeps the exact point.
      const value = on ? `${focus.x},${focus.y}` : `${THIRDS[across] ?? 0},${-(THIRDS[at] ?? 0)}`;
      return html`<label><input type="radio" name="focus_${media.id}" value="${value}" aria-label="${ctx.t(`compose.focus_${name}`)}"${flagAttribute("checked", on)}></label>`;
    }),
  );
  const legend = ctx.t("compose.focus_legend", { kind: media.kind, position });
  return html`<details class="focus"><summary>${ctx.t("compose.focus")}</summary><fieldset><legend class="vh">${legend}</legend><p class="hint">${ctx.t("compose.focus_hint")}</p><div class="focus-picture" data-focus="${focus.x},${focus.y}"><img src="${url}" alt="" width="320" height="240"><div class="focus-cells">${cells}</div></div></fieldset></details>`;
}

const nearest = (value: number): number => (value < -1 / 3 ? 0 : value > 1 / 3 ? 2 : 1);

/** Room for as many new files as a post may still have. */
export function picturesView(
  { media, problems, attaching, left = [] }: Pick<Compose, "media" | "problems" | "attaching" | "left">,
  ctx: ViewContext,
): Html {
  const room = ctx.instance.limits.media_per_status - media.length;
  const problem = problems?.["media"];
  const wrong = problem === undefined ? "" : html`<p class="problem" id="media-problem">${problem}</p>`;
  if (room <= 0) return html`${wrong}`;
  const slots = Array.from({ length: room }, (_, at) =>
    slotView({ slot: at + 1, position: media.length + at + 1, value: left[at] ?? "" }, ctx),
  );
  const { t } = ctx;
  const words = html` data-upload="${routes.composeUpload}" data-room="${ctx.instance.limits.media_per_status}" data-choose="${t("compose.choose_files")}" data-drop="${t("compose.drop")}" data-taking="${t("compose.taking")}" data-failed="${t("compose.failed")}" data-full="${t("compose.full", { max: ctx.instance.limits.media_per_status })}"`;
  const attach = html`<p><button class="button" name="do" value="attach">${t("compose.attach")}</button></p><p class="hint">${t("compose.attach_hint")}</p>`;
  const open = flagAttribute(
    "open",
    problem !== undefined || left.some((words) => words !== "") || (attaching === true && room > 0 && media.length === 0),
  );
  return html`<details class="part" data-pictures${words}${open}><summary>${icon("image")}${t("compose.media")}</summary><div class="stack">${wrong}<div class="slots stack">${slots}${attach}</div></div></details>`;
}

type Slot = { slot: number; position: number; value: string };

const slotView = ({ slot, position, value }: Slot, ctx: ViewContext): Html =>
  html`<fieldset class="slot"><legend>${ctx.t("compose.media_name", { kind: "file", position })}</legend><div class="field"><label for="f-file_${slot}">${ctx.t("compose.choose_file")}</label><input type="file" id="f-file_${slot}" name="file_${slot}" accept="image/*,video/*,audio/*"></div>${descriptionField(`description_${slot}`, { kind: "file", position, value }, ctx)}</fieldset>`;
