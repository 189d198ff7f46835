/** Collections that statuses link to, found by the addresses of their pages and by their uris. */
import { notBlockedBetween, notHostBlockedBy } from "../blocks/hidden.ts";
import { padded } from "../db/lists.ts";
import type { Reads, Status } from "../db/schema.ts";
import { readId } from "../ids.ts";
import { completeCollections, type LoadedCollection } from "./load.ts";

/** So many of one status are looked for. */
const MOST = 5;
const LINK = /href="(https?:\/\/[^"]{1,500}\/collections\/([^"/?#]{1,100}))"/g;

/** Addresses in a status that look like a collection's, each once. */
export function linkedCollections({ content }: Pick<Status, "content">): { href: string; id: number }[] {
  if (!content.includes("/collections/")) return [];
  const found = new Map<string, number>();
  for (const [, href = "", last] of content.matchAll(LINK))
    if (found.size < MOST) found.set(href.replaceAll("&amp;", "&"), readId(last) ?? 0);
  return [...found].map(([href, id]) => ({ href, id }));
}

/** By id, what the viewer may see of them; whether an address of that number is one of ours is for the reader to say. */
export async function loadLinked(
  db: Reads,
  viewer_id: number,
  statuses: readonly Status[],
): Promise<ReadonlyMap<number, LoadedCollection>> {
  const links = statuses.flatMap(linkedCollections);
  if (links.length === 0) return new Map();
  const hrefs = [...new Set(links.map(({ href }) => href))];
  const rows = await db
    .selectFrom("collections")
    .innerJoin("accounts", "accounts.id", "collections.account_id")
    .selectAll("collections")
    .where((eb) =>
      eb.or([
        eb("collections.id", "in", padded(links.map(({ id }) => id))),
        eb("collections.uri", "in", hrefs),
        eb("collections.url", "in", hrefs),
      ]),
    )
    .where("accounts.suspended_at", "=", 0)
    .where("accounts.deleted_at", "=", 0)
    .where(notBlockedBetween(viewer_id, "collections.account_id"))
    .where(notHostBlockedBy(viewer_id, "collections.account_id"))
    .execute();
  return new Map((await completeCollections(db, viewer_id, rows)).map((one) => [one.collection.id, one]));
}
