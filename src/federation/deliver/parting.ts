/**
 * What is still said to a server that is blocked here: that a follow has ended. A server that is not told goes on showing its people as followers, and sends
 * nothing when they follow again once the block has been lifted; Mastodon says so, too. Nothing else goes there.
 */
import type { Row } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { letterOf } from "./post.ts";

/** A Reject of a Follow, or the Undo of one. */
export async function isLastWord(kith: Kith, { document_id }: Pick<Row<"deliveries">, "document_id">): Promise<boolean> {
  const letter = await letterOf(kith, document_id);
  return letter !== undefined && endsFollow(JSON.parse(letter.body.toString()) as Activity);
}

type Activity = { type?: unknown; object?: { type?: unknown } | string | null };

const endsFollow = ({ type, object }: Activity): boolean =>
  (type === "Reject" || type === "Undo") && typeof object === "object" && object?.type === "Follow";
