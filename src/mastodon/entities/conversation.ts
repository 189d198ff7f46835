/** Conversations, and requests of those who wait aside to notify. */
import { fromJson, rfc3339 } from "../../db/columns.ts";
import type { Account } from "../../db/schema.ts";
import type { Conversation } from "../../conversations/load.ts";
import type { NotificationRequest } from "../../notifications/requests.ts";
import type { StatusPage } from "../../statuses/page.ts";
import { renderAccount, type AccountJson } from "./account.ts";
import type { Scene } from "./scene.ts";
import { renderStatus, type StatusJson } from "./status.ts";

export type ConversationJson = { id: string; unread: boolean; accounts: AccountJson[]; last_status: StatusJson | null };

type Parts = { accounts: ReadonlyMap<number, Account>; statuses: StatusPage };

const statusOf = (id: number | null, statuses: StatusPage, scene: Scene): StatusJson | null => {
  const status = id === null ? undefined : statuses.statuses.get(id);
  return status === undefined ? null : renderStatus(status, statuses, scene);
};

/** Who talks to nobody else talks to themselves. */
export function renderConversation(row: Conversation, { accounts, statuses }: Parts, scene: Scene): ConversationJson {
  const people = fromJson(row.people);
  return {
    id: String(row.id),
    unread: row.unread === 1,
    accounts: (people.length === 0 ? [row.account_id] : people)
      .flatMap((id) => accounts.get(id) ?? [])
      .map((account) => renderAccount(account, scene)),
    last_status: statusOf(row.last_status_id, statuses, scene),
  };
}

export function renderRequest(row: NotificationRequest, { accounts, statuses }: Parts, scene: Scene) {
  const account = accounts.get(row.from_account_id);
  if (account === undefined) return undefined;
  return {
    id: String(row.id),
    created_at: rfc3339(row.created_at),
    updated_at: rfc3339(row.updated_at),
    notifications_count: String(row.notifications_count),
    account: renderAccount(account, scene),
    last_status: statusOf(row.last_status_id, statuses, scene),
  };
}
