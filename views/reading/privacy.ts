/** The long texts of a server: what it does with people's data, and its terms. */
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { routes } from "../frame/routes.ts";

/** @param text HTML of our own making */
export function privacyView(ctx: ViewContext, { title, text }: { title: string; text: string }): Html {
  const main = html`${pageHead(title, { back: { href: routes.about, label: ctx.t("common.about_instance", { title: ctx.instance.title }) } })}<div class="prose">${raw(text)}</div>`;
  return layout(ctx, { title, main, place: "about", narrow: true });
}
