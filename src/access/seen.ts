/** Notes that a person was here, at most once an hour, without keeping them waiting. */
import type { User } from "../db/schema.ts";
import type { Kith } from "../kith.ts";

const HOUR = 3_600_000;
/** Homes of people who have not been here for so long are not written any more: see `timelines/`. */
export const AWAY_AFTER = 30 * 24 * HOUR;

export function noteSeen(kith: Kith, user: Pick<User, "id" | "last_seen_at"> | null): void {
  if (user === null || kith.now() - user.last_seen_at < HOUR) return;
  const now = kith.now();
  kith
    .write(async (tx, happened) => {
      // The old instant in the condition lets one of several requests at once be the one who returns.
      const noted = await tx
        .updateTable("users")
        .set({ last_seen_at: now })
        .where("id", "=", user.id)
        .where("last_seen_at", "=", user.last_seen_at)
        .returning("id")
        .executeTakeFirst();
      if (noted !== undefined && now - user.last_seen_at > AWAY_AFTER)
        happened({ type: "account.returned", account_id: user.id });
    })
    .catch((error: unknown) => kith.log.debug("a visit was not noted: {error}", { error }));
}
