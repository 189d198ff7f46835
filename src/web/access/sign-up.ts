/** Joining, as the server's `registrations` allow: at once, after somebody has read the request, or not at all; and by invitation, always. */
import { findInvite } from "../../access/invites.ts";
import { addressKey, assertLimit } from "../../access/limits.ts";
import { hashPassword } from "../../access/passwords.ts";
import { assertMayCreate, createUser, findJustMade } from "../../accounts/create.ts";
import { fromJson } from "../../db/columns.ts";
import type { User } from "../../db/schema.ts";
import { forbidden, Refusal } from "../../errors.ts";
import { loadRules } from "../../policies/rules.ts";
import { isTimeZone, type Locale } from "../../words/locale.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { messageView } from "../../../views/frame/message.ts";
import { routes } from "../../../views/frame/routes.ts";
import { signUpView, type SignUp } from "../../../views/access/sign-up.ts";
import { contextOf } from "../frame/context.ts";
import { problemsOf } from "../frame/problems.ts";
import { action, go, page, show, type Answer, type Route } from "../frame/respond.ts";
import { letIn } from "./sign-in.ts";
import type { Visit } from "../frame/visit.ts";

type Invite = SignUp["invite"];

/** The rules in the language of the page, where somebody has translated them. */
async function rulesFor({ kith, locale }: Visit): Promise<NonNullable<SignUp["rules"]>> {
  const rules = await loadRules(kith.db);
  return rules.map(({ text, hint, translations }) => fromJson(translations)[locale.language] ?? { text, hint });
}

async function showSignUp(visit: Visit, invite?: Invite): Promise<Answer> {
  if (visit.session !== undefined) return go(routes.home);
  return show(signUpView(await contextOf(visit), { rules: await rulesFor(visit), invite }));
}

const invitedBy = async ({ kith }: Visit, code: string): Promise<Invite> => {
  const found = await findInvite(kith, code);
  return found === undefined ? undefined : { code, inviter: found.inviter };
};

async function showInvite(visit: Visit): Promise<Answer> {
  const invite = await invitedBy(visit, visit.params["code"] ?? "");
  if (invite !== undefined) return await showSignUp(visit, invite);
  const { t } = visit.locale;
  const link = { href: routes.front, label: t("errors.front_page") };
  return show(
    messageView(await contextOf(visit), { title: t("access.invite_over_title"), text: t("access.invite_over"), link }),
    410,
  );
}

async function signUp(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const code = form.text("invite");
  const invite = code === "" ? undefined : await invitedBy(visit, code);
  await assertLimit(kith, "sign-up", addressKey(visit.ip));
  const asked = askedBy(visit);
  // Before all else: the invitation that has let them in may be used up by it.
  const before = await findJustMade(kith, asked);
  if (before !== undefined) return await arrive(visit, before, code !== "");
  if (kith.instance.registrations === "closed" && invite === undefined) throw forbidden("Nobody can join here at the moment.");
  const missing = await whatIsMissing(visit, invite);
  const zone = form.text("time_zone");
  if (missing !== undefined) {
    const wrong = await assertMayCreate(kith, asked).catch((error: unknown) => error);
    return await again(visit, { ...(wrong === undefined ? {} : withoutTaken(wrong, locale)), ...missing }, invite);
  }
  const made = await createUser(kith, {
    ...asked,
    reason: form.text("reason"),
    locale: locale.language,
    settings: isTimeZone(zone) ? { time_zone: zone } : {},
    ...(code === "" ? {} : { invite_code: code }),
    ip: visit.ip ?? "",
  }).catch((error: unknown) => error);
  if (made instanceof Refusal || made instanceof Error) return await refuse(visit, made, invite);
  return await arrive(visit, (made as { user: User }).user, invite !== undefined);
}

const askedBy = ({ form }: Visit) => ({
  username: form.text("username"),
  email: form.text("email"),
  password: form.text("password"),
});

const arrive = async (visit: Visit, user: User, invited: boolean): Promise<Answer> =>
  user.approved === 1 && user.confirmed_at > 0 ? await letIn(visit, user.id, routes.home) : await showWaiting(visit, invited);

async function whatIsMissing({ kith, form, locale: { t } }: Visit, invite: Invite): Promise<Problems | undefined> {
  const asked = kith.instance.registrations === "approval" && invite === undefined;
  const problems = {
    ...(asked && form.text("reason").trim() === "" ? { reason: t("access.reason_missing") } : {}),
    ...(!form.has("agreement") && (await loadRules(kith.db)).length > 0 ? { agreement: t("access.agree_missing") } : {}),
  };
  return Object.keys(problems).length === 0 ? undefined : problems;
}

const again = async (visit: Visit, problems: Problems, invite: Invite): Promise<Answer> =>
  show(signUpView(await contextOf(visit), { typed: visit.form.typed, problems, rules: await rulesFor(visit), invite }), 422);

/**
 * Shows the form again with what is wrong. That an address is known here is nobody's business: where new people have to wait anyway, they
 * wait as if all was well; where they would come in at once, nothing names the address.
 */
async function refuse(visit: Visit, error: Error, invite: Invite): Promise<Answer> {
  const { kith, locale } = visit;
  const others = withoutTaken(error, locale);
  // Two clicks at once: the other has been faster.
  const made = isTaken(error) || isTaken(error, "username") ? await findJustMade(kith, askedBy(visit)) : undefined;
  if (made !== undefined) return await arrive(visit, made, invite !== undefined);
  if (!isTaken(error) || Object.keys(others).length > 0) return await again(visit, others, invite);
  await hashPassword(visit.form.text("password"));
  const waits = kith.mail.configured || (kith.instance.registrations === "approval" && invite === undefined);
  return waits ? await showWaiting(visit, invite !== undefined) : await again(visit, { "": locale.t("access.not_made") }, invite);
}

/** All that is wrong but that the address is known here. */
function withoutTaken(error: unknown, locale: Locale): Problems {
  const { email: _, ...others } = problemsOf(error, locale);
  return isTaken(error) ? others : problemsOf(error, locale);
}

const isTaken = (error: unknown, field: "email" | "username" = "email"): boolean =>
  error instanceof Refusal && error.details?.[field]?.some((detail) => detail.error === "ERR_TAKEN") === true;

/** The same words for everyone who cannot come in yet. */
async function showWaiting(visit: Visit, invited: boolean): Promise<Answer> {
  const { kith } = visit;
  const { t } = visit.locale;
  const asked = kith.instance.registrations === "approval" && !invited;
  const words = [
    ...(kith.mail.configured ? [t("access.waiting_letter")] : []),
    t(asked ? "access.waiting_read" : "access.waiting_then"),
  ];
  const link = kith.mail.configured
    ? { href: routes.confirmAgain, label: t("access.confirm_again"), beside: true }
    : { href: routes.front, label: t("errors.front_page") };
  const title = t(asked ? "access.waiting_title" : "access.mail_title");
  return show(messageView(await contextOf(visit), { title, text: words.join(" "), link }));
}

export const signUpRoutes: readonly Route[] = [
  page(routes.signUp, "anyone", async (visit) => await showSignUp(visit)),
  { ...action(routes.signUp, "anyone", signUp), visitors: true },
  page("/invite/:code", "anyone", showInvite),
];
