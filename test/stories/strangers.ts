/** Those who have no part in what is private, and what they are told when they ask for it at an address, next to what they are told where there never was anything. */
import { parts } from "../../src/db/lists.ts";
import { makeSurfer } from "../web/site.ts";
import type { Answer } from "../world/client.ts";
import type { World } from "../world/world.ts";
import type { Door } from "./doors.ts";

const AT_ONCE = 6;

type Asks = (door: Door) => Promise<Answer | undefined>;

/** Nobody, a neighbour, and somebody from elsewhere who signs. The neighbour has a program for ActivityPub, too. */
async function strangers(world: World): Promise<Record<string, Asks>> {
  const nora = await world.person("nora@alpha.test");
  const mallory = await world.stranger("mallory@evil.test");
  const client = world.visitor("alpha.test");
  const [anybody, neighbour] = [makeSurfer(client, "https://alpha.test"), makeSurfer(client, "https://alpha.test")];
  await neighbour.signsIn("nora");
  const plain =
    (own: object) =>
    async ({ path, accept, asks }: Door) => {
      const headers = { accept, ...own };
      if (asks === undefined) return await client("GET", path, { headers });
      const body = new URLSearchParams({ id: asks }).toString();
      const type = "application/x-www-form-urlencoded";
      return await client("POST", path.replace(OWN, nora.id), { headers: { ...headers, "content-type": type }, body });
    };
  const [open, hers] = [plain({}), plain({ authorization: `Bearer ${nora.token}` })];
  const signed = async ({ path, accept, asks }: Door) =>
    accept.includes("activity") && asks === undefined ? await mallory.fetches("alpha.test", path) : undefined;
  return {
    nobody: async (door) => (door.accept === "text/html" ? await anybody.get(door.path) : await open(door)),
    nora: async (door) => (door.accept === "text/html" ? await neighbour.get(door.path) : await hers(door)),
    mallory: signed,
  };
}

/** In a path: the id of the neighbour who asks. */
export const OWN = "{own}";

/** All that an answer says, without what was asked for. */
function saying({ status, headers, text }: Answer, ids: readonly string[]): string {
  const { location, "content-type": type, "cache-control": kept, vary } = headers;
  const whole = [status, location, type, kept, vary, text.replaceAll(/name="(?:csrf|key)" value="[^"]*"/g, "")].join("\n");
  return ids.reduce((said, id) => said.replaceAll(id, "…"), whole);
}

export type Walk = {
  doors: readonly Door[];
  /** What private things are called by: ids, and the random names of files. */
  secrets: readonly string[];
  /** Words that stand in them, and names of whom they are about. */
  names: readonly string[];
};

/** Every answer, to anybody, that tells something or is another one than where there never was anything; as lines that say which. */
export async function toldToStrangers(world: World, { doors, secrets, names }: Walk): Promise<string[]> {
  const never = String(world.instance("alpha.test").newId());
  // Of the same shape: a name of a file is no number.
  const noneOf = (secret: string) => (/^\d+$/.test(secret) ? never : secret.replaceAll(/[0-9a-f]/g, "0"));
  const telling = new RegExp([...names, ...secrets].join("|"), "i");
  const told: string[] = [];
  // What there never was is the same whichever id it does not have: it is asked for once at each address.
  const nothing = new Map<string, Promise<Answer | undefined>>();
  const tries = async (who: string, asks: Asks, door: Door): Promise<void> => {
    const answer = await asks(door);
    if (answer === undefined) return;
    const at = `${door.path} ${door.asks ?? ""}`;
    const named = secrets.filter((id) => at.includes(id));
    const in_path = names.filter((one) => at.includes(one));
    const said = saying(answer, [...named, ...in_path]);
    const hit = telling.exec(said)?.[0];
    if (hit !== undefined || answer.status >= 500) told.push(`${who} ${at}: ${answer.status} ${hit}`);
    if (named.length === 0) return;
    const without = (words: string) => named.reduce((left, id) => left.replaceAll(id, noneOf(id)), words);
    const none_door = { ...door, path: without(door.path), ...(door.asks === undefined ? {} : { asks: without(door.asks) }) };
    const key = [who, door.accept, none_door.path, none_door.asks].join(" ");
    const known = nothing.get(key) ?? asks(none_door);
    nothing.set(key, known);
    const none = await known;
    if (none === undefined || saying(none, [...named.map(noneOf), ...in_path]) !== said)
      told.push(`${who} ${at}: ${answer.status}, not ${none?.status}`);
  };
  for (const [who, asks] of Object.entries(await strangers(world)))
    for (const some of parts(doors, AT_ONCE)) await Promise.all(some.map(async (door) => await tries(who, asks, door)));
  return told;
}
