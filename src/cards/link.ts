/** Which link of a status gets a card: the first that leads away from this server and is neither a mention nor a tag. Pure. */
import type { Instance } from "../config.ts";
import { plainText } from "../text/plain.ts";
import { httpUrl } from "../text/outside.ts";

const LINK = /<a ((?:[a-z-]{1,20}="[^"]*" ?){1,10})>/g;
const MOST = 40;

/** @param content as it is stored: sanitised, so that every `<` begins a tag and every value has its quotes */
export function firstLink(instance: Pick<Instance, "origin" | "domain">, content: string): string | undefined {
  let seen = 0;
  const words = content.replace(/^<p class="quote-inline">.*?<\/p>|<span class="quote-inline">.*?<\/span>/s, "");
  for (const [, attributes = ""] of words.matchAll(LINK)) {
    if (++seen > MOST) return undefined;
    if (/class="[^"]*\b(?:mention|hashtag|u-url)\b/.test(attributes) || /rel="[^"]*\btag\b/.test(attributes)) continue;
    const url = cardUrl(plainText(/href="([^"]*)"/.exec(attributes)?.[1] ?? ""));
    if (url !== undefined && URL.parse(url)?.host !== instance.domain) return url;
  }
  return undefined;
}

/** The address under which a link's card is kept: without its fragment. */
export function cardUrl(written: string): string | undefined {
  const url = URL.parse(httpUrl(written) ?? "");
  if (url === null) return undefined;
  url.hash = "";
  return url.href;
}
