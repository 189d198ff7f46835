/** The dialog in which `viewer.js` shows pictures large; without the script it never opens, and pictures are links to themselves. */
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { hidden } from "./words.ts";

export const hasPictures = ({ media }: StatusPage): boolean =>
  [...media.values()].some((list) => list.some(({ kind }) => kind === "image"));

/** A module that a part of a page brings along; loaded once, wherever it stands. */
export const scriptView = (name: string, ctx: ViewContext): Html =>
  html`<script type="module" src="${ctx.assetUrl(name)}"></script>`;

/** Stands once in a page. */
export function viewerView(ctx: ViewContext): Html {
  const { t } = ctx;
  const button = (act: string, name: "back" | "on" | "close", label: string) =>
    html`<button type="button" class="act" data-viewer="${act}" title="${label}">${icon(name)}${hidden(label)}</button>`;
  return html`<dialog class="viewer" id="viewer" aria-label="${t("post.viewer")}"><div class="stage"></div><p class="caption" dir="auto" tabindex="0"></p><div class="bar">${button("previous", "back", t("post.previous"))}<span class="place" role="status"></span>${button("next", "on", t("post.next"))}${button("close", "close", t("common.close"))}</div></dialog>${scriptView("viewer.js", ctx)}`;
}
