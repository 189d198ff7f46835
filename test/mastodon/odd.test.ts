/** Every route with what nobody should send: each answers with JSON and a status below 500. */
import { expect, test } from "vitest";
import { loadRoutes } from "../../src/mastodon/router.ts";
import { staffOf } from "../world/staff.ts";
import { createWorld } from "../world/world.ts";

const routes = await loadRoutes();

const PARAMS = [
  "0",
  "12",
  "9007199254740993",
  "99999999999999999999",
  "-1",
  "1.5",
  "null",
  "%00",
  "%23",
  "..%2f..",
  "x".repeat(300),
  "🙂",
];
const ODD = [null, "", 0, -1, 1.5, 1e308, "x", [], [[]], {}, { a: { b: 1 } }, true, "9".repeat(30), "\u0000\ud800", ["1", "1"]];
const NAMES = (
  "id status media_ids in_reply_to_id poll visibility language sensitive spoiler_text q limit offset max_id since_id min_id account_ids " +
  "account_id title context expires_in keywords_attributes keyword status_id choices home notifications fields_attributes source display_name " +
  "note avatar duration comment domain acct url types timeline replies_policy exclusive client_name redirect_uris scopes focus locked"
).split(" ");

const FLAGS = (
  "local remote only_media following resolve pinned exclude_replies exclude_reblogs exclude_unreviewed with_suspended include_filtered " +
  "disabled silenced suspended sensitized staff active pending resolved requests mine which order span state any all none offset from until"
).split(" ");

/** A small generator of its own, so that a failure comes again. */
function chooser(seed: number) {
  let state = seed;
  return <Item>(items: readonly Item[]): Item => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return items[state % items.length] as Item;
  };
}

test("nothing that is sent makes a route fail", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const post = await alice.posts("Something to stumble over");
  const choose = chooser(7);
  const failed: string[] = [];
  for (const route of routes) {
    for (let round = 0; round < 6; round++) {
      const path = route.path.replace(/:\w+/g, () => choose([...PARAMS, post.id, alice.id]));
      const fields = Object.fromEntries(Array.from({ length: 6 }, () => [choose(NAMES), choose(ODD)]));
      const query = new URLSearchParams(
        Object.entries(fields).map(([name, value]): [string, string] => [
          choose([name, `${name}[]`, `${name}[a]`]),
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
      );
      const get = route.method === "GET";
      const answer = await alice.asks(route.method, get ? `${path}?${query.toString()}` : path, get ? undefined : fields);
      const fine = answer.status < 500 && answer.headers["content-type"] === "application/json; charset=utf-8";
      if (!fine) failed.push(`${route.method} ${path} ${JSON.stringify(fields)}: ${answer.status} ${answer.text.slice(0, 100)}`);
    }
  }
  expect(failed).toEqual([]);
});

test("a list or a hash where a word, a number or a yes belongs is no reason to fail", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await staffOf(world, "alice@alpha.test");
  const failed: string[] = [];
  for (const route of routes.filter(({ method }) => method === "GET")) {
    const path = route.path.replace(/:\w+/g, alice.id);
    for (const ending of ["[]", "[a]", "[constructor][prototype]", "[0][b]"]) {
      const { status, text } = await alice.asks(
        "GET",
        `${path}?${[...NAMES, ...FLAGS].map((name) => `${name}${ending}=1`).join("&")}`,
      );
      if (status >= 500) failed.push(`${path} ${ending}: ${status} ${text}`);
    }
  }
  expect(failed).toEqual([]);
});

test("a list instead of an object, or nothing at all, is no reason to fail", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  for (const body of ["[]", "null", "1", '"x"', ""]) {
    for (const { method, path, needs } of routes.filter((route) => route.method !== "GET" && !route.path.includes(":"))) {
      const client = world.visitor("alpha.test");
      const headers = { authorization: `Bearer ${alice.token}`, "content-type": "application/json" };
      const answer = await client(method, path, { headers, body });
      expect([method, path, needs.who, answer.status < 500]).toEqual([method, path, needs.who, true]);
    }
  }
});
