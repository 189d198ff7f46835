/** Who of all listeners is not to see a page, and for whom it looks different: found once for each message, not once for each listener. */
import { sql } from "kysely";
import { padded } from "../db/lists.ts";
import type { Kith } from "../kith.ts";
import type { StatusPage } from "../statuses/page.ts";

/** People of this server who have blocked or muted anybody on the page, who are blocked by them, or who have blocked their host. */
export async function whoHide(kith: Pick<Kith, "db" | "now">, page: StatusPage): Promise<ReadonlySet<number>> {
  const accounts = [...page.accounts.values()];
  const ids = sql.join(padded(accounts.map(({ id }) => id)));
  const hosts = [...new Set(accounts.map(({ host }) => host))].filter((host) => host !== "");
  const byHost =
    hosts.length === 0 ? sql`` : sql`union select account_id from account_domain_blocks where host in (${sql.join(hosts)})`;
  const { rows } = await sql<{ id: number }>`select account_id as id from blocks where target_id in (${ids})
    union select target_id from blocks where account_id in (${ids})
    union select account_id from mutes where target_id in (${ids}) and (expires_at = 0 or expires_at > ${kith.now()})
    ${byHost}`.execute(kith.db);
  return new Set(rows.map(({ id }) => id));
}

/** People of this server who have done something with a status of the page that it shows them: favourites, votes and the like. */
export async function whoMarked(kith: Pick<Kith, "db">, page: StatusPage): Promise<ReadonlySet<number>> {
  const statuses = [...page.statuses.values()];
  const ids = sql.join(padded(statuses.map(({ id }) => id)));
  const conversations = sql.join(padded(statuses.map(({ conversation_id }) => conversation_id)));
  const votes =
    page.polls.size === 0
      ? sql``
      : sql`union select account_id from poll_votes join users on users.id = poll_votes.account_id
          where poll_id in (${sql.join(padded([...page.polls.values()].map(({ id }) => id)))})`;
  const reactions =
    page.reactions.size === 0
      ? sql``
      : sql`union select account_id from reactions join users on users.id = reactions.account_id where status_id in (${ids})`;
  const { rows } = await sql<{ id: number }>`
    select account_id as id from favourites join users on users.id = favourites.account_id where status_id in (${ids})
    union select account_id from bookmarks where status_id in (${ids})
    union select account_id from statuses where reblog_of_id in (${ids}) and local = 1 and deleted_at = 0
    union select account_id from muted_conversations where conversation_id in (${conversations})
    ${votes} ${reactions}`.execute(kith.db);
  return new Set(rows.map(({ id }) => id));
}
