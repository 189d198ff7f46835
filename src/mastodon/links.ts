/** The `Link` header of a page, by which clients go on: RFC 8288, as Mastodon writes it. */
import type { Paging } from "../db/paging.ts";
import type { Fields, Value } from "./forms.ts";
import type { Answer, ApiRequest } from "./respond.ts";

export type PageLinks = {
  /** The cursors of what was read, newest first: ids of rows, which need not be ids of what is shown. */
  cursors: readonly number[];
  paging: Paging;
  /** Which cursor the way back uses; Mastodon has `since_id` on a few. */
  prev?: "min_id" | "since_id";
};

/** A page with its links. There is a next page when this one was full. */
export function paged(request: ApiRequest, body: unknown, { cursors, paging, prev = "min_id" }: PageLinks): Answer {
  const first = cursors[0];
  const last = cursors.at(-1);
  if (first === undefined || last === undefined) return { body };
  const at = addressOf(request);
  const next = cursors.length >= paging.limit ? `<${at}max_id=${last}>; rel="next", ` : "";
  return { body, headers: { link: `${next}<${at}${prev}=${first}>; rel="prev"` } };
}

/** A page that goes on by `offset`. */
export function pagedByOffset(
  request: ApiRequest,
  body: readonly unknown[],
  { offset, limit }: { offset: number; limit: number },
): Answer {
  const links = [];
  const at = addressOf(request);
  if (body.length >= limit) links.push(`<${at}offset=${offset + limit}>; rel="next"`);
  if (offset > 0) links.push(`<${at}offset=${Math.max(0, offset - limit)}>; rel="prev"`);
  return links.length === 0 ? { body } : { body, headers: { link: links.join(", ") } };
}

const CURSORS: ReadonlySet<string> = new Set(["max_id", "since_id", "min_id", "offset"]);

/** What was asked for, up to where the cursor is written. */
function addressOf({ kith, path, query }: ApiRequest): string {
  const others = new URLSearchParams();
  for (const name in query) if (!CURSORS.has(name)) append(others, name, query[name]);
  const text = others.toString();
  return `${kith.instance.origin}${path}?${text}${text === "" ? "" : "&"}`;
}

function append(query: URLSearchParams, name: string, value: Value | undefined): void {
  if (Array.isArray(value)) for (const item of value) append(query, `${name}[]`, item);
  else if (typeof value === "object" && value !== null)
    for (const [key, item] of Object.entries(value as Fields)) append(query, `${name}[${key}]`, item);
  else if (value !== undefined && value !== null) query.append(name, String(value));
}

/** What tells a client to ask again: seconds between its questions, and how much there is by now. */
export const refreshHeader = (id: string, result_count: number): Readonly<Record<string, string>> => ({
  "mastodon-async-refresh": `id="${id}", retry=3, result_count=${result_count}`,
});
