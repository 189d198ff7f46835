/** Quoted authors whom the reader has blocked or muted: their words are not brought in by somebody else. */
import { sql } from "kysely";
import { padded } from "../db/lists.ts";
import type { Reads } from "../db/schema.ts";

/** `why` as the states of quotes are called; `until` in ms, 0 = for ever. */
export type Unwanted = { why: "blocked_account" | "blocked_domain" | "muted_account"; until: number };

/** Those of the accounts whom the viewer does not want to see, in one query. */
export async function loadUnwanted(
  db: Reads,
  viewer_id: number,
  account_ids: readonly number[],
): Promise<ReadonlyMap<number, Unwanted>> {
  const others = account_ids.filter((id) => id !== viewer_id);
  if (viewer_id <= 0 || others.length === 0) return new Map();
  const ids = sql.join(padded(others));
  const { rows } = await sql<Unwanted & { id: number }>`
    select target_id as id, 'muted_account' as why, expires_at as until from mutes
      where account_id = ${viewer_id} and target_id in (${ids})
    union all select accounts.id, 'blocked_domain', 0 from account_domain_blocks as hosts join accounts on accounts.host = hosts.host
      where hosts.account_id = ${viewer_id} and accounts.id in (${ids})
    union all select target_id, 'blocked_account', 0 from blocks where account_id = ${viewer_id} and target_id in (${ids})`.execute(
    db as never,
  );
  return new Map(rows.map(({ id, why, until }) => [id, { why, until }]));
}

/** Why a quote of this author is not shown at `now` (ms). */
export function whyUnwanted(
  unwanted: ReadonlyMap<number, Unwanted>,
  account_id: number,
  now: number,
): Unwanted["why"] | undefined {
  const found = unwanted.get(account_id);
  return found === undefined || (found.until > 0 && found.until <= now) ? undefined : found.why;
}
