/** https://docs.joinmastodon.org/methods/statuses/#quotes: who quotes a status, and who may. */
import { z } from "zod";
import { choosePolicy, quoteIds } from "../quotes/load.ts";
import { revokeQuote } from "../quotes/answer.ts";
import { getOwnStatus } from "../statuses/find.ts";
import { paged } from "./links.ts";
import { showStatus, statusParam } from "./present.ts";
import { answer, anyone, get, idParam, me, post, put, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { pagingOf, parse } from "./shapes.ts";
import { policy } from "./status-forms.ts";
import { statusList } from "./texts/load.ts";

async function quotes(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query);
  const ids = await quoteIds(request.kith, request.viewer_id, await statusParam(request), paging);
  return paged(request, await statusList(request, ids, "thread"), { cursors: ids, paging, prev: "since_id" });
}

async function revoke(request: ApiRequest): Promise<Answer> {
  const own = await getOwnStatus(request.kith.db, me(request).id, idParam(request));
  const quoting_id = idParam(request, "quoting_id");
  await revokeQuote(request.kith, me(request), own.id, quoting_id);
  return answer(await showStatus(request, quoting_id));
}

async function choose(request: ApiRequest): Promise<Answer> {
  const { quote_approval_policy } = parse(request.body, z.object({ quote_approval_policy: policy }));
  await choosePolicy(request.kith, me(request), idParam(request), quote_approval_policy);
  return answer(await showStatus(request, idParam(request)));
}

export const quoteRoutes: readonly Route[] = [
  get("/api/v1/statuses/:id/quotes", anyone("read:statuses"), quotes),
  post("/api/v1/statuses/:id/quotes/:quoting_id/revoke", user("write:statuses"), revoke),
  put("/api/v1/statuses/:id/interaction_policy", user("write:statuses"), choose),
];
