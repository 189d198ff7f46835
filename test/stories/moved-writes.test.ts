/** Whoever has moved away reads here and writes nothing more, in whatever form; what is theirs to look after they can still hand over. */
import { expect, test } from "vitest";
import { PASSWORD } from "../world/people.ts";
import { createWorld } from "../world/world.ts";
import { AT as STORIES } from "./story-tellers.ts";

test("neither stories nor reactions to them, nor recommendations or collections; a group of theirs can be handed over", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, ann, again] = [
    await world.person("alice@alpha.test"),
    await world.person("ann@alpha.test"),
    await world.person("alice2@beta.test"),
  ];
  await alice.follows(ann);
  const bees = await alice.api<{ id: string }>("POST", "/api/kith/v1/groups", { name: "bees", title: "Bees" });
  await ann.api("POST", `/api/kith/v1/groups/${bees.id}/join`);
  await ann.api("PATCH", "/api/v1/accounts/update_credentials", { discoverable: true });
  const { collection } = await alice.api<{ collection: { id: string } }>("POST", "/api/v1/collections", { name: "Bakers" });
  const story = await ann.api<{ id: string }>("POST", STORIES, { text: "Bread", reactions: true });
  await again.asks("PUT", "/api/pleroma/aliases", { alias: alice.handle });
  await world.settles();
  const left = { target_account: again.handle, password: PASSWORD };
  expect((await alice.asks("POST", "/api/pleroma/move_account", left)).status).toBe(200);
  await world.settles();
  const deeds: [string, object][] = [
    ["/api/v1/statuses", { status: "Still here" }],
    [STORIES, { text: "Still here" }],
    [`${STORIES}/${story.id}/reaction`, { emoji: "🌿" }],
    [`/api/kith/v1/accounts/${ann.id}/recommendations`, { text: "Bakes well", relation: "friend" }],
    ["/api/v1/collections", { name: "Others" }],
    [`/api/v1/collections/${collection.id}/items`, { account_id: ann.id }],
  ];
  for (const [path, body] of deeds) expect([path, (await alice.asks("POST", path, body)).status]).toEqual([path, 403]);
  expect((await alice.asks("GET", STORIES)).status).toBe(200);
  expect((await alice.asks("POST", `/api/kith/v1/groups/${bees.id}/hand_over/${ann.id}`)).status).toBe(200);
  expect(await ann.api("GET", `/api/kith/v1/groups/${bees.id}`)).toMatchObject({ standing: { role: "owner" } });
});
