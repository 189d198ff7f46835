/** The statuses' rows and what hangs on them: conversations, mentions, tags, media, words to search for. */
import { toJson } from "../src/db/columns.ts";
import type { Row } from "../src/db/schema.ts";
import { idAt } from "../src/ids.ts";
import { activityUri, statusUri, statusUrl } from "../src/uris.ts";
import { INSTANCE, type Parameters, type People } from "./people.ts";
import type { Random } from "./random.ts";
import { batch, type Batch } from "./rows.ts";
import type { Said, Talk } from "./talk.ts";
import { sentence, word } from "./words.ts";

const TAGS = 2000;
const PART = 10_000;

/** The n-th tag's id. */
const tagId = ({ until }: Parameters, n: number): number => idAt(until - 100 * 86_400_000) + n * 2;

export function* talkRows(parameters: Parameters, people: People, talk: Talk, random: Random): Generator<Batch> {
  const { until } = parameters;
  const tags = Array.from({ length: TAGS }, (_, n) => word(n + 100));
  yield batch(
    "tags",
    tags.map((name, n) => ({ id: tagId(parameters, n), name, display_name: name, created_at: until, last_status_at: until })),
  );
  for (let at = 0; at < talk.all.length; at += PART) {
    const part = talk.all.slice(at, at + PART);
    const roots = part.filter(({ root }) => root === undefined);
    yield batch(
      "conversations",
      roots.map((said) => ({ id: said.id, uri: `${placesOf(said, people).uri}#conversation`, created_at: said.created_at })),
    );
    yield* partRows(parameters, people, part, random);
  }
}

function* partRows(parameters: Parameters, people: People, part: readonly Said[], random: Random): Generator<Batch> {
  const texts = part.map(({ original }) => (original === undefined ? sentence(random, 8 + random.below(50)) : ""));
  yield batch(
    "statuses",
    part.map((said, n) => statusRow(said, people, texts[n] ?? "")),
  );
  yield batch("mentions", [...mentionRows(part, people)]);
  const written = part.filter(({ original }) => original === undefined);
  const tagged = written.filter(() => random.chance(0.25));
  yield batch(
    "status_tags",
    tagged.flatMap(({ id }) => {
      const numbers = new Set(Array.from({ length: 1 + random.below(3) }, () => random.skewed(TAGS)));
      return [...numbers].map((n) => ({ tag_id: tagId(parameters, n), status_id: id }));
    }),
  );
  const pictured = written.filter(() => random.chance(0.2));
  yield batch(
    "media",
    pictured.flatMap((said) => Array.from({ length: 1 + random.below(2) }, (_, n) => mediaRow(said, people, n))),
  );
}

function placesOf({ id, author, original }: Said, { all }: People): { uri: string; url: string } {
  const person = all[author];
  if (person === undefined) throw new Error(`nobody has number ${author}`);
  if (person.host !== "") return { uri: `${person.uri}/statuses/${id}`, url: `${person.url}/${id}` };
  const uri = original === undefined ? statusUri(INSTANCE, person.id, id) : activityUri(INSTANCE, person.id, id);
  return { uri, url: statusUrl(INSTANCE, person.name, id) };
}

function statusRow(said: Said, people: People, text: string): Partial<Row<"statuses">> {
  const { id, local, parent, original, root, visibility, created_at } = said;
  const idOf = (n: number | undefined) => (n === undefined ? null : (people.all[n]?.id ?? null));
  return {
    id,
    ...placesOf(said, people),
    account_id: idOf(said.author) ?? 0,
    local: local ? 1 : 0,
    reblog_of_id: original?.id ?? null,
    quoted_id: null,
    in_reply_to_id: parent?.id ?? null,
    in_reply_to_account_id: idOf(parent?.author),
    in_reply_to_uri: "",
    conversation_id: root?.id ?? id,
    application_id: null,
    visibility,
    local_only: 0,
    sensitive: 0,
    spoiler_text: "",
    content: text === "" ? "" : `<p>${text}</p>`,
    text: local ? text : "",
    content_type: local ? "text/plain" : "text/html",
    language: "en",
    emojis: toJson([]),
    replies_count: said.replies,
    reblogs_count: said.reblogs,
    favourites_count: said.favourites,
    quotes_count: 0,
    created_at,
    edited_at: 0,
    expires_at: 0,
    deleted_at: 0,
    version: 1,
  };
}

function* mentionRows(part: readonly Said[], { all }: People): Generator<Partial<Row<"mentions">>> {
  for (const { id, mentions } of part) for (const n of mentions) yield { status_id: id, account_id: all[n]?.id ?? 0, silent: 0 };
}

function mediaRow({ id, author, local, created_at }: Said, { all }: People, position: number): Partial<Row<"media">> {
  const person = all[author];
  const name = `${id}-${position}`;
  return {
    id: id + 2000 + position * 2,
    account_id: person?.id ?? 0,
    status_id: id,
    position,
    kind: "image",
    mime_type: "image/jpeg",
    file: local ? `${name}.jpg` : "",
    preview_file: local ? `${name}-small.jpg` : "",
    remote_url: local ? "" : `https://${person?.host}/media/${name}.jpg`,
    preview_remote_url: "",
    description: `A picture, ${word(position)}`,
    blurhash: "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
    meta: toJson({ original: { width: 1600, height: 1200 }, small: { width: 640, height: 480 } }),
    bytes: 200_000,
    created_at,
  };
}
