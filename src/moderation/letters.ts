/** Letters about decisions: nothing is sent where this server sends no mail. Each is the handler of a job. */
import { findUser } from "../accounts/users.ts";
import type { Kith, KithEventOf } from "../kith.ts";

const DONE: Readonly<Record<string, string>> = {
  none: "The moderators have sent you a warning.",
  delete_statuses: "The moderators have taken down some of your posts.",
  mark_statuses_as_sensitive: "The moderators have marked some of your posts as sensitive.",
  sensitive: "From now on all media that you post are marked as sensitive.",
  disable: "Your account has been disabled: you cannot log in any more. What you posted is still there.",
  silence: "Your account has been limited: only people who follow you already will see your posts.",
  suspend: "Your account has been suspended: your profile and posts are hidden, and you cannot log in any more.",
};

export async function sendWarning(kith: Kith, { account_id, strike_id }: KithEventOf<"account.warned">): Promise<void> {
  const user = await findUser(kith.db, account_id);
  const strike = await kith.db.selectFrom("strikes").selectAll().where("id", "=", strike_id).executeTakeFirst();
  if (user === undefined || strike === undefined || !kith.mail.configured) return;
  const said = strike.comment === "" ? "" : `\n\nThey write:\n\n${strike.comment}`;
  const turn = kith.instance.contact_email === "" ? "" : `\n\nYou can answer to ${kith.instance.contact_email}.`;
  await kith.mail.send({
    to: user.email,
    subject: `${kith.instance.title}: about your account`,
    text: `${DONE[strike.action] ?? DONE["none"]}${said}${turn}\n`,
  });
}

export async function sendApproval(kith: Kith, { account_id }: KithEventOf<"account.approved">): Promise<void> {
  const user = await findUser(kith.db, account_id);
  if (user === undefined || !kith.mail.configured) return;
  await kith.mail.send({
    to: user.email,
    subject: `${kith.instance.title}: your account is approved`,
    text: `Welcome to ${kith.instance.title}! Your request has been accepted, and you can log in:\n\n${kith.instance.origin}/sign_in\n`,
  });
}
