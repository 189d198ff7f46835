/** The door by which apps come in: OAuth 2 as Mastodon has it. */
import { Router, type NextFunction, type Request, type RequestHandler, type Response } from "express";
import { addressKey, assertLimit } from "../access/limits.ts";
import { COME_AGAIN, missing, Outage, Refusal, statusOf } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { decideAuthorization, showAuthorization, showCode } from "./authorize.ts";
import { OAuthError } from "./errors.ts";
import { registerClient } from "./register.ts";
import { showStep, signIn, takeStep } from "./sign-in.ts";
import { grantToken, revokeToken } from "./tokens.ts";
import { serverMetadata, userInfo } from "./userinfo.ts";

export function oauthRouter(kith: Kith): Router {
  const router = Router();
  const page =
    (work: (kith: Kith, io: { request: Request; response: Response }) => Promise<void>): RequestHandler =>
    async (request, response) =>
      await work(kith, { request, response });
  const data =
    (work: (request: Request) => Promise<object> | object): RequestHandler =>
    async (request, response) => {
      response.set({ "Cache-Control": "no-store", Pragma: "no-cache" }).json(await work(request));
    };

  const counted = ["authorize", "sign_in", "token", "revoke", "register", "userinfo"].map((name) => `/oauth/${name}`);
  router.use(counted, async (request, _response, next) => {
    if (request.method !== "OPTIONS") await assertLimit(kith, "ip", addressKey(request.ip));
    next();
  });
  router.get("/oauth/authorize", page(showAuthorization));
  router.post("/oauth/authorize", page(decideAuthorization));
  router.get("/oauth/authorize/native", page(showCode));
  router.post("/oauth/sign_in", page(signIn));
  router.get("/oauth/sign_in/step", page(showStep));
  router.post("/oauth/sign_in/step", page(takeStep));

  const open = ["/oauth/token", "/oauth/revoke", "/oauth/register", "/oauth/userinfo", "/.well-known/oauth-authorization-server"];
  router.use(open, allowAll);
  router.post(
    "/oauth/token",
    data(async (request) => await grantToken(kith, request)),
  );
  router.post(
    "/oauth/revoke",
    data(async (request) => await revokeToken(kith, request)),
  );
  router.post("/oauth/register", async (request, response) => {
    const client = await registerClient(kith, request);
    response.status(201).set({ "Cache-Control": "no-store", Pragma: "no-cache" }).json(client);
  });
  router.get(
    "/oauth/userinfo",
    data(async (request) => await userInfo(kith, request)),
  );
  router.post(
    "/oauth/userinfo",
    data(async (request) => await userInfo(kith, request)),
  );
  router.get("/.well-known/oauth-authorization-server", (_request, response) => {
    response.json(serverMetadata(kith));
  });
  router.use("/oauth", () => {
    throw missing();
  });
  router.use(answerError(kith));
  return router;
}

/** Apps run in browsers, on pages of any origin; nothing here looks at cookies. */
function allowAll(request: Request, response: Response, next: NextFunction): void {
  response.set({
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key",
    "Access-Control-Expose-Headers": "Link, X-RateLimit-Reset, X-RateLimit-Limit, X-RateLimit-Remaining, X-Request-Id",
    "Access-Control-Max-Age": "86400",
  });
  if (request.method === "OPTIONS") response.status(204).end();
  else next();
}

const answerError =
  (kith: Kith) =>
  (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) return next(error);
    // What was not read of a body would be taken for the next request.
    if (!request.complete) request.resume();
    response.set("Cache-Control", "no-store");
    if (error instanceof OAuthError) {
      if (error.status === 401) response.set("WWW-Authenticate", 'Basic realm="Kith"');
      response.status(error.status).json({ error: error.code, error_description: error.message });
      return;
    }
    if (error instanceof Refusal) {
      if (error.kind === "unauthenticated") response.set("WWW-Authenticate", 'Bearer realm="Kith", error="invalid_token"');
      response.status(statusOf[error.kind]).json({ error: error.message });
      return;
    }
    if (error instanceof Outage) {
      const error_description = error.message;
      return void response
        .status(503)
        .set("Retry-After", COME_AGAIN)
        .json({ error: "temporarily_unavailable", error_description });
    }
    kith.log.error("{method} {path} failed: {error}", { method: request.method, path: request.path, error });
    response.status(500).json({ error: "server_error", error_description: "Something went wrong on this server." });
  };
