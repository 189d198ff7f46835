/**
 * Between HTTP and the pages of this API: who asks, may they, what came of it, always as JSON with the headers that clients expect.
 *
 * A page of the API is a list of routes; each says what it needs and answers with data. Refusals become Mastodon's `{"error"}` here and
 * nowhere else; what is no refusal is logged whole and answered without detail.
 */
import type { Request, Response } from "express";
import { takeFor } from "../access/limits.ts";
import { mayUse } from "../access/scopes.ts";
import { bearer, findAccess, type Access } from "../access/tokens.ts";
import { noteWriter, readLate } from "../db/late.ts";
import type { Account, User } from "../db/schema.ts";
import { COME_AGAIN, forbidden, invalid, missing, Outage, Refusal, statusOf, unauthenticated } from "../errors.ts";
import { readId } from "../ids.ts";
import type { Kith } from "../kith.ts";
import { isDiscreet, readerFor } from "../teams/acting.ts";
import { judges, SUBMIT } from "../teams/roles.ts";
import { BODY_BYTES, readForm, readQuery, type Fields, type Form, type Upload } from "./forms.ts";
import { fileTooLarge } from "../media/add.ts";
import { readUploads } from "./uploads.ts";

/**
 * `user`: a person; `app`: any token; `any`: a token is optional, but must be good when there is one; `none`: tokens are not looked at.
 * `limit` names a stricter limit that the call also draws on; `uploads` lets the body hold files.
 */
export type Needs = {
  who: "user" | "app" | "any" | "none";
  scope?: string;
  limit?: "media" | "delete" | "sign-up" | "app";
  /** `media`: the file called `file` may be large, and comes as a path. */
  uploads?: true | "media";
  /** It only reads, and may be a few seconds late for others than who wrote: a copy of the database may answer. */
  late?: true;
  /** Also for people who have not confirmed their address yet. */
  even_inactive?: true;
  /** Also for who may only hand in what others publish (`teams/roles.ts`). */
  submits?: true;
  /** Others see at once what it does: in the name of a team it is for who publishes there, whatever the scope. */
  publishes?: true;
  /** It is about what is said in private: not for who acts in a name without reading that. */
  messages?: true;
  /** What it makes is a status, which keeps the Idempotency-Key itself; every other POST is answered by `once.ts` when it comes again. */
  keyed?: true;
};

export type ApiRequest = {
  kith: Kith;
  path: string;
  params: Readonly<Record<string, string>>;
  query: Fields;
  body: Fields;
  files: ReadonlyMap<string, Upload>;
  access: Access | undefined;
  /** The account that asks, or 0. */
  viewer_id: number;
  ip: string;
  header(name: string): string | undefined;
};

/** `body`: data, or text that is JSON already (or whatever `type` says). */
export type Answer = { body: unknown; status?: number; headers?: Readonly<Record<string, string>>; type?: string };
export type Handle = (request: ApiRequest) => Promise<Answer>;
export type Route = { method: string; path: string; needs: Needs; handle: Handle };

const route =
  (method: string) =>
  (path: string, needs: Needs, handle: Handle): Route => ({ method, path, needs, handle });
export const get = route("GET");
export const post = route("POST");
export const put = route("PUT");
export const patch = route("PATCH");
export const del = route("DELETE");

export const user = (scope: string, more: Omit<Needs, "who" | "scope"> = {}): Needs => ({ who: "user", scope, ...more });
export const anyone = (scope: string): Needs => ({ who: "any", scope });
export const late = (needs: Needs): Needs => ({ ...needs, late: true });
export const nobody: Needs = Object.freeze({ who: "none" });

export const answer = (body: unknown): Answer => ({ body });
/** What Mastodon answers when there is nothing to say. */
export const nothing: Answer = Object.freeze({ body: Object.freeze({}) });

/** The account that asks, as it was at most half a minute ago. */
export function me(request: ApiRequest): Account {
  const account = request.access?.account;
  if (account === null || account === undefined) throw invalid("This method requires an authenticated user");
  return account;
}

export function myUser(request: ApiRequest): User {
  const found = request.access?.user;
  if (found === null || found === undefined) throw invalid("This method requires an authenticated user");
  return found;
}

/** @throws Refusal `missing` for what is no id */
export function idParam(request: ApiRequest, name = "id"): number {
  const id = readId(request.params[name]);
  if (id === undefined) throw missing();
  return id;
}

/** Answers one request to one route. Never throws. */
export async function respond(
  kith: Kith,
  found: Route,
  params: Record<string, string>,
  io: { req: Request; res: Response },
): Promise<void> {
  const { req, res } = io;
  try {
    const request = await readRequest(kith, found.needs, params, io);
    const { needs, handle } = found;
    const key = request.viewer_id === 0 ? undefined : request.header("idempotency-key");
    if (needs.late === true)
      write(res, await readLate(request.kith, request.viewer_id, async (at) => await handle({ ...request, kith: at })));
    else if (found.method !== "POST" || key === undefined || needs.keyed === true) write(res, await act(kith, found, request));
    else write(res, await (await import("./once.ts")).once(request, key, async (asked) => await act(kith, found, asked)));
  } catch (error) {
    writeError(kith, error, io);
  }
  // A body that was not read to its end (too long, refused before) would block the connection for the next request.
  if (!req.complete && !req.destroyed) req.resume();
}

/** Does what is asked, and notes who has done it. */
async function act(kith: Kith, { method, path, handle }: Route, request: ApiRequest): Promise<Answer> {
  const answered = await handle(request);
  if (method === "GET") return answered;
  const { viewer_id, params, access } = request;
  if (viewer_id !== 0) noteWriter(kith, viewer_id);
  if (access?.member !== undefined) {
    const { noteAct } = await import("../teams/log.ts");
    await noteAct(kith, viewer_id, access.member, { operation: `${method} ${path}`, id: params["id"] });
  }
  return answered;
}

async function readRequest(
  kith: Kith,
  needs: Needs,
  params: Record<string, string>,
  { req, res }: { req: Request; res: Response },
): Promise<ApiRequest> {
  const access = needs.who === "none" ? undefined : await assertAccess(kith, needs, bearer(req));
  const ip = req.ip ?? "";
  await takeFor(kith, { account_id: access?.account?.id, ip, limit: needs.limit }, res);
  const reads = req.method !== "GET" && req.method !== "HEAD";
  const form = reads ? await readBody(kith, needs, { req, res }) : { fields: readQuery(""), files: new Map<string, Upload>() };
  const mark = req.url.indexOf("?");
  const query = readQuery(mark < 0 ? "" : req.url.slice(mark + 1));
  return {
    kith: await readerFor(kith, access?.member),
    path: req.path,
    params,
    query,
    // Clients also write parameters of a POST into its query; what is in the body wins.
    body: reads ? Object.assign(query, form.fields) : form.fields,
    files: form.files,
    access,
    viewer_id: access?.account?.id ?? 0,
    ip,
    header: (name) => req.headers[name] as string | undefined,
  };
}

async function readBody(kith: Kith, { uploads }: Needs, io: { req: Request; res: Response }): Promise<Form> {
  if (uploads === "media") return await readUploads(kith, io);
  if (uploads === undefined) return await readForm(io.req, BODY_BYTES);
  const { image_bytes } = kith.instance.limits;
  return await readForm(io.req, image_bytes + BODY_BYTES, () => fileTooLarge(image_bytes));
}

/** @throws Refusal in Mastodon's words when the token does not fit the needs */
export async function assertAccess(kith: Kith, needs: Needs, token: string | undefined): Promise<Access | undefined> {
  const access = token === undefined ? undefined : await findAccess(kith, token, { even_inactive: needs.even_inactive === true });
  if (access === undefined) {
    if (needs.who === "any" && token === undefined) return undefined;
    throw unauthenticated();
  }
  const handsIn = needs.submits === true && access.scopes.includes(SUBMIT);
  if (needs.scope !== undefined && !mayUse(access.scopes, needs.scope) && !handsIn)
    throw forbidden("This action is outside the authorized scopes");
  if (needs.publishes === true) assertPublishes(access);
  if (needs.messages === true && isDiscreet(access.member))
    throw forbidden("What is said to this team in private is for its owners");
  if (needs.who === "user" && access.account === null) throw invalid("This method requires an authenticated user");
  return access;
}

/** @throws Refusal `forbidden` for who acts for a team without publishing there */
function assertPublishes({ member }: Pick<Access, "member">): void {
  if (member !== undefined && !judges(member.role)) throw forbidden("Your role in this team does not let you do that");
}

export function setCommonHeaders(res: Response): void {
  res.setHeader("access-control-allow-origin", "*");
  res.setHeader("access-control-expose-headers", EXPOSED);
  res.setHeader("cache-control", "private, no-store");
  res.setHeader("vary", "Authorization, Origin");
}
const EXPOSED =
  "Link, X-RateLimit-Reset, X-RateLimit-Limit, X-RateLimit-Remaining, X-Request-Id, Deprecation, Mastodon-Async-Refresh";

/** Answers a CORS preflight. */
export function writePreflight(res: Response): void {
  setCommonHeaders(res);
  res.setHeader("access-control-allow-methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS");
  res.setHeader("access-control-allow-headers", "Authorization, Content-Type, Idempotency-Key, X-Requested-With");
  res.setHeader("access-control-max-age", "86400");
  res.statusCode = 204;
  res.end();
}

function write(res: Response, { body, status = 200, headers, type }: Answer): void {
  if (res.headersSent) return;
  setCommonHeaders(res);
  for (const name in headers) res.setHeader(name, headers[name] as string);
  res.statusCode = status;
  res.setHeader("content-type", type ?? "application/json; charset=utf-8");
  const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  res.setHeader("content-length", bytes.length);
  res.end(bytes);
}

export function writeError(kith: Kith, error: unknown, { req, res }: { req: Request; res: Response }): void {
  if (error instanceof Refusal) {
    const headers = error.kind === "unauthenticated" ? { "www-authenticate": 'Bearer realm="Kith", error="invalid_token"' } : {};
    const details = error.details === undefined ? {} : { details: error.details };
    return write(res, { status: statusOf[error.kind], headers, body: { error: error.message, ...details } });
  }
  if (error instanceof Outage)
    return write(res, { status: 503, headers: { "retry-after": COME_AGAIN }, body: { error: error.message } });
  if (req.destroyed && !req.complete) return;
  kith.log.error("{method} {path} failed: {error}", { method: req.method, path: req.path, error });
  write(res, { status: 500, body: { error: "We're sorry, but something went wrong on our end." } });
}
