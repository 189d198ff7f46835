/** The long texts of a server as pages: Markdown without HTML, its headings below that of the page, and nothing in it that could run. */
import sanitizeHtml from "sanitize-html";
import type { Kith } from "../kith.ts";
import { readMarkdown } from "../text/markdown.ts";
import { tagUrl } from "../uris.ts";

const OPTIONS: sanitizeHtml.IOptions = {
  allowedTags: "a b blockquote br code del em h2 h3 h4 h5 h6 hr i li ol p pre s span strong table tbody td th thead tr ul".split(
    " ",
  ),
  allowedAttributes: { a: ["href", "class", "rel", "target", "translate"], span: ["class", "translate"], ol: ["start"] },
  allowedClasses: { a: ["u-url", "mention", "hashtag"], span: ["h-card", "invisible", "ellipsis"] },
  allowedSchemes: ["http", "https", "mailto"],
  allowProtocolRelative: false,
};

/** HTML that may be shown as it is. */
export async function renderPageText({ instance }: Pick<Kith, "instance">, text: string): Promise<string> {
  const markup = await readMarkdown(text);
  const html = markup.render({ mention: () => undefined, tagUrl: (name) => tagUrl(instance, name) });
  // Line ends between tags would be seen where white space counts.
  return sanitizeHtml(lowered(html), OPTIONS)
    .replace(/(>)\n+(?=<)|(<br \/>)\n/g, "$1$2")
    .trim();
}

/** Headings in the order of a page: the highest stands below the page's own, and none skips a level, whatever was typed. */
function lowered(html: string): string {
  const heading = /<h([1-6])>([\s\S]*?)<\/h\1>/g;
  const highest = Math.min(...[...html.matchAll(heading)].map(([, level]) => Number(level)));
  let before = 1;
  return html.replace(heading, (_, level: string, words: string) => {
    before = Math.min(Number(level) - highest + 2, before + 1, 6);
    return `<h${before}>${words}</h${before}>`;
  });
}
