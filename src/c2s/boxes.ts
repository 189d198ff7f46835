/** Inbox and outbox as their owner reads them: everything, newest first, in pages by id. */
import type { Account } from "../db/schema.ts";
import { readId } from "../ids.ts";
import type { Kith } from "../kith.ts";
import { loadStatusPage } from "../statuses/load.ts";
import { inContext, type Answer } from "./answer.ts";
import { loadArrivals, type Arrival } from "./arrivals.ts";
import type { Json, Port } from "./port.ts";

const PAGE = 20;

type Ground = { kith: Kith; port: Port; account: Account };
/** `page` undefined: the collection itself. */
export type Asked = { page: string | undefined; max_id: number | undefined };

export const askedIn = (query: { [name: string]: unknown }): Asked => ({
  page: typeof query["page"] === "string" ? query["page"] : undefined,
  max_id: readId(query["max_id"]),
});

/** Posts, boosts and direct messages of one's own, whoever may see them. */
export async function showOutbox({ kith, port, account }: Ground, asked: Asked): Promise<Answer> {
  if (asked.page === undefined) return head(account.outbox_url, await countOwn(kith, account));
  let query = kith.db.selectFrom("statuses").select("id").where("account_id", "=", account.id).where("deleted_at", "=", 0);
  if (asked.max_id !== undefined) query = query.where("id", "<", asked.max_id);
  const rows = await query.orderBy("id", "desc").limit(PAGE).execute();
  const ids = rows.map(({ id }) => id);
  const shown = await renderStatuses({ kith, port, account }, ids);
  const items = ids.flatMap((id): Json[] => [shown.get(id) ?? []].flat());
  return pageOf(account.outbox_url, { asked, items, last: ids.length === PAGE ? ids.at(-1) : undefined });
}

async function countOwn({ db }: Kith, { id }: Account): Promise<number> {
  const row = await db
    .selectFrom("statuses")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("account_id", "=", id)
    .where("deleted_at", "=", 0)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** What stands in one's home, and what has been done to one: mentions, likes, boosts, follows. */
export async function showInbox({ kith, port, account }: Ground, asked: Asked): Promise<Answer> {
  if (asked.page === undefined) return head(account.inbox_url, undefined);
  const { arrivals, last } = await loadArrivals(kith, account, { limit: PAGE, max_id: asked.max_id });
  const ids = arrivals.flatMap((arrival) => ("status_id" in arrival ? [arrival.status_id] : []));
  const shown = await renderStatuses({ kith, port, account }, ids);
  const items = arrivals.flatMap((arrival: Arrival): object[] =>
    "status_id" in arrival ? [shown.get(arrival.status_id) ?? []].flat() : [arrival.activity],
  );
  return pageOf(account.inbox_url, { asked, items, last });
}

/** The activities that brought statuses, as the account may see them, by the statuses' ids; each with its context, which says more than ActivityStreams'. */
async function renderStatuses({ kith, port, account }: Ground, ids: readonly number[]): Promise<Map<number, Json>> {
  const page = await loadStatusPage(kith.db, account.id, ids);
  const shown = new Map<number, Json>();
  for (const id of page.ids) {
    const status = page.statuses.get(id);
    if (status === undefined) continue;
    shown.set(id, await port.renderStatus(status, page, "activity"));
  }
  return shown;
}

const head = (uri: string, total: number | undefined): Answer => ({
  body: inContext({
    id: uri,
    type: "OrderedCollection",
    ...(total === undefined ? {} : { totalItems: total }),
    first: `${uri}?page=true`,
  }),
});

type Page = { asked: Asked; items: readonly object[]; last: number | undefined };

function pageOf(uri: string, { asked, items, last }: Page): Answer {
  const first = `${uri}?page=true`;
  return {
    body: inContext({
      id: asked.max_id === undefined ? first : `${first}&max_id=${asked.max_id}`,
      type: "OrderedCollectionPage",
      partOf: uri,
      orderedItems: items,
      ...(last === undefined ? {} : { next: `${first}&max_id=${last}` }),
    }),
  };
}
