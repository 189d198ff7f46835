/** Posts of every kind, and what they are rendered as from their rows, to hold the answers of the API against. */
import { expect } from "vitest";
import { withFilters } from "../../src/filters/match.ts";
import { sceneOf } from "../../src/mastodon/entities/scene.ts";
import { renderStatuses } from "../../src/mastodon/entities/status.ts";
import { loadStatusPage } from "../../src/statuses/load.ts";
import type { StatusJson } from "../world/entities.ts";
import type { TestKith } from "../world/instance.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";

/** The statuses of an answer as they are rendered from their rows, without anything that is kept. */
export async function rendered(kith: TestKith, viewer: Person | undefined, ids: readonly string[]): Promise<unknown> {
  const page = await loadStatusPage(kith.db, Number(viewer?.id ?? 0), ids.map(Number));
  return JSON.parse(JSON.stringify(renderStatuses(await withFilters(kith, page, "home"), sceneOf(kith))));
}

/** Reads a timeline twice, so that the second answer is made of what the first one left, and holds both against the rows. */
export async function agrees(
  world: World,
  viewer: Person | undefined,
  path = "/api/v1/timelines/home?limit=40",
): Promise<StatusJson[]> {
  const ask = async () =>
    viewer === undefined
      ? (await world.visitor("alpha.test")("GET", path)).json<StatusJson[]>()
      : await viewer.api<StatusJson[]>("GET", path);
  const ids = (await ask()).map(({ id }) => id);
  const seen = await ask();
  expect(seen).toEqual(await rendered(world.instance("alpha.test"), viewer, ids));
  return seen;
}

/** Posts of every kind, and what a reader has done with them. */
export async function village() {
  const world = await createWorld("alpha.test");
  const [ann, bob, cid] = [
    await world.person("ann@alpha.test"),
    await world.person("bob@alpha.test"),
    await world.person("cid@alpha.test"),
  ];
  await bob.follows(ann);
  await bob.follows(cid);
  await ann.follows(bob);
  const plain = await ann.posts("Plain words, with https://example.org/a link and “quotes” – 🌻\n\nand\ta tab \u2028");
  await ann.posts("@bob @cid hello #garden #Küche");
  await ann.posts("Behind it", { spoiler_text: "A warning <b>", sensitive: true, language: "de" });
  await ann.posts("For followers", { visibility: "private" });
  await ann.posts("@bob for you", { visibility: "direct" });
  const poll = await cid.posts("Which?", { poll: { options: ["one", "two"], expires_in: 3600 } });
  const quoted = await cid.posts("Quote me");
  await ann.api("POST", "/api/v1/statuses", { status: "Indeed", quoted_status_id: quoted.id });
  await ann.api("POST", "/api/v1/statuses", { status: "Not for long, and only here", visibility: "local" });
  await ann.api("PUT", `/api/v1/statuses/${quoted.id}/interaction_policy`, {}).catch(() => undefined);
  const limited = await cid.posts("Followers may quote");
  await cid.api("PUT", `/api/v1/statuses/${limited.id}/interaction_policy`, { quote_approval_policy: "followers" });
  const reply = await cid.replies(plain, "@ann an answer");
  await bob.favourites(plain);
  await bob.bookmarks(poll);
  await cid.boosts(plain);
  await bob.boosts(reply);
  await ann.pins(plain);
  await cid.api("POST", `/api/v1/statuses/${plain.id}/react/🦔`).catch(() => undefined);
  await world.settles();
  return { world, ann, bob, cid, plain, poll, quoted, reply };
}
