/** What a letter may say of a status. */
import type { Account, Status } from "../db/schema.ts";
import { isOpen } from "../statuses/visible.ts";
import { firstGraphemes } from "../text/count.ts";
import { plainText } from "../text/plain.ts";

const MOST = 200;

export const nameOf = ({ display_name, username }: Account): string => display_name.trim() || username;

/** Its first words on one line, "" when it has none; of one with a warning, the warning alone. */
export function excerptOf({ content, spoiler_text }: Status, most = MOST): string {
  const text = (spoiler_text === "" ? plainText(content) : spoiler_text).replace(/\s+/g, " ").trim();
  const start = firstGraphemes(text, most);
  return start.length < text.length ? `${start.trimEnd()}…` : start;
}

/** Mail is read by others on its way: what is not for everybody stands in it only if its reader allows it. */
export const mayQuote = (status: Status, { mail_private }: { mail_private: boolean }): boolean => mail_private || isOpen(status);
