/** https://docs.joinmastodon.org/methods/conversations/ */
import { loadAccounts } from "../accounts/find.ts";
import { loadConversations, markConversation, removeConversation, type Conversation } from "../conversations/load.ts";
import { fromJson } from "../db/columns.ts";
import { withFilters } from "../filters/match.ts";
import type { Kith } from "../kith.ts";
import { loadStatusPage } from "../statuses/load.ts";
import { renderConversation, type ConversationJson } from "./entities/conversation.ts";
import { paged } from "./links.ts";
import { sceneWith } from "./present.ts";
import { answer, del, get, idParam, me, nothing, post, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { pagingOf } from "./shapes.ts";

/** Conversations of one reader. */
export async function showConversations(
  kith: Kith,
  viewer_id: number,
  rows: readonly Conversation[],
): Promise<ConversationJson[]> {
  if (rows.length === 0) return [];
  const loaded = await loadStatusPage(
    kith.db,
    viewer_id,
    rows.map((row) => row.last_status_id),
  );
  const statuses = await withFilters(kith, loaded, "thread");
  const accounts = await loadAccounts(kith.db, [viewer_id, ...rows.flatMap(({ people }) => fromJson(people))]);
  const scene = await sceneWith(kith, viewer_id, [...accounts.values()]);
  return rows.map((row) => renderConversation(row, { accounts, statuses }, scene));
}

async function page(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const paging = pagingOf(request.query);
  const rows = await loadConversations(kith.db, me(request).id, paging);
  const cursors = rows.map((row) => row.last_status_id);
  return paged(request, await showConversations(kith, me(request).id, rows), { cursors, paging });
}

const mark =
  (unread: boolean) =>
  async (request: ApiRequest): Promise<Answer> => {
    const { kith } = request;
    const row = await markConversation(kith, me(request).id, idParam(request), unread);
    const [shown] = await showConversations(kith, me(request).id, [row]);
    return answer(shown);
  };

const at = "/api/v1/conversations";

export const conversationRoutes: readonly Route[] = [
  get(at, user("read:statuses", { messages: true }), page),
  post(`${at}/:id/read`, user("write:conversations", { messages: true }), mark(false)),
  post(`${at}/:id/unread`, user("write:conversations", { messages: true }), mark(true)),
  del(`${at}/:id`, user("write:conversations", { messages: true }), async (request) => {
    await removeConversation(request.kith, me(request).id, idParam(request));
    return nothing;
  }),
];
