/** A village that writes letters: nobody gets them, but the pages are those of one that does. */
import { getUser } from "../../src/accounts/users.ts";
import { noteBounce } from "../../src/mailing/bounces.ts";
import { setGroupMail } from "../../src/mailing/group-settings.ts";
import { unsubscribeLink } from "../../src/mailing/unsubscribe.ts";
import type { Kith } from "../../src/kith.ts";
import type { People } from "./village.ts";

/** Where one of Mia's letters leads whoever does not want them any more. */
export type Mail = { unsubscribe: string };

export async function giveMail(kith: Kith, people: People): Promise<Mail> {
  Object.assign(kith.mail, { configured: true, send: async () => undefined });
  const mia = await getUser(kith.db, people["mia"]?.id ?? 0);
  const groups = await kith.db
    .selectFrom("follows")
    .innerJoin("accounts", "accounts.id", "follows.target_id")
    .select("accounts.id")
    .where("follows.account_id", "=", mia.id)
    .where("follows.state", "=", "accepted")
    .where("accounts.actor_type", "=", "Group")
    .limit(1)
    .execute();
  for (const { id } of groups) await setGroupMail(kith, mia, id, "each");
  const tom = await getUser(kith.db, people["tom"]?.id ?? 0);
  for (let n = 0; n < 3; n++) await noteBounce(kith, tom, { why: "550 5.1.1 <tom@mail.example>: no such mailbox", hard: true });
  const { pathname, search } = new URL(await unsubscribeLink(kith, mia, { digest: true }));
  return { unsubscribe: pathname + search };
}

export const mailPages = ({ unsubscribe }: Mail): Readonly<Record<string, string>> => ({
  settings_mail: "/settings/mail",
  unsubscribe,
});
