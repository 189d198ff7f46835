/**
 * Flag: another server reports accounts, statuses or collections of ours. Mastodon sends it from its instance's own account, and what its author has to say as
 * `content`; Lemmy and PieFed from whoever reports, and as `summary`.
 */
import { receiveReport } from "../../moderation/report.ts";
import { localAccountId, localCollectionId, localStatusId, localStoryId } from "../../uris.ts";
import { plainText } from "../../text/plain.ts";
import { text } from "../read/shape.ts";
import type { Receive } from "./receive.ts";

export const receiveFlag: Receive = async (kith, activity, actor) => {
  const uris = activity.objects.flatMap(({ uri }) => (uri === undefined ? [] : [uri])).slice(0, 200);
  const ids = (read: (instance: typeof kith.instance, uri: string) => number | undefined) =>
    uris.flatMap((uri) => read(kith.instance, uri) ?? []);
  await receiveReport(kith, actor, {
    uri: activity.uri,
    comment: plainText(activity.content || text(activity.raw.summary, 5000)),
    account_ids: ids(localAccountId),
    status_ids: ids(localStatusId),
    story_ids: ids(localStoryId),
    collection_ids: ids((instance, uri) => localCollectionId(instance, uri)?.collection_id),
  });
};
