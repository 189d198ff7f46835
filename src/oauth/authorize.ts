/** Where a person lets an app in: log in if need be, read what it wants, allow or refuse. */
import { createCode } from "../access/codes.ts";
import { CSRF_FIELD } from "../access/csrf.ts";
import { hasGranted } from "../access/tokens.ts";
import { readId } from "../ids.ts";
import type { Kith } from "../kith.ts";
import { findActing, loadActing } from "../teams/acting.ts";
import { authorizeView, codeView, logInView } from "../../views/access/oauth.ts";
import { answering, PATH, query, refuseForm, type Io } from "./answering.ts";
import { readBody, readQuery } from "./body.ts";
import { isOwnForm, meetBrowser, redirect, sendPage } from "./browser.ts";
import { OAuthError } from "./errors.ts";
import { answerUrl, carried, type Authorization } from "./request.ts";

const isTrue = (text: string | undefined): boolean => text !== undefined && /^(true|1|on|yes)$/i.test(text);

/** GET /oauth/authorize. Who has let this app do as much before is not asked again, unless the app wants it so (`force_login`). */
export async function showAuthorization(kith: Kith, io: Io): Promise<void> {
  const params = readQuery(io.request.originalUrl);
  const browser = await meetBrowser(kith, io.request, io.response);
  await answering(kith, io, { params, browser }, async (authorization) => {
    if (browser.session === undefined || isTrue(params.force_login)) {
      const more: [string, string][] = isTrue(params.force_login) ? [["ask", "true"]] : [];
      sendPage(io.response, logInView(browser.ctx, { app: authorization.app.name, carried: [...carried(params), ...more] }));
      return;
    }
    const { app, scopes } = authorization;
    const teams = await loadActing(kith.db, browser.session.user.id);
    // Who may choose as whom to go on is asked.
    if (
      teams.length === 0 &&
      !isTrue(params.ask) &&
      (await hasGranted(kith.db, { app_id: app.id, user_id: browser.session.user.id, scopes }))
    )
      return await sendCode(kith, io, authorization, { user_id: browser.session.user.id, member_id: null });
    sendPage(
      io.response,
      authorizeView(browser.ctx, {
        ...authorization,
        teams,
        carried: carried(params),
        change: `${PATH}?${query(params, { force_login: "true" })}`,
      }),
    );
  });
}

/** POST /oauth/authorize: the person has decided. */
export async function decideAuthorization(kith: Kith, io: Io): Promise<void> {
  const params = await readBody(io.request);
  const browser = await meetBrowser(kith, io.request, io.response);
  await answering(kith, io, { params, browser }, async (authorization) => {
    const { session } = browser;
    if (session === undefined) return redirect(io.response, `${PATH}?${query(params)}`);
    if (!isOwnForm(kith, browser, params[CSRF_FIELD])) return refuseForm(io, browser);
    if (params.decision !== "allow") {
      throw new OAuthError("access_denied", "The resource owner or authorization server denied the request.");
    }
    await sendCode(kith, io, authorization, await whoContinues(kith, session.user.id, params.as));
  });
}

/** Whose account the token is for, and of a team in whose hands. */
type Continuing = { user_id: number; member_id: number | null };

/** @throws OAuthError for whom they may not act */
async function whoContinues(kith: Kith, person_id: number, asked: string | undefined): Promise<Continuing> {
  const user_id = asked === undefined || asked === "" ? person_id : readId(asked);
  if (user_id === person_id) return { user_id, member_id: null };
  if (user_id === undefined || (await findActing(kith.db, user_id, person_id)) === undefined)
    throw new OAuthError("access_denied", "You may not act for that account (any more).");
  return { user_id, member_id: person_id };
}

/** Lets the app in: its code goes to its address, which it has registered. */
async function sendCode(kith: Kith, { response }: Io, authorization: Authorization, who: Continuing): Promise<void> {
  const { app, redirect_uri, scopes, challenge } = authorization;
  const code = await createCode(kith, { app_id: app.id, ...who, redirect_uri, scopes, challenge });
  redirect(response, answerUrl(authorization, { code }) ?? `${PATH}/native?${new URLSearchParams({ code }).toString()}`);
}

/** GET /oauth/authorize/native: the code, for programs that cannot be sent to. */
export async function showCode(kith: Kith, io: Io): Promise<void> {
  const { code = "" } = readQuery(io.request.originalUrl);
  const { ctx } = await meetBrowser(kith, io.request, io.response);
  sendPage(io.response, codeView(ctx, code.slice(0, 200)));
}
