/**
 * `GET /api/kith/v1/statuses/:id/thread`: how whole a thread is here. `known` replies are here, `counted` is how many there are as the servers of the
 * thread count them, `checked_at` when these were last asked (null: never), `checking` whether they are being asked. Asking has them asked, as
 * `GET /api/v1/statuses/:id/context` has, once in some minutes for all who look.
 */
import { loadContext } from "../../statuses/context.ts";
import { loadThreadState, openThread } from "../../statuses/thread.ts";
import { statusParam } from "../present.ts";
import { answer, anyone, get, type Answer, type ApiRequest, type Route } from "../respond.ts";

async function thread(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id } = request;
  const status = await statusParam(request);
  await openThread(kith, viewer_id, status);
  const { descendants } = await loadContext(kith, viewer_id, status);
  const { known, counted, checked_at, checking } = await loadThreadState(kith, status, descendants);
  return answer({ known, counted, checked_at: checked_at === 0 ? null : new Date(checked_at).toISOString(), checking });
}

export const threadRoutes: readonly Route[] = [get("/api/kith/v1/statuses/:id/thread", anyone("read:statuses"), thread)];
