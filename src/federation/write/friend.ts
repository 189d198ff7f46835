// Words of our own, for what no vocabulary has: whoever does not know them reads the activity as it is without them.
import type { Status } from "../../db/schema.ts";
import type { StatusPage } from "../../statuses/page.ts";
import type { Json } from "./complete.ts";
import { KITH_CONTEXT } from "./context.ts";

export const withKithContext = (document: Json): Json => ({
  ...document,
  "@context": [document["@context"], KITH_CONTEXT].flat(),
});

/** A Follow whose author wants to be followed back. */
export const asFriendRequest = (follow: Json): Json => ({ ...withKithContext(follow), friendRequest: true });

/** Of a team that signs its posts: who of it wrote this. */
export function toPostedBy({ posted_by }: Status, { accounts }: StatusPage): Json {
  const found = posted_by === 0 ? undefined : accounts.get(posted_by);
  const writer = (found?.suspended_at ?? 0) > 0 ? undefined : found;
  return writer === undefined || writer.deleted_at > 0 ? {} : { postedBy: writer.uri };
}

/** Who is made known to whom by a message, by their uris. */
export function toIntroduction({ id }: Status, { introductions, accounts }: StatusPage): Json {
  const row = introductions.get(id);
  if (row === undefined) return {};
  const refers = accounts.get(row.referred_id)?.uri;
  return {
    introduces: [row.first_id, row.second_id].flatMap((account_id) => accounts.get(account_id)?.uri ?? []),
    ...(refers === undefined ? {} : { refers }),
  };
}
