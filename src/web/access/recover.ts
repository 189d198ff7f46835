/** Where the links in our letters lead: an address is confirmed, a forgotten password replaced; and asking for such letters. */
import { confirmEmailChange } from "../../access/email-change.ts";
import { askLetterTo, confirmEmail, resetPassword } from "../../access/letters.ts";
import { addressKey, assertLimit } from "../../access/limits.ts";
import { Refusal } from "../../errors.ts";
import type { Key } from "../../words/catalogue.ts";
import { messageView } from "../../../views/frame/message.ts";
import { confirmAgainView, forgottenView, newPasswordView } from "../../../views/access/recover.ts";
import { routes } from "../../../views/frame/routes.ts";
import { contextOf } from "../frame/context.ts";
import { problemsOf } from "../frame/problems.ts";
import { action, go, page, show, type Answer, type Route } from "../frame/respond.ts";
import type { Visit } from "../frame/visit.ts";

async function say(visit: Visit, title: Key, text: Key, to: { href: string; label: Key }): Promise<Answer> {
  const { t } = visit.locale;
  const link = { href: to.href, label: t(to.label) };
  return show(messageView(await contextOf(visit), { title: t(title), text: t(text), link }));
}

async function confirm(visit: Visit): Promise<Answer> {
  const user = await confirmEmail(visit.kith, visit.query.get("token") ?? "");
  if (user.approved === 1) return go(routes.signIn, "access.said_confirmed");
  return await say(visit, "access.thanks_title", "access.confirmed_waiting", { href: routes.front, label: "errors.front_page" });
}

/** The link in the letter to a new address; whoever opens it need not be signed in, and reads it where they are. */
async function confirmChange(visit: Visit): Promise<Answer> {
  await confirmEmailChange(visit.kith, visit.query.get("token") ?? "");
  return go(visit.session === undefined ? routes.signIn : routes.settingsEmail, "access.said_email_changed");
}

async function showReset(visit: Visit): Promise<Answer> {
  const token = visit.query.get("token");
  const ctx = await contextOf(visit);
  return show(token === null ? forgottenView(ctx, { sends: visit.kith.mail.configured }) : newPasswordView(ctx, { token }));
}

/** Says the same whether there is such an address or not, and says it at once: the letter is written afterwards. */
const sending =
  (what: Parameters<typeof askLetterTo>[2], text: Key) =>
  async (visit: Visit): Promise<Answer> => {
    const { kith, form } = visit;
    const email = form.text("email").trim().slice(0, 320);
    await assertLimit(kith, "reset-password", addressKey(visit.ip));
    await assertLimit(kith, "reset-password", email.toLowerCase());
    askLetterTo(kith, email, what).catch((error: unknown) => kith.log.error("a letter was not sent: {error}", { error }));
    return await say(visit, "access.mail_title", text, { href: routes.signIn, label: "common.sign_in" });
  };

async function saveNew(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const token = form.text("token");
  const again = async (problems: ReturnType<typeof problemsOf>) =>
    show(newPasswordView(await contextOf(visit), { token, problems }), 422);
  if (form.text("password") !== form.text("again")) return await again({ again: locale.t("access.not_same") });
  const problems = await resetPassword(kith, token, form.text("password")).catch((error: unknown) => {
    if (error instanceof Refusal && error.kind === "forbidden") throw error;
    return problemsOf(error, locale, "password");
  });
  return problems === undefined ? go(routes.signIn, "access.said_new_password") : await again(problems);
}

export const recoverRoutes: readonly Route[] = [
  page("/auth/confirmation", "anyone", confirm),
  page(routes.confirmAgain, "anyone", async (visit) => show(confirmAgainView(await contextOf(visit)))),
  action(routes.confirmAgain, "anyone", sending("confirm", "access.confirm_sent")),
  page("/auth/email", "anyone", confirmChange),
  page(routes.resetPassword, "anyone", showReset),
  action(routes.resetPassword, "anyone", sending("reset", "access.reset_sent")),
  action(routes.newPassword, "anyone", saveNew),
];
