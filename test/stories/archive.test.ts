/** An archive by use: somebody takes along all that they made here, set here and kept here, and every file that it names is in it. */
import { gunzipSync } from "node:zlib";
import { FormData } from "undici";
import { expect, test } from "vitest";
import { writeGroups } from "../../src/groups/export.ts";
import { writeFollowers } from "../../src/moves/export.ts";
import { askForArchive } from "../../src/moves/archive.ts";
import { PIXEL, uploads } from "../mastodon/pixel.ts";
import type { TestKith } from "../world/instance.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { inDays } from "./gatherings.ts";

const PICTURE = `data:image/png;base64,${PIXEL.toString("base64")}`;

/** Names and contents of a tar file. */
function membersOf(tar: Buffer): Map<string, Buffer> {
  const members = new Map<string, Buffer>();
  for (let at = 0; ;) {
    const name = tar.toString("ascii", at, at + 100).replaceAll("\0", "");
    if (name === "") return members;
    const size = Number.parseInt(tar.toString("ascii", at + 124, at + 135), 8);
    members.set(name, tar.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

async function archiveOf(world: World, kith: TestKith, who: Person): Promise<Map<string, Buffer>> {
  await askForArchive(kith, Number(who.id));
  await world.settles();
  return await takeArchive(kith, who);
}

async function takeArchive(kith: TestKith, who: Person): Promise<Map<string, Buffer>> {
  const rows = kith.db.selectFrom("archives").select("name").where("account_id", "=", Number(who.id));
  return membersOf(gunzipSync(await kith.files.read((await rows.executeTakeFirstOrThrow()).name)));
}

const read = (members: Map<string, Buffer>, name: string): unknown => JSON.parse(members.get(name)?.toString() ?? "null");

/** Alice looks after a group with Bob of another server in it, from which Eve is banned, and has set and noted this and that. */
async function settlesIn(world: World, alice: Person): Promise<void> {
  const [ann, eve, bob] = [
    await world.person("ann@alpha.test"),
    await world.person("eve@alpha.test"),
    await world.person("bob@beta.test"),
  ];
  await bob.follows(alice);
  const bees = await alice.api<{ id: string }>("POST", "/api/kith/v1/groups", {
    name: "bees",
    title: "Bees",
    note: "About *hives*",
    rules: ["Be kind"],
    membership: "approval",
  });
  const form = new FormData();
  form.append("avatar", new Blob([PIXEL], { type: "image/png" }), "bee.png");
  await alice.api("PATCH", `/api/kith/v1/groups/${bees.id}`, form);
  await bob.api("POST", `/api/kith/v1/groups/${(await bob.finds("bees@alpha.test")).id}/join`);
  await world.settles();
  const [asks] = await alice.api<{ id: string }[]>("GET", `/api/kith/v1/groups/${bees.id}/requests`);
  await alice.api("POST", `/api/kith/v1/groups/${bees.id}/requests/${asks?.id}/accept`);
  await alice.api("POST", `/api/kith/v1/groups/${bees.id}/bans/${eve.id}`, { reason: "Sells honey" });
  await alice.api("POST", "/api/v2/filters", { title: "Spiders", context: ["home"], keywords_attributes: [{ keyword: "web" }] });
  await alice.api("POST", "/api/v1/tags/Bread/follow");
  await alice.api("POST", `/api/v1/accounts/${ann.id}/note`, { comment: "owes me a book" });
  await alice.api("PATCH", "/api/v1/accounts/update_credentials", { source: { privacy: "unlisted" } });
  const hello = await ann.posts("Hello");
  await alice.api("POST", `/api/v1/statuses/${hello.id}/react/${encodeURIComponent("🍞")}`);
  await ann.api("PATCH", "/api/v1/accounts/update_credentials", { discoverable: true });
  await alice.api("POST", "/api/v1/collections", { name: "Bakers", description: "Who bakes", account_ids: [ann.id] });
}

test("what one looks after, has chosen and noted is in it, each where it says so", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  await settlesIn(world, alice);
  const members = await archiveOf(world, world.instance("alpha.test"), alice);
  expect(members.get("followers.csv")?.toString()).toBe("Account address\nbob@beta.test\n");
  const [group] = read(members, "groups.json") as { avatar: string }[];
  expect(group).toMatchObject({
    address: "bees@alpha.test",
    role: "owner",
    title: "Bees",
    note: "About *hives*",
    rules: ["Be kind"],
    membership: "approval",
    private: false,
    staff: [{ address: "alice@alpha.test", role: "owner" }],
    bans: [{ address: "eve@alpha.test", reason: "Sells honey", expires_at: null }],
  });
  expect((group as unknown as { members: string[] }).members).toContain("bob@beta.test");
  expect(members.get(group?.avatar ?? "")?.length).toBeGreaterThan(0);
  expect(read(members, "personal.json")).toMatchObject({
    email: "alice@mail.test",
    settings: { default_privacy: "unlisted" },
    filters: [{ title: "Spiders", context: ["home"], keywords: [{ keyword: "web", whole_word: true }] }],
    followed_tags: ["Bread"],
    notes: [{ uri: expect.stringContaining("https://alpha.test/users/"), comment: "owes me a book" }],
  });
  expect(read(members, "collections.json")).toMatchObject([{ name: "Bakers", accounts: [{ state: "accepted" }] }]);
  const reactions = read(members, "reactions.json") as { totalItems: number; orderedItems: { name: string }[] };
  expect(reactions).toMatchObject({ totalItems: 1, orderedItems: [{ name: "🍞" }] });
});

test("every picture is in it that stands anywhere: also in a draft, in what waits for its time or comes again, and a playlist's", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const shown = async (description: string) => ({ media_ids: [await uploads(alice, description)] });
  await alice.posts("Shown", (await shown("in a post")) as never);
  const edited = await alice.posts("Better", (await shown("before an edit")) as never);
  await alice.edits(edited, "Better", (await shown("after it")) as never);
  await alice.api("POST", "/api/kith/v1/drafts", { status: "Half", ...(await shown("in a draft")) });
  const scheduled_at = inDays(world.clock, 3);
  await alice.api("POST", "/api/v1/statuses", { status: "Later", scheduled_at, ...(await shown("in what waits")) });
  const recurrence = { starts: inDays(world.clock, 2).slice(0, 16), recurrence: { freq: "daily" } };
  await alice.api("POST", "/api/kith/v1/recurring", { status: "Daily", ...recurrence, ...(await shown("in what comes again")) });
  await uploads(alice, "nowhere");
  await alice.api("POST", "/api/kith/v1/playlists", { title: "Evenings", picture: PICTURE });
  await world.settles();
  const members = await archiveOf(world, kith, alice);
  const media = await kith.db.selectFrom("media").select(["file", "description"]).orderBy("id").execute();
  const taken = media.filter(({ file }) => members.has(file)).map(({ description }) => description);
  const all = ["in a post", "before an edit", "after it", "in a draft", "in what waits", "in what comes again"];
  expect(taken).toEqual(all);
  for (const { file } of media.slice(0, all.length)) expect(members.get(file)).toEqual(await kith.files.read(file));
  const [playlist] = read(members, "playlists.json") as { picture: string }[];
  expect(members.get(playlist?.picture ?? "")).toEqual(await kith.files.read(playlist?.picture ?? ""));
});

test("files go in as they are read, however large; one that is missing ends nothing", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const alice = await world.person("alice@alpha.test");
  await alice.posts("One", { media_ids: [await uploads(alice, "one")] } as never);
  await alice.posts("Two", { media_ids: [await uploads(alice, "two")] } as never);
  const [one, two] = await kith.db.selectFrom("media").select("file").orderBy("id").execute();
  await kith.files.remove(one!.file);
  const { read: reads } = kith.files;
  const whole = await reads(two!.file);
  // As Node answers for a film of more than 2 GiB.
  const refuses = async () => await Promise.reject(new RangeError("File size is greater than 2 GiB"));
  Object.assign(kith.files, { read: refuses });
  await askForArchive(kith, Number(alice.id));
  await world.settles();
  Object.assign(kith.files, { read: reads });
  const members = await takeArchive(kith, alice);
  expect([members.has(one!.file), members.get(two!.file)]).toEqual([false, whole]);
});

test("of however many followers and members no more than some are held at once", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const bees = await alice.api<{ id: string }>("POST", "/api/kith/v1/groups", { name: "bees", title: "Bees" });
  await bob.follows(alice);
  await world.settles();
  const model = await kith.db.selectFrom("accounts").selectAll().where("id", "=", Number(bob.id)).executeTakeFirstOrThrow();
  const follow = await kith.db.selectFrom("follows").selectAll().where("account_id", "=", model.id).executeTakeFirstOrThrow();
  for (let at = 0; at < 2500; at += 10)
    await kith.write(async (tx) => {
      const people = Array.from({ length: 10 }, (_, n) => {
        const name = `crowd${at + n}`;
        const uri = `https://beta.test/users/${name}`;
        return { ...model, id: kith.newId(), username: name, username_lower: name, host: "beta.test", uri, url: uri };
      });
      await tx.insertInto("accounts").values(people).execute();
      const follows = people.flatMap(({ id: account_id, uri }) =>
        [Number(alice.id), Number(bees.id)].map((target_id) => {
          const id = kith.newId();
          return { ...follow, id, uri: `${uri}/follows/${target_id}`, account_id, target_id };
        }),
      );
      await tx.insertInto("follows").values(follows).execute();
    });
  const account = await kith.db.selectFrom("accounts").selectAll().where("id", "=", Number(alice.id)).executeTakeFirstOrThrow();
  for (const portions of [writeFollowers(kith, account), writeGroups(kith, account)]) {
    const lengths: number[] = [];
    for await (const text of portions) lengths.push(text.split("beta.test").length - 1);
    expect([Math.max(...lengths), lengths.reduce((sum, each) => sum + each, 0)]).toEqual([1000, 2500]);
  }
  const members = await archiveOf(world, kith, alice);
  expect(members.get("followers.csv")?.toString().split("\n")).toHaveLength(1 + 2501 + 1);
  const [group] = read(members, "groups.json") as { members: string[]; bans: unknown[] }[];
  expect([group?.members.length, group?.bans]).toEqual([2501, []]);
});
