/** The parts of the form in which one writes: the warning, the pictures with their descriptions, and for whom it is. */
import type { Media } from "../../src/db/schema.ts";
import type { Visibility } from "../../src/db/values.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Compose } from "../compose.ts";
import type { ViewContext } from "../context.ts";
import { icon } from "../icons.ts";
import { check, field, flagAttribute } from "./form.ts";
import { audienceOf } from "./words.ts";

const VISIBILITIES: readonly Visibility[] = ["public", "unlisted", "private", "direct"];

export function warningView({ spoiler_text, sensitive, problems }: Compose): Html {
  const open = flagAttribute("open", spoiler_text !== "" || sensitive || problems?.["spoiler_text"] !== undefined);
  const warning = field("spoiler_text", {
    problems,
    label: "Warning",
    hint: "Stands above the post, which opens on demand: what is it about, or what might upset?",
    value: spoiler_text,
    maxlength: 500,
  });
  return html`<details class="part"${open}><summary>${icon("warn")}Content warning</summary><div class="stack">${warning}${check("sensitive", { label: "Cover the pictures", checked: sensitive })}</div></details>`;
}

/** The pictures that are already there. */
export function attachedView({ media }: Compose, ctx: ViewContext): Html {
  if (media.length === 0) return raw("");
  return html`<ul class="attached">${media.map((item, at) => attachedItem(item, at + 1, ctx))}</ul>`;
}

function attachedItem(media: Media, position: number, ctx: ViewContext): Html {
  const name = media.preview_file === "" ? media.file : media.preview_file;
  const description = descriptionField(`description_${media.id}`, position, media.description);
  const missing =
    media.description === "" ? html`<p class="hint nudge">${icon("info")}Picture ${position} has no description yet.</p>` : "";
  return html`<li><input type="hidden" name="media_ids" value="${media.id}">${name === "" ? "" : html`<img src="${ctx.fileUrl(name)}" alt="Picture ${position}" width="96" height="96">`}<div class="stack">${missing}${description}${check(`remove_${media.id}`, { label: `Remove picture ${position}`, checked: false })}</div></li>`;
}

const descriptionField = (name: string, position: number, value: string): Html =>
  field(name, { label: `Describe picture ${position} for people who cannot see it`, value, rows: 2, maxlength: 1500 });

/** Room for as many new pictures as a post may still have. */
export function picturesView({ media, problems }: Compose, ctx: ViewContext): Html {
  const room = ctx.instance.limits.media_per_status - media.length;
  if (room <= 0) return raw("");
  const problem = problems?.["media"];
  const slots = Array.from({ length: room }, (_, at) => slotView(at + 1, media.length + at + 1));
  return html`<details class="part" data-pictures${flagAttribute("open", problem !== undefined)}><summary>${icon("image")}Pictures</summary><div class="stack">${problem === undefined ? "" : html`<p class="problem">${problem}</p>`}${slots}</div></details>`;
}

const slotView = (slot: number, position: number): Html =>
  html`<fieldset class="slot"><legend>Picture ${position}</legend><div class="field"><label for="f-file_${slot}">Choose a picture</label><input type="file" id="f-file_${slot}" name="file_${slot}" accept="image/*"></div>${descriptionField(`description_${slot}`, position, "")}</fieldset>`;

/** Four choices, and below them in words whom the chosen one reaches. */
export function audienceView(compose: Compose, ctx: ViewContext): Html {
  const followers = ctx.viewer?.account.followers_count ?? 0;
  if (compose.edited !== undefined) {
    const { icon: name, line } = audienceOf(ctx, compose.edited.visibility, followers, compose.mentioned);
    return html`<p class="audience-line fixed">${icon(name)}<span>${line}. This stays as it was.</span></p>`;
  }
  const choices = VISIBILITIES.map((visibility) => {
    const { name, icon: symbol } = audienceOf(ctx, visibility, followers, compose.mentioned);
    const checked = flagAttribute("checked", visibility === compose.visibility);
    return html`<label class="choice"><input type="radio" name="visibility" value="${visibility}" aria-describedby="reach-${visibility}"${checked}>${icon(symbol)}<span>${name}</span></label>`;
  });
  const lines = VISIBILITIES.map((visibility) => {
    const { line, name } = audienceOf(ctx, visibility, followers, compose.mentioned);
    return html`<p class="audience-line ${visibility}" id="reach-${visibility}" data-name="${name}">${line}</p>`;
  });
  return html`<fieldset class="audience"><legend>Who can read it</legend><div class="choices">${choices}</div>${lines}</fieldset>`;
}
