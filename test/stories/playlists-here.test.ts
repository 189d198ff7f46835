/** Playlists of ours are made, pictured, told of and taken back, between two servers; and by forms, without a script. */
import { expect, test } from "vitest";
import { removeLeftovers } from "../../src/videos/ladder.ts";
import { PIXEL } from "../mastodon/pixel.ts";
import { makeSurfer, type Surfer } from "../web/site.ts";
import type { Answer } from "../world/client.ts";
import type { StatusJson } from "../world/entities.ts";
import { followsStranger } from "../world/handshake.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { AT, film, filmsOf, listsOf, seenBy, titles, tube, type Film, type Playlist, type Scene } from "./tube.ts";

/** One of Tina's, whom Alice follows, that is for her followers. */
async function secretFilm(world: World, alice: Person, scene: Scene): Promise<StatusJson> {
  const { tina } = scene;
  await followsStranger(world, alice, tina);
  const to = [`${tina.uri}/followers`];
  await tina.sends("alpha.test", tina.activity("Create", film(scene, 5, { to }), { to }));
  await world.settles();
  return await seenBy(alice, 5);
}

type Told = { world: World; alice: Person; bob: Person; list: Playlist; copy: Playlist };

/** Whoever has its address, then nobody else. */
async function hides({ world, alice, bob, list, copy }: Told, shows: (visibility: string) => Promise<void>, there_id: string) {
  await shows("unlisted");
  expect(await listsOf(bob, there_id)).toEqual([]);
  expect(await bob.api("GET", `${AT}/${copy.id}`)).toMatchObject({ visibility: "unlisted" });
  await shows("private");
  expect((await bob.asks("GET", `${AT}/${copy.id}`)).status).toBe(404);
  expect(await listsOf(alice, list.account_id)).toHaveLength(1);
  expect(await listsOf(await world.person("carol@alpha.test"), list.account_id)).toEqual([]);
}

/** Its picture goes with it, and is taken away again. `copy`: as Bob sees it on his server. */
async function pictured({ world, alice, bob, list, copy }: Told) {
  const visitor = world.visitor("alpha.test");
  const picture = `data:image/png;base64,${PIXEL.toString("base64")}`;
  const made = await alice.api<Playlist>("PUT", `${AT}/${list.id}`, { picture });
  await world.passes("1 minute");
  const document = await visitor("GET", list.uri.replace("https://alpha.test", ""), {
    headers: { accept: "application/activity+json" },
  });
  expect(document.json()).toMatchObject({ icon: { type: "Image", mediaType: "image/png", url: made.picture } });
  const theirs = (await bob.api<Playlist>("GET", `${AT}/${copy.id}`)).picture ?? "";
  const through = await world.visitor("beta.test")("GET", theirs.replace("https://beta.test", ""));
  expect([through.status, through.headers["content-type"]]).toEqual([200, "image/webp"]);
  expect((await world.visitor("beta.test")("GET", `/media/remote/playlists/${copy.id}/aaaaaaaaaaaaaaaa`)).status).toBe(404);
  expect(await alice.api("PUT", `${AT}/${list.id}`, { picture: "" })).toMatchObject({ picture: null, title: "Evenings" });
  expect((await alice.asks("PUT", `${AT}/${list.id}`, { picture: "data:image/png;base64,AAAA" })).status).toBe(422);
  await removeLeftovers(world.instance("alpha.test"));
  expect((await visitor("GET", String(made.picture).replace("https://alpha.test", ""))).status).toBe(404);
}

/** A film that is gone is gone from the list, of which Bob's server hears anew, though of the film it has heard nothing. */
async function loses({ world, bob, copy }: Told, { tina }: Scene, film_there: StatusJson) {
  await tina.sends("alpha.test", tina.activity("Delete", film_there.uri));
  await world.settles();
  await world.passes("1 minute");
  expect(await bob.sees(film_there)).toBeDefined();
  expect(titles(await filmsOf(bob, copy))).toEqual([]);
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

  await pictured({ world, alice, bob, list, copy: copy! });
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

  // Each is told of as many as there are for them.
  expect((await alice.api<Playlist>("GET", `${AT}/${list.id}`)).films_count).toBe(2);
  expect((await visitor("GET", `${AT}/${list.id}`)).json<Playlist>().films_count).toBe(1);

  // Its pages are there without a script, here and there.
  const page = await world.visitor("beta.test")("GET", `/@alice@alpha.test/playlists/${copy?.id}`);
  expect([page.status, page.text.includes("Evenings"), page.text.includes("Film 1")]).toEqual([200, true, true]);
  expect((await visitor("GET", "/@alice/videos")).text).toContain(`/@alice/playlists/${list.id}`);

  await loses({ world, alice, bob, list, copy: copy! }, scene, one);
  await hides({ world, alice, bob, list, copy: copy! }, shows, there.id);
});

type Send = (to: string, fields: Record<string, string>, from: string) => Promise<Answer>;

/** The second of `ids` comes first: one leads to the other, in whatever size; whoever may not see the list watches the film alone. */
async function watched({
  world,
  surfer,
  id,
  ids,
  send,
}: {
  world: World;
  surfer: Surfer;
  id: string;
  ids: string[];
  send: Send;
}) {
  const texts = async (path: string) => (await surfer.get(path)).text;
  const watch = `/@tina@tube.test/videos/${ids[1]}`;
  const inList = await texts(`${watch}?list=${id}`);
  expect(inList).toContain(`<a class="button" rel="next" href="/@tina@tube.test/videos/${ids[0]}?list=${id}"`);
  expect(inList).not.toContain('rel="prev"');
  expect([inList.includes("1 of 2"), inList.includes(`${watch}?list=${id}&amp;size=720`)]).toEqual([true, true]);
  expect(await texts(`/@tina@tube.test/videos/${ids[0]}?list=${id}`)).toMatch(
    /rel="prev" href="[^"]+\?list=\d+".*aria-current="true"/s,
  );
  expect((await surfer.get(`/@x/videos/${ids[0]}?list=${id}`)).headers["location"]).toContain(`?list=${id}`);
  expect(await texts(watch)).not.toContain("data-list");
  await send(`/playlists/${id}`, { title: "Nights <b>", visibility: "private" }, `/playlists/${id}`);
  expect((await world.visitor("alpha.test")("GET", `${watch}?list=${id}`)).text).not.toContain("Nights");
  await send(`/playlists/${id}`, { title: "Nights <b>", visibility: "unlisted" }, `/playlists/${id}`);
}

test("without a script: one makes a playlist, puts videos into it, puts them in order, and deletes it", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  await tube(world);
  const ids = [(await seenBy(alice, 1)).id, (await seenBy(alice, 2)).id];
  const surfer = makeSurfer(world.visitor("alpha.test"), "https://alpha.test");
  await surfer.signsIn("alice");
  const send = async (to: string, fields: Record<string, string>, from: string) =>
    await surfer.send(to, fields, { from, files: /^\/playlists(\/\d+)?$/.test(to) });
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
  await watched({ world, surfer, id, ids, send });
  // By its address, from the list.
  const address = `https://alpha.test/@tina@tube.test/videos/${(await seenBy(alice, 3)).id}?t=5`;
  await send(`/playlists/${id}/add`, { address }, `/playlists/${id}/add`);
  expect(await order()).toEqual(["2", "1", "3"]);
  expect((await send(`/playlists/${id}/add`, { address: "https://alpha.test/@alice" }, `/playlists/${id}/add`)).status).toBe(422);
  const [, , third] = await filmsOf(alice, { id });
  await send(`/playlists/${id}/films`, { film: third?.id ?? "", do: "remove" }, here);
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
