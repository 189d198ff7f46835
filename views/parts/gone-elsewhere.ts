/** What stands in the place of a box to write in for who has moved: they read here, and write elsewhere. */
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { routes } from "../frame/routes.ts";

/** Whether the viewer has moved. */
export const hasMoved = ({ viewer }: Pick<ViewContext, "viewer">): boolean =>
  viewer !== undefined && viewer.account.moved_to_uri !== "";

export const goneElsewhere = (ctx: ViewContext): Html =>
  html`<p class="flash"><span>${ctx.rich("moving.you_moved", { a: (words) => html`<a href="${routes.settingsMoving}">${words}</a>` })}</span></p>`;
