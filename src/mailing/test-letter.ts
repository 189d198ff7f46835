/** A letter by which somebody sees whether letters reach them. */
import { localeOfUser } from "../access/language.ts";
import type { User } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { AUTOMATIC, sendTo } from "./send.ts";

/** Whether the mail server has taken it. */
export async function sendTest(kith: Kith, user: User): Promise<boolean> {
  const { t } = localeOfUser(kith, user);
  const values = { title: kith.instance.title };
  const letter = { subject: t("mail.test_subject", values), text: `${t("mail.test", values)}\n`, headers: { ...AUTOMATIC } };
  return await sendTo(kith, user, letter).catch((error: unknown) => {
    kith.log.warning("a test of mail failed: {error}", { error });
    return false;
  });
}
