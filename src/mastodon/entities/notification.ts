/** Notifications, one by one and in groups. */
import { rfc3339 } from "../../db/columns.ts";
import type { Account, Row } from "../../db/schema.ts";
import type { StatusPage } from "../../statuses/page.ts";
import { renderAccount, type AccountJson } from "./account.ts";
import type { Scene } from "./scene.ts";
import { renderStatus, type StatusJson } from "./status.ts";

export type NotificationJson = {
  id: string;
  type: string;
  created_at: string;
  group_key: string;
  filtered?: true;
  account: AccountJson;
  status?: StatusJson;
};
/** The rows of a page with who and what they tell of. */
export type NotificationPage = {
  rows: readonly Row<"notifications">[];
  accounts: ReadonlyMap<number, Account>;
  statuses: StatusPage;
};

/** What tells of a status that is gone, or of nobody, falls out. */
export function renderNotifications({ rows, accounts, statuses }: NotificationPage, scene: Scene): NotificationJson[] {
  const rendered: NotificationJson[] = [];
  for (const row of rows) {
    const account = accounts.get(row.from_account_id);
    const status = row.status_id === null ? undefined : statuses.statuses.get(row.status_id);
    if (account === undefined || (row.status_id !== null && status === undefined)) continue;
    const { id, type, group_key, created_at } = row;
    const one: NotificationJson = {
      id: String(id),
      type,
      created_at: rfc3339(created_at),
      group_key,
      account: renderAccount(account, scene),
    };
    if (row.filtered === 1) one.filtered = true;
    if (status !== undefined) one.status = renderStatus(status, statuses, scene);
    rendered.push(one);
  }
  return rendered;
}

/** Rows that are told as one, the newest first. */
export type Group = { group_key: string; rows: readonly [Row<"notifications">, ...Row<"notifications">[]] };
const SAMPLE = 8;

export function renderGroup({ group_key, rows }: Group) {
  const [newest] = rows;
  const oldest = rows.at(-1) ?? newest;
  return {
    group_key,
    notifications_count: rows.length,
    type: newest.type,
    most_recent_notification_id: newest.id,
    page_min_id: String(oldest.id),
    page_max_id: String(newest.id),
    latest_page_notification_at: rfc3339(newest.created_at),
    sample_account_ids: [...new Set(rows.map((row) => String(row.from_account_id)))].slice(0, SAMPLE),
    ...(newest.status_id === null ? {} : { status_id: String(newest.status_id) }),
  };
}
