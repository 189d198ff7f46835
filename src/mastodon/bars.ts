/** What keeps its author from posting what is not published yet in the groups for which it was written. */
import { getAccount } from "../accounts/find.ts";
import { loadBars } from "../groups/barred.ts";
import type { Draft } from "../statuses/draft.ts";
import type { Bars } from "./entities/scheduled.ts";
import { me, type ApiRequest } from "./respond.ts";

export async function loadBarsOf(request: ApiRequest, drafts: readonly Draft[]): Promise<Bars> {
  const ids = drafts.map(({ group_id }) => group_id);
  if (ids.every((id) => id === undefined)) return new Map();
  return await loadBars(request.kith, await getAccount(request.kith.db, me(request).id), ids);
}
