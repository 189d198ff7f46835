/** What a letter may say of a status. */
import type { Account, Status } from "../db/schema.ts";
import { isOpen } from "../statuses/visible.ts";
import { firstGraphemes } from "../text/count.ts";
import { plainText } from "../text/plain.ts";

const MOST = 200;

export const nameOf = ({ display_name, username }: Account): string => display_name.trim() || username;

/** Its first words on one line, "" when it has none; of one with a warning, the warning alone. */
export const excerptOf = ({ content, spoiler_text }: Status): string =>
  start(spoiler_text === "" ? plainText(content) : spoiler_text, MOST);

/** What stands over it: its warning, its title, or else its first line with more in it than the name of its group; "" when it has none. */
export function headOf({ content, spoiler_text, title }: Status, { username, host }: Account, most: number): string {
  const own = spoiler_text || title;
  if (own !== "") return start(own, most);
  const names = new Set([`@${username}`, `@${username}@${host}`].map((name) => name.toLowerCase()));
  const said = (line: string) => line.split(/\s+/).filter((word) => word !== "" && !names.has(word.toLowerCase()));
  const lines = plainText(content).split("\n");
  return start(lines.map((line) => said(line).join(" ")).find((line) => /[\p{L}\p{N}\p{S}]/u.test(line)) ?? "", most);
}

function start(words: string, most: number): string {
  const text = words.replace(/\s+/g, " ").trim();
  const first = firstGraphemes(text, most);
  return first.length < text.length ? `${first.trimEnd()}…` : first;
}

/** Mail is read by others on its way: what is not for everybody stands in it only if its reader allows it. */
export const mayQuote = (status: Status, { mail_private }: { mail_private: boolean }): boolean => mail_private || isOpen(status);
