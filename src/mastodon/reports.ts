/** https://docs.joinmastodon.org/methods/reports/ */
import { z } from "zod";
import { getAccount } from "../accounts/find.ts";
import { renderReport } from "./entities/report.ts";
import { sceneOf } from "./entities/scene.ts";
import { answer, me, post, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { whenCalled } from "../lazy.ts";
import { flag, id, list, parse, text } from "./shapes.ts";

// What few do is read when somebody does it.
const fileReport = whenCalled(async () => (await import("../moderation/report.ts")).fileReport);

const report = z.object({
  account_id: id,
  status_ids: list(id).nullish(),
  comment: text().nullish(),
  forward: flag.nullish(),
  category: text(100).nullish(),
  rule_ids: list(id, 100).nullish(),
  collection_ids: list(id, 100).nullish(),
  story_ids: list(id, 20).nullish(),
});

async function file(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const asked = parse(request.body, report);
  const target = await getAccount(kith.db, asked.account_id);
  const made = await fileReport(kith, me(request), {
    target,
    category: asked.category ?? undefined,
    comment: asked.comment ?? undefined,
    status_ids: asked.status_ids ?? undefined,
    rule_ids: asked.rule_ids ?? undefined,
    collection_ids: asked.collection_ids ?? undefined,
    story_ids: asked.story_ids ?? undefined,
    forward: asked.forward ?? undefined,
  });
  return answer(renderReport(made, target, sceneOf(kith)));
}

export const reportRoutes: readonly Route[] = [post("/api/v1/reports", user("write:reports"), file)];
