/** What goes wrong becomes a page that says what happened and what to do next. */
import { randomUUID } from "node:crypto";
import { COME_AGAIN, Outage, Refusal, statusOf } from "../../errors.ts";
import type { Kith } from "../../kith.ts";
import { errorView } from "../../../views/frame/message.ts";
import type { Assets } from "./assets.ts";
import { contextOf } from "./context.ts";
import { send, type Io } from "./respond.ts";
import type { Locale } from "../../words/locale.ts";
import { openVisit } from "./visit.ts";

/** The sentences of the API that say nothing which the page does not say better. */
const BARE: ReadonlySet<string> = new Set([
  "The access token is invalid",
  "This action is not allowed",
  "Record not found",
  "This is gone",
  "Too many requests",
]);

export async function answerError(kith: Kith, assets: Assets, error: unknown, io: Io): Promise<void> {
  const { req, res } = io;
  const status = statusFor(error);
  const away = error instanceof Outage;
  if (away) res.set("Retry-After", COME_AGAIN);
  const request_id = status < 500 ? undefined : randomUUID();
  if (request_id !== undefined && !(error instanceof Refusal) && !away) {
    kith.log.error("{method} {path} failed ({request_id}): {error}", { method: req.method, path: req.path, request_id, error });
  }
  // Programs that ask for other things here (pictures, feeds, probes) need no page.
  if (status < 500 && req.accepts(["html", "json"]) !== "html")
    return void res.status(status).type("text/plain").send(`${status}\n`);
  try {
    // Without a database nobody is known.
    const visit = await openVisit(kith, assets, req, { known: !away });
    const html = errorView(await contextOf(visit), { status, text: wordsFor(error, visit.locale), request_id });
    send(visit, { html, status }, io);
  } catch (worse) {
    kith.log.error("the page that tells of an error failed: {error}", { error: worse });
    res.status(500).type("text/plain").send("Something went wrong on this server. Go back and try again.\n");
  }
}

/** A refusal's status, the 4xx of a body parser or router, or 500. */
function statusFor(error: unknown): number {
  if (error instanceof Refusal) return statusOf[error.kind];
  if (error instanceof Outage) return 503;
  if (typeof error !== "object" || error === null || !("status" in error)) return 500;
  const { status } = error;
  return typeof status === "number" && status >= 400 && status < 500 ? status : 500;
}

const wordsFor = (error: unknown, locale: Locale): string | undefined =>
  error instanceof Refusal && !BARE.has(error.message) ? locale.refusal(error.message) : undefined;
