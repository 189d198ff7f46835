/** From ids to JSON: loads a page once and renders it, for every page of the API that shows statuses or accounts. */
import { loadAccounts, loadMoved } from "../accounts/find.ts";
import { loadLooker } from "../collections/policy.ts";
import type { Account, Status } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { FilterContext } from "../db/values.ts";
import { missing, UnexpectedMentions } from "../errors.ts";
import { withFilters } from "../filters/match.ts";
import { getVisibleStatus, loadStatusPage } from "../statuses/load.ts";
import { renderAccount, type AccountJson } from "./entities/account.ts";
import { sceneOf, type Scene } from "./entities/scene.ts";
import { renderStatuses, type StatusJson } from "./entities/status.ts";
import { answer, idParam, type Answer, type ApiRequest } from "./respond.ts";

/** The statuses of `ids` that the viewer may see, with the viewer's filters of a context applied. */
export async function showStatuses(request: ApiRequest, ids: readonly number[], context: FilterContext): Promise<StatusJson[]> {
  const { kith, viewer_id } = request;
  if (ids.length === 0) return [];
  const page = await loadStatusPage(kith.db, viewer_id, ids);
  return renderStatuses(viewer_id === 0 ? page : await withFilters(kith, page, context), sceneOf(kith));
}

/** @throws Refusal `missing` when the viewer may not see it */
export async function showStatus(request: ApiRequest, id: number): Promise<StatusJson> {
  const { kith, viewer_id } = request;
  const page = await loadStatusPage(kith.db, viewer_id, [id]);
  const [status] = renderStatuses(page, sceneOf(kith));
  if (status === undefined) throw missing();
  return status;
}

/** What is posted, as the answer to who posts it: of what would go to people whom its author did not expect these are named. */
export async function showPublished(request: ApiRequest, publish: () => Promise<Status>): Promise<Answer> {
  try {
    const { id } = await publish();
    return answer(await showStatus(request, id));
  } catch (error) {
    if (!(error instanceof UnexpectedMentions)) throw error;
    const accounts = await showAccounts(request, error.account_ids);
    return { status: 422, body: { error: error.message, unexpected_accounts: accounts } };
  }
}

/** The status that the path names. @throws Refusal `missing` */
export const statusParam = async (request: ApiRequest): Promise<Status> =>
  await getVisibleStatus(request.kith.db, request.viewer_id, idParam(request));

/** Accounts in the order of their ids; those that are gone fall out. */
export async function showAccounts(request: ApiRequest, ids: readonly number[]): Promise<AccountJson[]> {
  const accounts = await loadAccounts(request.kith.db, ids);
  return await renderAccounts(
    request,
    ids.flatMap((id) => accounts.get(id) ?? []),
  );
}

/** A scene that knows where these accounts have moved to, which few have, and what they are to who looks. */
export const sceneWith = async (kith: Kith, viewer_id: number, accounts: readonly Account[]): Promise<Scene> =>
  sceneOf(kith, { moved: await loadMoved(kith.db, accounts), looker: await loadLooker(kith.db, viewer_id, accounts) });

export async function renderAccounts({ kith, viewer_id }: ApiRequest, accounts: readonly Account[]): Promise<AccountJson[]> {
  const scene = await sceneWith(kith, viewer_id, accounts);
  return accounts.filter((account) => account.deleted_at === 0).map((account) => renderAccount(account, scene));
}
