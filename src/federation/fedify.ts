/**
 * Fedify, wired to this instance: inbox requests that vouch for themselves by other means than an HTTP signature.
 *
 * What is hot goes round it (DESIGN §4a). It gets no queue (its messages would hold private keys), a store that is a bounded cache, and loaders that
 * go through `kith.http`: its own would ask any address for any content of any size. Loaded on first use.
 */
import type { KvKey, KvStore } from "@fedify/fedify";
import { findAccountById } from "../accounts/find.ts";
import type { Account } from "../db/schema.ts";
import { readId } from "../ids.ts";
import { publicKeys } from "../keys/load.ts";
import type { Kith } from "../kith.ts";
import { lazy } from "../lazy.ts";
import { receiveOdd, type OddVerdict } from "./odd.ts";
import { loadContexts, loadWriter } from "./serialise.ts";
import { signedGet } from "./signed.ts";
import { isActivityType } from "./content-type.ts";
import { toActor } from "./write/actor.ts";

/** What a request carries through Fedify: its body as it came, whether it came as far as our own look at it, and what that has said. */
type Carried = { body: string; seen: boolean; verdict?: OddVerdict };

export type Fedify = {
  /** Answers a request that is Fedify's to answer. `body` is that of a POST. */
  fetch(request: Request, body?: string): Promise<Response>;
};

/** @returns a loader, so that nothing is read before it is needed */
export const openFedify = (kith: Kith): (() => Promise<Fedify>) => lazy(async () => await makeFedify(kith));

async function makeFedify(kith: Kith): Promise<Fedify> {
  const [{ createFederation }, writer, contexts] = await Promise.all([
    import("@fedify/fedify"),
    loadWriter(kith),
    loadContexts(),
  ]);
  const federation = createFederation<Carried>({
    kv: kvStore(kith),
    origin: kith.instance.origin,
    documentLoaderFactory: () => async (url) => await loadDocument(kith, url),
    // As our own reader has it: a context that is not bundled defines nothing.
    contextLoaderFactory: () => async (url) =>
      await contexts(url).catch(() => ({ contextUrl: null, documentUrl: url, document: { "@context": {} } })),
    // Nothing of ours is signed through Fedify, so no key of ours is in its hands.
    authenticatedDocumentLoaderFactory: () => async (url) => await loadDocument(kith, url),
  });
  federation.setActorDispatcher("/users/{identifier}", async (_, identifier) => {
    const account = await findLocal(kith, readId(identifier));
    return account === undefined ? null : toActor(account, await publicKeys(kith, account.id), writer);
  });
  federation
    .setInboxListeners("/users/{identifier}/inbox", "/inbox")
    .on(writer.vocab.Activity, async ({ data }) => {
      data.seen = true;
      data.verdict = await receiveOdd(kith, data.body);
    })
    // The durable row is unique by the activity's id and actor; remembering ids here, before their origin is checked, would let anybody use them up.
    .withIdempotency(() => null);
  return {
    fetch: async (request, body = "") => {
      const carried: Carried = { body, seen: false };
      const response = await federation.fetch(request, { contextData: carried }).catch((error: unknown) => {
        if (!isTheirBody(request, carried)) throw error;
        kith.log.debug("Fedify cannot read what came: {error}", { error });
        return unreadable();
      });
      if (carried.verdict !== undefined) return new Response(null, { status: carried.verdict.status });
      return response.status >= 500 && isTheirBody(request, carried) ? unreadable() : response;
    },
  };
}

/** Whether what failed is Fedify's reading of something from outside, and nothing of ours. */
const isTheirBody = ({ method }: Request, { seen }: Carried): boolean => method === "POST" && !seen;
const unreadable = (): Response => new Response("The activity cannot be read.\n", { status: 400 });

async function findLocal({ db }: Kith, id: number | undefined): Promise<Account | undefined> {
  const account = id === undefined ? undefined : await findAccountById(db, id);
  return account?.host === "" && account.deleted_at === 0 && account.suspended_at === 0 ? account : undefined;
}

/** Keys and actors for Fedify's verifiers: ActivityPub only, capped, and from no other origin than was asked. */
async function loadDocument(kith: Kith, url: string) {
  const response = await signedGet(kith, url);
  if (response.status !== 200 || !isActivityType(response.headers["content-type"])) throw new Error(`no document at ${url}`);
  if (new URL(response.url).origin !== new URL(url).origin) throw new Error(`${url} leads elsewhere`);
  return { contextUrl: null, documentUrl: response.url, document: JSON.parse(response.body.toString()) as unknown };
}

const MOST = 1000;
/** ms; Fedify names none for what it keeps of keys. */
const KEPT = 3_600_000;

/** Fedify's store as a bounded cache of the instance: what it keeps there, it can make again. */
function kvStore(kith: Kith): KvStore {
  const cache = kith.cache<{ value: unknown; until: number }>("fedify", MOST);
  const name = (key: KvKey) => JSON.stringify(key);
  return {
    get: async <T>(key: KvKey) => {
      const kept = cache.get(name(key));
      return kept !== undefined && kept.until > kith.now() ? (kept.value as T) : undefined;
    },
    set: async (key, value, options) => {
      const ttl = options?.ttl?.total("milliseconds") ?? KEPT;
      cache.set(name(key), { value, until: kith.now() + Math.min(ttl, KEPT) });
    },
    delete: async (key) => void cache.delete(name(key)),
    // Nothing asks for lists without a queue.
    list: () => ({ [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: undefined }) }) }),
  };
}
