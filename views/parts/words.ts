/** Small ways with words: counts, shortened text, text from markup, and the names of audiences. */
import type { Visibility } from "../../src/db/values.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { IconName } from "../icons.ts";

const NUMBERS = new Intl.NumberFormat("en");
const SHORT_NUMBERS = new Intl.NumberFormat("en", { notation: "compact" });
const REFERENCES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&nbsp;": " ",
};

export const number = (n: number): string => NUMBERS.format(n);
/** 1234 → "1.2K", where room is scarce. */
export const shortNumber = (n: number): string => SHORT_NUMBERS.format(n);
/** "1 post", "12 posts". */
export const counted = (n: number, one: string, many = `${one}s`): string => `${number(n)} ${n === 1 ? one : many}`;

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
export function audienceOf(visibility: Visibility, followers: number, mentioned: readonly string[]): Audience {
  switch (visibility) {
    case "public":
      return { name: "Everyone", line: "Everyone · your followers and anyone on the web", icon: "public" };
    case "unlisted":
      return {
        name: "Quietly",
        line: "Everyone who comes by · not shown in the local and federated timelines",
        icon: "unlisted",
      };
    case "private":
      return { name: "Followers", line: followersLine(followers), icon: "private" };
    case "limited":
      return { name: "A few", line: "Only those for whom its author meant it", icon: "direct" };
    case "direct":
      return {
        name: "Message",
        line: mentioned.length === 0 ? "Only the people you mention" : `Only ${listed(mentioned)}`,
        icon: "direct",
      };
  }
}

function followersLine(followers: number): string {
  if (followers === 0) return "Only your followers · you have none yet";
  return followers === 1
    ? "Only your 1 follower, and whom you mention"
    : `Only your ${number(followers)} followers, and whom you mention`;
}

/** "@a, @b and @c". */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? "";
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}
