/** A community outgrows its SQLite file: what it has moves to PostgreSQL, all of it, and everybody finds it there as they left it. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import Sqlite from "better-sqlite3";
import pg from "pg";
import { expect, inject, onTestFinished, test } from "vitest";
import { moveDatabase } from "../../src/cli/database.ts";
import { runCli } from "../../src/cli/program.ts";
import { defineInstance } from "../../src/config.ts";
import { openKith } from "../../src/open.ts";
import { admin, at, dropDatabase } from "../world/databases.ts";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";

const template = inject("template");
const onPostgres = test.runIf("postgres" in template);

/** An empty database on the tests' PostgreSQL. */
async function emptyDatabase(): Promise<string> {
  const server = "postgres" in template ? template.postgres : "";
  const name = `kith_move_${randomBytes(6).toString("hex")}`;
  await admin(server, `create database ${name}`);
  const address = at(server, name);
  onTestFinished(async () => await dropDatabase(address));
  return address;
}

/** A world with a past: every table that people fill by living has something. */
async function populated(): Promise<{ world: World; people: Person[] }> {
  const world = await createWorld({ domain: "alpha.test", config: { database: "sqlite" } }, "beta.test");
  const [alice, bob, carol] = [
    await world.person("alice@alpha.test", { role: "owner", scopes: "read write follow push" }),
    await world.person("bob@alpha.test"),
    await world.person("carol@alpha.test", { locked: true }),
  ];
  const zoe = await world.person("zoe@beta.test");
  await bob.follows(alice);
  await alice.follows(bob);
  await zoe.follows(alice);
  await alice.follows("zoe@beta.test");
  await alice.follows(carol);
  await world.settles();
  const hello = await alice.posts("Hello #pomelo 🍊 from 日本 – naïve", { spoiler_text: "fruit" });
  const reply = await bob.replies(hello, "@alice@alpha.test a reply");
  await alice.replies(reply, "and an answer to @zoe@beta.test");
  await bob.favourites(hello);
  await bob.boosts(hello);
  await alice.bookmarks(reply);
  await alice.pins(hello);
  await bob.posts("psst @alice@alpha.test", { visibility: "direct" });
  await bob.edits(await bob.posts("frist"), "first");
  await bob.deletes(await bob.posts("oops"));
  await bob.posts("which?", { poll: { options: ["this", "that"], expires_in: 3600 } } as never);
  for (let i = 0; i < 30; i++) await zoe.posts(`number ${i} from far away`);
  const list = await alice.api<{ id: string }>("POST", "/api/v1/lists", { title: "friends" });
  await alice.api("POST", `/api/v1/lists/${list.id}/accounts`, { account_ids: [bob.id] });
  await alice.api("POST", "/api/v2/filters", {
    title: "greens",
    context: ["home"],
    keywords_attributes: [{ keyword: "spinach" }],
  });
  await carol.mutes(bob);
  await world.settles();
  return { world, people: [alice, bob, carol] };
}

const PATHS = [
  "/api/v1/accounts/verify_credentials",
  "/api/v1/timelines/home?limit=40",
  "/api/v1/timelines/public?limit=40",
  "/api/v1/timelines/tag/pomelo",
  "/api/v1/notifications?limit=40",
  "/api/v1/conversations",
  "/api/v1/bookmarks",
  "/api/v1/favourites",
  "/api/v1/lists",
  "/api/v2/filters",
  "/api/v1/follow_requests",
  "/api/v1/mutes",
  "/api/v2/search?q=pomelo",
  "/api/v2/search?q=pomel&type=statuses",
  "/api/v2/search?q=naive&type=statuses",
  "/api/v1/preferences",
];

/** What people see: their lists, and each status of theirs with its thread. */
async function seenBy(people: readonly Person[]): Promise<Record<string, unknown>> {
  const seen: Record<string, unknown> = {};
  const look = async (who: Person, path: string) => void (seen[`${who.username} ${path}`] = await who.api("GET", path));
  for (const who of people) {
    for (const path of [...PATHS, `/api/v1/accounts/${who.id}/followers`, `/api/v1/accounts/${who.id}/following`])
      await look(who, path);
    for (const { id } of await who.api<StatusJson[]>("GET", `/api/v1/accounts/${who.id}/statuses`)) {
      await look(who, `/api/v1/statuses/${id}`);
      await look(who, `/api/v1/statuses/${id}/context`);
      await look(who, `/api/v1/statuses/${id}/history`);
    }
  }
  return seen;
}

/** A stopped server: a copy of the file and of the key, with a configuration. */
function stoppedCopy(data: string): { folder: string; config: string } {
  const folder = mkdtempSync(join(tmpdir(), "kith-move-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = new Sqlite(join(data, "kith.db"), { readonly: true });
  file.exec(`vacuum into '${join(folder, "kith.db")}'`);
  file.close();
  copyFileSync(join(data, "secret.key"), join(folder, "secret.key"));
  return { folder, config: configOf(folder) };
}

function configOf(data: string): string {
  const folder = mkdtempSync(join(tmpdir(), "kith-move-config-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "instance.config.mjs");
  writeFileSync(file, `export default ${JSON.stringify({ domain: "alpha.test", data, registrations: "open", log: "off" })};\n`);
  return file;
}

async function command(config: string, ...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCli(["database", "move", ...args, "--config", config], {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
  });
  return { code, out, err };
}

const quiet = { out: () => undefined, err: () => undefined };

/** Copies so many steps far, and is stopped then. */
async function moveFor(steps: number, config: string, to: string): Promise<boolean> {
  let asked = 0;
  return await moveDatabase(config, quiet, { to, again: false, stopped: () => ++asked > steps });
}

onPostgres(
  "what is moved, interrupted and gone on with, is all there, and people go on as if nothing had been",
  async () => {
    const { world, people } = await populated();
    await using _world = world;
    const before = await seenBy(people);
    const { folder, config } = stoppedCopy(world.instance("alpha.test").instance.data);
    const to = await emptyDatabase();
    for (const steps of [1, 7, 20]) expect(await moveFor(steps, config, to)).toBe(false);
    const instance = defineInstance({ domain: "alpha.test", data: folder, database: to });
    await expect(openKith(instance)).rejects.toThrow("is not finished");

    const { code, out, err } = await command(config, "--to", to);
    expect([code, err]).toEqual([0, []]);
    expect(out.join("\n")).toMatch(/copying +\d+ %(.|\n)*verifying +100 %/);
    expect(out.join("\n")).toContain(`database: "${to}"`);
    expect(out.join("\n")).toContain("secret.key");

    const { kith, as } = await world.twin("alpha.test", { database: to, data: folder });
    const there = people.map(as);
    expect(await seenBy(there)).toEqual(before);
    const [alice, bob] = there as [Person, Person];
    const posted = await alice.posts("brandnewword in PostgreSQL");
    expect((await bob.home())[0]?.id).toBe(posted.id);
    await kith.worker.drain();
    const found = await alice.api<{ statuses: StatusJson[] }>("GET", "/api/v2/search?q=brandnew&type=statuses");
    expect(found.statuses.map(({ id }) => id)).toEqual([posted.id]);
    expect((await command(config, "--to", to)).err[0]).toMatch(/holds something already/);
  },
  60_000,
);

onPostgres(
  "a row that did not arrive as it was is found by the verification, and --again mends it",
  async () => {
    const { world } = await populated();
    await using _world = world;
    const { config } = stoppedCopy(world.instance("alpha.test").instance.data);
    const to = await emptyDatabase();
    const said: string[] = [];
    const output = { out: (line: string) => said.push(line), err: () => undefined };
    const stopped = () => said.some((line) => line.startsWith("indexing"));
    expect(await moveDatabase(config, output, { to, again: false, stopped })).toBe(false);
    await admin(to, "update statuses set content = content || '!' where content like '%number 7 %'");
    await admin(to, "delete from bookmarks");
    await admin(
      to,
      "update status_words set words = to_tsvector('simple', 'wrong') where rowid = (select min(rowid) from status_words)",
    );

    const { code, err } = await command(config, "--to", to);
    expect(code).toBe(1);
    expect(err.slice(0, -1).sort()).toEqual([
      expect.stringMatching(/^bookmarks has 0 rows instead of 1$/),
      expect.stringMatching(/^bookmarks id=\d+ is missing$/),
      expect.stringMatching(/^statuses id=\d+ differs in content, version$/),
      expect.stringMatching(/^the words of status \d+ differ$/),
    ]);
    expect((await command(config, "--to", to, "--again")).code).toBe(0);
  },
  60_000,
);

onPostgres(
  "a move is not begun from a file in use, nor into a database that holds something, nor gone on with after the server has run; what is refused is named",
  async () => {
    await using world = await createWorld({ domain: "alpha.test", config: { database: "sqlite" } });
    const alice = await world.person("alice@alpha.test");
    await alice.posts("here");
    const to = await emptyDatabase();
    const live = configOf(world.instance("alpha.test").instance.data);
    expect((await command(live, "--to", to)).err).toEqual([expect.stringMatching(/is in use: stop the server/)]);

    const { folder, config } = stoppedCopy(world.instance("alpha.test").instance.data);
    await admin(to, "create table visitors (id int)");
    expect((await command(config, "--to", to)).err).toEqual([expect.stringMatching(/holds something already \(visitors/)]);
    await admin(to, "drop table visitors");

    expect(await moveFor(5, config, to)).toBe(false);
    const change = (statement: string) => {
      const file = new Sqlite(join(folder, "kith.db"));
      file.exec(statement);
      file.close();
    };
    change("update accounts set note = 'changed meanwhile'");
    expect((await command(config, "--to", to)).err).toEqual([expect.stringMatching(/--again/)]);
    change(`update accounts set statuses_count = 'some' where id = ${alice.id}`);
    expect((await command(config, "--to", to, "--again")).err[0]).toContain(`id=${alice.id}: invalid input`);
    change(`update accounts set statuses_count = 1 where id = ${alice.id}`);
    expect((await command(config, "--to", to, "--again")).code).toBe(0);
    const client = new pg.Client({ connectionString: to });
    await client.connect();
    expect((await client.query("select distinct note from accounts")).rows).toEqual([{ note: "changed meanwhile" }]);
    await client.end();
  },
  60_000,
);

test("what is no PostgreSQL, and a folder without a database, are said in one sentence", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kith-move-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const config = configOf(folder);
  expect(await command(config, "--to", "mysql://x")).toEqual({ code: 1, out: [], err: [expect.stringMatching(/^--to must be/)] });
  expect(await command(config, "--to", "postgres://x/y")).toEqual({
    code: 1,
    out: [],
    err: [expect.stringMatching(/^there is no .*kith\.db/)],
  });
});
