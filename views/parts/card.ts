/** The card of a link, under the words of a status. */
import type { Status } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../frame/context.ts";

/** Nothing when there is none, or its page could not be read. */
export function cardView(status: Status, page: StatusPage, ctx: ViewContext): Html {
  const card = page.cards.get(status.id);
  // Its own page would say the same once more.
  if (card !== undefined && (card.url === status.url || card.url === status.uri)) return raw("");
  if (card === undefined || card.title === "" || !/^https?:\/\//.test(card.url)) return raw("");
  const host = URL.parse(card.url)?.host ?? "";
  const image =
    card.image === ""
      ? ""
      : html`<img src="${ctx.fileUrl(card.image)}" alt="${card.image_description}" loading="lazy" width="${card.width || 120}" height="${card.height || 90}">`;
  const description = card.description === "" ? "" : html`<span class="hint" dir="auto">${shortened(card.description)}</span>`;
  return html`<a class="link-card" href="${card.url}" rel="nofollow noopener noreferrer" target="_blank">${image}<span class="words"><span class="hint">${card.provider_name || host}</span><strong dir="auto">${card.title}</strong>${description}</span></a>`;
}

const shortened = (text: string): string => (text.length <= 160 ? text : `${text.slice(0, 160).replace(/\s+\S*$/, "")} …`);
