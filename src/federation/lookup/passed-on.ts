/**
 * Whether a group elsewhere shows what one of ours has posted to it, where its server does not say so (`hosts/software.ts`) and may have refused it without a word:
 * its outbox has its newest posts, whoever has written them.
 */
import { findAccountById } from "../../accounts/find.ts";
import type { Account, Status } from "../../db/schema.ts";
import { isRemoved } from "../../groups/members.ts";
import { findUnpassed, insertUnpassed, LOOKS, removeUnpassed } from "../../groups/unpassed.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { findStatusById } from "../../statuses/find.ts";
import { unreblog } from "../../statuses/reblog.ts";
import { id, instant, object, type Doc } from "../read/shape.ts";
import { showUnannounced } from "../receive/moderation.ts";
import { beginErrand } from "./errand.ts";
import { readListing, type Listed } from "./listing.ts";

const MINUTE = 60_000;
/** As many as PieFed lists. */
const MOST = 50;
const MOST_KNOWN = 500;

/** The handler of a job. What cannot be seen is not said. */
export async function lookInGroup(kith: Kith, look: KithEventOf<"group.posted">): Promise<void> {
  const { status_id, group_id, looks } = look;
  const [status, group] = [await findStatusById(kith.db, status_id), await findAccountById(kith.db, group_id)];
  if (status === undefined || status.deleted_at > 0 || group === undefined || group.deleted_at > 0 || group.suspended_at > 0)
    return;
  // What has been decided there has been told.
  if (await isRemoved(kith.db, status_id, group_id)) return;
  const shows = isShown(await readShown(kith, group), status);
  if (shows === true) return await notePassed(kith, group, status);
  if (shows === false) await noteUnpassed(kith, group, status);
  if (looks + 1 < LOOKS.length) await kith.write(async (_tx, happened) => happened({ ...look, looks: looks + 1 }));
}

/** Until the group shows it, it does not stand here as what the group has passed on either. */
async function noteUnpassed(kith: Kith, group: Account, status: Status): Promise<void> {
  const row = { status_id: status.id, group_id: group.id, created_at: kith.now() };
  await kith.write(async (tx) => await insertUnpassed(tx, row));
  await unreblog(kith, group, status);
}

async function notePassed(kith: Kith, group: Account, status: Status): Promise<void> {
  if ((await findUnpassed(kith.db, status.id)) === undefined) return;
  await showUnannounced(kith, group, status);
  await kith.write(async (tx) => await removeUnpassed(tx, status.id));
}

/** - `uris` of what the group shows; - `all`: nothing but these; - `since`: nothing else that is newer (ms) */
type Shown = { uris: ReadonlySet<string>; all: boolean; since: number | undefined };

/** Asked at most once a minute, however much is posted at once. */
async function readShown(kith: Kith, group: Account): Promise<Shown | undefined> {
  const cache = kith.cache<{ shown: Shown | undefined; until: number }>("groups-shown", MOST_KNOWN);
  const known = cache.get(group.uri);
  if (known !== undefined && known.until > kith.now()) return known.shown;
  const shown = await fetchShown(kith, group);
  cache.set(group.uri, { shown, until: kith.now() + MINUTE });
  return shown;
}

async function fetchShown(kith: Kith, { outbox_url, uri }: Account): Promise<Shown | undefined> {
  if (outbox_url === "") return undefined;
  const { items, total, whole } = await readListing(beginErrand(kith), outbox_url, uri, {
    pages: 1,
    items: MOST,
    announces: true,
  });
  const notes = items.map(shownBy);
  return {
    uris: new Set(notes.flatMap((note) => id(note) ?? [])),
    all: whole && items.length < MOST && items.length === total,
    // What is pinned comes first, so the last one is the oldest.
    since: instant(notes.at(-1)?.published),
  };
}

/** Undefined when the list cannot be read, or may end before it. */
function isShown(shown: Shown | undefined, { uri, created_at }: Status): boolean | undefined {
  if (shown?.uris.has(uri) === true) return true;
  return shown !== undefined && (shown.all || (shown.since !== undefined && shown.since < created_at)) ? false : undefined;
}

/** An outbox of a group lists what it shows: posts, or the activities that brought them. */
function shownBy({ uri, doc, announce }: Listed): Doc {
  const shown = announce === undefined ? doc : object(announce.object);
  return object(shown?.object) ?? { ...shown, id: id(shown?.object) ?? uri };
}
