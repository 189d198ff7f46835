/** Servers that answer signed requests only: they talk to each other as ever, and to nobody who is blocked or says no name. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import { createWorld } from "../world/world.ts";

const closed = (domain: string) => ({ domain, config: { federation: { authorized_fetch: true } } });
const pathOf = ({ uri }: Pick<StatusJson, "uri">) => new URL(uri).pathname;
const plain = { headers: { accept: "application/activity+json" } };

test("two such servers follow, post, answer and fetch as ever", async () => {
  await using world = await createWorld(closed("alpha.test"), closed("beta.test"));
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  await bob.follows(alice);
  await world.settles();
  const post = await alice.posts("Hello");
  await world.settles();
  const [seen] = await bob.home();
  expect(seen?.uri).toBe(post.uri);
  await bob.replies(seen as StatusJson, "@alice@alpha.test Hello yourself");
  await world.settles();
  expect((await alice.notifications()).map(({ type }) => type)).toContain("mention");
  const old = await alice.posts("Unlisted", { visibility: "unlisted" });
  const { statuses } = await bob.api<{ statuses: StatusJson[] }>(
    "GET",
    `/api/v2/search?q=${encodeURIComponent(old.uri)}&resolve=true&type=statuses`,
  );
  expect(statuses.map(({ uri }) => uri)).toEqual([old.uri]);
});

test("who does not sign, or is blocked, is refused; what is served is for no shared cache", async () => {
  await using world = await createWorld(closed("alpha.test"));
  const alice = await world.person("alice@alpha.test");
  const hana = await world.stranger("hana@honest.test");
  const post = await alice.posts("Hello");
  const actor = new URL(alice.uri).pathname;
  const paths = [
    actor,
    `${actor}/outbox`,
    `${actor}/followers`,
    pathOf(post),
    `${pathOf(post)}/activity`,
    `${pathOf(post)}/replies`,
  ];
  for (const path of paths) {
    expect([path, (await world.visitor("alpha.test")("GET", path, plain)).status]).toEqual([path, 401]);
    const answer = await hana.fetches("alpha.test", path);
    expect([path, answer.status, answer.headers["cache-control"]]).toEqual([path, 200, "private, no-store"]);
  }
  const rude = await world.stranger("rude@other.test");
  const like = rude.activity("Like", post.uri);
  await rude.sends("alpha.test", like);
  await world.settles();
  expect((await rude.fetches("alpha.test", pathOf(post))).status).toBe(200);
  await alice.blocks(rude.handle);
  expect((await rude.fetches("alpha.test", pathOf(post))).status).toBe(404);
  await alice.api("POST", "/api/v1/domain_blocks", { domain: "honest.test" });
  expect((await hana.fetches("alpha.test", pathOf(post))).status).toBe(404);
  const admin = world.instance("alpha.test");
  await admin.write(async (tx, happened) => {
    const now = admin.now();
    const terms = { severity: "suspend" as const, reject_media: 0 as const, reject_reports: 0 as const, obfuscate: 0 as const };
    const row = { id: admin.newId(), domain: "honest.test", ...terms, private_comment: "", public_comment: "" };
    await tx
      .insertInto("domain_blocks")
      .values({ ...row, created_at: now, updated_at: now })
      .execute();
    happened({ type: "domain.changed", domain: "honest.test", was: 0 });
  });
  await world.settles();
  expect((await hana.fetches("alpha.test", actor)).status).toBe(401);
});

test("a server that takes the other kind of signature only is asked in that kind, from the second request on at once", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const hana = await world.stranger("hana@modern.test");
  const asked: string[] = [];
  const picky = (document: Record<string, unknown>) => (request: { headers: Record<string, string | undefined> }) => {
    const modern = request.headers["signature-input"] !== undefined;
    asked.push(modern ? "rfc9421" : "cavage");
    return modern ? { body: document } : { status: 401 };
  };
  hana.serves(hana.uri, picky(hana.actor));
  expect(await alice.finds(hana.handle)).toMatchObject({ acct: hana.handle });
  expect(asked).toEqual(["cavage", "rfc9421"]);
  const note = hana.note("Hello");
  hana.serves(String(note.id), picky(note));
  await alice.api("GET", `/api/v2/search?q=${encodeURIComponent(String(note.id))}&resolve=true`);
  expect(asked.slice(2)).not.toContain("cavage");
  expect(asked.length).toBeGreaterThan(2);
  // What a restart forgets.
  world.instance("alpha.test").cache("signature-schemes", 1).clear();
  const later = hana.note("Hello again");
  hana.serves(String(later.id), picky(later));
  asked.length = 0;
  await alice.api("GET", `/api/v2/search?q=${encodeURIComponent(String(later.id))}&resolve=true`);
  expect(asked).toEqual(["rfc9421"]);
});

test("with limited federation who asks signs, and is of a server that has been allowed", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { federation: { limited: true } } });
  const alice = await world.person("alice@alpha.test");
  const [hana, rude] = [await world.stranger("hana@honest.test"), await world.stranger("rude@other.test")];
  const admin = world.instance("alpha.test");
  await admin.write(async (tx) => {
    const allowed = { id: admin.newId(), domain: "honest.test", created_at: admin.now() };
    await tx.insertInto("domain_allows").values(allowed).execute();
  });
  const post = await alice.posts("Hello");
  for (const path of [new URL(alice.uri).pathname, pathOf(post)]) {
    expect([path, (await world.visitor("alpha.test")("GET", path, plain)).status]).toEqual([path, 401]);
    expect([path, (await rude.fetches("alpha.test", path)).status]).toEqual([path, 401]);
    expect([path, (await hana.fetches("alpha.test", path)).status]).toEqual([path, 200]);
  }
});
