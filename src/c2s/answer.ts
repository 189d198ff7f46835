/** How this door answers: ActivityPub JSON, or `{"error"}` with the status of the refusal. Clients may be pages of anybody's. */
import type { Request, RequestHandler, Response } from "express";
import { COME_AGAIN, Outage, Refusal, statusOf } from "../errors.ts";
import type { Kith } from "../kith.ts";

const ACTIVITY = "application/activity+json; charset=utf-8";
const ACTIVITYSTREAMS = "https://www.w3.org/ns/activitystreams";

/** Puts a context around what was written by hand in ActivityStreams' words only. */
export const inContext = (json: object): object => ({ "@context": ACTIVITYSTREAMS, ...json });

export type Answer = { status?: number; body?: object; location?: string };
type Handle = (request: Request, response: Response) => Promise<Answer | undefined>;

/** Answers with what `handle` gives; undefined passes the request on to the other doors. */
export function answering(kith: Kith, handle: Handle): RequestHandler {
  return async (request, response, next) => {
    try {
      const answer = await handle(request, response);
      if (answer === undefined) next();
      else send(response, answer);
    } catch (error) {
      sendError(kith, error, { request, response });
    }
  };
}

function send(response: Response, { status = 200, body, location }: Answer): void {
  if (response.headersSent) return;
  setHeaders(response);
  response.statusCode = status;
  if (location !== undefined) response.setHeader("location", location);
  if (body !== undefined) response.setHeader("content-type", ACTIVITY);
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

function sendError(kith: Kith, error: unknown, { request, response }: { request: Request; response: Response }): void {
  const away = error instanceof Outage;
  if (!(error instanceof Refusal) && !away) kith.log.error("{path} failed: {error}", { path: request.path, error });
  if (response.headersSent) return void response.end();
  setHeaders(response);
  const known = error instanceof Refusal ? error : undefined;
  response.statusCode = known === undefined ? (away ? 503 : 500) : statusOf[known.kind];
  if (away) response.setHeader("retry-after", COME_AGAIN);
  if (known?.kind === "unauthenticated") response.setHeader("www-authenticate", 'Bearer realm="Kith", error="invalid_token"');
  response.setHeader("content-type", "application/json; charset=utf-8");
  response.end(JSON.stringify({ error: known?.message ?? (away ? error.message : "Something went wrong on this server") }));
}

function setHeaders(response: Response): void {
  response.setHeader("access-control-allow-origin", "*");
  response.setHeader("access-control-expose-headers", "Location, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset");
  response.setHeader("cache-control", "private, no-store");
  response.setHeader("vary", "Authorization, Accept");
}

/** A browser asks before it lets a page of another site call us. */
export const preflight: RequestHandler = (_request, response) => {
  setHeaders(response);
  response.setHeader("access-control-allow-methods", "GET, POST, OPTIONS");
  response.setHeader("access-control-allow-headers", "Authorization, Content-Type, Accept, Idempotency-Key");
  response.setHeader("access-control-max-age", "86400");
  response.statusCode = 204;
  response.end();
};
