/** Tells languages: eld's way of reckoning, on a store of what it knows that takes 2 MB (`ngrams.ts`) and is read by the first text that needs it. */
import { readFile } from "node:fs/promises";
import { findPackageJSON } from "node:module";
import { pathToFileURL } from "node:url";
import type { eld } from "eld/extrasmall";
import { lazy } from "../lazy.ts";
import { indexNgrams } from "./ngrams.ts";

export type Detector = {
  /** The language of a text (ISO 639-1), "" when it cannot be told. */
  detect(text: string): Promise<string>;
};

/** Of its `languageDetector.js`, on which all that it exports is built. */
type Eld = { createEld(): { instance: typeof eld; loadData(data: EldData): void } };
type EldData = { type: string; languages: Readonly<Record<string, string>>; ngrams: Record<string, Record<string, number>> };

export function openDetector(): Detector {
  const load = lazy(openEld);
  return {
    detect: async (text) => {
      const found = (await load()).detect(text);
      return found.isReliable() ? found.language : "";
    },
  };
}

async function openEld(): Promise<typeof eld> {
  const home = findPackageJSON("eld", import.meta.url);
  if (home === undefined) throw new Error("the package eld is missing");
  const source = new URL("src/", pathToFileURL(home));
  // Its entries load all that it knows before anybody asks, so its parts are taken singly.
  const { createEld } = (await import(new URL("languageDetector.js", source).href)) as Eld;
  const { languages, find } = indexNgrams(await readFile(new URL("ngrams/extrasmall.js", source), "utf8"));
  const { instance, loadData } = createEld();
  const ngrams = new Proxy<EldData["ngrams"]>({}, { get: (_, ngram) => (typeof ngram === "string" ? find(ngram) : undefined) });
  loadData({ type: "XS60", languages, ngrams });
  return instance;
}
