/** Joining, as the server's `registrations` allow: at once, after somebody has read the request, or not at all. */
import { createUser } from "../accounts/create.ts";
import { addressKey, assertLimit } from "../access/limits.ts";
import { hashPassword } from "../access/passwords.ts";
import type { User } from "../db/schema.ts";
import { forbidden, Refusal } from "../errors.ts";
import type { Problems } from "../../views/context.ts";
import { messageView } from "../../views/message.ts";
import { routes } from "../../views/routes.ts";
import { signUpView } from "../../views/sign-up.ts";
import { contextOf } from "./context.ts";
import { problemsOf } from "./problems.ts";
import { action, go, page, show, type Answer, type Route } from "./respond.ts";
import { enter } from "./sign-in.ts";
import type { Visit } from "./visit.ts";

async function showSignUp(visit: Visit): Promise<Answer> {
  if (visit.session !== undefined) return go(routes.home);
  return show(signUpView(await contextOf(visit)));
}

async function signUp(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const { registrations } = kith.instance;
  if (registrations === "closed") throw forbidden("Nobody can join here at the moment.");
  await assertLimit(kith, "sign-up", addressKey(visit.ip));
  const person = {
    username: form.text("username"),
    email: form.text("email"),
    password: form.text("password"),
    reason: form.text("reason"),
    ip: visit.ip ?? "",
  };
  if (registrations === "approval" && person.reason.trim() === "")
    return await again(visit, { reason: "Say in a sentence or two why you would like to join." });
  const made = await createUser(kith, person).catch((error: unknown) => error);
  if (made instanceof Refusal || made instanceof Error) return await refuse(visit, made);
  const { user } = made as { user: User };
  return user.approved === 1 && user.confirmed_at > 0 ? await enter(visit, user.id, routes.home) : await showWaiting(visit);
}

const again = async (visit: Visit, problems: Problems): Promise<Answer> =>
  show(signUpView(await contextOf(visit), { typed: visit.form.typed, problems }), 422);

/**
 * Shows the form again with what is wrong. That an address is known here is nobody's business: where new people have to wait anyway, they
 * wait as if all was well; where they would come in at once, nothing names the address.
 */
async function refuse(visit: Visit, error: Error): Promise<Answer> {
  const { kith } = visit;
  if (!isTaken(error)) return await again(visit, problemsOf(error));
  const { email: _, ...others } = problemsOf(error);
  if (Object.keys(others).length > 0) return await again(visit, others);
  await hashPassword(visit.form.text("password"));
  if (kith.instance.registrations === "approval" || kith.mail.configured) return await showWaiting(visit);
  return await again(visit, { "": "No account could be made with these details. If you have one here, sign in instead." });
}

const isTaken = (error: Error): boolean =>
  error instanceof Refusal && error.details?.["email"]?.some((detail) => detail.error === "ERR_TAKEN") === true;

/** The same words for everyone who cannot come in yet. */
async function showWaiting(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const asked = kith.instance.registrations === "approval";
  const letter = kith.mail.configured ? "We have sent a letter to your e-mail address: open the link in it. " : "";
  const wait = asked
    ? "Somebody will read your request. Once it is accepted, you can sign in with your e-mail address and password."
    : "Then you can sign in.";
  const title = asked ? "Your request is waiting" : "Look into your mail";
  return show(
    messageView(await contextOf(visit), { title, text: `${letter}${wait}`, link: { href: routes.front, label: "Front page" } }),
  );
}

export const signUpRoutes: readonly Route[] = [
  page(routes.signUp, "anyone", showSignUp),
  action(routes.signUp, "anyone", signUp),
];
