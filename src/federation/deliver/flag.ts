/** Forwards a report to the server of the reported account. It comes from the server's own account: who reported is nobody's business there. */
import { loadAccounts } from "../../accounts/find.ts";
import { loadCollectionsById } from "../../collections/load.ts";
import { fromJson } from "../../db/columns.ts";
import { padded } from "../../db/lists.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { toFlag } from "../write/activities.ts";
import { nothingToSend, send, type Job } from "./send.ts";

export async function deliverFlag(kith: Kith, { report_id }: KithEventOf<"report.forwarded">, job: Job): Promise<void> {
  const report = await kith.db.selectFrom("reports").selectAll().where("id", "=", report_id).executeTakeFirst();
  const target = report && (await loadAccounts(kith.db, [report.target_id])).get(report.target_id);
  if (report === undefined || target === undefined || target.host === "") return await nothingToSend(kith, job);
  const ids = fromJson(report.status_ids);
  const statuses = await kith.db.selectFrom("statuses").select("uri").where("id", "in", padded(ids)).orderBy("id").execute();
  const collections = await loadCollectionsById(kith.db, fromJson(report.collection_ids));
  const named = kith.db.selectFrom("story_reports").innerJoin("stories", "stories.id", "story_reports.story_id");
  const stories = await named.select("stories.uri").where("story_reports.report_id", "=", report_id).execute();
  const actor = await kith.instanceAccount();
  const objects = [target.uri, ...[...statuses, ...collections, ...stories].flatMap(({ uri }) => uri ?? [])];
  const flag = {
    uri: `${actor.uri}#reports/${report.id}`,
    actor_uri: actor.uri,
    to: target.uri,
    objects,
    content: report.comment,
  };
  const activity = await serialise(toFlag(flag, await loadWriter(kith)), "status");
  await send(kith, { account_id: actor.id, status_id: null, activity, inboxes: [target.inbox_url], priority: 1 }, job);
}
