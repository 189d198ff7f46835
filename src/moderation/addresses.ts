/** From where people have come: kept for a year with each account, so that those who run the server find out who is who. */
import type { Reads, Row } from "../db/schema.ts";
import type { Kith } from "../kith.ts";

const KEPT = 365 * 86_400_000;
const HOUR = 3_600_000;
const MOST = 100;

/** The form in which an address is kept and compared: IPv4 inside IPv6 is IPv4. */
export const plainAddress = (ip: string): string => ip.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "").slice(0, 64);

/** Notes an address, once an hour at most for each. A failure is of no account. */
export function noteAddress(kith: Kith, user_id: number, ip: string | undefined): void {
  if (ip === undefined || ip === "") return;
  const address = plainAddress(ip);
  const noted = kith.cache<{ at: number }>("noted-addresses", 10_000);
  const now = kith.now();
  const name = `${user_id} ${address}`;
  if ((noted.get(name)?.at ?? -HOUR) > now - HOUR) return;
  noted.set(name, { at: now });
  kith
    .write(
      async (tx) =>
        await tx
          .insertInto("user_ips")
          .values({ user_id, ip: address, used_at: now })
          .onConflict((oc) => oc.columns(["user_id", "ip"]).doUpdateSet({ used_at: now }))
          .execute(),
    )
    .catch((error: unknown) => kith.log.debug("an address was not noted: {error}", { error }));
}

/** Of some users, the latest first. */
export const loadAddresses = async (db: Reads, user_ids: readonly number[]): Promise<Row<"user_ips">[]> =>
  user_ids.length === 0
    ? []
    : await db
        .selectFrom("user_ips")
        .selectAll()
        .where("user_id", "in", user_ids)
        .orderBy("used_at", "desc")
        .limit(user_ids.length * MOST)
        .execute();

/** A recurring job. */
export async function forgetAddresses(kith: Kith): Promise<void> {
  await kith.write(async (tx) => {
    await tx
      .deleteFrom("user_ips")
      .where("used_at", "<", kith.now() - KEPT)
      .execute();
    const week = Math.floor(kith.now() / 86_400_000) - 7;
    await tx.deleteFrom("email_domain_attempts").where("day", "<", week).execute();
  });
}
