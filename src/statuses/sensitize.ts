/** Media of accounts that those who run the server have marked count as sensitive, whatever their author said of them. */
import type { Status } from "../db/schema.ts";
import type { StatusPage } from "./page.ts";

/** The page as it is to be shown; the same when nobody in it is marked. */
export function sensitized(page: StatusPage): StatusPage {
  const marked = new Set([...page.accounts.values()].filter(({ sensitized_at }) => sensitized_at > 0).map(({ id }) => id));
  if (marked.size === 0) return page;
  const meant = ({ id, account_id }: Status) => marked.has(account_id) && (page.media.get(id)?.length ?? 0) > 0;
  const statuses = [...page.statuses.values()].map((status) => (meant(status) ? { ...status, sensitive: 1 as const } : status));
  return { ...page, statuses: new Map(statuses.map((status) => [status.id, status])) };
}
