/** https://docs.joinmastodon.org/methods/oembed/: a public status of this server as a quotation for other pages (oEmbed 1.0). */
import { missing } from "../errors.ts";
import { escapeHtml } from "../html.ts";
import { loadStatusPage } from "../statuses/load.ts";
import { authorOf } from "../statuses/page.ts";
import { acct, localStatusId } from "../uris.ts";
import { answer, get, nobody, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { textOf } from "./shapes.ts";

const DAY = 86_400;

async function embed({ kith, query }: ApiRequest): Promise<Answer> {
  const { instance, db } = kith;
  const url = textOf(query["url"]).slice(0, 2048);
  const id = localStatusId(instance, url.replace(/\/$/, ""));
  const page = await loadStatusPage(db, 0, id === undefined ? [] : [id]);
  const status = id === undefined ? undefined : page.statuses.get(id);
  if (status === undefined || status.local === 0 || status.reblog_of_id !== null) throw missing();
  const author = authorOf(status, page);
  const name = author.display_name === "" ? author.username : author.display_name;
  const width = Math.min(Math.max(Number.parseInt(textOf(query["maxwidth"]), 10) || 400, 220), 2000);
  // As in Mastodon, `null` leaves the height to the post, unless somebody asks for one.
  const asked = Number.parseInt(textOf(query["maxheight"]), 10);
  const height = asked > 0 ? Math.min(Math.max(asked, 160), 2000) : null;
  const address = escapeHtml(`${instance.origin}/@${acct(author)}/${status.id}/embed`);
  const label = escapeHtml(`${name} (@${acct(author)}@${instance.domain})`);
  const html = `<iframe src="${address}" title="${label}" width="${width}" height="${height ?? 360}" loading="lazy" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`;
  return answer({
    type: "rich",
    version: "1.0",
    title: `Post by ${name}`,
    author_name: name,
    author_url: author.url,
    provider_name: instance.domain,
    provider_url: `${instance.origin}/`,
    cache_age: DAY,
    html,
    width,
    height,
  });
}

export const oembedRoutes: readonly Route[] = [get("/api/oembed", nobody, embed)];
