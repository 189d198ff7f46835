/**
 * An independent ActivityPub server to test against: activitypub-express with its store in memory, one person (`ann`) who accepts every
 * follow, and its client-to-server outbox as the remote control.
 *
 *   node test/interop/apex-peer.ts PORT TOKEN
 *
 * Says one line when it listens. It runs in a process of its own, for its delivery state is a global of its module.
 */
import type { EventEmitter } from "node:events";
import { preloadedContexts } from "@fedify/fedify/runtime";
import createApex, { type Apex, type ApexObject } from "activitypub-express";
import express, { type RequestHandler } from "express";
import { makeApexStore } from "./apex-store.ts";

const [port = "", token = ""] = process.argv.slice(2);
// With NODE_ENV unset it would take unsigned posts, with "production" it would refuse 127.0.0.1.
process.env.NODE_ENV = "test";

const routes = {
  actor: "/u/:actor",
  object: "/o/:id",
  activity: "/s/:id",
  inbox: "/u/:actor/inbox",
  outbox: "/u/:actor/outbox",
  followers: "/u/:actor/followers",
  following: "/u/:actor/following",
  liked: "/u/:actor/liked",
  collections: "/u/:actor/c/:id",
  blocked: "/u/:actor/blocked",
  rejections: "/u/:actor/rejections",
  rejected: "/u/:actor/rejected",
  shares: "/s/:id/shares",
  likes: "/s/:id/likes",
};

const log = (...words: unknown[]) => console.error(...words);
const apex = createApex({
  name: "Apex peer",
  version: "1.0.0",
  baseUrl: `http://127.0.0.1:${port}`,
  actorParam: "actor",
  objectParam: "id",
  activityParam: "id",
  routes,
  store: makeApexStore(preloadedContexts),
  logger: { info: log, warn: log, error: log },
});
// Its own loader goes to the network for what its two bundled contexts do not cover; here an unknown context defines nothing.
apex.jsonldContextLoader = async (url) => {
  const document: unknown = Object.hasOwn(preloadedContexts, url) ? preloadedContexts[url] : {};
  return { contextUrl: null, documentUrl: url, document };
};

/** Whoever has the token is ann; and http-signature looks for signatures in Authorization only. */
const authenticate: RequestHandler = (request, _response, next) => {
  if (request.headers.authorization === `Bearer ${token}`) Object.assign(request, { user: { username: "ann" } });
  const { signature } = request.headers;
  if (typeof signature === "string") request.headers.authorization = `Signature ${signature}`;
  next();
};

const acceptFollow = async (peer: Apex, { activity, recipient, actor }: Message) => {
  if (activity.type !== "Follow") return;
  const accept = await peer.buildActivity("Accept", recipient.id, actor.id, { object: activity.id });
  const { postTask } = await peer.acceptFollow(recipient, activity);
  await peer.addToOutbox(recipient, accept);
  await postTask();
};

type Message = { activity: ApexObject; recipient: ApexObject; actor: ApexObject };

const app = express();
app.set("query parser", "extended");
app.use(express.json({ type: apex.consts.jsonldTypes }), authenticate, apex);
app.get(routes.actor, apex.net.actor.get);
app.route(routes.inbox).get(apex.net.inbox.get).post(apex.net.inbox.post);
app.route(routes.outbox).get(apex.net.outbox.get).post(apex.net.outbox.post);
app.get(routes.followers, apex.net.followers.get);
app.get(routes.following, apex.net.following.get);
app.get(routes.liked, apex.net.liked.get);
app.get(routes.object, apex.net.object.get);
app.get(routes.activity, apex.net.activityStream.get);
app.get(routes.shares, apex.net.shares.get);
app.get(routes.likes, apex.net.likes.get);
app.get("/.well-known/webfinger", apex.net.webfinger.get);
app.get("/.well-known/nodeinfo", apex.net.nodeInfoLocation.get);
app.get("/nodeinfo/:version", apex.net.nodeInfo.get);
// Express types only its own event; apex emits these on the application, which is an emitter.
(app as EventEmitter).on("apex-inbox", (message: Message) => {
  acceptFollow(apex, message).catch((error: unknown) => log("accepting failed", error));
});

await apex.store.saveObject(await apex.createActor("ann", "Ann", "A peer"));
app.listen(Number(port), "127.0.0.1", () => console.log(`listening at http://127.0.0.1:${port}`));
