/** Where the links in our letters lead: an address is confirmed, a forgotten password replaced. */
import { confirmEmail, resetPassword, sendPasswordReset } from "../access/letters.ts";
import { addressKey, assertLimit } from "../access/limits.ts";
import { Refusal } from "../errors.ts";
import { messageView } from "../../views/message.ts";
import { forgottenView, newPasswordView } from "../../views/recover.ts";
import { routes } from "../../views/routes.ts";
import { contextOf } from "./context.ts";
import { problemsOf } from "./problems.ts";
import { action, go, page, show, type Answer, type Route } from "./respond.ts";
import type { Visit } from "./visit.ts";

async function confirm(visit: Visit): Promise<Answer> {
  const user = await confirmEmail(visit.kith, visit.query.get("token") ?? "");
  if (user.approved === 1) return go(routes.signIn, "access.said_confirmed");
  const text = "Your e-mail address is confirmed. Somebody still has to read your request; once it is accepted, you can sign in.";
  return show(
    messageView(await contextOf(visit), { title: "Thank you", text, link: { href: routes.front, label: "Front page" } }),
  );
}

async function showReset(visit: Visit): Promise<Answer> {
  const token = visit.query.get("token");
  const ctx = await contextOf(visit);
  return show(token === null ? forgottenView(ctx, { sends: visit.kith.mail.configured }) : newPasswordView(ctx, { token }));
}

/** Says the same whether there is such an address or not, and says it at once: the letter is written afterwards. */
async function sendLetter(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const email = form.text("email").trim().slice(0, 320);
  await assertLimit(kith, "reset-password", addressKey(visit.ip));
  await assertLimit(kith, "reset-password", email.toLowerCase());
  sendPasswordReset(kith, email).catch((error: unknown) =>
    kith.log.error("a letter for a new password was not sent: {error}", { error }),
  );
  const text =
    "If there is an account with this e-mail address, a letter with a link is on its way. The link works for two hours.";
  return show(
    messageView(await contextOf(visit), { title: "Look into your mail", text, link: { href: routes.signIn, label: "Sign in" } }),
  );
}

async function saveNew(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const token = form.text("token");
  const again = async (problems: ReturnType<typeof problemsOf>) =>
    show(newPasswordView(await contextOf(visit), { token, problems }), 422);
  if (form.text("password") !== form.text("again"))
    return await again({ again: "The two are not the same: type the new password once more." });
  const problems = await resetPassword(kith, token, form.text("password")).catch((error: unknown) => {
    if (error instanceof Refusal && error.kind === "forbidden") throw error;
    return problemsOf(error, "password");
  });
  return problems === undefined ? go(routes.signIn, "access.said_new_password") : await again(problems);
}

export const recoverRoutes: readonly Route[] = [
  page("/auth/confirmation", "anyone", confirm),
  page(routes.resetPassword, "anyone", showReset),
  action(routes.resetPassword, "anyone", sendLetter),
  action(routes.newPassword, "anyone", saveNew),
];
