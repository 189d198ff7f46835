/** Lets go of what was kept so that letters go and come once. */
import type { Kith } from "../kith.ts";

const DAY = 86_400_000;
/** Longer than mail servers try. */
const SEEN = 14 * DAY;
const COUNTED = 90 * DAY;

export const forgetMail = async (kith: Kith): Promise<void> =>
  await kith.write(async (tx) => {
    const now = kith.now();
    await tx
      .deleteFrom("mail_seen")
      .where("seen_at", "<", now - SEEN)
      .execute();
    await tx
      .deleteFrom("group_mail_sent")
      .where("sent_at", "<", now - SEEN)
      .execute();
    await tx
      .deleteFrom("mail_outbox")
      .where("created_at", "<", now - SEEN)
      .execute();
    await tx
      .deleteFrom("mail_counts")
      .where("day", "<", now - COUNTED)
      .execute();
  });
