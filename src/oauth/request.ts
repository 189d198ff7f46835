/** Reads what an app asks of a person (RFC 6749 4.1.1, RFC 7636): which app, where to send the answer, and how much it wants. */
import { findAppByClientId, OOB, type App } from "../access/apps.ts";
import { DEFAULT_SCOPES, narrowScopes, splitScopes } from "../access/scopes.ts";
import { fromJson } from "../db/columns.ts";
import type { Kith } from "../kith.ts";
import type { Params } from "./body.ts";
import { invalidClient, invalidRedirect, invalidRequest, invalidScope, missingParameter, OAuthError } from "./errors.ts";

/** Where an answer can go; until this much is sure, errors are shown to the person and sent to nobody. */
export type Destination = { app: App; redirect_uri: string; state: string };
export type Authorization = Destination & { scopes: string[]; challenge: string };

/**
 * The app and its redirect address, which must be one of those it registered, to the letter.
 *
 * @throws OAuthError to be shown, never redirected
 */
export async function readDestination(kith: Kith, params: Params): Promise<Destination> {
  const { client_id = "", redirect_uri = "", state = "" } = params;
  if (client_id === "") throw missingParameter("client_id");
  const app = await findAppByClientId(kith.db, client_id);
  if (app === undefined) throw invalidClient();
  if (!fromJson(app.redirect_uris).includes(redirect_uri)) throw invalidRedirect();
  return { app, redirect_uri, state: state.slice(0, 4000) };
}

/** @throws OAuthError to be sent to the app */
export function readAuthorization(destination: Destination, params: Params): Authorization {
  if (params.response_type === undefined || params.response_type === "") throw missingParameter("response_type");
  if (params.response_type !== "code") {
    throw new OAuthError("unsupported_response_type", "The authorization server does not support this response type.");
  }
  const asked = splitScopes(params.scope ?? "");
  const scopes = narrowScopes(asked.length === 0 ? DEFAULT_SCOPES : asked, splitScopes(destination.app.scopes));
  if (scopes === undefined) throw invalidScope();
  return { ...destination, scopes, challenge: readChallenge(params) };
}

/** Only S256: `plain` protects from nobody who sees the request. */
function readChallenge({ code_challenge = "", code_challenge_method = "" }: Params): string {
  if (code_challenge === "" && code_challenge_method === "") return "";
  if (code_challenge_method !== "S256")
    throw new OAuthError("invalid_code_challenge_method", "The code challenge method must be S256.");
  if (!/^[A-Za-z0-9_-]{43}$/.test(code_challenge)) throw invalidRequest("The code challenge is malformed.");
  return code_challenge;
}

/** The address that takes an answer to the app; undefined for an app that has none, whose answers are shown. */
export function answerUrl({ redirect_uri, state }: Destination, answer: Readonly<Record<string, string>>): string | undefined {
  if (redirect_uri === OOB) return undefined;
  // Appended as text: parsing would respell the address, and custom schemes have no query for URL to set.
  const query = new URLSearchParams({ ...answer, ...(state === "" ? {} : { state }) }).toString();
  return `${redirect_uri}${redirect_uri.includes("?") ? "&" : "?"}${query}`;
}

/** The parameters that a form carries on to the next step. */
export const CARRIED = [
  "client_id",
  "redirect_uri",
  "response_type",
  "scope",
  "state",
  "code_challenge",
  "code_challenge_method",
  // Asks for consent again: the app wanted a fresh login (`force_login`).
  "ask",
] as const;

export const carried = (params: Params): [string, string][] =>
  CARRIED.flatMap((name): [string, string][] => (params[name] === undefined ? [] : [[name, params[name]]]));
