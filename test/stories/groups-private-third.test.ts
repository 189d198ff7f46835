/**
 * Posts of a private group never leave its members' servers: a third Kith, whose person follows everybody in it and knows every address, comes to nothing of what is
 * said, shown, asked, changed and quoted there, be it sent or asked for. What it has in its whole database is looked through, and what it is answered.
 */
import { sql, type Kysely } from "kysely";
import { expect, test } from "vitest";
import { uploads } from "../mastodon/pixel.ts";
import type { StatusJson } from "../world/entities.ts";
import type { TestKith } from "../world/instance.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { does, feed, makes } from "./gardeners.ts";

/** In every word that is said in the group. */
const SECRET = "Quincunx";
type Polled = StatusJson & { poll: { id: string } };

/** Of every table of a server's database, the rows in which the word stands. */
async function heardBy({ db }: TestKith): Promise<string[]> {
  const tables = await (db as unknown as Kysely<unknown>).introspection.getTables();
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(db);
    found.push(...rows.filter((row) => JSON.stringify(row).includes(SECRET)).map(() => name));
  }
  return found;
}

/** Ann's family on alpha, with Bob on beta; Mallory on gamma follows both, and is followed. */
async function gather(world: World) {
  const [ann, bob, mal] = [
    await world.person("ann@alpha.test"),
    await world.person("bob@beta.test"),
    await world.person("mal@gamma.test"),
  ];
  const family = await makes(ann, { name: "family", title: "Family", private: true, membership: "approval" });
  await bob.follows("@family@alpha.test");
  for (const one of [ann, bob]) {
    await mal.follows(one);
    await one.follows(mal);
  }
  await world.settles();
  const [asks] = await ann.api<{ id: string }[]>("GET", `/api/kith/v1/groups/${family.id}/requests`);
  await does(ann, family, `requests/${asks!.id}/accept`);
  await world.settles();
  return { ann, bob, mal, family };
}

type Cast = Awaited<ReturnType<typeof gather>>;

/** A post with a picture, one with a poll, an answer from beta, an edit of each, a quote within, a favourite and a vote. */
async function speak(world: World, { ann, bob, family }: Cast): Promise<{ said: StatusJson[]; pictures: string[] }> {
  const media_ids = [await uploads(ann, `${SECRET} in the garden`)];
  const shown = await ann.posts(`${SECRET} in a picture`, { group_id: family.id, media_ids, visibility: "public" } as never);
  const poll = { options: [`${SECRET} one`, `${SECRET} two`], expires_in: 3600 };
  const asked = await bob.posts(`@family@alpha.test ${SECRET} which?`, { poll } as never);
  await world.settles();
  const there = (await ann.sees(asked)) as Polled;
  await ann.api("POST", `/api/v1/polls/${there.poll.id}/votes`, { choices: [0] });
  const answer = await bob.replies((await bob.sees(shown))!, `@ann@alpha.test @mal@gamma.test ${SECRET} for you`);
  await bob.favourites((await bob.sees(shown))!);
  await world.settles();
  await ann.edits(shown, `${SECRET} in another picture`, { media_ids } as never);
  await bob.edits(answer, `@ann@alpha.test ${SECRET} again`);
  await world.settles();
  for (const { url } of [(await bob.sees(shown))!, asked]) expect(String(url)).toMatch(/^https:/);
  const pictures = [await ann.looksAt(shown), await bob.sees(shown)].flatMap((one) =>
    (one as unknown as { media_attachments: { url: string; preview_url: string }[] }).media_attachments.flatMap(
      ({ url, preview_url }) => [url, preview_url],
    ),
  );
  expect(pictures.length).toBeGreaterThan(2);
  return { said: [shown, asked, answer], pictures };
}

/** Whatever their server may be made to ask for. */
async function asksForAll(world: World, mal: Person, { said, pictures }: { said: StatusJson[]; pictures: string[] }) {
  for (const { uri, url } of said)
    for (const address of [uri, url ?? "", `${uri}/activity`, `${uri}/replies`, `${uri}/context`]) {
      const q = encodeURIComponent(String(address));
      const found = await mal.api<{ statuses: unknown[] }>("GET", `/api/v2/search?q=${q}&type=statuses&resolve=true`);
      expect([address, found.statuses]).toEqual([address, []]);
    }
  for (const who of ["@ann@alpha.test", "@bob@beta.test", "@family@alpha.test"])
    for (const query of ["", "?pinned=true", "?only_media=true"]) await mal.profile(who, query);
  for (const picture of pictures) {
    const { host, pathname } = new URL(picture);
    expect((await world.visitor(host)("GET", pathname)).status).toBe(404);
  }
  await mal.follows("@family@alpha.test");
  await world.passes("1 day");
}

test("a third Kith hears and finds none of it: pictures, polls, answers, edits, nor when it looks for all", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const cast = await gather(world);
  const { ann, bob, mal, family } = cast;
  const heard = await speak(world, cast);
  expect(await feed(ann, family)).toEqual([`@family ${SECRET} which?`, `${SECRET} in another picture`]);
  expect((await bob.sees(heard.said[0]!))?.content).toContain(`${SECRET} in another picture`);
  // Whoever is in it can carry none of it out.
  const seen = (await bob.sees(heard.said[0]!))!;
  expect((await bob.asks("POST", `/api/v1/statuses/${seen.id}/reblog`)).status).toBeGreaterThanOrEqual(400);
  expect((await bob.asks("POST", "/api/v1/statuses", { status: "Look", quoted_status_id: seen.id })).status).toBe(404);
  await asksForAll(world, mal, heard);
  for (const domain of ["alpha.test", "beta.test"]) expect(await heardBy(world.instance(domain))).not.toEqual([]);
  expect(await heardBy(world.instance("gamma.test"))).toEqual([]);
  expect((await mal.notifications()).filter(({ type }) => type === "mention")).toEqual([]);
});
