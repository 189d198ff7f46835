/** https://docs.joinmastodon.org/methods/apps/, and signing up through an app. */
import { z } from "zod";
import { createApp, findApp, type App } from "../access/apps.ts";
import { askLetter } from "../access/letters.ts";
import { assertLimit } from "../access/limits.ts";
import { splitScopes } from "../access/scopes.ts";
import { createToken } from "../access/tokens.ts";
import { createUser } from "../accounts/create.ts";
import { changeUnconfirmedEmail } from "../accounts/email.ts";
import { findUser } from "../accounts/users.ts";
import { fromJson } from "../db/columns.ts";
import { forbidden, invalid, missing, unauthenticated } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { vapidPublicKey } from "../push/vapid.ts";
import { answer, get, me, nobody, nothing, post, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { flag, list, parse, text } from "./shapes.ts";

const app = z.object({
  client_name: text(),
  redirect_uris: list(text(), 50),
  scopes: z.union([text(), list(text())]).nullish(),
  website: text().nullish(),
});

async function render(kith: Kith, { id, name, website, scopes, redirect_uris }: App) {
  const uris = fromJson(redirect_uris);
  return {
    id: String(id),
    name,
    website: website === "" ? null : website,
    scopes: splitScopes(scopes),
    redirect_uris: uris,
    redirect_uri: uris.join("\n"),
    vapid_key: await vapidPublicKey(kith),
  };
}

async function register(request: ApiRequest): Promise<Answer> {
  const fields = parse(request.body, app);
  const made = await createApp(request.kith, { ...fields, scopes: fields.scopes ?? undefined });
  const { client_id, client_secret } = made;
  return answer({ ...(await render(request.kith, made.app)), client_id, client_secret, client_secret_expires_at: 0 });
}

async function verify(request: ApiRequest): Promise<Answer> {
  const found = await findApp(request.kith.db, request.access?.app_id ?? 0);
  if (found === undefined) throw unauthenticated();
  return answer(await render(request.kith, found));
}

const newcomer = z.object({
  username: text(200),
  email: text(500),
  password: text(1000),
  agreement: flag.nullish(),
  locale: text(35).nullish(),
  reason: text().nullish(),
  invite_code: text(100).nullish(),
});

/** The token may be used once the person is confirmed and approved. */
async function signUp(request: ApiRequest): Promise<Answer> {
  const { kith, access } = request;
  const { agreement, username, email, password, locale, reason, invite_code } = parse(request.body, newcomer);
  if (kith.instance.registrations === "closed" && !invite_code) throw forbidden();
  if (agreement !== true)
    throw invalid("Validation failed: Service agreement must be accepted", {
      agreement: [{ error: "ERR_ACCEPTED", description: "must be accepted" }],
    });
  if (access === undefined || access.account !== null) throw forbidden();
  const { account } = await createUser(kith, {
    username,
    email,
    password,
    locale: locale ?? undefined,
    reason: reason ?? undefined,
    ...(invite_code ? { invite_code } : {}),
    ip: request.ip,
  });
  const { app_id, scopes } = access;
  const access_token = await createToken(kith, { app_id, user_id: account.id, scopes });
  return answer({ access_token, token_type: "Bearer", scope: scopes.join(" "), created_at: Math.floor(kith.now() / 1000) });
}

const address = z.object({ email: text(500).nullish() });

/** Sends the letter again to somebody who has not confirmed their address, or to the address that they meant. */
async function confirmAgain(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const person = await findUser(kith.db, me(request).id);
  if (person === undefined) throw missing();
  if (person.confirmed_at > 0) throw forbidden("This method is only available while the e-mail is awaiting confirmation");
  await assertLimit(kith, "reset-password", person.id);
  const { email } = parse(request.body, address);
  if (email !== undefined && email !== null && email.trim() !== "") await changeUnconfirmedEmail(kith, person.id, email.trim());
  await askLetter(kith, person.id, "confirm");
  return nothing;
}

export const appRoutes: readonly Route[] = [
  post("/api/v1/apps", { ...nobody, limit: "app" }, register),
  get("/api/v1/apps/verify_credentials", { who: "app" }, verify),
  post("/api/v1/accounts", { who: "app", scope: "write:accounts", limit: "sign-up" }, signUp),
  post("/api/v1/emails/confirmations", { ...user("write:accounts"), even_inactive: true }, confirmAgain),
  get("/api/v1/emails/check_confirmation", { ...user("read:accounts"), even_inactive: true }, async (request) =>
    answer(((await findUser(request.kith.db, me(request).id))?.confirmed_at ?? 0) > 0),
  ),
];
