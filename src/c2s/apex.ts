/**
 * activitypub-express, which interprets what clients post to an outbox (ActivityPub, 6): it wraps bare objects, completes addresses, finds what
 * activities are about and judges whose that is. It neither writes nor sends nor fetches anything here, and no other server ever meets it.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Apex, ApexObject } from "activitypub-express";
import type { Request, RequestHandler, Response } from "express";
import type { Account } from "../db/schema.ts";
import { forbidden, invalid, malformed, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { lazy } from "../lazy.ts";
import { VERSION } from "../version.ts";
import { asObject, one } from "./documents.ts";
import type { Doc, Port } from "./port.ts";
import { makeStore } from "./store.ts";

/** As it understands it: lists everywhere, the object whole where it was found. Ids in it are not those that things get. */
export type Interpreted = { activity: ApexObject; object: ApexObject | undefined };
export type Interpret = (account: Account, doc: Doc, io: { request: Request; response: Response }) => Promise<Interpreted>;

const OWN = "/users/:id";
const ROUTES = {
  actor: OWN,
  object: `${OWN}/objects/:thing`,
  activity: `${OWN}/activities/:thing`,
  inbox: `${OWN}/inbox`,
  outbox: `${OWN}/outbox`,
  followers: `${OWN}/followers`,
  following: `${OWN}/following`,
  liked: `${OWN}/liked`,
  collections: `${OWN}/collections/:collection`,
  blocked: `${OWN}/blocked`,
  rejections: `${OWN}/rejections`,
  rejected: `${OWN}/rejected`,
  shares: `${OWN}/activities/:thing/shares`,
  likes: `${OWN}/activities/:thing/likes`,
};

/** Loaded at the first post, with the JSON-LD processor that it needs. */
export function openInterpreter(kith: Kith, port: Port): Interpret {
  const viewers = new AsyncLocalStorage<Account>();
  const load = lazy(async () => await openApex(kith, port, viewers));
  return async (account, doc, io) => {
    const apex = await load();
    return await viewers.run(account, async () => await interpret(apex, { account, doc }, io));
  };
}

async function openApex(kith: Kith, port: Port, viewers: AsyncLocalStorage<Account>): Promise<Apex> {
  const { default: createApex } = await import("activitypub-express");
  const viewer = (): Account => {
    const account = viewers.getStore();
    if (account === undefined) throw new Error("activitypub-express asks on nobody's behalf");
    return account;
  };
  const say = (...words: unknown[]) => kith.log.debug("activitypub-express: {words}", { words });
  const apex = createApex({
    name: "Kith",
    version: VERSION,
    baseUrl: kith.instance.origin,
    actorParam: "id",
    objectParam: "thing",
    activityParam: "thing",
    collectionParam: "collection",
    routes: ROUTES,
    store: makeStore(kith, viewer),
    logger: { info: say, warn: say, error: say },
  });
  // Its own loader asks the network for contexts that it does not know, whatever its store says.
  const load = await port.loadContexts();
  // They never change, which lets the processor keep them processed.
  apex.jsonldContextLoader = async (url) => ({ ...(await load(url)), tag: "static" });
  // What is not in the store is not. The store has asked already, by our own means.
  apex.requestObject = async () => undefined;
  // Blocks are looked for one by one, when one is to be undone.
  apex.getBlocked = async () => ({ orderedItems: [] });
  const never = async () => {
    throw new Error("activitypub-express neither delivers nor publishes here");
  };
  return Object.assign(apex, { deliver: never, queueForDelivery: never, startDelivery: never, publishActivity: never });
}

type Posted = { account: Account; doc: Doc };

async function interpret(
  apex: Apex,
  { account, doc }: Posted,
  { request, response }: { request: Request; response: Response },
): Promise<Interpreted> {
  const body = await apex.fromJSONLD({ "@context": "https://www.w3.org/ns/activitystreams", ...doc }).catch(() => undefined);
  if (body === undefined) throw malformed("This is not valid JSON-LD");
  Object.assign(request, { body, user: { username: String(account.id) } });
  const { validators, security } = apex.net;
  await run(
    [
      apex,
      validators.targetActorWithMeta,
      security.verifyAuthorization,
      security.requireAuthorized,
      validators.outboxCreate,
      validators.outboxActivityObject,
      validators.outboxActivity,
    ],
    request,
    response,
  );
  const { apex: locals } = response.locals as { apex: Verdict };
  const object = asObject(locals.object) as ApexObject | undefined;
  if (locals.activity !== true) throw refusalOf(locals, request.body as ApexObject);
  return { activity: request.body as ApexObject, object };
}

type Verdict = { activity?: boolean; object?: unknown; status?: number; statusMessage?: string };

function refusalOf({ status, statusMessage, object }: Verdict, activity: ApexObject): Error {
  if (status === 403) return forbidden("This belongs to somebody else");
  if (status === 405) return invalid("Only the featured collection can be changed");
  // It calls what it does not find malformed.
  if (object === undefined && one(activity["object"]) !== undefined) return missing("There is no such thing, or not for you");
  if (object === undefined && activity.type !== undefined) return malformed(`${activity.type} takes an object`);
  return malformed(statusMessage ?? "This is no activity, and no object that could be created");
}

/** Its handlers one after another, each of which calls the next, fails, or answers itself. */
async function run(handlers: readonly RequestHandler[], request: Request, response: Response): Promise<void> {
  for (const handler of handlers)
    await new Promise<void>((resolve, reject) => {
      response.once("close", resolve);
      const next = (error?: unknown) => {
        response.off("close", resolve);
        if (error === undefined || error === null) resolve();
        else reject(error instanceof Error ? error : new Error("activitypub-express failed", { cause: error }));
      };
      Promise.try(async () => await handler(request, response, next)).catch(reject);
    });
}
