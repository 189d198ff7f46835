/** What an account elsewhere says in its profile of what it does: one line, about what it wants to be written to, and where its CV is. */
import { toJson } from "../db/columns.ts";
import type { CvContent } from "../db/values.ts";
import { httpUrl } from "../text/outside.ts";
import { EMPTY, lineOf, MOST, OPEN_TO } from "./content.ts";

type Said = { headline?: string; open_to?: readonly string[]; cv_url?: string | undefined };

export function readTold({ headline = "", open_to: said = [], cv_url }: Said) {
  const open_to = OPEN_TO.filter((one) => said.includes(one));
  const uri = cv_url === undefined ? "" : (httpUrl(cv_url) ?? "");
  return { uri, headline: lineOf(headline).slice(0, MOST.headline), open_to, content: toJson<CvContent>({ ...EMPTY, open_to }) };
}
