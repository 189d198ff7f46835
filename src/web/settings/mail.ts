/** Which letters one gets, and the page that ends them without signing in. */
import express from "express";
import { changeSettings, readSettings } from "../../accounts/settings.ts";
import { assertLimit } from "../../access/limits.ts";
import { endPause, findBounce } from "../../mailing/bounces.ts";
import { planDigest } from "../../mailing/digest.ts";
import { GROUP_MAIL_MODES, loadGroupMail, setGroupMail } from "../../mailing/group-settings.ts";
import { sendTest } from "../../mailing/test-letter.ts";
import { inboundDomain } from "../../mailing/tokens.ts";
import { readUnsubscribe, unsubscribe, UNSUBSCRIBE_PATH } from "../../mailing/unsubscribe.ts";
import { Refusal, statusOf } from "../../errors.ts";
import type { Kith } from "../../kith.ts";
import { routes } from "../../../views/frame/routes.ts";
import { settingsMailView, unsubscribeView } from "../../../views/settings/settings-mail.ts";
import { contextOf } from "../frame/context.ts";
import { action, go, makes, page, show, type Answer, type Io, type Route } from "../frame/respond.ts";
import { myUser, type Visit } from "../frame/visit.ts";

async function showMail(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const user = myUser(visit);
  const bounce = await findBounce(kith.db, user);
  const state = {
    settings: readSettings(user),
    sends: kith.mail.configured,
    answers: inboundDomain(kith) !== undefined,
    groups: await loadGroupMail(kith, user.id),
    paused: bounce !== undefined && bounce.paused_at > 0 ? bounce.last_error : undefined,
  };
  return show(settingsMailView(await contextOf(visit), state));
}

async function saveMail(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const user = myUser(visit);
  const digest = (["daily", "weekly"] as const).find((one) => one === form.text("digest")) ?? "";
  await changeSettings(kith, user, { settings: { digest, mail_private: form.has("mail_private") } });
  await planDigest(kith, user.id);
  for (const { id, mode } of await loadGroupMail(kith, user.id)) {
    const chosen = GROUP_MAIL_MODES.find((one) => one === form.text(`group-${id}`));
    if (chosen !== mode) await setGroupMail(kith, user, id, chosen);
  }
  return go(routes.settingsMail, "mail.said_saved");
}

async function testMail(visit: Visit): Promise<Answer> {
  const user = myUser(visit);
  await assertLimit(visit.kith, "reset-password", `test ${user.id}`);
  return go(routes.settingsMail, (await sendTest(visit.kith, user)) ? "mail.said_test" : "mail.said_test_failed");
}

async function resumeMail(visit: Visit): Promise<Answer> {
  await endPause(visit.kith, myUser(visit).id);
  return go(routes.settingsMail, "mail.said_resumed");
}

const tokenOf = ({ path }: Pick<Visit, "path">): URLSearchParams => new URL(path, "http://here").searchParams;

/** Asks first: mail programs and their guards open links by themselves. */
async function showUnsubscribe(visit: Visit): Promise<Answer> {
  const query = tokenOf(visit);
  const token = query.get("token") ?? "";
  const { user, group } = await readUnsubscribe(visit.kith, token);
  const path = `${UNSUBSCRIBE_PATH}?token=${encodeURIComponent(token)}`;
  return show(unsubscribeView(await contextOf(visit), { email: user.email, group, done: query.get("done") === "1", path }));
}

const readBody = express.urlencoded({ extended: false, limit: "10kb", parameterLimit: 10 });

/**
 * One click (RFC 8058) of a mail program, which has no cookie and comes from no page of ours; or the form of that page. The token is all that is asked for: it
 * says whose letters and which, and ends nothing else.
 */
export async function serveUnsubscribe(kith: Kith, { req, res }: Io): Promise<void> {
  await new Promise<void>((resolve, reject) =>
    readBody(req, res, (error?: unknown) => (error === undefined ? resolve() : reject(error as Error))),
  );
  const token = typeof req.query.token === "string" ? req.query.token : "";
  const one_click = (req.body as Record<string, unknown> | undefined)?.["List-Unsubscribe"] === "One-Click";
  try {
    await unsubscribe(kith, await readUnsubscribe(kith, token));
  } catch (error) {
    if (!one_click || !(error instanceof Refusal)) throw error;
    res.status(statusOf[error.kind]).type("text/plain").send(error.message);
    return;
  }
  if (one_click) res.status(200).type("text/plain").send("Done");
  else res.redirect(303, `${UNSUBSCRIBE_PATH}?token=${encodeURIComponent(token)}&done=1`);
}

export const mailRoutes: readonly Route[] = [
  page(routes.settingsMail, "member", showMail),
  action(routes.settingsMail, "member", saveMail),
  makes(action(routes.testMail, "member", testMail)),
  action(routes.resumeMail, "member", resumeMail),
  page(UNSUBSCRIBE_PATH, "anyone", showUnsubscribe),
];
