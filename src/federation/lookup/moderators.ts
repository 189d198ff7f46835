/**
 * Who may speak for a group: whom its own server lists as its moderators (FEP-1b12: the collection that its actor names as `attributedTo`; some
 * name the people themselves).
 */
import { findGroup, isModerator, keepModerators, resolveModerators } from "../../groups/moderators.ts";
import type { Account } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { isActor } from "../read/actor.ts";
import { id, list, object, sameOrigin, type Doc } from "../read/shape.ts";
import { fetchDocument } from "../signed.ts";
import { beginErrand } from "./errand.ts";
import { readListing } from "./listing.ts";

const HOUR = 3_600_000;
const TIMEOUT = 10_000;
const [PAGES, MOST] = [3, 200];

/**
 * Whether `uri` moderates the group.
 *
 * @param passed_on by the group itself. It then also vouches for the people of its own server: their administrators stand in no list, and Lemmy judges
 * the same (`verify_mod_action`)
 * @throws as `fetchDocument`
 */
export async function moderates(
  kith: Kith,
  group: Account,
  uri: string,
  { passed_on }: { passed_on: boolean },
): Promise<boolean> {
  if (uri === group.uri || (passed_on && sameOrigin(uri, group.uri))) return true;
  const listed = await isModerator(kith.db, group.id, uri);
  const known = await findGroup(kith.db, group.id);
  // Who is no moderator yet may have become one; who is one is asked after more seldom, for their dismissal is announced.
  const fresh = known !== undefined && known.checked_at > kith.now() - (listed ? 24 : 1) * HOUR;
  if (fresh) return listed;
  await fetchModerators(kith, group);
  return await isModerator(kith.db, group.id, uri);
}

/** The list as it is now, from the group's own server. @param actor the group's document, if it is at hand @throws as `fetchDocument` */
export async function fetchModerators(kith: Kith, group: Account, actor?: Doc): Promise<void> {
  const named = list((actor ?? (await fetchDocument(kith, group.uri, TIMEOUT))).attributedTo, MOST);
  const [only] = named;
  const url = named.length === 1 && object(only)?.type === undefined ? id(only) : undefined;
  if (url === undefined || !sameOrigin(url, group.uri))
    return await keepModerators(kith, group, { moderators_url: "", uris: named.flatMap((entry) => id(entry) ?? []) });
  const doc = await fetchDocument(kith, url, TIMEOUT);
  if (isActor(doc)) return await keepModerators(kith, group, { moderators_url: "", uris: [url] });
  const { items } = await readListing(beginErrand(kith), doc, group.uri, { pages: PAGES, items: MOST });
  await keepModerators(kith, group, { moderators_url: url, uris: items.map(({ uri }) => uri) });
}

/** The same, and who they are: what asks nobody shows those who are known. @throws as `fetchDocument` */
export async function learnModerators(kith: Kith, group: Account, actor?: Doc): Promise<void> {
  await fetchModerators(kith, group, actor);
  await resolveModerators(kith, group.id);
}

/** The address of that list. @throws as `fetchDocument` */
export async function moderatorsUrl(kith: Kith, group: Account): Promise<string> {
  if (((await findGroup(kith.db, group.id))?.checked_at ?? 0) === 0) await fetchModerators(kith, group);
  return (await findGroup(kith.db, group.id))?.moderators_url ?? "";
}
