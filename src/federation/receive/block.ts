/** Block: Mastodon tells the blocked one's server, so that both sides hide each other. */
import { receiveBlock } from "../../blocks/block.ts";
import { decideBan, receiveBanOf } from "./moderation.ts";
import { findLocalAccount, type Receive } from "./receive.ts";

export const receiveBlockOf: Receive = async (kith, activity, actor) => {
  if (await receiveBanOf(kith, { doc: activity.raw, actor, decide: decideBan })) return;
  const target = await findLocalAccount(kith, activity.object_uri);
  if (target !== undefined) await receiveBlock(kith, { account: actor, target, uri: activity.uri });
};
