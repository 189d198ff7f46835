/** Statuses in other languages, through either service. */
import { expect, test } from "vitest";
import type { Seen } from "../world/network.ts";
import type { Person } from "../world/person.ts";
import type { StatusJson } from "../world/entities.ts";
import { createWorld, type World } from "../world/world.ts";

const alpha = (translation: object) => ({
  domain: "alpha.test",
  config: { translation: { url: "https://words.test/api/", ...translation } },
});
const translate = async (person: Person, { id }: StatusJson, lang = "de") =>
  await person.asks("POST", `/api/v1/statuses/${id}/translate`, { lang });
/** "Translates" by shouting. */
const shout = (html: string) => html.replace(/>?[^<>]+(?=<|$)/g, (words) => words.toUpperCase());

async function libre(world: World): Promise<Seen[]> {
  const seen: Seen[] = [];
  await world.server("words.test", (request) => {
    const type = "application/json";
    if (request.path === "/api/languages")
      return {
        type,
        body: [
          { code: "en", targets: ["en", "de", "pt-BR"] },
          { code: "de", targets: ["en"] },
        ],
      };
    seen.push(request);
    const { q, source } = JSON.parse(request.body) as { q: string[]; source: string };
    if (q[0]?.includes("Out of order")) return { status: 500, type, body: {} };
    const detected = source === "auto" ? { detectedLanguage: q.map(() => ({ language: "en", confidence: 90 })) } : {};
    return {
      type,
      body: {
        translatedText: q.map((html) => (html.startsWith("<p>") ? `${shout(html)}<script>evil()</script>` : shout(html))),
        ...detected,
      },
    };
  });
  return seen;
}

test("a status is translated whole, once for all who ask, and anew after an edit", async () => {
  await using world = await createWorld(alpha({ key: "secret" }));
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const seen = await libre(world);
  const post = await alice.posts("Bread & butter", {
    spoiler_text: "food",
    language: "en",
    poll: { options: ["yes", "no <b>"], expires_in: 3600 },
  });
  const answer = await translate(bob, post);
  expect(answer.json()).toMatchObject({
    content: "<p>BREAD &AMP; BUTTER</p>".replace("&AMP;", "&amp;"),
    spoiler_text: "FOOD",
    language: "de",
    detected_source_language: "en",
    provider: "LibreTranslate",
    poll: { id: post.poll?.id, options: [{ title: "YES" }, { title: "NO <B>" }] },
    media_attachments: [],
  });
  expect(JSON.parse(seen[0]?.body ?? "")).toMatchObject({ source: "en", target: "de", format: "html", api_key: "secret" });
  await translate(alice, post);
  expect(seen).toHaveLength(1);
  expect((await translate(bob, post, "pt")).json()).toMatchObject({ language: "pt-BR" });
  await alice.edits(post, "Cheese", { language: "en" });
  expect((await translate(bob, post)).json()).toMatchObject({ content: "<p>CHEESE</p>" });
  expect(seen).toHaveLength(3);
  const languages = (await world.visitor("alpha.test")("GET", "/api/v1/instance/translation_languages")).json();
  expect(languages).toEqual({ en: ["de", "pt-BR"], de: ["en"] });
});

test("what is not for everybody is not sent anywhere, nor into languages that nobody offers", async () => {
  await using world = await createWorld(alpha({}));
  const alice = await world.person("alice@alpha.test");
  const seen = await libre(world);
  const refused = async (post: StatusJson, lang?: string) => (await translate(alice, post, lang)).status;
  expect(await refused(await alice.posts("Between us", { visibility: "private", language: "en" }))).toBe(403);
  expect(await refused(await alice.posts("Hello", { language: "en" }), "xx")).toBe(403);
  expect(await refused(await alice.posts("Hello", { language: "en" }), "en")).toBe(403);
  expect(await refused(await alice.posts("Bonjour", { language: "fr" }), "de")).toBe(403);
  expect(seen).toEqual([]);
  expect(await refused(await alice.posts("Out of order", { language: "en" }))).toBe(503);
});

test("DeepL is asked in its own way", async () => {
  await using world = await createWorld(alpha({ kind: "deepl", key: "k:fx" }));
  const alice = await world.person("alice@alpha.test");
  const seen: Seen[] = [];
  await world.server("words.test", (request) => {
    seen.push(request);
    const type = "application/json";
    if (request.path.endsWith("type=source")) return { type, body: [{ language: "EN", name: "English" }] };
    if (request.path.endsWith("type=target")) return { type, body: [{ language: "DE", name: "German" }, { language: "EN-GB" }] };
    const { text } = JSON.parse(request.body) as { text: string[] };
    return { type, body: { translations: text.map((html) => ({ text: shout(html), detected_source_language: "EN" })) } };
  });
  const post = await alice.posts("Short", { language: "" });
  expect((await translate(alice, post)).json()).toMatchObject({
    content: "<p>SHORT</p>",
    detected_source_language: "en",
    provider: "DeepL.com",
    poll: null,
  });
  expect(seen.map(({ headers }) => headers["authorization"])).toEqual(Array(3).fill("DeepL-Auth-Key k:fx"));
  expect(JSON.parse(seen[2]?.body ?? "")).toMatchObject({ target_lang: "DE", tag_handling: "html" });
});

test("without a service there is nothing to ask", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  expect((await translate(alice, await alice.posts("Hello"))).status).toBe(404);
  expect(await alice.api("GET", "/api/v1/instance/translation_languages")).toEqual({});
  expect(await alice.api("GET", "/api/v2/instance")).toMatchObject({ configuration: { translation: { enabled: false } } });
});
