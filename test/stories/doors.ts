/** Every address of the API, of pages and of ActivityPub that can be read, from the routers themselves: what is added later is among them. */
import type { IRouter } from "express";
import { c2sRouter } from "../../src/c2s/router.ts";
import { clientPort } from "../../src/federation/client-port.ts";
import { federationRouter } from "../../src/federation/router.ts";
import { readUploads } from "../../src/mastodon/uploads.ts";
import { loadRoutes } from "../../src/mastodon/router.ts";
import { webRouter } from "../../src/web/router.ts";
import type { TestKith } from "../world/instance.ts";
import type { World } from "../world/world.ts";

/** By what stands before them in a path. */
export type Ids = Record<string, string[]>;
/** `asks`: the address of a document that is asked for there, by `proxyUrl`. */
export type Door = { path: string; accept: string; asks?: string };

export const ACTIVITY = "application/activity+json";

const PLACES: Readonly<Record<string, string>> = {
  messages: "chats",
  domains: "domain_blocks",
  scheduled: "scheduled_statuses",
  timelines: "lists",
  list: "lists",
  teams: "accounts",
};

/** A path with each id that could stand in it; none for what no private thing is called by. */
function addressesOf(path: string, ids: Ids): string[] {
  let found = [""];
  for (const part of path.split("/").slice(1)) {
    const [, name = "", rest = ""] = /:(\w+)(.*)$/.exec(part) ?? [];
    const at = found[0]?.split("/").at(-1) ?? "";
    const kind = part.startsWith("@") ? "" : name === "status" ? "statuses" : (PLACES[at] ?? at);
    const values = name === "" ? [part] : (ids[kind] ?? []).map((value) => `${part.slice(0, part.indexOf(":"))}${value}${rest}`);
    found = found.flatMap((before) => values.map((value) => `${before}/${value}`));
  }
  return found;
}

const pathsOf = ({ stack }: IRouter): string[] =>
  stack
    .flatMap(({ route }) => (route?.stack.some(({ method }) => method === "get") === true ? route.path : []))
    .filter((path) => typeof path === "string");

/** Those of the door for ActivityPub clients. */
const clientPaths = (kith: TestKith): string[] =>
  pathsOf(c2sRouter(kith, { ...clientPort(kith), readUploads: async (io) => await readUploads(kith, io) })).map(
    (path) => `/users${path}`,
  );

/** Where what is one's own stands in lists. */
const LISTS =
  /search|timelines|notifications|conversations|\/(?:chats|stories|events|groups|calendar|lists|circles|drafts|bookmarks|favourites|home|messages|public)$/;

/** Of `alpha.test`. @param lists which addresses without an id are among them */
export async function doorsOf(world: World, ids: Ids, lists = LISTS): Promise<Door[]> {
  const kith = world.instance("alpha.test");
  const routes = await loadRoutes();
  const q = "q=marrow&type=statuses";
  const found: [string, string[]][] = [
    ["*/*", [...routes.flatMap(({ method, path }) => (method === "GET" ? path : [])), `/api/v2/search?${q}`]],
    ["text/html", [...pathsOf(webRouter(kith)).filter((path) => path !== "/live"), `/search?${q}`]],
    [ACTIVITY, [...pathsOf(federationRouter(kith)), ...clientPaths(kith)]],
  ];
  const many = `/api/v1/statuses?${(ids["statuses"] ?? []).map((id) => `id[]=${id}`).join("&")}`;
  return [
    ...found.flatMap(([accept, paths]) =>
      paths.flatMap((path) =>
        addressesOf(path, ids).flatMap((one) => (one !== path || lists.test(path) ? { path: one, accept } : [])),
      ),
    ),
    { path: many, accept: "*/*" },
  ];
}
