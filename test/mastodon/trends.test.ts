/** What trends: found by how many different people take part, shown once somebody has approved it. */
import { expect, test } from "vitest";
import { scoreTrends } from "../../src/trends/score.ts";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";

type TagJson = { id: string; name: string; history: { uses: string; accounts: string }[]; requires_review?: boolean };

async function village(config: object = {}): Promise<{ world: World; people: [Person, Person, Person, Person]; mod: Person }> {
  const world = await createWorld({ domain: "alpha.test", config });
  const people = [];
  for (const name of ["ann", "ben", "cem", "dee"]) {
    const one = await world.person(`${name}@alpha.test`);
    await one.api("PATCH", "/api/v1/accounts/update_credentials", { discoverable: true });
    people.push(one);
  }
  const mod = await world.person("mod@alpha.test", { role: "moderator", scopes: "read write admin:read admin:write" });
  return { world, people: people as [Person, Person, Person, Person], mod };
}

const get = async <T>(world: World, path: string): Promise<T[]> =>
  (await world.visitor("alpha.test")("GET", `/api/v1/trends${path}`)).json();

test("a tag that many use today trends when it has been approved, with its real history", async () => {
  const { world, people, mod } = await village();
  await using _ = world;
  const [ann, ben, cem] = people;
  for (const who of [ann, ben, cem]) await who.posts("harvest #apples");
  await ann.posts("again #apples #alone");
  await ben.posts("only for some #apples", { visibility: "private" });
  await scoreTrends(world.instance("alpha.test"));
  expect(await get(world, "/tags")).toEqual([]);
  const [waiting, ...others] = await mod.api<TagJson[]>("GET", "/api/v1/admin/trends/tags");
  expect([waiting, others]).toMatchObject([{ name: "apples", requires_review: true, trendable: false, usable: true }, []]);
  const approved = await mod.api("POST", `/api/v1/admin/trends/tags/${waiting?.id ?? ""}/approve`);
  expect(approved).toMatchObject({ name: "apples", requires_review: false, trendable: true });
  const [tag] = await get<TagJson>(world, "/tags");
  expect(tag).toMatchObject({ name: "apples" });
  expect(tag?.history).toHaveLength(7);
  expect(tag?.history[0]).toMatchObject({ uses: "4", accounts: "3" });
  expect(await get(world, "?limit=1")).toMatchObject([{ name: "apples" }]);
  expect(await get(world, "/tags?offset=1")).toEqual([]);
  await world.passes("3 days");
  await scoreTrends(world.instance("alpha.test"));
  expect(await get(world, "/tags")).toEqual([]);
  const [later] = await mod.api<TagJson[]>("GET", "/api/v1/admin/trends/tags");
  expect(later?.history.map(({ uses }) => uses)).toEqual(["0", "0", "0", "4", "0", "0", "0"]);
});

test("a status that many like trends, but not one that is rejected, sensitive, or of who hides", async () => {
  const { world, people, mod } = await village({ trends: "automatic" });
  await using _ = world;
  const [ann, ben, cem, dee] = people;
  const good = await ann.posts("everybody likes this");
  const bad = await ben.posts("and this");
  const shy = await dee.posts("naked truth", { sensitive: true, spoiler_text: "careful" });
  for (const status of [good, bad, shy])
    for (const who of [ann, ben, cem, dee]) if (status.account.id !== who.id) await who.favourites(status);
  await mod.boosts(good);
  await scoreTrends(world.instance("alpha.test"));
  const shown = async () => (await get<StatusJson>(world, "/statuses")).map(({ id }) => id);
  expect(await shown()).toEqual([good.id, bad.id]);
  expect((await mod.asks("POST", `/api/v1/admin/trends/statuses/${bad.id}/reject`)).status).toBe(200);
  expect(await shown()).toEqual([good.id]);
  await scoreTrends(world.instance("alpha.test"));
  expect(await shown()).toEqual([good.id]);
  await ann.api("PATCH", "/api/v1/accounts/update_credentials", { discoverable: false });
  expect(await shown()).toEqual([]);
  expect((await mod.asks("POST", "/api/v1/admin/trends/statuses/12345/reject")).status).toBe(404);
  for (const path of ["tags", "statuses/1/approve"])
    expect((await ann.asks("GET", `/api/v1/admin/trends/${path}`)).status).toBe(403);
});

test("a link that many post trends with its card, and has a timeline", async () => {
  const { world, people, mod } = await village({ trends: "automatic" });
  await using _ = world;
  const [ann] = people;
  const kith = world.instance("alpha.test");
  const url = "https://news.test/story";
  const statuses: StatusJson[] = [];
  for (const who of people) statuses.push(await who.posts(`look at this: ${url}`));
  const card_id = kith.newId();
  const texts = { title: "A story", description: "It happened", language: "en", provider_name: "News", provider_url: "" };
  const more = { author_name: "", author_url: "", html: "", embed_url: "", image: "", image_description: "", blurhash: "" };
  const numbers = { width: 0, height: 0, published_at: 0, fetched_at: kith.now() };
  await kith.write(async (tx) => {
    // What the job that reads pages finds there.
    await tx
      .insertInto("cards")
      .values({ id: card_id, url, type: "link", ...texts, ...more, ...numbers })
      .execute();
    for (const { id } of statuses)
      await tx
        .insertInto("status_cards")
        .values({ status_id: Number(id), card_id })
        .execute();
  });
  await scoreTrends(kith);
  const [link] = await get<{ url: string; history: object[] }>(world, "/links");
  expect(link).toMatchObject({
    url,
    title: "A story",
    type: "link",
    history: [{ uses: "4", accounts: "4" }, {}, {}, {}, {}, {}, {}],
  });
  const timeline = await mod.api<StatusJson[]>("GET", `/api/v1/timelines/link?url=${encodeURIComponent(url)}&limit=3`);
  expect(timeline.map(({ account }) => account.acct)).toEqual(["dee", "cem", "ben"]);
  expect((await mod.asks("GET", "/api/v1/timelines/link?url=https://nobody.test/")).status).toBe(404);
  const publishers = "/api/v1/admin/trends/links/publishers";
  const [publisher, ...others] = await mod.api<{ id: string }[]>("GET", publishers);
  expect([publisher, others]).toMatchObject([
    { domain: "news.test", requires_review: true, trendable: false, reviewed_at: null },
    [],
  ]);
  const decide = async (verdict: string) => await mod.api("POST", `${publishers}/${publisher?.id ?? ""}/${verdict}`);
  expect(await decide("reject")).toMatchObject({ domain: "news.test", requires_review: false, trendable: false });
  expect(await get(world, "/links")).toEqual([]);
  expect(await decide("approve")).toMatchObject({ trendable: true, reviewed_at: expect.stringMatching(/Z$/) });
  expect(await get(world, "/links")).toHaveLength(1);
  expect((await ann.asks("POST", `${publishers}/${publisher?.id ?? ""}/reject`)).status).toBe(403);
  expect((await mod.asks("POST", `${publishers}/999/reject`)).status).toBe(404);
  const path = `/api/v1/admin/trends/links/${card_id}`;
  expect(await mod.api("POST", `${path}/reject`)).toMatchObject({ url, trendable: false, requires_review: false });
  expect(await get(world, "/links")).toEqual([]);
  // What was decided of the link itself outweighs what is decided of its publisher.
  await decide("reject");
  await decide("approve");
  await scoreTrends(kith);
  expect(await get(world, "/links")).toEqual([]);
  expect(await mod.api("POST", `${path}/approve`)).toMatchObject({ trendable: true });
  await decide("reject");
  expect(await get(world, "/links")).toHaveLength(1);
});
