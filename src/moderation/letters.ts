/** Letters about decisions, in the language of whom they are about: nothing is sent where this server sends no mail. Each is the handler of a job. */
import { localeOfUser } from "../access/language.ts";
import { sendLetter, type LetterJob } from "../access/letters.ts";
import { findUser } from "../accounts/users.ts";
import type { StrikeAction } from "../db/values.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import type { Key } from "../words/catalogue.ts";

const DONE: Readonly<Record<StrikeAction, Key>> = {
  none: "letters.warned",
  delete_statuses: "letters.warned_delete_statuses",
  mark_statuses_as_sensitive: "letters.warned_mark_statuses",
  sensitive: "letters.warned_sensitive",
  disable: "letters.warned_disable",
  silence: "letters.warned_silence",
  suspend: "letters.warned_suspend",
};

export async function sendWarning(
  kith: Kith,
  { account_id, strike_id }: KithEventOf<"account.warned">,
  job: LetterJob,
): Promise<void> {
  const user = await findUser(kith.db, account_id);
  const strike = await kith.db.selectFrom("strikes").selectAll().where("id", "=", strike_id).executeTakeFirst();
  if (user === undefined || strike === undefined) return;
  const { t } = localeOfUser(kith, user);
  const { contact_email } = kith.instance;
  const parts = [
    t(DONE[strike.action] ?? DONE.none),
    ...(strike.comment === "" ? [] : [t("letters.they_write"), strike.comment]),
    ...(contact_email === "" ? [] : [t("letters.answer_to", { contact_email })]),
  ];
  const values = { words: parts.join("\n\n") };
  await sendLetter(kith, user, { subject: "letters.warned_subject", text: "letters.words", values }, { job });
}

export async function sendApproval(kith: Kith, { account_id }: KithEventOf<"account.approved">, job: LetterJob): Promise<void> {
  const user = await findUser(kith.db, account_id);
  if (user !== undefined)
    await sendLetter(kith, user, { subject: "letters.approved_subject", text: "letters.approved" }, { job });
}
