/** Codes for tokens, tokens for apps themselves, and the end of tokens (RFC 6749 4.1.3 and 4.4, RFC 7009). */
import type { Request } from "express";
import { findAppByClientId, isSecretOf, type App } from "../access/apps.ts";
import { redeemCode } from "../access/codes.ts";
import { DEFAULT_SCOPES, narrowScopes, splitScopes } from "../access/scopes.ts";
import { createToken, removeToken } from "../access/tokens.ts";
import type { Kith } from "../kith.ts";
import { readBody, readQuery, type Params } from "./body.ts";
import { invalidClient, invalidGrant, invalidScope, missingParameter, OAuthError } from "./errors.ts";

/** `created_at` in seconds, as Mastodon says it. */
export type TokenAnswer = { access_token: string; token_type: "Bearer"; scope: string; created_at: number };

/** @throws OAuthError */
export async function grantToken(kith: Kith, request: Request): Promise<TokenAnswer> {
  const params = await readParams(request);
  const { grant_type = "" } = params;
  if (grant_type === "") throw missingParameter("grant_type");
  if (grant_type !== "authorization_code" && grant_type !== "client_credentials") {
    throw new OAuthError("unsupported_grant_type", "The authorization grant type is not supported by the authorization server.");
  }
  const app = await authenticate(kith, request, params);
  const grant = grant_type === "authorization_code" ? await byCode(kith, app, params) : await byCredentials(kith, app, params);
  const { access_token, scopes } = grant;
  return { access_token, token_type: "Bearer", scope: scopes.join(" "), created_at: Math.floor(kith.now() / 1000) };
}

type Grant = { access_token: string; scopes: string[] };

async function byCode(kith: Kith, app: App, { code = "", redirect_uri = "", code_verifier = "" }: Params): Promise<Grant> {
  if (code === "") throw missingParameter("code");
  if (redirect_uri === "") throw missingParameter("redirect_uri");
  const grant = await redeemCode(kith, { code, app_id: app.id, redirect_uri, verifier: code_verifier });
  if (grant === undefined) throw invalidGrant();
  return grant;
}

async function byCredentials(kith: Kith, app: App, { scope = "" }: Params): Promise<Grant> {
  const asked = splitScopes(scope);
  const scopes = narrowScopes(asked.length === 0 ? DEFAULT_SCOPES : asked, splitScopes(app.scopes));
  if (scopes === undefined) throw invalidScope();
  return { access_token: await createToken(kith, { app_id: app.id, user_id: null, scopes }), scopes };
}

/** Revoking what is not there is no error: RFC 7009 2.2. */
export async function revokeToken(kith: Kith, request: Request): Promise<Record<string, never>> {
  const params = await readParams(request);
  const app = await authenticate(kith, request, params).catch((error: unknown) => {
    if (!(error instanceof OAuthError)) throw error;
    throw new OAuthError("unauthorized_client", "You are not authorized to revoke this token", 403);
  });
  if (params.token !== undefined) await removeToken(kith, params.token, app.id);
  return {};
}

/** Clients also write parameters of a POST into its query; what is in the body counts. */
const readParams = async (request: Request): Promise<Params> => ({
  ...readQuery(request.originalUrl),
  ...(await readBody(request)),
});

/** The app, by its id and secret in the body or in HTTP Basic (RFC 6749 2.3.1). */
async function authenticate(kith: Kith, request: Request, params: Params): Promise<App> {
  const [client_id, client_secret] = readBasic(request.headers.authorization) ?? [
    params.client_id ?? "",
    params.client_secret ?? "",
  ];
  const app = client_id === "" ? undefined : await findAppByClientId(kith.db, client_id);
  if (app === undefined || !isSecretOf(app, client_secret)) throw invalidClient();
  return app;
}

function readBasic(header: string | undefined): [string, string] | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]{1,1000})$/i.exec(header ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const at = text.indexOf(":");
  return at < 0 ? undefined : [unescaped(text.slice(0, at)), unescaped(text.slice(at + 1))];
}

/** RFC 6749 has both parts form-encoded; ours need no encoding, so a part that cannot be decoded is taken as it is. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
