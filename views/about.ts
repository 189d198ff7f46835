/** Who runs this place, how to reach them, and what it runs on. */
import type { Account } from "../src/db/schema.ts";
import { html, join } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { ViewContext } from "./context.ts";
import { descriptionOf } from "./front.ts";
import { layout, pageHead } from "./layout.ts";
import { bylineView } from "./parts/names.ts";
import { counted } from "./parts/words.ts";
import { routes } from "./routes.ts";

export type About = {
  /** The people who look after the server: owner, admins, moderators. */
  staff: readonly Account[];
  people: number;
  posts: number;
  version: string;
};

const JOINING = {
  open: "Anyone may join.",
  approval: "Anyone may ask to join; somebody reads every request.",
  closed: "New accounts are made by the people who run it.",
} as const;

export function aboutView(ctx: ViewContext, about: About): Html {
  const { instance } = ctx;
  const staff =
    about.staff.length === 0
      ? html`<p>Nobody has said so yet.</p>`
      : html`<ul class="people">${join(about.staff.map((account) => html`<li>${bylineView(account, ctx)}</li>`))}</ul>`;
  const contact =
    instance.contact_email === ""
      ? ""
      : html`<p>Write to <a href="mailto:${instance.contact_email}">${instance.contact_email}</a>.</p>`;
  const source =
    instance.source_url === ""
      ? "This server runs it as it was published; whoever runs it gives you its source when you ask."
      : html`<a href="${instance.source_url}">Here is the source of what runs on this server.</a>`;
  const main = html`${pageHead(html`About ${instance.title}`)}
<div class="prose"><p dir="auto">${descriptionOf(ctx)}</p>
<h2>Who looks after it</h2>${staff}${contact}
<h2>Joining</h2><p>${JOINING[instance.registrations]} ${counted(about.people, "person", "people")} ${about.people === 1 ? "lives" : "live"} here and ${about.people === 1 ? "has" : "have"} written ${counted(about.posts, "post")}.</p>
<h2>How it works</h2><p>${instance.domain} runs Kith ${about.version}. It is part of the fediverse: people here and people on other servers follow, answer and message each other. Mastodon's apps work with it. <a href="${routes.privacy}">What it does with people's data</a></p>
<h2 id="source">Its source</h2><p>Kith is free software: everybody may use, study, share and change it under the <a href="https://www.gnu.org/licenses/agpl-3.0.html" rel="license">GNU Affero General Public License</a>, version 3 or later. ${source}</p></div>`;
  return layout(ctx, { title: "About", main, place: "about", narrow: true });
}
