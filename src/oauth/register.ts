/** Apps that register themselves by the standard (RFC 7591), next to Mastodon's own `POST /api/v1/apps`. */
import type { Request } from "express";
import { createApp } from "../access/apps.ts";
import { addressKey, assertLimit } from "../access/limits.ts";
import { fromJson } from "../db/columns.ts";
import { Refusal } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { readJsonBody } from "./body.ts";
import { OAuthError } from "./errors.ts";

const GRANTS: readonly string[] = ["authorization_code", "client_credentials"];
const METHODS: readonly string[] = ["client_secret_basic", "client_secret_post"];

const bad = (message: string) => new OAuthError("invalid_client_metadata", message);

/**
 * The client information of RFC 7591 3.2.1. What we do not offer (implicit grants, public clients, assertions) is replaced by what we do, as
 * 2.1 allows, and the answer says so.
 *
 * @throws OAuthError `invalid_redirect_uri` or `invalid_client_metadata`
 */
export async function registerClient(kith: Kith, request: Request): Promise<Record<string, unknown>> {
  await assertLimit(kith, "app", addressKey(request.ip));
  const asked = await readJsonBody(request);
  const redirect_uris = textsOf(asked["redirect_uris"]);
  if (redirect_uris === undefined || redirect_uris.length === 0)
    throw new OAuthError("invalid_redirect_uri", "redirect_uris must be a list of addresses.");
  const [client_name = "An app", client_uri, scope] = ["client_name", "client_uri", "scope"].map((name) => textOf(asked, name));
  const made = await createApp(kith, { client_name, redirect_uris, scopes: scope, website: client_uri }).catch(refused);
  const { app, client_id, client_secret } = made;
  const grants = (textsOf(asked["grant_types"]) ?? ["authorization_code"]).filter((grant) => GRANTS.includes(grant));
  const method = textOf(asked, "token_endpoint_auth_method") ?? "client_secret_basic";
  return {
    client_id,
    client_secret,
    client_id_issued_at: Math.floor(app.created_at / 1000),
    client_secret_expires_at: 0,
    client_name: app.name,
    ...(app.website === "" ? {} : { client_uri: app.website }),
    redirect_uris: fromJson(app.redirect_uris),
    scope: app.scopes,
    grant_types: grants.length === 0 ? ["authorization_code"] : grants,
    response_types: ["code"],
    token_endpoint_auth_method: METHODS.includes(method) ? method : "client_secret_post",
  };
}

/** What `createApp` does not take, in the words of this standard. */
function refused(error: unknown): never {
  if (!(error instanceof Refusal) || error.kind !== "invalid") throw error;
  const message = error.message.replace(/^Validation failed: /, "");
  throw message.startsWith("Redirect URI") ? new OAuthError("invalid_redirect_uri", message) : bad(message);
}

function textOf(asked: Record<string, unknown>, name: string): string | undefined {
  const value = asked[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw bad(`${name} must be a text.`);
  return value;
}

function textsOf(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((item) => typeof item === "string");
  return texts.length === value.length && texts.length <= 50 ? texts : undefined;
}
