/** The translation of a status below its words, or the button that asks for one. */
import type { Status } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Translation } from "../../src/translation/translate.ts";
import type { ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { routes } from "../frame/routes.ts";
import { isForeign } from "./actions.ts";
import { form } from "./form.ts";

export function translationView(status: Status, translation: Translation | undefined, ctx: ViewContext): Html {
  if (translation !== undefined) return translatedView(translation, ctx);
  if (!isForeign(status, ctx)) return raw("");
  const button = html`<button class="button">${icon("translate")}${ctx.t("post.translate")}</button>`;
  return form(ctx, routes.translate(status.id), button, { className: "translate" });
}

function translatedView({ content, spoiler_text, language, poll, media, ...from }: Translation, ctx: ViewContext): Html {
  const { provider, detected_source_language: source } = from;
  const by =
    source === ""
      ? ctx.t("post.translated_by", { provider })
      : ctx.t("post.translated", { language: ctx.locale.languageName(source), provider });
  const warning = spoiler_text === "" ? "" : html`<p><strong>${spoiler_text}</strong></p>`;
  const options = poll === undefined ? "" : html`<ul>${poll.options.map((option) => html`<li>${option}</li>`)}</ul>`;
  const descriptions = media.map(({ description }) => html`<p class="hint">${ctx.t("post.alt")}: ${description}</p>`);
  // Sanitised where it came in.
  return html`<section class="translation" id="translation"><p class="hint">${icon("translate")}${by}</p><div class="content" lang="${language}" dir="auto">${warning}${raw(content)}${options}</div>${descriptions}</section>`;
}
