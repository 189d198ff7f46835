/** Our own: taking statuses down, for which Mastodon's API has no word. */
import { z } from "zod";
import { moderateStatuses } from "../../moderation/statuses.ts";
import { answer, post, type Answer, type ApiRequest, type Route } from "../respond.ts";
import { id, list, parse, text } from "../shapes.ts";
import { by, staff, targetParam, writing } from "./admin.ts";

const shape = z.object({
  type: text(100),
  status_ids: list(id, 100),
  text: text(5000).nullish(),
  report_id: id.nullish(),
});

async function act(request: ApiRequest): Promise<Answer> {
  const asked = parse(request.body, shape);
  const target = await targetParam(request);
  await moderateStatuses(request.kith, by(request), target, {
    ...asked,
    text: asked.text ?? "",
    report_id: asked.report_id ?? 0,
  });
  return answer({});
}

export const adminStatusRoutes: readonly Route[] = [
  post("/api/kith/v1/admin/accounts/:id/statuses", writing("reports"), staff("manage_reports", act)),
];
