/** Whom a listener does not want to see in the streams for all: kept for some seconds, for a busy stream asks again and again. */
import { sql } from "kysely";
import type { Kith } from "../kith.ts";
import type { StatusPage } from "../statuses/page.ts";

type Hidden = { ids: ReadonlySet<number>; hosts: ReadonlySet<string>; until: number };
const KEPT = 10_000;

/** Whether the page shows anybody whom the viewer has blocked or muted, who has blocked the viewer, or whose host the viewer has blocked. */
export async function isHidden(kith: Kith, viewer_id: number, page: StatusPage): Promise<boolean> {
  const { ids, hosts } = await hiddenFrom(kith, viewer_id);
  if (ids.size === 0 && hosts.size === 0) return false;
  for (const account of page.accounts.values()) if (ids.has(account.id) || hosts.has(account.host)) return true;
  return false;
}

async function hiddenFrom(kith: Kith, viewer_id: number): Promise<Hidden> {
  const cache = kith.cache<Hidden>("stream-hidden", 5000);
  const now = kith.now();
  const known = cache.get(String(viewer_id));
  if (known !== undefined && known.until > now) return known;
  const { rows } = await sql<{ id: number }>`select target_id as id from blocks where account_id = ${viewer_id}
    union select account_id from blocks where target_id = ${viewer_id}
    union select target_id from mutes where account_id = ${viewer_id} and (expires_at = 0 or expires_at > ${now})`.execute(
    kith.db,
  );
  const hosts = await kith.db.selectFrom("account_domain_blocks").select("host").where("account_id", "=", viewer_id).execute();
  const hidden = { ids: new Set(rows.map(({ id }) => id)), hosts: new Set(hosts.map(({ host }) => host)), until: now + KEPT };
  cache.set(String(viewer_id), hidden);
  return hidden;
}
