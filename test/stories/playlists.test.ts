/** Playlists: those of PeerTube are found and kept in order whoever tells of them, and ours are made, told of and taken back, between two servers. */
import { expect, test } from "vitest";
import { makeSurfer } from "../web/site.ts";
import type { StatusJson } from "../world/entities.ts";
import { followsStranger } from "../world/handshake.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { entry, film, LIST, seenBy, serves, tube, TUBE, type Scene } from "./tube.ts";

type Playlist = { id: string; account_id: string; uri: string; title: string; visibility: string; films_count: number };
type Film = { id: string; position: number; uri: string; starts_at: number | null; status: StatusJson | null };

const AT = "/api/kith/v1/playlists";

const listsOf = async (who: Person, account_id: string): Promise<Playlist[]> =>
  await who.api("GET", `/api/kith/v1/accounts/${account_id}/playlists`);
const filmsOf = async (who: Person, { id }: { id: string }): Promise<Film[]> => await who.api("GET", `${AT}/${id}/films`);
const titles = (films: readonly Film[]): (string | undefined)[] =>
  films.map(
    ({ status }) => (status?.media_attachments[0] as { meta?: { kith?: { title: string } } } | undefined)?.meta?.kith?.title,
  );

test("PeerTube's are found with their films in order, follow what becomes of them, and are nobody's else to change", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, scene] = [await world.person("alice@alpha.test"), await tube(world)];
  const { channel, tina } = scene;
  const evil = await world.stranger("eve@evil.test");
  const entries = [entry(scene, 2), entry(scene, 1, { startTimestamp: 30, stopTimestamp: 40 }), entry(scene, 3)];
  serves(scene, [...entries, "https://evil.test/element", entry(scene, 4)]);
  const { id } = await alice.finds(channel.handle);
  expect(await listsOf(alice, id)).toEqual([]);
  await world.settles();
  const [list] = await listsOf(alice, id);
  expect(list).toMatchObject({ account_id: id, uri: LIST, title: "Breads", visibility: "public", films_count: 4 });
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

/** One of Tina's, whom Alice follows, that is for her followers. */
async function secretFilm(world: World, alice: Person, scene: Scene): Promise<StatusJson> {
  const { tina } = scene;
  await followsStranger(world, alice, tina);
  const to = [`${tina.uri}/followers`];
  await tina.sends("alpha.test", tina.activity("Create", film(scene, 5, { to }), { to }));
  await world.settles();
  return await seenBy(alice, 5);
}

test("ours are made, put in order, told to another server, kept from others, and taken back", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  const scene = await tube(world);
  await bob.follows(alice);
  await world.settles();
  const [one, two] = [await seenBy(alice, 1), await seenBy(alice, 2)];
  const list = await alice.api<Playlist>("POST", AT, { title: " Evenings ", description: "To rest", visibility: "private" });
  const put = async (status: StatusJson, more = {}) =>
    await alice.asks("POST", `${AT}/${list.id}/films`, { status_id: status.id, ...more });
  for (const status of [one, two, one]) expect((await put(status, { starts_at: 5 })).status).toBe(200);
  expect((await put(await alice.posts("No film"))).status).toBe(422);
  const there = await bob.finds("alice@alpha.test");
  await listsOf(bob, there.id);
  await world.passes("1 minute");
  expect(await listsOf(bob, there.id)).toEqual([]);
  const visitor = world.visitor("alpha.test");
  const asks = async (path: string) =>
    await visitor("GET", path.replace("https://alpha.test", ""), { headers: { accept: "application/activity+json" } });
  expect((await asks(list.uri)).status).toBe(404);

  const shows = async (visibility: string) => {
    await alice.api("PUT", `${AT}/${list.id}`, { visibility });
    await world.passes("1 minute");
  };
  await shows("public");
  const [copy] = await listsOf(bob, there.id);
  expect(copy).toMatchObject({ title: "Evenings", uri: list.uri, films_count: 2 });
  expect(titles(await filmsOf(bob, copy!))).toEqual(["Film 1", "Film 2"]);
  expect((await asks(list.uri)).json()).toMatchObject({ type: "Playlist", attributedTo: [alice.uri], totalItems: 2 });
  const [first] = (await asks(`${list.uri}?page=1`)).json<{ orderedItems: string[] }>().orderedItems;
  expect((await asks(String(first))).json()).toMatchObject({ type: "PlaylistElement", url: one.uri, startTimestamp: 5 });

  const [, second] = await filmsOf(alice, list);
  await alice.api("PUT", `${AT}/${list.id}/films/${second?.id}`, { position: 1 });
  await world.passes("1 minute");
  expect(titles(await filmsOf(bob, copy!))).toEqual(["Film 2", "Film 1"]);
  await alice.api("DELETE", `${AT}/${list.id}/films/${second?.id}`);
  // What is not for everybody stands there for her alone.
  expect((await put(await secretFilm(world, alice, scene))).status).toBe(200);
  await world.passes("1 minute");
  expect(titles(await filmsOf(alice, list))).toEqual(["Film 1", "Film 5"]);
  expect((await asks(`${list.uri}?page=1`)).json<{ orderedItems: string[] }>().orderedItems).toHaveLength(1);
  expect(await visitor("GET", `/api/kith/v1/playlists/${list.id}/films`).then((answer) => answer.json<Film[]>())).toHaveLength(1);
  expect(titles(await filmsOf(bob, copy!))).toEqual(["Film 1"]);
  expect((await bob.asks("DELETE", `${AT}/${copy?.id}`)).status).toBe(404);

  // Its pages are there without a script, here and there.
  const page = await world.visitor("beta.test")("GET", `/@alice@alpha.test/playlists/${copy?.id}`);
  expect([page.status, page.text.includes("Evenings"), page.text.includes("Film 1")]).toEqual([200, true, true]);
  expect((await visitor("GET", "/@alice/videos")).text).toContain(`/@alice/playlists/${list.id}`);

  await shows("unlisted");
  expect(await listsOf(bob, there.id)).toEqual([]);
  expect(await bob.api("GET", `${AT}/${copy?.id}`)).toMatchObject({ visibility: "unlisted" });
  await shows("private");
  expect((await bob.asks("GET", `${AT}/${copy?.id}`)).status).toBe(404);
  expect(await listsOf(alice, list.account_id)).toHaveLength(1);
  expect(await listsOf(await world.person("carol@alpha.test"), list.account_id)).toEqual([]);
});

test("without a script: one makes a playlist, puts videos into it, puts them in order, and deletes it", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  await tube(world);
  const ids = [(await seenBy(alice, 1)).id, (await seenBy(alice, 2)).id];
  const surfer = makeSurfer(world.visitor("alpha.test"), "https://alpha.test");
  await surfer.signsIn("alice");
  const send = async (to: string, fields: Record<string, string>, from: string) => await surfer.send(to, fields, { from });
  expect((await send("/playlists", { title: " ", visibility: "public" }, "/playlists/new")).text).toContain("Give it a title.");
  const made = await send("/playlists", { title: "Nights <b>", visibility: "unlisted" }, "/playlists/new");
  const here = new URL(String(made.headers["location"]), "https://alpha.test").pathname;
  const id = here.split("/").at(-1) ?? "";
  expect(here).toBe(`/@alice/playlists/${id}`);
  expect((await surfer.get(`/@tina@tube.test/videos/${ids[0]}`)).text).toContain(`/statuses/${ids[0]}/playlists`);
  for (const film_id of ids) await send(`/statuses/${film_id}/playlists`, { playlist: id }, `/statuses/${film_id}/playlists`);
  const order = async () => [...(await surfer.get(here)).text.matchAll(/Film (\d)<\/strong>/g)].map(([, n]) => n);
  expect(await order()).toEqual(["1", "2"]);
  const [, second] = await filmsOf(alice, { id });
  await send(`/playlists/${id}/films`, { film: second?.id ?? "", do: "up" }, here);
  expect(await order()).toEqual(["2", "1"]);
  await send(`/statuses/${ids[0]}/playlists`, {}, `/statuses/${ids[0]}/playlists`);
  expect(await order()).toEqual(["2"]);
  expect((await surfer.get(here)).text).toContain("Nights &lt;b&gt;");
  expect((await surfer.get("/@alice/videos")).text).toContain("Whoever has its address");
  expect((await world.visitor("alpha.test")("GET", "/@alice/playlists")).text).not.toContain("Nights");
  await send(`/playlists/${id}`, { title: "Mornings", description: "", visibility: "public" }, `/playlists/${id}`);
  expect((await world.visitor("alpha.test")("GET", "/@alice/playlists")).text).toContain("Mornings");
  await send(`/playlists/${id}/delete`, {}, `/playlists/${id}/delete`);
  expect((await surfer.get(here)).status).toBe(404);
});
