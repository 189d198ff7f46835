/** The front page for visitors: what this place is, the way in, and a look at what people here say. */
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../frame/context.ts";
import { layout } from "../frame/layout.ts";
import { shownOf } from "../parts/page.ts";
import { routes } from "../frame/routes.ts";
import { statusView } from "./status.ts";

export type Front = {
  /** A few of the newest public posts from here, or the one that those who run it have chosen, or none. */
  page: StatusPage;
  /** What the server says of itself at length: HTML of our own making, where it stands here. */
  about?: string | undefined;
  people: number;
  posts: number;
};

export function frontView(ctx: ViewContext, front: Front): Html {
  const { instance } = ctx;
  const statuses = shownOf(front.page).slice(0, 10);
  const feed =
    statuses.length === 0
      ? raw("")
      : html`<section class="feed" aria-labelledby="lately"><h2 id="lately">${ctx.t("about.lately", { title: instance.title })}</h2>${statuses.map((status) => statusView(status, front.page, ctx))}<p class="end"><a class="button" href="${routes.local}">${ctx.t("about.more_from_here")}</a></p></section>`;
  const main = html`<div class="hero"><h1 dir="auto">${instance.title}</h1>
<p class="lead" dir="auto">${descriptionOf(ctx)}</p>
<p class="doors">${waysIn(ctx)}</p>
<p class="hint">${ctx.t("about.counts", { people: ctx.t("common.people", { count: front.people }), posts: ctx.t("common.posts", { count: front.posts }) })}</p></div>
${front.about === undefined ? "" : html`<div class="prose">${raw(front.about)}</div>`}${feed}`;
  const meta = { type: "website", url: `${instance.origin}/`, title: instance.title, description: descriptionOf(ctx) } as const;
  return layout(ctx, { title: instance.title, main, meta });
}

/** The instance's own words, or a plain sentence where it has none. */
export const descriptionOf = ({ instance, t }: ViewContext): string =>
  instance.description === "" ? t("about.plain_description", { domain: instance.domain }) : instance.description;

function waysIn(ctx: ViewContext): Html {
  const signIn = html`<a class="button" href="${routes.signIn}">${ctx.t("common.sign_in")}</a>`;
  switch (ctx.instance.registrations) {
    case "open":
      return html`<a class="button primary" href="${routes.signUp}">${ctx.t("common.join")}</a> ${signIn}`;
    case "approval":
      return html`<a class="button primary" href="${routes.signUp}">${ctx.t("about.ask_to_join")}</a> ${signIn}`;
    case "closed":
      return html`<a class="button primary" href="${routes.signIn}">${ctx.t("common.sign_in")}</a>`;
  }
}
