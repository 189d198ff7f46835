/** Setting up a second factor, and taking it away. Whatever changes it asks for the password first. */
import { endedStepCookie, STEP_COOKIE, stepCookie } from "../../access/cookies.ts";
import { addPasskey, askForKey, removePasskey } from "../../access/passkeys.ts";
import { makeRecoveryCodes } from "../../access/recovery-codes.ts";
import {
  beginSecondFactor,
  endIfNoneIsLeft,
  hasSecondFactor,
  loadFactors,
  removeSecondFactor,
  removeTotp,
} from "../../access/second-factor.ts";
import { beginStep, endStep, findStep, tryStep } from "../../access/steps.ts";
import { assertLimit } from "../../access/limits.ts";
import { beginTotp, findTotpSetup, useTotp } from "../../access/totp.ts";
import { readId } from "../../ids.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { routes } from "../../../views/frame/routes.ts";
import { codeAppView, newKeyView, recoveryCodesView, twoFactorView } from "../../../views/access/two-factor.ts";
import { contextOf } from "../frame/context.ts";
import { passwordProblem } from "./own-password.ts";
import { problemsOf } from "../frame/problems.ts";
import { qrCodeOf } from "../frame/qr.ts";
import { action, go, page, show, type Answer, type Handle, type Route } from "../frame/respond.ts";
import { me, myUser, type Visit } from "../frame/visit.ts";

async function showTwoFactor(visit: Visit, problems?: Problems): Promise<Answer> {
  const factors = await loadFactors(visit.kith.db, myUser(visit).id);
  return show(twoFactorView(await contextOf(visit), { ...factors, problems }), problems === undefined ? 200 : 422);
}

const withPassword =
  (work: Handle): Handle =>
  async (visit) => {
    const problems = await passwordProblem(visit);
    return problems === undefined ? await work(visit) : await showTwoFactor(visit, problems);
  };

/** Goes on to the page that sets up what the button has named. A key is added in a step of its own, for which the password has been given. */
async function begin(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const { id } = myUser(visit);
  if (form.text("act") === "app") {
    await beginTotp(kith, id);
    return go(routes.twoFactorApp);
  }
  const step = await beginStep(kith, "add-key", id);
  return { to: routes.twoFactorKey, cookies: [stepCookie(kith.instance, step)] };
}

async function showApp(visit: Visit, problems?: Problems): Promise<Answer> {
  const { kith } = visit;
  const setup = await findTotpSetup(kith, myUser(visit).id, `${me(visit).username}@${kith.instance.domain}`);
  if (setup === undefined) return go(routes.settingsTwoFactor);
  const qr = await qrCodeOf(setup.uri);
  return show(codeAppView(await contextOf(visit), { ...setup, qr, problems }), problems === undefined ? 200 : 422);
}

async function confirmApp(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const { id } = myUser(visit);
  await assertLimit(kith, "two-factor", id);
  const right = await useTotp(kith, id, form.text("code").slice(0, 100), { setup: true });
  if (!right) return await showApp(visit, { code: locale.refusal("This code is not right, or has been used") });
  return await added(visit);
}

/** With the first factor come the codes for paper. */
async function added(visit: Visit): Promise<Answer> {
  const codes = await beginSecondFactor(visit.kith, myUser(visit).id);
  if (codes === undefined) return go(routes.settingsTwoFactor, "settings.said_factor_added");
  return show(recoveryCodesView(await contextOf(visit), codes));
}

const keyStep = async (visit: Visit) => {
  const step = await findStep(visit.kith, "add-key", visit.cookie(STEP_COOKIE) ?? "");
  return step?.user_id === myUser(visit).id ? step : undefined;
};

async function showKey(visit: Visit, problems?: Problems): Promise<Answer> {
  const step = await keyStep(visit);
  if (step === undefined) return go(routes.settingsTwoFactor);
  const options = await askForKey(visit.kith, step, me(visit));
  const state = { options, problems, typed: visit.form.typed };
  return show(newKeyView(await contextOf(visit), state), problems === undefined ? 200 : 422);
}

async function addKey(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const step = await keyStep(visit);
  if (step === undefined || !(await tryStep(kith, step))) return go(routes.settingsTwoFactor);
  const key = { answer: form.text("credential"), name: form.text("name") };
  const problems = await addPasskey(kith, step, key).catch((error: unknown) => problemsOf(error, locale));
  if (problems !== undefined) return await showKey(visit, problems);
  await endStep(kith, step);
  return { ...(await added(visit)), cookies: [endedStepCookie(kith.instance)] };
}

async function makeCodes(visit: Visit): Promise<Answer> {
  const { id } = myUser(visit);
  if (!(await hasSecondFactor(visit.kith.db, id))) return go(routes.settingsTwoFactor);
  return show(recoveryCodesView(await contextOf(visit), await makeRecoveryCodes(visit.kith, id)));
}

async function removeFactor(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const { id } = myUser(visit);
  const factor = form.text("factor");
  if (factor === "app") await removeTotp(kith, id);
  else {
    await removePasskey(kith, id, readId(factor) ?? 0);
    await endIfNoneIsLeft(kith, id);
  }
  return go(routes.settingsTwoFactor, "settings.said_factor_removed");
}

async function turnOff(visit: Visit): Promise<Answer> {
  await removeSecondFactor(visit.kith, myUser(visit).id);
  return go(routes.settingsTwoFactor, "settings.said_two_factor_off");
}

export const twoFactorRoutes: readonly Route[] = [
  page(routes.settingsTwoFactor, "member", async (visit) => await showTwoFactor(visit)),
  action(routes.beginTwoFactor, "member", withPassword(begin)),
  page(routes.twoFactorApp, "member", async (visit) => await showApp(visit)),
  action(routes.twoFactorApp, "member", confirmApp),
  page(routes.twoFactorKey, "member", async (visit) => await showKey(visit)),
  action(routes.twoFactorKey, "member", addKey),
  action(routes.recoveryCodes, "member", withPassword(makeCodes)),
  action(routes.removeFactor, "member", withPassword(removeFactor)),
  action(routes.removeTwoFactor, "member", withPassword(turnOff)),
];
