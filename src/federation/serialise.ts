/** From Fedify's vocabulary to the JSON that is sent: compacted to our small context by a real JSON-LD processor (0.6 ms), then completed. */
import { ACTOR_CONTEXT, GONE_CONTEXT, REACTION_CONTEXT, STATUS_CONTEXT } from "./write/context.ts";
import { complete, type Extras, type Json } from "./write/complete.ts";
import type { Writer } from "./write/writer.ts";
import type { Kith } from "../kith.ts";
import { FOR_SERVERS, marker } from "../media/apart.ts";

type Loader = (url: string) => Promise<{ contextUrl: null; documentUrl: string; document: unknown }>;
type Options = { format: "compact"; context: readonly object[]; contextLoader: Loader };
type Serialisable = { toJsonLd(options: never): Promise<unknown> };

/** Fedify's vocabulary, loaded at the first call, which costs some 0.3 s and 30 MB, and our instance. */
export async function loadWriter(kith: Pick<Kith, "instance" | "secret" | "cache" | "now">): Promise<Writer> {
  return { vocab: await import("@fedify/fedify/vocab"), instance: kith.instance, mark: marker(kith, FOR_SERVERS) };
}

const CONTEXTS = { actor: ACTOR_CONTEXT, gone: GONE_CONTEXT, reaction: REACTION_CONTEXT, status: STATUS_CONTEXT } as const;

/** @param subject what the document is about: actors, reactions and what is gone need words of their own */
export async function serialise(thing: Serialisable, subject: keyof typeof CONTEXTS, extras?: Extras): Promise<Json> {
  const context = CONTEXTS[subject] as readonly unknown[] as readonly object[];
  const options: Options = { format: "compact", context, contextLoader: await loadContexts() };
  return complete((await thing.toJsonLd(options as never)) as Json, extras);
}

/** Bundled contexts only: writing never needs the network. */
export async function loadContexts(): Promise<Loader> {
  const { preloadedContexts } = await import("@fedify/fedify/runtime");
  return async (url) => {
    if (!Object.hasOwn(preloadedContexts, url)) throw new Error(`a context that is not bundled: ${url}`);
    return { contextUrl: null, documentUrl: url, document: preloadedContexts[url] };
  };
}
