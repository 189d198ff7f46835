/** Markdown as people type it: CommonMark without HTML and pictures, in which mentions, tags and links are what they are elsewhere. */
import type { Token } from "markdown-it";
import { findEntities, type Entity } from "./grammar.ts";
import { renderSpan, type Resolve } from "./render.ts";

/** A text that is written in something more than words. */
export type Markup = {
  /** What stands in its words; code and the texts of links hold none. */
  entities: Entity[];
  /** HTML that is still to be sanitised. */
  render(resolve: Resolve): string;
};

/** Reads a text. The parser is loaded at the first call. */
export async function readMarkdown(text: string): Promise<Markup> {
  const { default: MarkdownIt } = await import("markdown-it");
  const parser = new MarkdownIt({ html: false, linkify: false, breaks: true, typographer: false }).disable(["image"]);
  const tokens = parser.parse(text, {});
  const words = wordsOf(tokens);
  return {
    entities: words.flatMap((token) => findEntities(token.content)),
    render: (resolve) => {
      for (const token of words) {
        token.content = renderSpan(token.content, resolve);
        token.type = "html_inline";
      }
      return parser.renderer.render(tokens, parser.options, {});
    },
  };
}

/** The tokens of plain words outside of links. */
function wordsOf(tokens: readonly Token[]): Token[] {
  const words: Token[] = [];
  for (const { children } of tokens) {
    let links = 0;
    for (const token of children ?? []) {
      if (token.type === "link_open") links++;
      else if (token.type === "link_close") links--;
      else if (token.type === "text" && links === 0) words.push(token);
    }
  }
  return words;
}
