/** From the address that people copy to the document behind it: by content negotiation, or by what the page says of itself. */
import type { HttpResponse } from "../../http/open.ts";
import { parseHttpUrl } from "../../http/urls.ts";
import type { Kith } from "../../kith.ts";
import { ACCEPT_ACTIVITY, isActivityType, typeOf } from "../content-type.ts";
import type { Doc } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import { fetchDocument, readServed, settle, signedGet } from "../signed.ts";
import { left } from "./deadline.ts";
import { NotServed } from "./failure.ts";

/** A page's head ends long before this. */
const LONGEST_HEAD = 262_144;

/**
 * The document behind an ActivityPub uri or an HTML page. What a page names is fetched from there and believed only as that.
 *
 * @param until the instant (ms) by which to have it
 * @throws as `fetchDocument`
 */
export async function fetchBehind(kith: Kith, url: string, until: number): Promise<Doc> {
  const response = await signedGet(kith, url, { accept: `${ACCEPT_ACTIVITY}, text/html;q=0.1`, timeout: left(kith, until) });
  if (isActivityType(response.headers["content-type"])) return await settle(kith, url, readServed(kith, response), until);
  if (response.status !== 200) throw new NotServed(response.status);
  const uri = alternateOf(response);
  if (uri === undefined) throw new Unreadable("a page without an ActivityPub alternate");
  return await fetchDocument(kith, uri, left(kith, until));
}

/** The first `alternate` of our media type: in the Link header (RFC 8288), or among the page's `<link>`s. */
function alternateOf(response: HttpResponse): string | undefined {
  const base = parseHttpUrl(response.url);
  for (const { href, attributes } of [...headerLinks(response.headers["link"] ?? ""), ...pageLinks(response)]) {
    const rels = (attributes.get("rel") ?? "").toLowerCase().split(/\s+/);
    if (!rels.includes("alternate") || !isActivityType(attributes.get("type"))) continue;
    const url = parseHttpUrl(href, base);
    if (url !== undefined) return url.href;
  }
  return undefined;
}

type Link = { href: string; attributes: Map<string, string> };

function headerLinks(header: string): Link[] {
  return [...header.slice(0, 16_384).matchAll(/<([^<>]{1,2048})>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^\s",;]+))*)/g)].map(
    ([, href = "", rest = ""]) => ({
      href,
      attributes: new Map(
        [...rest.matchAll(/([\w*-]+)\s*=\s*(?:"([^"]*)"|([^\s",;]+))/g)].map(([, name = "", quoted, bare]) => [
          name.toLowerCase(),
          quoted ?? bare ?? "",
        ]),
      ),
    }),
  );
}

function pageLinks(response: HttpResponse): Link[] {
  const type = typeOf(response.headers["content-type"] ?? "");
  if (type !== "text/html" && type !== "application/xhtml+xml") return [];
  const head = response.body.toString("utf8", 0, LONGEST_HEAD);
  return [...head.matchAll(/<link\b([^<>]{1,4096})>/gi)].map(([, inside = ""]) => {
    const attributes = new Map<string, string>();
    for (const [, name = "", double, single, bare] of inside.matchAll(/([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/g)) {
      attributes.set(name.toLowerCase(), unescape(double ?? single ?? bare ?? ""));
    }
    return { href: attributes.get("href") ?? "", attributes };
  });
}

/** The references that stand in attributes of URLs and media types. */
const unescape = (text: string): string =>
  text
    .replaceAll("&quot;", '"')
    .replaceAll("&#34;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&#x2F;", "/")
    .replaceAll("&amp;", "&")
    .trim();
