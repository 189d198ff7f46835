/** The tags that a profile elsewhere shows, as its server lists them: a short collection of its own, in one piece or with one page. */
import type { Account } from "../../db/schema.ts";
import { keepFeaturedTags } from "../../tags/feature.ts";
import { id, object, objects, one } from "../read/shape.ts";
import { tagNamesOf } from "../read/tags.ts";
import type { Errand } from "./errand.ts";

const MOST = 50;

/** What cannot be read changes nothing. */
export async function keepListedTags(errand: Errand, account: Account): Promise<void> {
  if (account.featured_tags_url === "") return;
  const head = await errand.fetchPage(account.featured_tags_url);
  if (typeof head === "string" || id(head.id) !== account.featured_tags_url) return;
  const first = one(head.first);
  // A page elsewhere would be a second request for something so small: servers that have pages put the first one inside.
  const page = head.items ?? head.orderedItems ?? object(first)?.items ?? object(first)?.orderedItems;
  if (page !== undefined || first === undefined) await keepFeaturedTags(errand.kith, account, tagNamesOf(objects(page, MOST)));
}
