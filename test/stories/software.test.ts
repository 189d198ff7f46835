/** What other servers run: how it is asked, what is believed of the answers, and how reactions reach those who know none. */
import { expect, test } from "vitest";
import { insertHosts } from "../../src/federation/deliver/hosts.ts";
import { askForSoftware } from "../../src/federation/lookup/software.ts";
import { scheduleRecurring } from "../../src/follow-up.ts";
import type { StatusJson } from "../world/entities.ts";
import type { Reply } from "../world/network.ts";
import type { Person } from "../world/person.ts";
import { staffOf } from "../world/staff.ts";
import type { Doc, Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";

const SCHEMA = "http://nodeinfo.diaspora.software/ns/schema";
const json = (body: unknown, type = "application/json"): Reply => ({ body, type });

/** Says what it runs; `asked` counts how often. */
function runs(one: Stranger, name: string, version: string, { schema = "2.0", href }: { schema?: string; href?: string } = {}) {
  const counted = { asked: 0 };
  one.serves("/.well-known/nodeinfo", () => {
    counted.asked++;
    return json({ links: [{ rel: `${SCHEMA}/${schema}`, href: href ?? `${one.origin}/nodeinfo/${schema}` }] });
  });
  const profile = `application/json; profile="${SCHEMA}/${schema}#"; charset=utf-8`;
  one.serves(`/nodeinfo/${schema}`, json({ version: schema, software: { name, version } }, profile));
  return counted;
}

/** Somebody of ours sends them something, and what is due happens. */
async function meets(world: World, who: Person, ...others: Stranger[]): Promise<void> {
  for (const one of others) await who.follows(one.handle);
  await world.settles();
  for (const one of others) await one.sends("alpha.test", one.activity("Accept", one.inbox.documents.at(-1)));
  await scheduleRecurring(world.instance("alpha.test"));
  await world.passes("2 minutes");
}

const softwareOf = async (world: World, host: string) =>
  await world.instance("alpha.test").db.selectFrom("hosts").selectAll().where("host", "=", host).executeTakeFirstOrThrow();

test("servers are asked once a week what they run, a failure is remembered, and staff see it", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const bob = await world.person("bob@beta.test");
  const [old, fresh, mute] = [
    await world.stranger("olga@old.test"),
    await world.stranger("fred@fresh.test"),
    await world.stranger("mia@mute.test"),
  ];
  const [asked] = [runs(old, "Mastodon", "4.3.0"), runs(fresh, "gotosocial", "0.17.3 <b>git</b>", { schema: "2.1" })];
  let silent = 0;
  mute.serves("/.well-known/nodeinfo", () => (silent++, { status: 404 }));
  await alice.follows(bob);
  await meets(world, alice, old, fresh, mute);
  expect((await softwareOf(world, "old.test")).software).toBe("mastodon 4.3.0");
  expect((await softwareOf(world, "fresh.test")).software).toBe("gotosocial 0.17.3 bgitb");
  expect((await softwareOf(world, "beta.test")).software).toMatch(/^kith \d/);
  expect(await softwareOf(world, "mute.test")).toMatchObject({ software: "", software_failures: 1 });
  await world.passes("30 minutes");
  expect([asked.asked, silent]).toEqual([1, 1]);
  await world.passes("1 hour");
  expect([asked.asked, silent]).toEqual([1, 2]);
  for (let day = 0; day < 9; day++) await world.passes("1 day");
  expect(asked.asked).toBe(2);
  const admin = await staffOf(world, "vera@alpha.test");
  expect(await admin.api("GET", "/api/kith/v1/admin/hosts/old.test")).toMatchObject({ software: "mastodon 4.3.0" });
  expect(await admin.api("GET", "/api/kith/v1/admin/hosts/mute.test")).toMatchObject({ software: null });
});

test("what another server says, what is no JSON, endless or somewhere else is not believed", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const names = ["elsewhere", "html", "huge", "away", "odd", "nameless"];
  const all: Stranger[] = [];
  for (const name of names) all.push(await world.stranger(`x@${name}.test`));
  const [elsewhere, page, huge, away, odd, nameless] = all as [Stranger, Stranger, Stranger, Stranger, Stranger, Stranger];
  const victim = await world.stranger("v@victim.test");
  let bothered = 0;
  victim.serves("/nodeinfo/2.0", () => (bothered++, json({ software: { name: "mastodon", version: "4.3.0" } })));
  victim.serves("/.well-known/nodeinfo", json({ links: [] }));
  runs(elsewhere, "mastodon", "4.3.0", { href: "https://victim.test/nodeinfo/2.0" });
  runs(page, "mastodon", "4.3.0");
  page.serves("/nodeinfo/2.0", json({ software: { name: "mastodon", version: "4.3.0" } }, "text/html"));
  runs(huge, "mastodon", "x".repeat(100_000));
  runs(away, "mastodon", "4.3.0");
  away.serves("/nodeinfo/2.0", { status: 302, headers: { location: "https://victim.test/nodeinfo/2.0" } });
  runs(odd, "mastodon".repeat(40), "\u0000<script>".repeat(40));
  runs(nameless, "<>", "1");
  await meets(world, alice, ...all);
  for (const name of names.filter((each) => each !== "odd"))
    expect(await softwareOf(world, `${name}.test`)).toMatchObject({ software: "", software_failures: 1 });
  expect((await softwareOf(world, "odd.test")).software).toMatch(/^(mastodon){6}ma [script]{1,50}$/);
  expect(bothered).toBeLessThanOrEqual(1);
});

type Seen = [string, unknown];
const told = (one: Stranger, from: number): Seen[] =>
  one.inbox.documents
    .slice(from)
    .map((doc) => [String(doc["type"]), doc["type"] === "Undo" ? (doc["object"] as Doc)["type"] : doc["object"]]);

test.each([
  ["mastodon", "4.3.0+glitch", true],
  ["gotosocial", "0.17.3", true],
  ["snac", "2.68", true],
  ["lemmy", "0.19.5", true],
  ["akkoma", "3.15.2", false],
  ["mastodon", "4.3.0+fork", false],
  ["", "", false],
])("reactions to %s %s go as one Like: %s", async (name, version, plain) => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const fred = await world.stranger("fred@far.test");
  if (name !== "") runs(fred, name, version);
  await meets(world, alice, fred);
  const note = fred.note("<p>Hello</p>");
  await fred.sends("alpha.test", fred.activity("Create", note));
  await world.settles();
  const [seen] = (await alice.home()) as [StatusJson];
  const from = fred.inbox.documents.length;
  const acts = async (path: string) => {
    await alice.api("POST", `/api/v1/statuses/${seen.id}/${path}`);
    await world.settles();
  };
  const [bread, fox] = [encodeURIComponent("🍞"), encodeURIComponent("🦊")];
  for (const path of [`react/${bread}`, `react/${fox}`, `unreact/${bread}`, `unreact/${fox}`]) await acts(path);
  const id = note["id"];
  expect(told(fred, from)).toEqual(
    plain
      ? [
          ["Like", id],
          ["Undo", "Like"],
        ]
      : [
          ["EmojiReact", id],
          ["EmojiReact", id],
          ["Undo", "EmojiReact"],
          ["Undo", "EmojiReact"],
        ],
  );
  if (!plain) return;
  const [like, undo] = fred.inbox.documents.slice(from) as [Doc, Doc];
  expect((undo["object"] as Doc)["id"]).toBe(like["id"]);
  // The Like stands until the last of favourite and reactions is gone, whichever that is.
  const then = fred.inbox.documents.length;
  for (const path of ["favourite", `react/${bread}`, "unfavourite"]) await acts(path);
  expect(told(fred, then)).toEqual([["Like", id]]);
  for (const path of ["favourite", `unreact/${bread}`]) await acts(path);
  expect(told(fred, then)).toHaveLength(1);
  await acts("unfavourite");
  expect(told(fred, then)).toEqual([
    ["Like", id],
    ["Undo", "Like"],
  ]);
  expect(await world.instance("alpha.test").db.selectFrom("standing_likes").selectAll().execute()).toEqual([]);
});

test("what is done and undone in one breath ends there as it ends here", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const fred = await world.stranger("fred@far.test");
  runs(fred, "mastodon", "4.4.1");
  await meets(world, alice, fred);
  const note = fred.note("<p>Hello</p>");
  await fred.sends("alpha.test", fred.activity("Create", note));
  await world.settles();
  const [seen] = (await alice.home()) as [StatusJson];
  const from = fred.inbox.documents.length;
  const fox = encodeURIComponent("🦊");
  const inOneBreath = async (...paths: string[]) => {
    for (const path of paths) await alice.api("POST", `/api/v1/statuses/${seen.id}/${path}`);
    await world.settles();
    const said = fred.inbox.documents.slice(from);
    // To Mastodon a Like is one of its account, whatever its id, and its id is never believed again once it has been undone.
    const undone = said.filter((doc) => doc["type"] === "Undo").map((doc) => (doc["object"] as Doc)["id"]);
    expect(new Set(undone).size).toBe(undone.length);
    const last = said.at(-1);
    expect(last?.["type"] !== "Like" || !undone.includes(last["id"])).toBe(true);
    return last?.["type"] === "Like";
  };
  expect(await inOneBreath("favourite", "unfavourite", `react/${fox}`)).toBe(true);
  expect(await inOneBreath(`unreact/${fox}`, "favourite", `react/${fox}`, "unfavourite")).toBe(true);
  expect(await inOneBreath(`unreact/${fox}`, `react/${fox}`, "favourite", "unfavourite", `unreact/${fox}`)).toBe(false);
});

test("a hundred new servers are asked a few at a time", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  await kith.write(
    async (tx) =>
      await insertHosts(
        tx,
        kith,
        Array.from({ length: 100 }, (_, n) => `n${n}.nowhere.test`),
      ),
  );
  const asked = async () => {
    await askForSoftware(kith);
    return (await kith.db.selectFrom("hosts").select("host").where("software_failures", "=", 1).execute()).length;
  };
  expect([await asked(), await asked(), await asked(), await asked()]).toEqual([40, 80, 100, 100]);
});

test("what was sent before it was known what a server runs is taken back rightly", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const fred = await world.stranger("fred@far.test");
  await meets(world, alice, fred);
  const notes = [fred.note("<p>One</p>"), fred.note("<p>Two</p>")];
  for (const note of notes) await fred.sends("alpha.test", fred.activity("Create", note));
  await world.settles();
  const [two, one] = (await alice.home()) as [StatusJson, StatusJson];
  const bread = encodeURIComponent("🍞");
  const acts = async (status: StatusJson, path: string) => {
    await alice.api("POST", `/api/v1/statuses/${status.id}/${path}`);
    await world.settles();
  };
  for (const path of ["favourite", `react/${bread}`]) await acts(one, path);
  await acts(two, "favourite");
  const from = fred.inbox.documents.length;
  await world
    .instance("alpha.test")
    .write(async (tx) => await tx.updateTable("hosts").set({ software: "mastodon 4.4.1" }).execute());
  await acts(two, "unfavourite");
  expect(told(fred, from)).toEqual([["Undo", "Like"]]);
  // Its Like goes on standing there for the reaction: it is the same one that is said again.
  await acts(one, "unfavourite");
  const before = fred.inbox.documents.slice(0, from).find((doc) => doc["type"] === "Like" && doc["object"] === notes[0]?.["id"]);
  expect(fred.inbox.documents.at(-1)).toMatchObject({ type: "Like", id: before?.["id"] });
  await acts(one, `unreact/${bread}`);
  expect(told(fred, from).filter(([type]) => type === "Undo")).toEqual([
    ["Undo", "Like"],
    ["Undo", "Like"],
  ]);
});
