/** Who runs this place, how to reach them, and what it runs on. */
import type { Account } from "../../src/db/schema.ts";
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { descriptionOf } from "./front.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { bylineView } from "../parts/names.ts";
import { routes } from "../frame/routes.ts";

export type About = {
  /** The people who look after the server: owner, admins, moderators. */
  staff: readonly Account[];
  people: number;
  posts: number;
  version: string;
  /** What the server says of itself at length: HTML of our own making, where somebody has written it. */
  extended?: string | undefined;
};

export function aboutView(ctx: ViewContext, about: About): Html {
  const { instance, t, rich } = ctx;
  const staff =
    about.staff.length === 0
      ? html`<p>${t("about.nobody_yet")}</p>`
      : html`<ul class="people">${join(about.staff.map((account) => html`<li>${bylineView(account, ctx)}</li>`))}</ul>`;
  const contact =
    instance.contact_email === ""
      ? ""
      : html`<p>${rich("about.write_to", { address: html`<a href="mailto:${instance.contact_email}">${instance.contact_email}</a>` })}</p>`;
  const source =
    instance.source_url === ""
      ? t("about.source_as_published")
      : html`<a href="${instance.source_url}">${t("about.source_here")}</a>`;
  const privacy = (words: Html) => html`<a href="${routes.privacy}">${words}</a>`;
  const license = (words: Html) => html`<a href="https://www.gnu.org/licenses/agpl-3.0.html" rel="license">${words}</a>`;
  const main = html`${pageHead(t("common.about_instance", { title: instance.title }))}
<div class="prose"><p dir="auto">${descriptionOf(ctx)}</p>${about.extended === undefined ? "" : html`<div class="prose" dir="auto">${raw(about.extended)}</div>`}
<h2>${t("about.staff")}</h2>${staff}${contact}
<h2>${t("about.joining")}</h2><p>${t(`about.joining_${instance.registrations}`)} ${t("about.population", { people: about.people, posts: about.posts })}</p>
<h2>${t("about.how")}</h2><p>${rich("about.how_words", { domain: instance.domain, version: about.version, a: privacy })}</p>
<h2 id="source">${t("about.source")}</h2><p>${rich("about.source_words", { a: license })} ${source}</p></div>`;
  return layout(ctx, { title: t("common.about"), main, place: "about", narrow: true });
}
