/** Translates statuses for those who read them: through the configured service, once a day for each language, whoever asks. */
import { fromJson, toJson } from "../db/columns.ts";
import type { Media, Row, Status } from "../db/schema.ts";
import { forbidden, missing } from "../errors.ts";
import { escapeHtml } from "../html.ts";
import type { Kith } from "../kith.ts";
import { sanitizeContent } from "../sanitize.ts";
import { stripNul } from "../text/outside.ts";
import { plainText } from "../text/plain.ts";
import { providerOf, type Provider } from "./provider.ts";

export type Translation = {
  /** Safe HTML. */
  content: string;
  spoiler_text: string;
  /** ISO 639-1, "" when nobody knows. */
  detected_source_language: string;
  language: string;
  provider: string;
  poll: { id: number; options: string[] } | undefined;
  media: { id: number; description: string }[];
};

const DAY = 86_400_000;
const HOUR = 3_600_000;

type Known = { languages: ReadonlyMap<string, readonly string[]>; until: number };

/** Source language → target languages; empty where no service is configured. @throws Refusal `unavailable` */
export async function loadTranslationLanguages(kith: Kith): Promise<ReadonlyMap<string, readonly string[]>> {
  const provider = providerOf(kith);
  return provider === undefined ? new Map() : await languagesOf(kith, provider);
}

async function languagesOf(kith: Kith, provider: Provider): Promise<ReadonlyMap<string, readonly string[]>> {
  const cache = kith.cache<Known>("translation-languages", 1);
  const known = cache.get("");
  if (known !== undefined && known.until > kith.now()) return known.languages;
  const languages = await provider.languages();
  cache.set("", { languages, until: kith.now() + HOUR });
  return languages;
}

type Parts = { status: Status; media: readonly Media[]; poll: Row<"polls"> | undefined };

/**
 * A status in another language. Ask only for what the reader may see.
 *
 * @throws Refusal `missing` where nothing is configured, `forbidden` for what is not for everybody or a pair of languages that the service does
 * not know, `unavailable`
 */
export async function translateStatus(kith: Kith, parts: Parts, language: string): Promise<Translation> {
  const provider = providerOf(kith);
  if (provider === undefined) throw missing();
  const { status } = parts;
  // Words that are not for everybody are not sent to a stranger's service.
  if ((status.visibility !== "public" && status.visibility !== "unlisted") || status.local_only === 1) throw forbidden();
  const target = await targetOf(kith, provider, { source: status.language, language });
  const kept = await findKept(kith, status, target);
  if (kept !== undefined) return kept;
  const translation = await ask(provider, parts, target);
  await keep(kith, status, translation);
  return translation;
}

async function targetOf(kith: Kith, provider: Provider, wish: { source: string; language: string }): Promise<string> {
  const languages = await languagesOf(kith, provider);
  const [short = ""] = wish.source.toLowerCase().split("-");
  const targets = short === "" ? [...new Set([...languages.values()].flat())] : (languages.get(short) ?? []);
  const exact = targets.find((target) => target.toLowerCase() === wish.language.toLowerCase());
  const near = targets.find((target) => target.toLowerCase().split("-")[0] === wish.language.toLowerCase().split("-")[0]);
  const target = exact ?? near;
  if (target === undefined || target.toLowerCase() === short) throw forbidden();
  return target;
}

async function ask(provider: Provider, { status, media, poll }: Parts, target: string): Promise<Translation> {
  const options = poll === undefined ? [] : fromJson(poll.options).map(({ title }) => title);
  const described = media.filter(({ description }) => description !== "");
  const plain = [status.spoiler_text, ...options, ...described.map(({ description }) => description)];
  const asked = [status.content, ...plain.map(escapeHtml)];
  // An empty text is no question.
  const at = asked.flatMap((text, index) => (text === "" ? [] : [index]));
  const [source = ""] = status.language.toLowerCase().split("-");
  const answer = await provider.translate(
    at.map((index) => asked[index] ?? ""),
    source,
    target,
  );
  const texts = asked.map((_, index) => {
    const found = at.indexOf(index);
    return found < 0 ? "" : stripNul(answer.texts[found] ?? "");
  });
  const [content = "", spoiler_text = "", ...rest] = texts;
  return {
    content: sanitizeContent(content),
    spoiler_text: plainText(spoiler_text),
    detected_source_language: answer.detected,
    language: target,
    provider: provider.name,
    poll: poll === undefined ? undefined : { id: poll.id, options: rest.slice(0, options.length).map(plainText) },
    media: described.map(({ id }, index) => ({ id, description: plainText(rest[options.length + index] ?? "") })),
  };
}

/** What was made already, for a language of the reader: no words are sent anywhere. Ask only for what they may see. */
export async function findTranslation(kith: Kith, status: Status, language: string): Promise<Translation | undefined> {
  const provider = providerOf(kith);
  if (provider === undefined) return undefined;
  const target = await targetOf(kith, provider, { source: status.language, language }).catch(() => undefined);
  return target === undefined ? undefined : await findKept(kith, status, target);
}

async function findKept(kith: Kith, status: Status, language: string): Promise<Translation | undefined> {
  const row = await kith.db
    .selectFrom("translations")
    .select("body")
    .where("status_id", "=", status.id)
    .where("language", "=", language)
    .where("edited_at", "=", status.edited_at)
    .where("created_at", ">", kith.now() - DAY)
    .executeTakeFirst();
  return row === undefined ? undefined : (fromJson(row.body) as Translation);
}

async function keep(kith: Kith, { id, edited_at }: Status, translation: Translation): Promise<void> {
  const row = { edited_at, body: toJson(translation), created_at: kith.now() };
  await kith.write(async (tx) => {
    await tx
      .insertInto("translations")
      .values({ status_id: id, language: translation.language, ...row })
      .onConflict((oc) => oc.columns(["status_id", "language"]).doUpdateSet(row))
      .execute();
  });
}

/** Forgets translations of yesterday. For housekeeping. */
export const forgetTranslations = async (kith: Kith): Promise<void> => {
  await kith.write(
    async (tx) =>
      await tx
        .deleteFrom("translations")
        .where("created_at", "<=", kith.now() - DAY)
        .execute(),
  );
};
