/** Serves the followers that an account of ours has on the server that asks, and to nobody else (FEP-8fcf). */
import type { Request, Response } from "express";
import { unauthenticated } from "../../errors.ts";
import type { Kith } from "../../kith.ts";
import { partialFollowersUri } from "../../uris.ts";
import { followerUris } from "../followers/ours.ts";
import { ACTIVITYSTREAMS } from "../write/context.ts";
import { getStandingAccount } from "./actor.ts";
import { reply } from "./answer.ts";
import { findSignerUri } from "./reader.ts";

/** Whole, for who is missing from it is taken for somebody who does not follow. @throws Refusal `unauthenticated` */
export async function servePartialFollowers(kith: Kith, request: Request, response: Response): Promise<void> {
  const account = await getStandingAccount(kith, request.params.id);
  const signer = await findSignerUri(kith, request);
  if (signer === undefined) throw unauthenticated("Followers are told to their own server only");
  const orderedItems = await followerUris(kith, account.id, new URL(signer).origin);
  const id = partialFollowersUri(kith.instance, account.id);
  const list = { "@context": ACTIVITYSTREAMS, id, type: "OrderedCollection", totalItems: orderedItems.length, orderedItems };
  reply(response, { body: JSON.stringify(list), open: false });
}
