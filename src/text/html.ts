/** HTML as a client wrote it, in which the words outside of links are read as anybody's: mentions, tags and links in them become what they are elsewhere. */
import { sanitizeContent } from "../sanitize.ts";
import { findEntities, type Entity } from "./grammar.ts";
import type { Markup } from "./markdown.ts";
import { renderSpan } from "./render.ts";

type Piece = { tag: string } | { words: string; linked: boolean };

/** Reads a fragment of HTML, harmless or not. */
export function readHtml(html: string): Markup {
  const pieces = piecesOf(paragraphed(sanitizeContent(html)));
  return {
    entities: pieces.flatMap((piece) => ("tag" in piece ? [] : entitiesIn(piece))),
    render: (resolve) =>
      pieces
        .map((piece) => {
          if ("tag" in piece) return piece.tag;
          return piece.linked ? piece.words : renderSpan(decode(piece.words), resolve);
        })
        .join(""),
  };
}

/** Words that stand in no block are a paragraph. */
const paragraphed = (safe: string): string =>
  safe === "" || /<(?:p|ul|ol|blockquote|pre)[ >]/.test(safe) ? safe : `<p>${safe}</p>`;

/** What is linked already leads where its writer wanted, but a linked tag is one all the same. */
const entitiesIn = ({ words, linked }: { words: string; linked: boolean }): Entity[] =>
  findEntities(decode(words)).filter(({ kind }) => !linked || kind === "tag");

/** A literal `<` in sanitised HTML always begins a tag. Code is left as it is, like a link. */
function piecesOf(safe: string): Piece[] {
  const pieces: Piece[] = [];
  const inside: string[] = [];
  // A tag is written across elements now and then: `<a>#<span>tag</span></a>`. What belongs together is read together.
  let link: { words: string; linked: true } | undefined;
  for (const [part] of safe.matchAll(/<[^<>]*>|[^<]+/g)) {
    const [, end, name = ""] = /^<(\/?)([a-z]+)/.exec(part) ?? [];
    if (/^(?:a|code|pre)$/.test(name)) {
      if (end === "/") inside.pop();
      else inside.push(name);
    }
    if (inside.length > 0) {
      if (link === undefined) pieces.push((link = { words: "", linked: true }));
      link.words += part;
    } else if (link !== undefined) {
      link.words += part;
      link = undefined;
    } else pieces.push(name === "" ? { words: part, linked: false } : { tag: part });
  }
  return pieces;
}

const CHARACTERS: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };

/** The characters themselves, of words and of what stands between the tags of a link. */
const decode = (words: string): string =>
  words.replace(/<[^<>]*>/g, "").replace(/&(?:amp|lt|gt|quot|#39);/g, (reference) => CHARACTERS[reference] ?? reference);
