/** How this door answers: ActivityPub JSON to those who ask for it, a page to everybody else, and a bare status when there is nothing. */
import type { NextFunction, Request, RequestHandler, Response } from "express";
import { COME_AGAIN, Outage, Refusal, statusOf } from "../../errors.ts";
import type { Kith } from "../../kith.ts";
import { ACTIVITY_JSON, typeOf } from "../content-type.ts";

/** Whether a client would rather have ActivityPub than a page. `*∕*` is a client that does not care, and pages are for those. */
export function wantsActivity(accept: string | undefined): boolean {
  if (accept === undefined || accept.length > 1000) return false;
  let [activity, page] = [0, 0];
  // A profile has commas in no honest header, but quotes hide them all the same.
  for (const range of accept.replaceAll(/"[^"]*"/g, "").split(",")) {
    const type = typeOf(range);
    const quality = Number(/;\s*q=([\d.]{1,5})/i.exec(range)?.[1] ?? 1);
    if (type === ACTIVITY_JSON || type === "application/ld+json") activity = Math.max(activity, quality);
    if (type === "text/html" || type === "application/xhtml+xml") page = Math.max(page, quality);
  }
  return activity > 0 && activity >= page;
}

export type Answer = {
  body: Buffer | string;
  /** Default 200. */
  status?: number;
  /** Default `application/activity+json`. */
  type?: string;
  /** For anybody, so that caches may keep it; otherwise for this one reader. */
  open?: boolean;
};

/** Seconds that shared caches may keep what is for everybody. */
const SECONDS = 60;

export function reply(response: Response, { body, status = 200, type = ACTIVITY_JSON, ...answer }: Answer): void {
  // What only those may read who sign is nothing for shared caches.
  const open = (answer.open ?? true) && !(response.locals.signed_only === true && type === ACTIVITY_JSON);
  response.statusCode = status;
  response.setHeader("content-type", `${type}; charset=utf-8`);
  response.setHeader("cache-control", open ? `public, max-age=${SECONDS}` : "private, no-store");
  response.setHeader("vary", open ? "Accept" : "Accept, Signature");
  response.setHeader("access-control-allow-origin", "*");
  response.end(body);
}

/** Whoever is no ActivityPub client gets the page at the same uri. */
export function toPage(response: Response, url: string): void {
  response.setHeader("vary", "Accept");
  response.redirect(302, url);
}

type Handle = (request: Request, response: Response, next: NextFunction) => Promise<void> | void;

/** Runs a handler, and answers a refusal with its bare status. */
export function answering(kith: Kith, handle: Handle): RequestHandler {
  return (request, response, next) => {
    response.locals.signed_only = kith.instance.federation.authorized_fetch;
    void (async () => await handle(request, response, next))().catch((error: unknown) => {
      const away = error instanceof Outage;
      if (!(error instanceof Refusal) && !away) {
        kith.log.error("{path} failed: {error}", { path: request.path, error });
      }
      if (response.headersSent) return void response.end();
      response.setHeader("vary", "Accept");
      response.setHeader("access-control-allow-origin", "*");
      if (away) response.setHeader("retry-after", COME_AGAIN);
      response.statusCode = error instanceof Refusal ? statusOf[error.kind] : away ? 503 : 500;
      response.end();
    });
  };
}
