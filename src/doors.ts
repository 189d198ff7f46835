/**
 * The doors that most requests do not go through: each is read when somebody first comes to it, which takes a moment then, makes the start shorter, and spares
 * those a quarter of the memory whose people only use apps.
 */
import { flushCompileCache } from "node:module";
import type { Request, RequestHandler } from "express";
import type { Kith } from "./kith.ts";
import { lazy } from "./lazy.ts";

/**
 * PostgreSQL keeps no U+0000, so nothing of a name with one in it can exist, and no query may ask for it. In an address it is read as U+FFFD: whatever
 * door it leads to finds nothing there, and says so in its own way.
 */
export const withoutNul: RequestHandler = (request, _response, next) => {
  if (request.url.includes("%00")) request.url = request.originalUrl = request.url.replaceAll("%00", "%EF%BF%BD");
  next();
};

/** ms after a door was opened: the first time ever, what was compiled for it is then kept for the next start. */
const SETTLED = 2000;

/** @param isTheirs whether it has to be opened for a request; others go on, as the door itself would let them */
function later(open: () => Promise<RequestHandler>, isTheirs: (request: Request) => boolean = () => true): RequestHandler {
  let opened: RequestHandler | undefined;
  const load = lazy(async () => {
    opened = await open();
    setTimeout(flushCompileCache, SETTLED).unref();
    return opened;
  });
  return async (request, response, next) => {
    if (opened === undefined && !isTheirs(request)) return next();
    const door = opened ?? (await load());
    void door(request, response, next);
  };
}

/** ActivityPub between clients and server; mount it at `/users`. */
export const clientDoor = (kith: Kith): RequestHandler =>
  later(async () => {
    const [{ c2sRouter }, { clientPort }, { readUploads }] = await Promise.all([
      import("./c2s/router.ts"),
      import("./federation/client-port.ts"),
      import("./mastodon/uploads.ts"),
    ]);
    return c2sRouter(kith, { ...clientPort(kith), readUploads: async (io) => await readUploads(kith, io) });
  }, isOfClient);

/** Other servers come with activities for an inbox, and without a token for what is public. */
function isOfClient({ method, path, headers }: Request): boolean {
  if (headers.authorization !== undefined || method === "OPTIONS") return true;
  if (method === "POST") return !/\/inbox\/?$/i.test(path);
  return /^\/[^/]+\/(?:inbox|media)(?:\/|$)/i.test(path);
}

/** Other servers; mount it before any parser of bodies. */
export const federationDoor = (kith: Kith): RequestHandler =>
  later(async () => (await import("./federation/router.ts")).federationRouter(kith), isOfServers);

/** Browsers come to the addresses of people and posts, too: for pages. */
function isOfServers({ path, headers }: Request): boolean {
  if (path.startsWith("/@")) return /json/i.test(headers.accept ?? "");
  return /^\/(?:inbox|users|chats|nodeinfo|\.well-known\/(?:webfinger|host-meta|nodeinfo))(?:[./]|$)/i.test(path);
}

export const oauthDoor = (kith: Kith): RequestHandler =>
  later(
    async () => (await import("./oauth/router.ts")).oauthRouter(kith),
    ({ path }) => /^\/(?:oauth|\.well-known\/oauth-authorization-server)(?:\/|$)/i.test(path),
  );

/** Pages. Mount it last: what nobody answers becomes a page, too. */
export const webDoor = (kith: Kith): RequestHandler => later(async () => (await import("./web/router.ts")).webRouter(kith));
