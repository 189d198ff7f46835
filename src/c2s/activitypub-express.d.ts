/** What we use of activitypub-express, which has no types of its own: its outbox here, all of it in the tests' peer. */
declare module "activitypub-express" {
  import type { RequestHandler } from "express";

  /** Half-expanded JSON-LD: every property but id and type is a list. */
  export type ApexObject = { id: string; type: string; _meta?: Record<string, unknown>; [property: string]: unknown };
  export type Handlers = RequestHandler[];
  type Collections =
    | "actor"
    | "object"
    | "activityStream"
    | "inbox"
    | "outbox"
    | "followers"
    | "following"
    | "liked"
    | "likes"
    | "shares"
    | "webfinger"
    | "nodeInfo"
    | "nodeInfoLocation";
  type Validators = "targetActorWithMeta" | "outboxCreate" | "outboxActivityObject" | "outboxActivity";
  export type Apex = RequestHandler & {
    consts: { jsonldTypes: string[] };
    store: { saveObject(object: ApexObject): Promise<boolean> };
    jsonldContextLoader: (url: string) => Promise<unknown>;
    requestObject: (id: string) => Promise<unknown>;
    getBlocked: () => Promise<{ orderedItems: string[] }>;
    net: Record<Collections, { get: Handlers; post: Handlers }> & {
      validators: Record<Validators, RequestHandler>;
      security: Record<"verifyAuthorization" | "requireAuthorized", RequestHandler>;
    };
    fromJSONLD(document: object): Promise<ApexObject | undefined>;
    createActor(username: string, name: string, summary: string): Promise<ApexObject>;
    buildActivity(type: string, actor: string, to: string, rest: Record<string, unknown>): Promise<ApexObject>;
    acceptFollow(actor: ApexObject, follow: ApexObject): Promise<{ postTask: () => Promise<void> }>;
    addToOutbox(actor: ApexObject, activity: ApexObject): Promise<void>;
  };
  /** Routes hold the names of the parameters below. */
  export type ApexSettings = {
    name: string;
    version: string;
    baseUrl: string;
    actorParam: string;
    objectParam: string;
    activityParam: string;
    collectionParam?: string;
    routes: Record<string, string>;
    store: object;
    logger?: Record<"info" | "warn" | "error", (...words: unknown[]) => void>;
  };
  const create: (settings: ApexSettings) => Apex;
  export default create;
}
