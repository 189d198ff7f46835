/** Lets go of what was kept so that letters go and come once. */
import { forgetOlder } from "../db/forget.ts";
import type { Kith } from "../kith.ts";

const DAY = 86_400_000;
/** Longer than mail servers try. */
const SEEN = 14 * DAY;
const COUNTED = 90 * DAY;

/** Upkeep. @returns whether there is more */
export const forgetMail = async (kith: Kith): Promise<boolean> =>
  await forgetOlder(kith, {
    mail_seen: kith.now() - SEEN,
    group_mail_sent: kith.now() - SEEN,
    mail_outbox: kith.now() - SEEN,
    mail_counts: kith.now() - COUNTED,
  });
