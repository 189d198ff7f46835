/**
 * Every list is walked as an app walks it: by its `Link` headers, two at a time to the end and back. Which cursor leads back, what the cursors are
 * ids of, and how long a page may be differ from list to list; here each is as Mastodon has it.
 */
import { expect, test } from "vitest";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";

type Kind = { path: string; prev: "min_id" | "since_id" };
const ids = (text: string): string[] =>
  (JSON.parse(text) as unknown[]).map((item) =>
    typeof item === "string" ? item : String((item as { id?: string; name: string }).id ?? (item as { name: string }).name),
  );

const link = (header: unknown, rel: string): string | undefined =>
  new RegExp(`<https://alpha\\.test([^>]*)>; rel="${rel}"`).exec(String(header))?.[1];

/** Everything on the list, having walked all of it; the cursors it went by. */
async function walk(who: Person, { path, prev }: Kind): Promise<{ all: string[]; cursors: string[] }> {
  const all: string[] = [];
  const cursors: string[] = [];
  let next: string | undefined = `${path}?limit=2`;
  let first: string[] = [];
  for (let pages = 0; next !== undefined && pages < 9; pages++) {
    const answer = await who.asks("GET", next);
    expect([next, answer.status]).toEqual([next, 200]);
    const shown = ids(answer.text);
    const back = link(answer.headers["link"], "prev");
    if (shown.length > 0) expect(back, path).toContain(`limit=2&${prev}=`);
    if (pages === 0) first = shown;
    if (pages === 1 && shown.length > 0) {
      const before = await who.asks("GET", back ?? "");
      // With since_id the newest come first, which are the same here.
      expect(ids(before.text), `back on ${path}`).toEqual(first);
    }
    all.push(...shown);
    next = link(answer.headers["link"], "next");
    if (next !== undefined) cursors.push(/max_id=(\d+)/.exec(next)?.[1] ?? "");
  }
  expect(new Set(all).size, path).toBe(all.length);
  return { all, cursors };
}

async function holds(who: Person, kind: Kind, count: number, rows = true): Promise<void> {
  const { all, cursors } = await walk(who, kind);
  expect([kind.path, all.length]).toEqual([kind.path, count]);
  expect(cursors.length, kind.path).toBeGreaterThan(0);
  // Ids of rows, not of what is shown.
  expect(
    cursors.some((cursor) => all.includes(cursor)),
    kind.path,
  ).toBe(!rows);
}

/** Pages of accounts that go back by since_id. */
const people = (path: string): Kind => ({ path, prev: "since_id" });
const statuses = (path: string): Kind => ({ path, prev: "min_id" });

async function cast(world: World): Promise<[Person, Person[]]> {
  const alice = await world.person("alice@alpha.test");
  const others = [];
  for (const name of ["bob", "carol", "dave"]) others.push(await world.person(`${name}@alpha.test`));
  return [alice, others];
}

test("lists of people go by ids of their rows, and back by since_id", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, others] = await cast(world);
  const post = await alice.posts("Hello");
  const list = await alice.api<{ id: string }>("POST", "/api/v1/lists", { title: "Friends" });
  for (const other of others) {
    await other.follows(alice);
    await alice.follows(other);
    await other.boosts(post);
    await other.favourites(post);
    await alice.api("POST", `/api/v1/accounts/${other.id}/endorse`);
    await alice.api("POST", `/api/v1/lists/${list.id}/accounts`, { account_ids: [other.id] });
    await alice.api("POST", "/api/v1/domain_blocks", { domain: `${other.username}.example` });
    await alice.api("POST", `/api/v1/tags/${other.username}/follow`);
  }
  for (const path of [
    `/api/v1/accounts/${alice.id}/followers`,
    `/api/v1/accounts/${alice.id}/following`,
    `/api/v1/accounts/${alice.id}/endorsements`,
    "/api/v1/endorsements",
    `/api/v1/lists/${list.id}/accounts`,
    `/api/v1/statuses/${post.id}/reblogged_by`,
    `/api/v1/statuses/${post.id}/favourited_by`,
  ])
    await holds(alice, people(path), 3);
  await holds(alice, people("/api/v1/domain_blocks"), 3);
  await holds(alice, people("/api/v1/followed_tags"), 3);
  const whole = await alice.asks("GET", `/api/v1/lists/${list.id}/accounts?limit=0`);
  expect([ids(whole.text).length, whole.headers["link"]]).toEqual([3, undefined]);
  for (const other of others) await alice.mutes(other);
  await holds(alice, people("/api/v1/mutes"), 3);
  for (const other of others) await alice.blocks(other);
  await holds(alice, people("/api/v1/blocks"), 3);
  const erin = await world.person("erin@alpha.test");
  await erin.api("PATCH", "/api/v1/accounts/update_credentials", { locked: true });
  for (const other of others) await other.follows(erin);
  await holds(erin, people("/api/v1/follow_requests"), 3);
});

test("statuses and notices go back by min_id, quotes by since_id; what is marked goes by its marks", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, others] = await cast(world);
  const [bob] = others as [Person];
  const list = await alice.api<{ id: string }>("POST", "/api/v1/lists", { title: "Friends" });
  for (const other of others) await alice.follows(other);
  await alice.api("POST", `/api/v1/lists/${list.id}/accounts`, { account_ids: others.map(({ id }) => id) });
  const post = await alice.posts("Something to quote");
  for (const other of others) {
    const said = await other.posts(`One of mine #bread`);
    await alice.favourites(said);
    await alice.bookmarks(said);
    await other.api("POST", "/api/v1/statuses", { status: "See this", quoted_status_id: post.id });
    await other.posts("@alice Hello", { visibility: "direct" });
    const scheduled_at = new Date(world.clock.now() + 3_600_000).toISOString();
    await alice.api("POST", "/api/v1/statuses", { status: "Later", scheduled_at });
  }
  await world.settles();
  for (const path of ["/api/v1/favourites", "/api/v1/bookmarks"]) await holds(alice, statuses(path), 3);
  // Ids of their newest statuses.
  await holds(alice, statuses("/api/v1/conversations"), 3);
  await holds(alice, statuses("/api/v1/scheduled_statuses"), 3, false);
  await holds(alice, { ...statuses(`/api/v1/statuses/${post.id}/quotes`), prev: "since_id" }, 3, false);
  await holds(alice, statuses("/api/v1/timelines/tag/bread"), 3, false);
  await holds(alice, statuses(`/api/v1/accounts/${bob.id}/statuses`), 3, false);
  await holds(alice, statuses("/api/v1/timelines/public"), 7, false);
  await holds(alice, statuses("/api/v1/timelines/home"), 7, false);
  await holds(alice, statuses(`/api/v1/timelines/list/${list.id}`), 6, false);
  await holds(alice, statuses("/api/v1/notifications"), 6, false);
});

/** `limit` of each kind of list: what a page holds when nothing is said, and at most. The next link tells what was taken. */
test("pages are as long as Mastodon's, and no longer", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, others] = await cast(world);
  const bob = others[0] as Person;
  // Enough of the cheapest thing for a page of the longest of the two.
  for (let n = 0; n < 42; n++) await bob.posts(`Post ${n}`);
  for (const [path, usual, most] of [
    ["/api/v1/timelines/public", 20, 40],
    [`/api/v1/accounts/${bob.id}/statuses`, 20, 40],
  ] as const) {
    expect(ids((await alice.asks("GET", path)).text).length).toBe(usual);
    expect(ids((await alice.asks("GET", `${path}?limit=1000`)).text).length).toBe(most);
  }
  expect((await alice.asks("GET", "/api/v1/timelines/public?max_id=nonsense")).status).toBe(404);
});
