/** What HTML from elsewhere may hold: Mastodon's allow-list. Both readers of such HTML, the quick and the thorough, ask here. */

/** Elements that hold words and each other. */
export const INLINE_TAGS: readonly string[] = ["a", "b", "br", "code", "del", "em", "i", "span", "strong", "u"];
export const BLOCK_TAGS: readonly string[] = ["blockquote", "li", "ol", "p", "pre", "ul"];

const CLASS = /^(?:(?:h|p|u|dt|e)-[a-z0-9-]{1,40}|mention|hashtag|ellipsis|invisible|quote-inline)$/;
// `https:example.org` and `https:/example.org` are relative links to a browser, hence the slashes.
const WEB_LINK = /^https?:\/\/[^/\\\s?#][^\s\\]*$/i;
const OTHER_LINK = /^(?:dat|dweb|ipfs|ipns|ssb|gopher|xmpp|magnet|gemini):[^\s\\]+$/i;
const MAX_LINK = 4096;

/** Schemes of links, without colons. */
export const SCHEMES: readonly string[] = [
  "http",
  "https",
  "dat",
  "dweb",
  "ipfs",
  "ipns",
  "ssb",
  "gopher",
  "xmpp",
  "magnet",
  "gemini",
];

export type Attributes = Readonly<Record<string, string>>;

/**
 * The attributes that an allowed element keeps, in the order in which they are written, none of them empty but `reversed`.
 * Undefined means that the element goes and its content stays: a link to nowhere, or of a scheme that we do not know.
 */
export function allowedAttributes(tag: string, given: Attributes): Attributes | undefined {
  switch (tag) {
    case "a":
      return linkAttributes(given);
    case "span":
      return { ...classOf(given), ...translateOf(given) };
    case "p":
      return classOf(given);
    case "ol":
      return { ...integer("start", given["start"]), ...(given["reversed"] === undefined ? {} : { reversed: "" }) };
    case "li":
      return integer("value", given["value"]);
    default:
      return {};
  }
}

function linkAttributes(given: Attributes): Attributes | undefined {
  const href = (given["href"] ?? "").trim().replaceAll(" ", "%20");
  // oxlint-disable-next-line no-control-regex
  if (href.length > MAX_LINK || /[\x00-\x1f\x7f]/.test(href)) return undefined;
  if (!WEB_LINK.test(href) && !OTHER_LINK.test(href)) return undefined;
  return { href, ...classOf(tagged(given)), ...translateOf(given), rel: "nofollow noopener noreferrer", target: "_blank" };
}

/** Misskey and Friendica mark the links of tags by `rel` alone, which does not stay: everywhere else the class says it. */
function tagged(given: Attributes): Attributes {
  const [{ rel = "" }, written = ""] = [given, given["class"]];
  return /(?:^|\s)tag(?:\s|$)/.test(rel) && !/(?:^|\s)hashtag(?:\s|$)/.test(written)
    ? { ...given, class: `${written} hashtag` }
    : given;
}

function classOf(given: Attributes): Attributes {
  const written = given["class"];
  if (!written) return {};
  const kept = written
    .split(/[\t\n\f\r ]+/)
    .filter((name) => CLASS.test(name))
    .join(" ");
  return kept === "" ? {} : { class: kept };
}

function translateOf(given: Attributes): Attributes {
  return given["translate"] === "no" ? { translate: "no" } : {};
}

function integer(name: string, value: string | undefined): Attributes {
  return value !== undefined && /^-?\d{1,9}$/.test(value) ? { [name]: value } : {};
}
