/** Delete: of an account by itself, or of a status by its author. */
import { findAccountByUri } from "../../accounts/find.ts";
import { markGone } from "../../accounts/receive.ts";
import { receiveCollectionRemoval, receiveFeatureRevocation } from "../../collections/receive.ts";
import { receiveRevocation } from "../../quotes/answer.ts";
import { receiveRecommendationRevoked } from "../../recommendations/receive.ts";
import { receiveDelete as receiveStatusDelete } from "../../statuses/delete.ts";
import { receiveStoryEnd } from "../../stories/end.ts";
import { moderates } from "../lookup/moderators.ts";
import { sameOrigin } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import type { Receive } from "./receive.ts";

export const receiveDelete: Receive = async (kith, { object_uri }, actor) => {
  if (object_uri === undefined) throw new Unreadable("a Delete of nothing");
  if (object_uri === actor.uri) return await markGone(kith, actor, { for_good: true });
  // Even a tombstone for what never was here would keep another server's status out.
  if (!sameOrigin(object_uri, actor.uri)) throw new Unreadable("a Delete of another server's object");
  const known = await findAccountByUri(kith.db, object_uri);
  if (known?.actor_type === "Group" && known.host !== "")
    return await (
      await import("./group-end.ts")
    ).receiveGroupEnd(kith, known, async () => await moderates(kith, known, actor.uri, { passed_on: false }));
  if (known !== undefined) throw new Unreadable("a Delete of another account");
  if (await receiveRevocation(kith, actor, object_uri)) return;
  if (await receiveFeatureRevocation(kith, actor, object_uri)) return;
  if (await receiveCollectionRemoval(kith, actor, object_uri)) return;
  if (await receiveStoryEnd(kith, actor, object_uri)) return;
  if (await receiveRecommendationRevoked(kith, actor, object_uri)) return;
  if (await (await import("./playlist.ts")).receivePlaylistEnd(kith, actor, object_uri)) return;
  await receiveStatusDelete(kith, actor, object_uri);
};
