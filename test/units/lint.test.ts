// The house's own lint rules: a rule that stopped firing would be missed by nobody, so each is shown one crime and one innocent.
import { resolve } from "node:path";
import { RuleTester } from "oxlint/plugins-dev";
import { describe, expect, test } from "vitest";
import plugin from "../../lint/index.ts";
import { objection } from "../../lint/layers.ts";
import { unjudged } from "../../lint/no-raw-words.ts";

RuleTester.describe = describe;
RuleTester.it = test;
const tester = new RuleTester({
  languageOptions: { parserOptions: { lang: "ts" }, globals: { Date: "readonly", fetch: "readonly" } },
});
const at = (path: string) => resolve(import.meta.dirname, "../..", path);

test.each([
  ["src/statuses/publish.ts", "src/db/schema.ts"],
  ["src/web/home.ts", "src/statuses/page.ts"],
  ["src/web/home.ts", "views/status.ts"],
  ["src/mastodon/statuses.ts", "src/mastodon/entities/status.ts"],
  ["src/effects.ts", "src/federation/deliver/create.ts"],
  ["src/db/write.ts", "src/errors.ts"],
  ["views/status.ts", "src/html.ts"],
])("%s may import %s", (from, to) => {
  expect(objection(at(from), at(to), false)).toBeUndefined();
});

test.each([
  ["src/statuses/publish.ts", "src/federation/deliver/create.ts", "The domain knows nothing of its doors"],
  ["src/errors.ts", "src/db/schema.ts", "downwards only"],
  ["src/jobs/worker.ts", "src/statuses/publish.ts", "downwards only"],
  ["src/web/home.ts", "src/mastodon/entities/status.ts", "Doors do not know each other"],
  ["src/web/home.ts", "src/kith.ts", "types only"],
  ["src/mastodon/statuses.ts", "views/status.ts", "Only src/web"],
  ["src/accounts/find.ts", "src/effects.ts", "downwards only"],
  ["views/status.ts", "src/text.ts", "A view is data"],
  ["src/open.ts", "test/world/setup.ts", "imports nothing from"],
  ["migrations/0001-foundation.ts", "src/ids.ts", "A migration"],
])("%s may not import %s", (from, to, why) => {
  expect(objection(at(from), at(to), false)).toContain(why);
});

test("types may go up to kith.ts, and into views from anywhere, but not up elsewhere", () => {
  expect(objection(at("src/kith.ts"), at("src/statuses/page.ts"), true)).toBeUndefined();
  expect(objection(at("views/status.ts"), at("src/statuses/page.ts"), true)).toBeUndefined();
  expect(objection(at("src/db/schema.ts"), at("src/statuses/page.ts"), true)).toContain("downwards only");
});

/** Runs one rule over what it must pass and what it must report exactly once. */
function shows(rule: keyof typeof plugin.rules, valid: string[], invalid: string[], path = "src/statuses/x.ts"): void {
  const filename = at(path);
  tester.run(rule, plugin.rules[rule], {
    valid: valid.map((code) => ({ name: code.slice(0, 80).trim(), code, filename })),
    invalid: invalid.map((code) => ({ name: code.slice(0, 80).trim(), code, filename, errors: 1 })),
  });
}

shows(
  "layers",
  ['import type { Note } from "../kith.ts";', 'import { type Note } from "../kith.ts";', 'import express from "express";'],
  [
    'import { toNote } from "../federation/write/note.ts";',
    'export * from "../web/home.ts";',
    'const load = () => import("../web/home.ts");',
    'type Note = import("../federation/write/note.ts").Note;',
    'import { fetch } from "undici";',
  ],
);
shows("layers", [], ["export const stray = 1;"], "src/stray.ts");
shows("layers", [], ['import sanitize from "sanitize-html";'], "views/status.ts");
shows("no-async", ["const f = () => 1;"], ["async function f() {}", "const f = async () => 1;", "load().then(render);"]);
shows(
  "no-classes",
  ["class Refusal extends Error {}", "class Gone extends Refusal {}"],
  ["class Thing {}", "const A = class extends Map {};"],
);
shows(
  "no-module-state",
  [
    'const KINDS = new Set(["a"]);',
    "const f = () => { let n = 0; const seen = new Map(); return [n, seen]; };",
    "export const table = { a: 1 };",
  ],
  [
    "let n = 0;",
    "const seen = new Map<string, number>();",
    "export const cache = new LRUCache({ max: 9 });",
    "const all: string[] = [];",
  ],
);
shows(
  "no-outside-world",
  [
    "const f = (kith: Kith) => new Date(kith.now());",
    "Date.UTC(2005, 0, 1);",
    "kith.http.fetch(url);",
    "const f = (fetch: F) => fetch(1);",
  ],
  [
    "Date.now();",
    "new Date();",
    "Date();",
    "performance.timeOrigin;",
    "fetch(url);",
    "globalThis.fetch(url);",
    "const now = Date.now;",
  ],
);
shows(
  "no-raw-words",
  [
    "sql`select id from statuses where visibility = 'direct'`;",
    "sql`select s.id, count(*) from statuses as s join accounts on accounts.id = s.account_id where s.language <> '' group by 1`;",
    "sql`select sum(length(content) + length(text)) from statuses where cast(${id} as text) = uri and title = ''`;",
    "sql`select tags.* from tags join (select tag_id from status_tags join statuses on statuses.id = status_id) as t`;",
    "sql`select name from accounts where text = ${text}`;",
    "sql`insert into home_entries (account_id, status_id) select account_id, id from statuses`;",
    "sql`update statuses set deleted_at = ${now} where visibility = 'direct' and text = ''`;",
    "sql`select id from ${sql.table(table)} as t where t.account_id = ${id}`;",
    "const of = sql`s.id`; sql`select ${of} from statuses as s`;",
    "sql`select status_words.rowid from status_words where status_words.words @@ ${query}`;",
  ],
  [
    // Each as it will be, by whatever pieces it is put together from.
    "const said = sql`s.content`; sql`select ${said} from statuses as s`;",
    "const said = (of: string) => sql`${sql.ref(`${of}.text`)}`; sql`select ${said('statuses')} from statuses`;",
    "function from() { return sql`from statuses as s`; } sql`select s.title ${from()}`;",
    "const [table, column] = [sql.table('drafts'), sql.ref('params')]; sql`select ${column} from ${table}`;",
    "sql`select id, ${long ? sql`content` : sql`''`} as words from statuses`;",
    "sql`select ${sql.join([sql.ref('id'), sql.ref('message')])} from event_rsvps`;",
    "sql`select t.content from ${sql.table(table)} as t`;",
    "sql`select content from main.statuses`;",
    "sql`select document from recommendations`;",
    'sql`insert or ignore into "chat_members" (chat_id) values (1)`;',
    "sql`insert into ${sql.table(table)} (id) values (1)`;",
    "sql`update statuses as s set visibility = 'direct' where id = 1`;",
    "sql`update drafts set updated_at = 1, params = ${params}`;",
    "sql.raw(`select content from statuses`);",
    'import { sql as written } from "kysely";',
    "sql`select content from statuses where id = 1`;",
    "sql`select accounts.id, s.spoiler_text from accounts join statuses s on s.account_id = accounts.id`;",
    "sql`select * from statuses`;",
    "sql`select s.* from accounts, statuses as s`;",
    "sql<Row>`select id from statuses where ${sql`text = ${words}`}`;",
    "sql`select params from drafts where account_id = ${id}`;",
    "sql`insert into statuses (id) values (1)`;",
  ],
);
test("of every table that is narrowed or guarded it is known what is said in it", () => {
  expect(unjudged()).toEqual([]);
});
shows(
  "no-sleep",
  [
    "await new Promise((done) => setTimeout(done, 0));",
    "new Promise((_, reject) => setTimeout(reject, 900));",
    "new Promise((done) => setImmediate(done));",
  ],
  [
    "await new Promise((done) => setTimeout(done, 50));",
    "await new Promise((done) => setTimeout(() => done(1), 50));",
    "const wait = (ms: number) => new Promise<void>((done) => { setTimeout(() => { done(); }, ms); });",
    'import { setTimeout as sleep } from "node:timers/promises";',
  ],
  "test/x.test.ts",
);
const long = "\n  act();".repeat(70);
shows("test-function-lines", [`describe("x", () => {${long}});`], [`test("x", () => {${long}});`], "test/x.test.ts");
