/** Errors of OAuth (RFC 6749 4.1.2.1 and 5.2) in the words that Mastodon's clients know. */

export class OAuthError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = "OAuthError";
    this.code = code;
    this.status = status;
  }
}

export const invalidRequest = (message: string) => new OAuthError("invalid_request", message);
export const missingParameter = (name: string) => invalidRequest(`Missing required parameter: ${name}.`);
export const invalidClient = () =>
  new OAuthError(
    "invalid_client",
    "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.",
    401,
  );
export const invalidGrant = () =>
  new OAuthError(
    "invalid_grant",
    "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.",
  );
export const invalidScope = () => new OAuthError("invalid_scope", "The requested scope is invalid, unknown, or malformed.");
export const invalidRedirect = () =>
  new OAuthError("invalid_redirect_uri", "The requested redirect uri is malformed or doesn't match client redirect URI.");
