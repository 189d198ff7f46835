/** The two services that can translate for us, behind one shape: LibreTranslate and DeepL. What they answer is checked like anything from outside. */
import { z } from "zod";
import type { Instance } from "../config.ts";
import { unavailable } from "../errors.ts";
import { HttpFailure } from "../http/failure.ts";
import type { Kith } from "../kith.ts";

export type Translated = { texts: string[]; /** "" when it is not said. */ detected: string };
export type Provider = {
  name: string;
  /** Source language → the languages into which it can be translated; ISO 639-1, some with a region. */
  languages(): Promise<ReadonlyMap<string, readonly string[]>>;
  /** @param texts HTML @param source "" to have it guessed @throws Refusal `unavailable` */
  translate(texts: readonly string[], source: string, target: string): Promise<Translated>;
};

const TIMEOUT = 20_000;
const BYTES = 1_000_000;
const away = () => unavailable("The translation service is not available right now");

/** Undefined where none is configured. */
export function providerOf(kith: Kith): Provider | undefined {
  const { translation } = kith.instance;
  if (translation.url === "") return undefined;
  return translation.kind === "deepl" ? deepl(kith, translation) : libreTranslate(kith, translation);
}

type Settings = Instance["translation"];
type Call = { path: string; headers?: Record<string, string>; body?: unknown };

async function call<Shape extends z.ZodType>(
  kith: Kith,
  { url }: Settings,
  { path, headers = {}, body }: Call,
  shape: Shape,
): Promise<z.output<Shape>> {
  try {
    const response = await kith.services.request({
      url: `${url.replace(/\/+$/, "")}${path}`,
      headers: { accept: "application/json", ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
      max_bytes: BYTES,
      timeout: TIMEOUT,
    });
    if (response.status !== 200) throw away();
    const read = shape.safeParse(JSON.parse(response.body.toString("utf8")));
    if (!read.success) throw away();
    return read.data;
  } catch (error) {
    if (error instanceof HttpFailure || error instanceof SyntaxError) throw away();
    throw error;
  }
}

/** https://docs.libretranslate.com */
const libreTranslate = (kith: Kith, settings: Settings): Provider => ({
  name: "LibreTranslate",
  languages: async () => {
    const shape = z.array(z.object({ code: z.string(), targets: z.array(z.string()).default([]) }));
    const rows = await call(kith, settings, { path: "/languages" }, shape);
    return new Map(rows.map(({ code, targets }) => [code, targets.filter((target) => target !== code)]));
  },
  translate: async (texts, source, target) => {
    const detection = z.object({ language: z.string() });
    const shape = z.object({
      translatedText: z.array(z.string()),
      detectedLanguage: z.union([detection, z.array(detection)]).optional(),
    });
    const body = { q: texts, source: source || "auto", target, format: "html", ...(settings.key && { api_key: settings.key }) };
    const { translatedText, detectedLanguage } = await call(kith, settings, { path: "/translate", body }, shape);
    const detected = Array.isArray(detectedLanguage) ? detectedLanguage[0] : detectedLanguage;
    return whole(texts, translatedText, source || (detected?.language ?? ""));
  },
});

/** https://developers.deepl.com/docs */
function deepl(kith: Kith, settings: Settings): Provider {
  const headers = { authorization: `DeepL-Auth-Key ${settings.key}` };
  const list = async (type: "source" | "target") => {
    const shape = z.array(z.object({ language: z.string() }));
    const rows = await call(kith, settings, { path: `/v2/languages?type=${type}`, headers }, shape);
    return rows.map(({ language }) => spelled(language));
  };
  return {
    name: "DeepL.com",
    languages: async () => {
      const [sources, targets] = [await list("source"), await list("target")];
      return new Map(sources.map((source) => [source, targets.filter((target) => target !== source)]));
    },
    translate: async (texts, source, target) => {
      const shape = z.object({
        translations: z.array(z.object({ text: z.string(), detected_source_language: z.string().default("") })),
      });
      const body = {
        text: texts,
        target_lang: target.toUpperCase(),
        tag_handling: "html",
        ...(source && { source_lang: source.toUpperCase() }),
      };
      const { translations } = await call(kith, settings, { path: "/v2/translate", headers, body }, shape);
      const detected = spelled(translations[0]?.detected_source_language ?? "");
      return whole(
        texts,
        translations.map(({ text }) => text),
        source || detected,
      );
    },
  };
}

/** `PT-BR` → `pt-BR` */
const spelled = (language: string): string => {
  const [name = "", ...rest] = language.split("-");
  return [name.toLowerCase(), ...rest].join("-");
};

function whole(asked: readonly string[], texts: string[], detected: string): Translated {
  if (texts.length !== asked.length) throw away();
  return { texts, detected };
}
