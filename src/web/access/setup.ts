/** The owner's account, made once with the link that the first start printed. */
import { isSetupToken, redeemSetup } from "../../access/setup.ts";
import { findJustMade } from "../../accounts/create.ts";
import { addressKey, assertLimit } from "../../access/limits.ts";
import { forbidden, Refusal } from "../../errors.ts";
import { isTimeZone } from "../../words/locale.ts";
import { routes } from "../../../views/frame/routes.ts";
import { setupView } from "../../../views/access/sign-up.ts";
import { contextOf } from "../frame/context.ts";
import { problemsOf } from "../frame/problems.ts";
import { action, page, show, type Answer, type Route } from "../frame/respond.ts";
import { letIn } from "./sign-in.ts";
import type { Visit } from "../frame/visit.ts";

async function showSetup(visit: Visit): Promise<Answer> {
  const token = visit.query.get("token") ?? "";
  if (!(await isSetupToken(visit.kith, token)))
    throw forbidden("This link has been used, or a newer one has been printed. Look at what the server says when it starts.");
  return show(setupView(await contextOf(visit), { token }));
}

async function setUp(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  await assertLimit(kith, "sign-up", addressKey(visit.ip));
  const token = form.text("token");
  const zone = form.text("time_zone");
  const person = {
    username: form.text("username"),
    email: form.text("email"),
    password: form.text("password"),
    locale: visit.locale.language,
    settings: isTimeZone(zone) ? { time_zone: zone } : {},
  };
  const before = await findJustMade(kith, person);
  if (before !== undefined) return await letIn(visit, before.id, routes.home);
  const made = await redeemSetup(kith, token, person).catch((error: unknown) => {
    if (error instanceof Refusal && error.kind === "forbidden") throw error;
    return { problems: problemsOf(error, visit.locale) };
  });
  if ("problems" in made)
    return show(setupView(await contextOf(visit), { token, typed: form.typed, problems: made.problems }), 422);
  return await letIn(visit, made.user.id, routes.home);
}

export const setupRoutes: readonly Route[] = [page(routes.setup, "anyone", showSetup), action(routes.setup, "anyone", setUp)];
