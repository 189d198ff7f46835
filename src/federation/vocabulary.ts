/** Fedify's vocabulary, in which we write: with what it takes along some 0.3 s and 30 MB, so loaded when there is something to write. */
import { createRequire } from "node:module";
import * as vocab from "@fedify/fedify/vocab";

/**
 * Node keeps the text of a CommonJS module that is imported beside the one that it runs, for good: 2.4 MB of what the vocabulary takes along. What has been
 * loaded has no use for it. Where Node no longer does so, there is nothing to do here.
 */
function dropSources(): void {
  for (const module of Object.values(createRequire(import.meta.url).cache))
    for (const key of Object.getOwnPropertySymbols(module ?? {})) {
      const held = Object.getOwnPropertyDescriptor(module, key);
      if (module?.loaded === true && held?.writable === true && typeof held.value === "string")
        Object.assign(module, { [key]: undefined });
    }
}

dropSources();

export { vocab };
