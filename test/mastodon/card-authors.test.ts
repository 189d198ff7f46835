/** Pages that name their author in the fediverse: who is named must have said that this page may. */
import { expect, test } from "vitest";
import type { AccountJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";

type Card = { authors: { name: string; url: string; account: AccountJson | null }[]; missing_attribution: boolean | null };

async function article(world: World, domain: string, creator: string): Promise<void> {
  const body = `<html><head><title>An article</title><meta name="fediverse:creator" content="${creator}"></head></html>`;
  await world.server(domain, () => ({ type: "text/html", body }));
}

const card = async (who: Person, id: string): Promise<Card | null> =>
  (await who.api<{ card: Card | null }>("GET", `/api/v1/statuses/${id}`)).card;

test("an author of this server is named once they have said where from, and is told that they may", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  await article(world, "blog.news.test", "@alice@alpha.test");
  const post = await bob.posts("Read https://blog.news.test/1");
  await world.settles();
  expect(await card(alice, post.id)).toMatchObject({ authors: [], missing_attribution: true });
  expect(await card(bob, post.id)).toMatchObject({ authors: [], missing_attribution: null });
  const says = async (...attribution_domains: string[]) => await alice.api("PATCH", "/api/v1/profile", { attribution_domains });
  await says("log.news.test", "ews.test");
  expect((await card(bob, post.id))?.authors).toEqual([]);
  await says("news.test");
  expect(await card(alice, post.id)).toMatchObject({ missing_attribution: false });
  const seen = await card(bob, post.id);
  expect(seen).toMatchObject({
    authors: [{ name: "alice", url: "https://alpha.test/@alice", account: { id: alice.id, acct: "alice" } }],
    missing_attribution: null,
  });
});

test("an author of another server is looked up, with what they have said there", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  await bob.api("PATCH", "/api/v1/profile", { attribution_domains: ["news.test"], display_name: "Bob" });
  await article(world, "news.test", "bob@beta.test");
  await article(world, "other.test", "bob@beta.test");
  const posts = [await alice.posts("Read https://news.test/1"), await alice.posts("Read https://other.test/1")];
  await article(world, "odd.test", "nobody at all");
  posts.push(await alice.posts("Read https://odd.test/1"));
  await world.settles();
  const authors = [];
  for (const { id } of posts) authors.push((await card(alice, id))?.authors);
  expect(authors).toMatchObject([[{ name: "Bob", account: { acct: "bob@beta.test" } }], [], []]);
});
