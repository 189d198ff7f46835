/** Neighbours: two accounts of one server, of which one is hostile. What it says first, under the other's ids, takes nothing from the other. */
import { expect, test } from "vitest";
import { createWorld, type World } from "../world/world.ts";

async function neighbours(world: World) {
  const alice = await world.person("alice@alpha.test");
  const mallory = await world.stranger("mallory@shared.test");
  const hana = await world.stranger("hana@shared.test");
  return { alice, mallory, hana };
}

test("a neighbour who uses another's id first does not use it up: both activities count, each once", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, mallory, hana } = await neighbours(world);
  const post = await alice.posts("Like me");
  const like = hana.activity("Like", post.uri);
  expect((await mallory.sends("alpha.test", { ...mallory.activity("Like", post.uri), id: like["id"] })).status).toBe(202);
  await world.settles();
  for (let n = 0; n < 2; n++) expect((await hana.sends("alpha.test", like)).status).toBe(202);
  await world.settles();
  const likers = await alice.api<{ acct: string }[]>("GET", `/api/v1/statuses/${post.id}/favourited_by`);
  expect(likers.map(({ acct }) => acct).sort()).toEqual(["hana@shared.test", "mallory@shared.test"]);
  const rows = await world.instance("alpha.test").db.selectFrom("inbox").select(["activity_uri", "actor_uri"]).execute();
  expect(rows.map(({ actor_uri }) => actor_uri).sort()).toEqual([hana.uri, mallory.uri]);
});

test("nor with something quite different: the other's follow, post and farewell arrive", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, mallory, hana } = await neighbours(world);
  await alice.follows(hana.handle);
  await world.settles();
  const follow = hana.activity("Follow", alice.uri);
  const post = hana.activity("Create", hana.note("<p>Hello from hana</p>"));
  const accept = hana.activity("Accept", hana.inbox.documents.at(-1));
  const undo = hana.activity("Undo", follow);
  const honest = [accept, follow, post, undo];
  for (const { id } of honest) await mallory.sends("alpha.test", { ...mallory.activity("Like", alice.uri), id });
  await world.settles();
  await hana.sends("alpha.test", accept);
  await hana.sends("alpha.test", follow);
  await hana.sends("alpha.test", post);
  await world.settles();
  expect((await alice.home()).map(({ content }) => content)).toEqual(["<p>Hello from hana</p>"]);
  expect(await alice.relationship(hana.handle)).toMatchObject({ following: true, followed_by: true });
  await hana.sends("alpha.test", undo);
  await world.settles();
  expect(await alice.relationship(hana.handle)).toMatchObject({ followed_by: false });
});

test("a neighbour's note of an old follow's id does not make another's unfollow look overtaken", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, mallory, hana } = await neighbours(world);
  const [first, second] = [hana.activity("Follow", alice.uri), hana.activity("Follow", alice.uri)];
  await hana.sends("alpha.test", second);
  await world.settles();
  await mallory.sends("alpha.test", { ...mallory.activity("Like", alice.uri), id: first["id"] });
  await world.settles();
  // Hana never sent the first: this Undo can only mean the follow that stands.
  await hana.sends("alpha.test", hana.activity("Undo", first));
  await world.settles();
  expect(await alice.relationship(hana.handle)).toMatchObject({ followed_by: false });
});
