/** Who somebody is, for apps that only want to know that (OpenID Connect Core 5.3), and what this server offers (RFC 8414). */
import type { Request } from "express";
import { mayUse, SCOPES } from "../access/scopes.ts";
import { bearer, findAccess } from "../access/tokens.ts";
import { forbidden, invalid, unauthenticated } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { mediaUrl } from "../media/url.ts";

/**
 * @throws Refusal `unauthenticated` without a token, `forbidden` without the scope `profile`, `invalid` for an app's own token
 */
export async function userInfo(kith: Kith, request: Request): Promise<Record<string, string>> {
  const token = bearer(request);
  const access = token === undefined ? undefined : await findAccess(kith, token);
  if (access === undefined) throw unauthenticated();
  if (!mayUse(access.scopes, "profile")) throw forbidden("This action is outside the authorized scopes");
  if (access.account === null) throw invalid("This method requires an authenticated user");
  const { uri, url, username, display_name, avatar } = access.account;
  return {
    iss: `${kith.instance.origin}/`,
    sub: uri,
    name: display_name === "" ? username : display_name,
    preferred_username: username,
    profile: url,
    picture: mediaUrl(kith.instance, avatar) ?? `${kith.instance.origin}/avatars/original/missing.png`,
  };
}

export function serverMetadata({ instance: { origin } }: Kith) {
  return {
    issuer: `${origin}/`,
    service_documentation: "https://docs.joinmastodon.org/",
    authorization_endpoint: `${origin}/oauth/authorize`,
    token_endpoint: `${origin}/oauth/token`,
    app_registration_endpoint: `${origin}/api/v1/apps`,
    registration_endpoint: `${origin}/oauth/register`,
    revocation_endpoint: `${origin}/oauth/revoke`,
    userinfo_endpoint: `${origin}/oauth/userinfo`,
    scopes_supported: SCOPES,
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    grant_types_supported: ["authorization_code", "client_credentials"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    code_challenge_methods_supported: ["S256"],
  };
}
