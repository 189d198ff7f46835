/** Rules of a group, as its own server tells them. */
import { firstGraphemes } from "../../text/count.ts";
import { plainText } from "../../text/plain.ts";
import { list, object, text, type Doc } from "./shape.ts";

/** So many, and the characters of one. */
const [RULES, RULE] = [40, 500];

/** Each by itself as plain text, or all in one text, a line each: that may be HTML. */
export function rulesOf({ rules }: Doc): string[] {
  const said = list(rules, RULES).map((rule) => text(object(rule)?.name ?? object(rule)?.content ?? rule, RULE * 20));
  const [only = ""] = said;
  const lines = said.length === 1 ? (/<(?:p|li|br)\b/i.test(only) ? plainText(only) : only).split("\n") : said;
  return lines
    .map((line) => firstGraphemes(line.replace(/\s+/g, " ").trim(), RULE))
    .filter((line) => line !== "")
    .slice(0, RULES);
}
