/** The peer's memory: what activitypub-express expects of a store (its `store/interface.js`), in Maps. One a process. */
import { randomBytes } from "node:crypto";
import type { ApexObject } from "activitypub-express";

type Meta = Record<string, string[]>;
type Activities = Map<string, ApexObject & { _id: string }>;
type Objects = Map<string, ApexObject>;
type Delivery = { address: string; actorId: string; signingKey: string; body: string; attempt: number; after: Date };

/** `contexts` are the JSON-LD contexts that it has, by address. */
export function makeApexStore(contexts: Readonly<Record<string, unknown>>): object {
  const objects: Objects = new Map();
  const activities: Activities = new Map();
  return {
    setup: async () => undefined,
    generateId: makeId,
    getUserCount: async () => 1,
    getContext: async (url: string) =>
      url in contexts ? { contextUrl: null, documentUrl: url, document: contexts[url] } : undefined,
    saveContext: async () => undefined,
    ...objectStore(objects, activities),
    ...activityStore(activities),
    ...streamStore(activities, objects),
    ...deliveryStore(),
  };
}

const objectStore = (objects: Objects, activities: Activities) => ({
  getObject: async (id: string, includeMeta?: boolean) => shown(objects.get(id), includeMeta),
  saveObject: async (object: ApexObject) => !objects.has(object.id) && objects.set(object.id, structuredClone(object)).size > 0,
  updateObject: async (change: ApexObject, _actorId: string, fullReplace?: boolean) => {
    const old = objects.get(change.id);
    if (old === undefined) return undefined;
    const updated = fullReplace === true ? structuredClone(change) : merged(old, change);
    objects.set(change.id, updated);
    updateCopies(activities, updated);
    return structuredClone(updated);
  },
});

const activityStore = (activities: Activities) => ({
  getActivity: async (id: string, includeMeta?: boolean) => shown(activities.get(id), includeMeta),
  // Undefined, not false, is how it says that it has the activity already.
  saveActivity: async (activity: ApexObject) => {
    if (activities.has(activity.id)) return undefined;
    activities.set(activity.id, { ...structuredClone(activity), _id: makeId() });
    return true;
  },
  removeActivity: async ({ id }: ApexObject) => activities.delete(id),
  updateActivity: async (change: ApexObject, fullReplace?: boolean) => {
    const old = activities.get(change.id);
    if (old === undefined) return change;
    const updated = { ...(fullReplace === true ? structuredClone(change) : merged(old, change)), _id: old._id };
    activities.set(change.id, updated);
    updateCopies(activities, updated);
    return structuredClone(updated);
  },
  updateActivityMeta: async ({ id }: ApexObject, key: string, value: string, remove?: boolean) => {
    const activity = activities.get(id);
    if (activity === undefined) throw new Error("Error updating activity meta: not found");
    const rest = (metaOf(activity)[key] ?? []).filter((item) => item !== value);
    activity._meta = { ...metaOf(activity), [key]: remove === true ? rest : [...rest, value] };
    return structuredClone(activity);
  },
});

/** Collections are what activities say of themselves in `_meta.collection`. */
function streamStore(activities: Activities, objects: Objects) {
  const within = (collection: string) =>
    [...activities.values()].filter((activity) => metaOf(activity)["collection"]?.includes(collection) === true).reverse();
  const find = (collection: string, id: string, property: "object" | "actor") =>
    within(collection).find((activity) => listOf(activity[property]).includes(id));
  return {
    findActivityByCollectionAndObjectId: async (collection: string, id: string, includeMeta?: boolean) =>
      shown(find(collection, id, "object"), includeMeta),
    findActivityByCollectionAndActorId: async (collection: string, id: string, includeMeta?: boolean) =>
      shown(find(collection, id, "actor"), includeMeta),
    getStream: async (collection: string, limit?: number, _after?: string, blocked: readonly string[] = []) =>
      within(collection)
        .slice(0, limit ?? undefined)
        .filter((activity) => !listOf(activity["actor"]).some((actor) => blocked.includes(String(actor))))
        .map((activity) => withActors(activity, objects)),
    getStreamCount: async (collection: string) => within(collection).length,
  };
}

function deliveryStore() {
  const queue: Delivery[] = [];
  return {
    deliveryEnqueue: async (actorId: string, body: string, addresses: string | string[], signingKey: string) => {
      for (const address of [addresses].flat()) queue.push({ address, actorId, signingKey, body, attempt: 0, after: new Date() });
      return true;
    },
    deliveryDequeue: async () => {
      queue.sort((a, b) => a.after.getTime() - b.after.getTime());
      const [first] = queue;
      if (first === undefined) return null;
      return first.after.getTime() > Date.now() ? { waitUntil: first.after } : queue.shift();
    },
    deliveryRequeue: async (delivery: Delivery) => {
      const after = new Date(delivery.after.getTime() + 10 ** delivery.attempt);
      queue.push({ ...delivery, attempt: delivery.attempt + 1, after });
      return true;
    },
  };
}

/** Activities hold copies of their objects, which follow the objects. */
function updateCopies(activities: Activities, object: ApexObject): void {
  for (const activity of activities.values()) {
    const list = activity["object"];
    if (Array.isArray(list)) activity["object"] = list.map((item: unknown) => (idOf(item) === object.id ? object : item));
  }
}

const makeId = (): string => randomBytes(12).toString("hex");
const metaOf = (object: ApexObject): Meta => (object._meta ?? {}) as Meta;
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
const idOf = (item: unknown): unknown => (typeof item === "object" && item !== null && "id" in item ? item.id : item);

/** A copy, without the private part unless it is asked for: the signing key lives in there. */
function shown(object: ApexObject | undefined, includeMeta?: boolean): ApexObject | undefined {
  if (object === undefined) return undefined;
  const { _meta, ...rest } = structuredClone(object);
  return includeMeta === true && _meta !== undefined ? ({ ...rest, _meta } as ApexObject) : (rest as ApexObject);
}

/** A null takes a property away. */
function merged(old: ApexObject, change: ApexObject): ApexObject {
  const entries = Object.entries({ ...old, ...structuredClone(change) });
  return Object.fromEntries(entries.filter(([, value]) => value !== null)) as ApexObject;
}

function withActors(activity: ApexObject, objects: Objects): ApexObject {
  const { _meta, ...rest } = structuredClone(activity);
  return { ...rest, actor: listOf(rest["actor"]).map((id) => shown(objects.get(String(id))) ?? id) } as ApexObject;
}
