/**
 * The title of what begins a thread in a group: forums list posts by their titles.
 *
 * What people here have given a title goes out as a `Page` with it, as forums write it. What has none, which is what comes from apps that know no titles, goes out
 * as a Note, and gets its title for forums from its words. Lemmy, PieFed and NodeBB take a Note without `inReplyTo` for a post (Lemmy's `PageType` has both),
 * while Mastodon and its kin show nothing of a `Page` but its title and a link.
 */
import type { Account, Status } from "../../db/schema.ts";
import type { StatusPage } from "../../statuses/page.ts";
import { firstGraphemes, graphemes } from "../../text/count.ts";
import { plainText } from "../../text/plain.ts";
import { groupsOf } from "./audience.ts";

/** Lemmy's limit. */
const LONGEST = 200;

/**
 * Its own title, the content warning, or else the first line of the text with something to say besides whom it is for; at most 200 characters. Undefined for what
 * begins no thread in a group, and for what has no words.
 */
export function titleOf(status: Status, page: StatusPage): string | undefined {
  const groups = status.in_reply_to_id === null && status.in_reply_to_uri === "" ? groupsOf(status, page) : [];
  if (groups.length === 0) return undefined;
  if (status.title !== "") return status.title;
  const lines = [status.spoiler_text, ...plainText(status.content).split("\n")];
  const [title] = lines.map((line) => withoutGroups(line, groups)).filter((line) => /[\p{L}\p{N}\p{S}]/u.test(line));
  return title === undefined ? undefined : shortened(title);
}

/** Without the groups that it mentions, as the text has them: with or without their hosts. */
function withoutGroups(line: string, groups: readonly Account[]): string {
  const names = new Set(groups.flatMap(({ username_lower, host }) => [`@${username_lower}`, `@${username_lower}@${host}`]));
  return line
    .split(/\s+/)
    .filter((word) => word !== "" && !names.has(word.toLowerCase().replace(/[,:;.!?]+$/, "")))
    .join(" ")
    .replace(/[\s,;:]+$/, "");
}

/** Cut between words where that leaves most of it. */
function shortened(title: string): string {
  if (graphemes(title) <= LONGEST) return title;
  const start = firstGraphemes(title, LONGEST - 1);
  const space = start.lastIndexOf(" ");
  return `${space > LONGEST / 2 ? start.slice(0, space) : start}\u2026`;
}
