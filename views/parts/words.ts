/** Small ways with words: shortened text, text from markup, and the names of audiences. */
import type { Visibility } from "../../src/db/values.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import type { IconName } from "../frame/icons.ts";

const REFERENCES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&nbsp;": " ",
};

/** The first `max` characters, with an ellipsis where something was left out. */
export function shortened(text: string, max: number): string {
  const characters = Array.from(text.slice(0, max * 4));
  return characters.length <= max
    ? text
    : `${characters
        .slice(0, max - 1)
        .join("")
        .trimEnd()}…`;
}

/** The words of sanitised markup in one line, for titles and previews: text, to be escaped where it is shown. */
export function wordsOf(content: string): string {
  const spaced = content.replace(/<br\s*\/?>|<\/(?:p|li|blockquote|pre)>/g, " ").replace(/<[^>]*>/g, "");
  const text = spaced.replace(/&(?:amp|lt|gt|quot|#39|nbsp);/g, (reference) => REFERENCES[reference] ?? reference);
  return text.replace(/\s+/g, " ").trim();
}

/** Words for screen readers only. */
export const hidden = (text: string): Html => html`<span class="vh">${text}</span>`;

export type Audience = { name: string; line: string; icon: IconName };

/**
 * An audience in words.
 *
 * @param followers how many followers the author has
 * @param mentioned handles such as `@mia`, for messages; without any, the line speaks of "the people you mention"
 */
export function audienceOf(
  { t, locale }: ViewContext,
  visibility: Visibility,
  followers = 0,
  mentioned: readonly string[] = [],
): Audience {
  const name = t(`post.audience_${visibility}`);
  if (visibility === "private") return { name, line: t("post.audience_private_line", { count: followers }), icon: "private" };
  if (visibility === "direct" && mentioned.length > 0)
    return { name, line: t("post.audience_direct_names", { names: locale.list(mentioned) }), icon: "direct" };
  return { name, line: t(`post.audience_${visibility}_line`), icon: visibility === "limited" ? "people" : visibility };
}
