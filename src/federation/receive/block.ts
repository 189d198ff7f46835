/** Block: Mastodon tells the blocked one's server, so that both sides hide each other. */
import { receiveBlock } from "../../blocks/block.ts";
import { findLocalAccount, type Receive } from "./receive.ts";

export const receiveBlockOf: Receive = async (kith, activity, actor) => {
  const target = await findLocalAccount(kith, activity.object_uri);
  if (target !== undefined) await receiveBlock(kith, { account: actor, target, uri: activity.uri });
};
