/** Playlists of PeerTube are found and kept in order whoever tells of them, within bounds. */
import { expect, test } from "vitest";
import { createWorld } from "../world/world.ts";
import { AT, entry, filmsOf, LIST, listsOf, serves, titles, tube, TUBE } from "./tube.ts";

test("PeerTube's are found with their films in order, follow what becomes of them, and are nobody's else to change", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, scene] = [await world.person("alice@alpha.test"), await tube(world)];
  const { channel, tina } = scene;
  const evil = await world.stranger("eve@evil.test");
  const entries = [entry(scene, 2), entry(scene, 1, { startTimestamp: 30, stopTimestamp: 40 }), entry(scene, 3)];
  const icon = { type: "Image", mediaType: "image/jpeg", url: `${TUBE}/lazy-static/breads.jpg`, width: 280, height: 157 };
  serves(scene, [...entries, "https://evil.test/element", entry(scene, 4)], { icon });
  const { id } = await alice.finds(channel.handle);
  expect(await listsOf(alice, id)).toEqual([]);
  await world.settles();
  const [list] = await listsOf(alice, id);
  expect(list).toMatchObject({ account_id: id, uri: LIST, title: "Breads", visibility: "public", films_count: 4 });
  expect(list?.picture).toMatch(/^https:\/\/alpha\.test\/media\/remote\/playlists\/\d+\/[\w-]{16}$/);
  const films = await filmsOf(alice, list!);
  expect(titles(films)).toEqual(["Film 2", "Film 1", "Film 3", undefined]);
  expect(films[1]).toMatchObject({ starts_at: 30, stops_at: 40, uri: `${TUBE}/videos/watch/1` });

  // Whoever tells of it is not believed, and asked again is its own server alone; of strangers nothing is fetched.
  const told = serves(scene, [entries[1] ?? "", entries[0] ?? ""], { name: "Loaves" });
  const forged = { ...told, name: "Forged" };
  await evil.sends("alpha.test", evil.activity("Update", forged));
  await world.settles();
  expect((await listsOf(alice, id))[0]).toMatchObject({ title: "Breads" });
  await tina.sends("alpha.test", tina.activity("Update", forged));
  await world.settles();
  expect((await listsOf(alice, id))[0]).toMatchObject({ title: "Loaves", films_count: 2 });
  expect(titles(await filmsOf(alice, list!))).toEqual(["Film 1", "Film 2"]);
  await tina.sends("alpha.test", tina.activity("Create", { ...told, id: `${TUBE}/video-playlists/9` }));
  await world.settles();
  expect(await listsOf(alice, id)).toHaveLength(1);
  expect((await alice.asks("PUT", `${AT}/${list?.id}`, { title: "Mine" })).status).toBe(404);

  // Without a picture of its own it has none where its films have none; and what has been deleted is neither counted nor shown.
  expect((await listsOf(alice, id))[0]?.picture).toBeNull();
  const gone = (await filmsOf(alice, list!))[0]?.status?.id;
  expect(await alice.api("GET", `/api/kith/v1/statuses/${gone}/playlists`)).toMatchObject([{ title: "Loaves" }]);
  await tina.sends("alpha.test", tina.activity("Delete", `${TUBE}/videos/watch/1`));
  await world.settles();
  expect((await listsOf(alice, id))[0]).toMatchObject({ films_count: 1 });
  expect(titles(await filmsOf(alice, list!))).toEqual(["Film 2"]);

  // It goes when its server has it no more, whatever is said.
  await tina.sends("alpha.test", tina.activity("Delete", LIST));
  await world.settles();
  expect(await listsOf(alice, id)).toHaveLength(1);
  tina.serves(LIST, { status: 404, body: {} });
  await evil.sends("alpha.test", evil.activity("Delete", LIST));
  await world.settles();
  expect(await listsOf(alice, id)).toHaveLength(1);
  await world.passes("10 minutes");
  await tina.sends("alpha.test", tina.activity("Delete", LIST));
  await world.settles();
  expect(await listsOf(alice, id)).toEqual([]);
});

test("what another server says of a playlist is held within bounds", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, scene] = [await world.person("alice@alpha.test"), await tube(world)];
  const { tina, channel } = scene;
  /** Whole, so that none has to be asked for. */
  const place = (n: number, film_n: number, more = {}) => ({
    id: `${LIST}/videos/${n}`,
    type: "PlaylistElement",
    url: `${TUBE}/videos/watch/${film_n}`,
    position: n,
    ...more,
  });
  const odd = [
    place(1, 1, { startTimestamp: 1e15, stopTimestamp: -3 }),
    place(2, 2, { startTimestamp: "12.9", stopTimestamp: "soon" }),
    place(3, 3, { startTimestamp: -1e15, stopTimestamp: 1_000_001 }),
    { ...place(4, 1), url: "javascript:alert(1)" },
    { ...place(5, 1), id: "https://evil.test/element" },
  ];
  const many = Array.from({ length: 600 }, (_, n) => place(n + 10, (n % 3) + 1));
  const said = {
    name: `\u0000${"🍞".repeat(500)}`,
    content: "z".repeat(5000),
    published: "2999-01-01T00:00:00Z",
    totalItems: 1e9,
  };
  const list = serves(scene, [], { ...said, icon: "javascript:alert(1)" });
  tina.serves(LIST, { ...list, first: { id: `${LIST}?page=1`, type: "OrderedCollectionPage", orderedItems: [...odd, ...many] } });
  const { id } = await alice.finds(channel.handle);
  await listsOf(alice, id);
  await world.settles();
  const [found] = await listsOf(alice, id);
  // Of 500 that are read, two are no places of it.
  expect(found).toMatchObject({ title: "🍞".repeat(120), description: "z".repeat(1000), films_count: 498, picture: null });
  expect(new Date(String(found?.created_at)).getTime()).toBeLessThanOrEqual(world.clock.now());
  const films = await filmsOf(alice, found!);
  expect(films.slice(0, 4).map(({ starts_at, stops_at }) => [starts_at, stops_at])).toEqual([
    [1_000_000, null],
    [12, null],
    [null, 1_000_000],
    [null, null],
  ]);
  expect(films.map(({ position }) => position)).toEqual([1, 2, 3, ...Array.from({ length: 17 }, (_, n) => n + 6)]);
});
