/** Who is not in a circle finds no way to what was posted to it, and who is in it none to the others. */
import sharp from "sharp";
import { expect, test } from "vitest";
import { upload, type MediaJson } from "../mastodon/uploads.ts";
import type { Person } from "../world/person.ts";
import type { Doc, Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";

async function gather(world: World) {
  const [alice, ann, eve] = [
    await world.person("alice@alpha.test"),
    await world.person("ann@alpha.test"),
    await world.person("eve@alpha.test"),
  ];
  const [hana, otto] = [await world.stranger("hana@honest.test"), await world.stranger("otto@honest.test")];
  await ann.follows(alice);
  await eve.follows(alice);
  for (const one of [hana, otto]) await one.sends("alpha.test", one.activity("Follow", alice.uri, { to: [alice.uri] }));
  await world.settles();
  const { id } = await alice.api<{ id: string }>("POST", "/api/kith/v1/circles", { title: "Secret choir" });
  const hanas = (await alice.finds(hana.handle)).id;
  await alice.api("POST", `/api/kith/v1/circles/${id}/accounts`, { account_ids: [ann.id, hanas] });
  return { alice, ann, eve, hana, otto, circle_id: id };
}

const got = (who: Stranger, type: string): Doc[] => who.inbox.documents.filter((document) => document["type"] === type);

test("an outsider who follows reads it nowhere: by id, by uri, in threads, searches, timelines, or as ActivityPub", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, eve, otto, hana, circle_id } = await gather(world);
  const post = await alice.posts("The thimbleweed password", { visibility: "limited", circle_id } as never);
  await world.settles();
  for (const path of ["", "/context", "/history", "/source", "/favourited_by", "/reblogged_by"])
    expect([path, (await eve.asks("GET", `/api/v1/statuses/${post.id}${path}`)).status]).toEqual([path, 404]);
  for (const verb of ["favourite", "bookmark", "reblog", "mute"])
    expect([verb, (await eve.asks("POST", `/api/v1/statuses/${post.id}/${verb}`)).status]).toEqual([verb, 404]);
  expect((await eve.asks("POST", "/api/v1/statuses", { status: "hm", in_reply_to_id: post.id })).status).toBe(404);
  const words = JSON.stringify([
    await eve.api("GET", "/api/v2/search?q=thimbleweed"),
    await eve.api("GET", `/api/v2/search?q=${encodeURIComponent(post.uri)}&resolve=true`),
    await eve.home(),
    await eve.profile("alice@alpha.test"),
    await eve.notifications(),
    (await world.visitor("alpha.test")("GET", `/@alice/${post.id}`)).text,
    (await world.visitor("alpha.test")("GET", `/@alice.rss`)).text,
    (
      await world.visitor("alpha.test")("GET", `/users/${alice.id}/outbox?page=true`, {
        headers: { accept: "application/activity+json" },
      })
    ).text,
  ]);
  expect(words).not.toContain("thimbleweed pass");
  const path = new URL(post.uri).pathname;
  expect((await world.visitor("alpha.test")("GET", path, { headers: { accept: "application/activity+json" } })).status).toBe(404);
  expect((await otto.fetches("alpha.test", path)).status).toBe(404);
  expect((await otto.fetches("alpha.test", `${path}/activity`)).status).toBe(404);
  expect((await otto.fetches("alpha.test", `${path}/replies`)).status).toBe(404);
  expect(JSON.stringify(otto.inbox.documents)).not.toContain("thimbleweed");
  expect((await hana.fetches("alpha.test", path)).status).toBe(200);
});

test("no document names anybody of the circle but its reader, nor the circle", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, ann, hana, otto, circle_id } = await gather(world);
  const ottos = (await alice.finds(otto.handle)).id;
  await alice.api("POST", `/api/kith/v1/circles/${circle_id}/accounts`, { account_ids: [ottos] });
  const post = await alice.posts("Rehearsal", { visibility: "limited", circle_id } as never);
  await alice.edits(post, "Rehearsal at seven");
  await world.settles();
  await alice.deletes(post);
  await world.settles();
  const [created] = got(hana, "Create");
  expect(created).toMatchObject({ to: [hana.uri], cc: [], object: { id: post.uri, to: [hana.uri], cc: [], tag: [] } });
  expect(got(hana, "Create")).toHaveLength(1);
  expect(got(hana, "Update")).toHaveLength(1);
  expect(got(hana, "Delete")).toHaveLength(1);
  for (const [reader, other] of [
    [hana, otto],
    [otto, hana],
  ] as const) {
    const all = JSON.stringify(reader.inbox.documents.filter(({ type }) => type !== "Accept"));
    for (const secret of [other.uri, ann.uri, ann.id, "choir", "Public", "followers"])
      expect([secret, all.includes(`"${secret}`)]).toEqual([secret, false]);
  }
});

test("one who is in it learns of no other from what the API shows", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, ann, hana, circle_id } = await gather(world);
  const post = await alice.posts("Rehearsal", { visibility: "limited", circle_id } as never);
  await world.settles();
  await hana.sends("alpha.test", hana.activity("Like", post.uri));
  await hana.sends("alpha.test", hana.activity("Like", post.uri, { content: "🌿" }));
  await ann.favourites(post);
  await world.settles();
  const reactions = `/api/v1/pleroma/statuses/${post.id}/reactions`;
  expect(await alice.api("GET", `/api/v1/statuses/${post.id}/favourited_by`)).toHaveLength(2);
  expect(await ann.api("GET", `/api/v1/statuses/${post.id}/favourited_by`)).toMatchObject([{ id: ann.id }]);
  expect(JSON.stringify(await alice.api("GET", reactions))).toContain("hana");
  const seen = JSON.stringify([
    await ann.api("GET", reactions),
    await ann.api("GET", `/api/v1/statuses/${post.id}/favourited_by`),
    await ann.looksAt(post),
    await ann.thread(post),
    await ann.api("GET", `/api/v1/statuses/${post.id}/history`),
    (await ann.asks("GET", `/api/kith/v1/statuses/${post.id}/receipts`)).text,
  ]);
  for (const secret of [hana.uri, "hana", "choir", "circle"]) expect([secret, seen.includes(secret)]).toEqual([secret, false]);
});

test("a picture in it has an address that nobody can guess, and a boost that somebody elsewhere claims shows it to nobody", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, eve, hana, circle_id } = await gather(world);
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: "#226" } })
    .png()
    .toBuffer();
  const media = (await upload(world.visitor("alpha.test"), alice.token, bytes)).json<MediaJson>();
  const post = await alice.posts("Rehearsal", { visibility: "limited", circle_id, media_ids: [media.id] } as never);
  await world.settles();
  expect(post.media_attachments[0]?.url).toMatch(/\/[0-9a-f]{2}\/[0-9a-f]{30}\.\w+\?until=\d+&mark=[\w-]{32}$/);
  await eve.follows(hana.handle);
  await world.settles();
  await hana.sends("alpha.test", hana.activity("Accept", hana.inbox.documents.at(-1)));
  await hana.sends("alpha.test", hana.activity("Announce", post.uri));
  await world.settles();
  expect(await eve.home()).toEqual([]);
  expect((await alice.looksAt(post))?.reblogs_count).toBe(0);
});

test("nobody can address a copy of somebody else's post to themselves", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, hana, otto, circle_id } = await gather(world);
  const mia = await world.person("mia@beta.test");
  const bob: Person = await world.person("bob@beta.test");
  await bob.follows(alice);
  await world.settles();
  const bobs = (await alice.finds(bob.handle)).id;
  await alice.api("POST", `/api/kith/v1/circles/${circle_id}/accounts`, { account_ids: [bobs] });
  const post = await alice.posts("Rehearsal", { visibility: "limited", circle_id } as never);
  await world.settles();
  expect(await bob.sees(post)).toBeDefined();
  const [copy] = got(hana, "Create");
  // What Hana has got, she sends on to Beta as hers, and as it is, with another reader in it.
  const forged = { ...copy, to: [mia.uri], object: { ...(copy?.["object"] as Doc), to: [mia.uri] } };
  await hana.sends("beta.test", forged);
  await hana.sends("beta.test", { ...forged, id: `${hana.uri}/activities/99`, actor: hana.uri });
  await otto.sends("beta.test", forged);
  await world.settles();
  expect(await mia.sees(post)).toBeUndefined();
  expect(await mia.home()).toEqual([]);
});
