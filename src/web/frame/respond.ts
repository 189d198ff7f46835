/**
 * Between HTTP and the pages: who may ask, whether a form is ours, what came of it, always with the headers that keep pages safe.
 *
 * A page is a route that says who may see it and answers with HTML or with where to go. Refusals become pages here and nowhere else; what is
 * no refusal is logged whole and answered without detail.
 */
import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Request, Response } from "express";
import { isCsrfToken, isSameOrigin } from "../../access/csrf.ts";
import { addressKey, assertLimit } from "../../access/limits.ts";
import { forbidden, unauthenticated } from "../../errors.ts";
import { noteReferrer } from "../../insights/visits.ts";
import type { Html } from "../../html.ts";
import type { Kith } from "../../kith.ts";
import { routes } from "../../../views/frame/routes.ts";
import { assertMayVisit, noteVisit } from "./acting.ts";
import { letGo, withAside } from "./aside.ts";
import type { Assets } from "./assets.ts";
import { endedFlashCookie, flashCookie, type Said } from "./flash.ts";
import { readFilms } from "./films.ts";
import { readForm, type Form } from "./forms.ts";
import { onItsPage, type FindPage } from "./inside.ts";
import type { Fields } from "./problems.ts";
import { openVisit, type Visit } from "./visit.ts";

/** A page, or where to go (always with 303, so that reloading sends no form twice). `in_place`: a script may stay where it is. */
export type Answer =
  /** `framed`: other sites may show it in a frame; `made`: where what the form has made is, though something of it is still wrong. */
  | { html: Html; status?: number; cookies?: readonly string[]; framed?: true; made?: string }
  | { to: string; said?: Said; day?: string; cookies?: readonly string[]; in_place?: true }
  | { file: string | Readable; type: string; name: string; cookies?: readonly string[] }
  /** For programs; public for `kept_for` seconds; 0: for who asks; `checked`: for who asks, and may keep it to ask whether it is still so. */
  | { document: Html | string; type: string; kept_for: number | "checked"; cookies?: readonly string[] }
  /** For a script of ours. */
  | { json: unknown; status?: number; cookies?: readonly string[] };

export type Handle = (visit: Visit) => Promise<Answer>;
/**
 * `member`: somebody who is signed in; `files`: the form carries files, `"films"` such as memory has no room for; `inside`: it stands on other pages, which show it
 * again when it cannot be carried out (`inside.ts`); `makes`: sent again as it was, it makes nothing more (`once.ts`); `visitors`: it is for who is not signed in,
 * and whoever is by now, has been led home by it once, and is again.
 */
export type Route = {
  method: "get" | "post";
  path: string;
  who: "anyone" | "member";
  files: boolean | "films";
  handle: Handle;
  inside?: string | Fields;
  makes?: true;
  visitors?: true;
};
/** Where a request comes in and its answer goes; `findPage` knows all pages. */
export type Io = { req: Request; res: Response; findPage?: FindPage };

export const page = (path: string, who: Route["who"], handle: Handle): Route => ({
  method: "get",
  path,
  who,
  files: false,
  handle,
});
export const action = (path: string, who: Route["who"], handle: Handle): Route => ({
  method: "post",
  path,
  who,
  files: false,
  handle,
});
/** An action whose form carries files. */
export const upload = (path: string, handle: Handle): Route => ({ method: "post", path, who: "member", files: true, handle });

/** The same, for pictures, films and sounds. */
export const uploadFilms = (path: string, handle: Handle): Route => ({
  method: "post",
  path,
  who: "member",
  files: "films",
  handle,
});

/** A route whose form makes something; or a page that visitors may read whose form does: it gets a token of its own. */
export const makes = <One extends Route>(route: One): One => ({ ...route, makes: true });

export const show = (html: Html, status = 200): Answer => ({ html, status });
export const go = (to: string, said?: Said): Answer => (said === undefined ? { to } : { to, said });

/** Something to keep: `name` is what it is to be called. */
export const file = (text: string | Readable, { type, name }: { type: string; name: string }): Answer => ({
  file: text,
  type,
  name,
});

/** Data for a script of ours. */
export const data = (json: unknown, status = 200): Answer => ({ json, status });

/** The fields' name of the token, as `views/parts/form.ts` writes it. */
const CSRF_FIELD = "csrf";

/** @throws Refusal for what is not allowed, and whatever the page throws */
export async function respond(kith: Kith, assets: Assets, route: Route, io: Io): Promise<void> {
  const { req, res } = io;
  if (route.method === "post" && !isSameOrigin(kith.instance, req.headers)) throw foreignForm(kith);
  const visit = await openVisit(kith, assets, req, { makes: route.makes === true });
  if (route.who === "member" && visit.session === undefined) {
    if (route.method === "post")
      throw unauthenticated("You are not signed in any more. Sign in, then go back and send the form again.");
    return send(visit, go(`${routes.signIn}?return_to=${encodeURIComponent(visit.path)}`), { req, res });
  }
  assertMayVisit(visit, route);
  const answer = route.method === "get" ? await route.handle(visit) : await post(visit, route, io);
  if (req.method === "GET" && "html" in answer && (answer.status ?? 200) === 200)
    noteReferrer({ kith, headers: req.headers, username: visit.params["acct"] ?? "" });
  send(visit, answer, { req, res });
}

async function post(visit: Visit, route: Route, { req, res, findPage }: Io): Promise<Answer> {
  const { kith, viewer_id } = visit;
  if (viewer_id === 0) await assertLimit(kith, "ip", addressKey(visit.ip));
  else await assertLimit(kith, "account", viewer_id);
  const sent =
    route.files === "films"
      ? await readFilms(kith, { req, res })
      : await readForm(req, res, route.files ? kith.instance.limits.image_bytes : 0);
  // Its token was that of the visit before.
  if (route.visitors === true && visit.session !== undefined) return go(routes.home);
  if (!isCsrfToken(kith, visit.bound, sent.text(CSRF_FIELD)))
    throw forbidden("This form was made for another visit, or is too old.");
  const work = async (seen: Visit) => await carryOut(seen, route, { sent, res, findPage });
  if (route.makes !== true) return await work(visit);
  return await (await import("./once.ts")).once(visit, sent, work);
}

async function carryOut(
  visit: Visit,
  route: Route,
  { sent, res, findPage }: { sent: Form; res: Response; findPage: FindPage | undefined },
): Promise<Answer> {
  const { form, unwanted } = await withAside(visit, sent, { files: route.files, res });
  const { inside: fields } = route;
  const answer = await route.handle({ ...visit, form }).catch(async (error: unknown) => {
    if (fields === undefined) throw error;
    return await onItsPage({ ...visit, form }, { fields, error, findPage });
  });
  await letGo({ ...visit, form }, answer, unwanted);
  await noteVisit(visit, route);
  return answer;
}

const foreignForm = ({ instance }: Kith) =>
  forbidden(
    `This form was not sent from ${instance.origin}. If you opened this server under another address, open it there and try again.`,
  );

export function send(visit: Visit, answer: Answer, { req, res }: Io): void {
  const { instance } = visit.kith;
  const member = visit.session !== undefined;
  const cookies = [...visit.cookies, ...(answer.cookies ?? [])];
  if ("to" in answer) {
    if (answer.said !== undefined) cookies.push(flashCookie(instance, answer.said, answer.day));
    prepare(res, cookies, true);
    if (answer.in_place === true && req.headers["x-kith-in-place"] === "1") res.status(204).end();
    else res.redirect(303, answer.to);
    return;
  }
  if ("file" in answer) {
    prepare(res, cookies, true);
    res.attachment(answer.name).type(answer.type);
    if (typeof answer.file === "string") res.send(answer.file);
    // A reader who goes away, or a file that is gone, ends both.
    else pipeline(answer.file, res).catch((error: unknown) => visit.kith.log.debug("a file was not sent: {error}", { error }));
    return;
  }
  if ("document" in answer) {
    sendDocument(answer, { req, res });
    return;
  }
  if ("json" in answer) {
    prepare(res, cookies, true);
    res.status(answer.status ?? 200).json(answer.json);
    return;
  }
  if (visit.said !== undefined) cookies.push(endedFlashCookie(instance));
  prepare(res, cookies, member || req.method === "POST");
  if (answer.framed === true) allowFrames(res);
  res
    .status(answer.status ?? 200)
    .type("html")
    .send(String(answer.html));
}

/** Programs ask again and again, mostly for what they have: by its tag they are told that they do (RFC 9110, 13.1.2). */
function sendDocument({ document, type, kept_for }: Extract<Answer, { document: unknown }>, { req, res }: Io): void {
  const text = String(document);
  const tag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"`;
  const kept =
    kept_for === "checked" ? "private, no-cache" : kept_for === 0 ? "private, no-store" : `public, max-age=${kept_for}`;
  // A weak one: packed, the bytes are others.
  res.set({ "Cache-Control": kept, ETag: `W/${tag}` }).vary("Accept-Encoding");
  if (req.headers["if-none-match"]?.includes(tag) === true) res.status(304).end();
  else res.type(type).send(text);
}

/** Of the headers that `headers.ts` has set, those that keep a page out of frames. */
function allowFrames(res: Response): void {
  res.removeHeader("X-Frame-Options");
  const policy = String(res.getHeader("Content-Security-Policy") ?? "");
  res.set("Content-Security-Policy", policy.replace("frame-ancestors 'none'", "frame-ancestors *"));
  res.set("Cross-Origin-Resource-Policy", "cross-origin");
}

function prepare(res: Response, cookies: readonly string[], own: boolean): void {
  for (const cookie of cookies) res.append("Set-Cookie", cookie);
  res.set("Cache-Control", own || cookies.length > 0 ? "private, no-store" : "no-cache");
  res.vary("Cookie, Accept, Accept-Language");
}
