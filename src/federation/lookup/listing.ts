/**
 * Lists of other servers (replies, contexts, outboxes), page by page. Their owner chooses what they hold, so all of it is hearsay: pages count only
 * from the list's own origin, each once, and what they name is fetched where it lives.
 */
import { totalItems } from "../read/links.ts";
import { isNote } from "../read/note.ts";
import { id, isA, list, object, one, sameOrigin, type Doc } from "../read/shape.ts";
import type { Errand } from "./errand.ts";

/**
 * - `doc`: the object itself, where the list has it and is of its origin, so that it need not be fetched; - `announce`: that it is boosted, where
 * the list may say so
 */
export type Listed = { uri: string; doc?: Doc; announce?: Doc };

/** - `items` each once; - `total` as the list counts them; - `whole`: nothing was left unread */
export type Listing = { items: Listed[]; total: number | undefined; whole: boolean };

/** - `pages` at most; - `items` at most; - `announces` count, too: of an outbox; - `kind`: what it holds, statuses unless it says otherwise */
type Extent = { pages: number; items: number; announces?: boolean; kind?: (doc: Doc) => boolean };

/**
 * Reads a collection.
 *
 * @param start the property that names or holds it, such as `replies`
 * @param owner the uri of what it belongs to, which says of which origin it has to be
 */
export async function readListing(errand: Errand, start: unknown, owner: string, most: Extent): Promise<Listing> {
  const items = new Map<string, Listed>();
  let total = totalItems(start);
  const listing = (whole: boolean): Listing => ({ items: [...items.values()], total, whole });
  let fetched = 0;
  let place = one(start);
  // Pages that lie inside each other are read for free, but not without end.
  for (let steps = 0; place !== undefined && place !== null && steps <= most.pages * 2; steps++) {
    let page = hasItems(place) ? object(place) : undefined;
    if (page === undefined) {
      const url = id(place);
      if (url === undefined) return listing(true);
      if (!sameOrigin(url, owner) || fetched >= most.pages) return listing(false);
      fetched++;
      const found = await errand.fetchPage(url);
      if (typeof found === "string") return listing(false);
      page = found;
    }
    total ??= totalItems(page);
    if (!takeItems(page, owner, items, most)) return listing(false);
    // Pages have a `first`, too: that of their collection.
    place = one(isPage(page) ? page.next : page.first);
  }
  return listing(place === undefined || place === null);
}

/** Those of PeerTube's playlists call themselves playlists. */
const isPage = (doc: Doc): boolean => isA(doc, "CollectionPage") || isA(doc, "OrderedCollectionPage") || doc.partOf !== undefined;

/** Whether a property holds the collection or page itself, not only its address. */
function hasItems(value: unknown): boolean {
  const inner = object(value);
  return inner !== undefined && ["items", "orderedItems", "first", "next"].some((name) => inner[name] !== undefined);
}

/** Returns false when there are more than may be taken. */
function takeItems(page: Doc, owner: string, items: Map<string, Listed>, most: Extent): boolean {
  for (const name of ["items", "orderedItems"]) {
    for (const entry of list(page[name], most.items + 1)) {
      const listed = toListed(entry, owner, most.announces === true, most.kind);
      if (listed === undefined || items.has(listed.uri)) continue;
      if (items.size >= most.items) return false;
      items.set(listed.uri, listed);
    }
  }
  return true;
}

/** Some contexts and all outboxes list activities: of these, what was created is meant. */
export function toListed(entry: unknown, owner: string, announces: boolean, isKind = isNote): Listed | undefined {
  const activity = object(entry);
  if (announces && activity !== undefined && isA(activity, "Announce")) {
    const original = id(activity.object);
    return original === undefined ? undefined : { uri: original, announce: activity };
  }
  const named = activity !== undefined && isA(activity, "Create") ? activity.object : entry;
  const [uri, doc] = [id(named), object(named)];
  if (uri === undefined || (doc !== undefined && doc.type !== undefined && !isKind(doc))) return undefined;
  return doc !== undefined && isKind(doc) && sameOrigin(uri, owner) ? { uri, doc } : { uri };
}
