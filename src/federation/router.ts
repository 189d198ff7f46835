/** The door to other servers: what they post, what they may read, and where they find it. */
import express, { type NextFunction, type Request as Asked, type Response as Answered, type Router } from "express";
import { findAccountByHandle } from "../accounts/find.ts";
import type { Kith } from "../kith.ts";
import { acceptActivity } from "./accept.ts";
import { openFedify, type Fedify } from "./fedify.ts";
import { serveActor } from "./serve/actor.ts";
import { answering, reply, wantsActivity } from "./serve/answer.ts";
import { serveFeatured, serveFeaturedTags, serveModerators, serveOutbox, servePeople } from "./serve/collections.ts";
import { serveNodeInfo, serveNodeInfoLinks } from "./serve/nodeinfo.ts";
import { serveStatus } from "./serve/status.ts";
import { serveHostMeta, serveWebFinger } from "./serve/webfinger.ts";

const STATUS = "/users/:id/statuses/:status";

/** What few servers ask for is read when one does. */
const cv = async () => await import("./serve/cv.ts");
const featured = async () => await import("./serve/featured.ts");
const followers = async () => await import("./serve/followers.ts");
const playlists = async () => await import("./serve/playlist.ts");
const responses = async () => await import("./serve/responses.ts");

/** Mount it before any parser of bodies. What is not its own, pages above all, it passes on. */
export function federationRouter(kith: Kith): Router {
  const router = express.Router();
  const fedify = openFedify(kith);
  router.post(
    ["/inbox", "/users/:id/inbox"],
    acceptActivity(kith),
    answering(kith, async (asked, answered) => await viaFedify(kith, await fedify(), asked, answered)),
  );

  const get = (path: string, serve: (request: Asked, response: Answered) => Promise<void> | void) => {
    router.get(
      path,
      answering(kith, async (request, response) => await serve(request, response)),
    );
  };
  get("/.well-known/webfinger", async (request, response) => await serveWebFinger(kith, request, response));
  get("/.well-known/host-meta", (request, response) => serveHostMeta(kith, request, response));
  get("/.well-known/host-meta.json", (request, response) => serveHostMeta(kith, request, response));
  get("/.well-known/nodeinfo", (_, response) => serveNodeInfoLinks(kith, response));
  get("/nodeinfo/2.0", async (_, response) => await serveNodeInfo(kith, response, "2.0"));
  get("/nodeinfo/2.1", async (_, response) => await serveNodeInfo(kith, response, "2.1"));

  get("/users/:id", async (request, response) => await serveActor(kith, request, response));
  get("/users/:id/outbox", async (request, response) => await serveOutbox(kith, request, response));
  get("/users/:id/followers", async (request, response) => await servePeople(kith, request, response, "followers"));
  get("/users/:id/following", async (request, response) => await servePeople(kith, request, response, "following"));
  get("/users/:id/followers_synchronization", async (...what) => await (await followers()).servePartialFollowers(kith, ...what));
  get("/users/:id/collections/featured", async (request, response) => await serveFeatured(kith, request, response));
  get("/users/:id/collections/tags", async (request, response) => await serveFeaturedTags(kith, request, response));
  get("/users/:id/inside", async (...what) => await (await import("./serve/inside.ts")).serveInside(kith, ...what));
  get("/users/:id/moderators", async (request, response) => await serveModerators(kith, request, response));
  get("/users/:id/featured_collections", async (...what) => await (await featured()).serveCollections(kith, ...what));
  get("/users/:id/playlists", async (...what) => await (await playlists()).servePlaylists(kith, ...what));
  get("/users/:id/playlists/:playlist", async (...what) => await (await playlists()).servePlaylist(kith, ...what));
  get(
    "/users/:id/playlists/:playlist/videos/:film",
    async (...what) => await (await playlists()).servePlaylistFilm(kith, ...what),
  );
  get("/users/:id/collections/:collection", async (...what) => await (await featured()).serveCollection(kith, ...what));
  get("/users/:id/collections/:collection/items/:item", async (...what) => await (await featured()).serveItem(kith, ...what));
  get("/users/:id/feature_authorizations/:item", async (...what) => await (await featured()).serveFeatureStamp(kith, ...what));
  get(
    "/users/:id/quote_authorizations/:status",
    async (...what) => await (await import("./serve/stamp.ts")).serveStamp(kith, ...what),
  );
  get("/users/:id/follows/:follow", async (...what) => await (await import("./serve/follow.ts")).serveFollow(kith, ...what));
  get("/users/:id/stories/:story", async (...what) => await (await import("./serve/story.ts")).serveStory(kith, ...what));
  get("/chats/:id", async (...what) => await (await import("./serve/chat.ts")).serveChat(kith, ...what));
  get("/users/:id/cv", async (...what) => await (await cv()).serveCv(kith, ...what));
  get("/users/:id/recommendations/:recommendation", async (...what) => await (await cv()).serveRecommendation(kith, ...what));
  get(STATUS, async (request, response) => await serveStatus(kith, request, response, "note"));
  get(`${STATUS}/activity`, async (request, response) => await serveStatus(kith, request, response, "activity"));
  get(`${STATUS}/replies`, async (...what) => await (await responses()).serveReplies(kith, ...what));
  get(`${STATUS}/context`, async (...what) => await (await import("./serve/context.ts")).serveContext(kith, ...what));
  get(`${STATUS}/likes`, async (...what) => await (await responses()).serveTotals(kith, ...what, "likes"));
  get(`${STATUS}/shares`, async (...what) => await (await responses()).serveTotals(kith, ...what, "shares"));

  routePages(router, kith);
  return router;
}

function routePages(router: Router, kith: Kith): void {
  router.get(
    "/@:username",
    answering(
      kith,
      async (request, response, next) => await behindPage(kith, request, next, (id) => toActorOf(kith, request, response, id)),
    ),
  );
  router.get(
    "/@:username/:status",
    answering(
      kith,
      async (request, response, next) => await behindPage(kith, request, next, (id) => toStatusOf(kith, request, response, id)),
    ),
  );
}

/** People paste addresses of pages into other servers, which then ask the page for ActivityPub. Everybody else gets the page. */
async function behindPage(
  kith: Kith,
  request: Asked,
  next: NextFunction,
  serve: (account_id: number) => Promise<void>,
): Promise<void> {
  const account = wantsActivity(request.headers.accept)
    ? await findAccountByHandle(kith.db, String(request.params.username), "")
    : undefined;
  if (account === undefined) return next();
  await serve(account.id);
}

async function toActorOf(kith: Kith, request: Asked, response: Answered, id: number): Promise<void> {
  request.params.id = String(id);
  await serveActor(kith, request, response);
}

async function toStatusOf(kith: Kith, request: Asked, response: Answered, id: number): Promise<void> {
  request.params.id = String(id);
  await serveStatus(kith, request, response, "note");
}

/** What an inbox request must not carry into Fedify: HTTP signatures have been judged, and Fedify's rules for them are laxer. */
const JUDGED = new Set(["signature", "signature-input", "authorization", "content-length", "transfer-encoding", "connection"]);

/** Hands a POST with its body to Fedify, and its answer back: whosever inbox it was, for what comes to one person Fedify would want their keys. */
async function viaFedify(kith: Kith, fedify: Fedify, asked: Asked, answered: Answered): Promise<void> {
  const body = asked.body as Buffer;
  const headers = new Headers();
  for (const [name, value] of Object.entries(asked.headers))
    if (value !== undefined && !JUDGED.has(name)) headers.set(name, String(value));
  const request = new Request(`${kith.instance.origin}/inbox`, { method: "POST", headers, body: new Uint8Array(body) });
  const response = await fedify.fetch(request, body.toString("utf8"));
  reply(answered, { body: await response.text(), status: response.status, type: "text/plain", open: false });
}
