// A database that is full lets go of what other servers' people said among themselves; what somebody here has touched stays, whatever the touch.
import { describe, expect, test } from "vitest";
import { prune } from "../../src/budgets/prune.ts";

import { followsStranger } from "../world/handshake.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { count, danglingIn, dying, found, HOST, makeRich, makeThread, picture, seed, type Thread } from "./pruned.ts";

const ALL = { goal: Infinity, dry: false };
const DAY = 86_400_000;

/** Of the thread, which are still there. */
async function left(world: World, { root_uri, reply_uri }: Thread): Promise<number> {
  const { db } = world.instance(HOST);
  return (
    await db.selectFrom("statuses").select("id").where("uri", "in", [root_uri, reply_uri]).where("deleted_at", "=", 0).execute()
  ).length;
}

type Touch = (at: { world: World; alice: Person; thread: Thread }) => Promise<unknown>;

/** By the root's reply most often, for one touch holds the whole thread. */
const TOUCHES: Record<string, Touch> = {
  "somebody answered": async ({ alice, thread }) => await alice.replies(thread.reply, "Me too"),
  "somebody favourited": async ({ alice, thread }) => await alice.favourites(thread.reply),
  "somebody boosted": async ({ alice, thread }) => await alice.boosts(thread.root),
  "somebody bookmarked": async ({ alice, thread }) => await alice.bookmarks(thread.reply),
  "somebody reacted": async ({ alice, thread }) =>
    await alice.api("PUT", `/api/v1/pleroma/statuses/${thread.reply.id}/reactions/${encodeURIComponent("🎉")}`),
  "somebody muted it": async ({ alice, thread }) => await alice.api("POST", `/api/v1/statuses/${thread.root.id}/mute`),
  "somebody quoted": async ({ alice, thread }) => await alice.posts("Look", { quoted_status_id: thread.root.id } as never),
  "a filter names it": async ({ alice, thread }) => {
    const filter = await alice.api<{ id: string }>("POST", "/api/v2/filters", {
      title: "No",
      context: ["home"],
      filter_action: "warn",
    });
    await alice.api("POST", `/api/v2/filters/${filter.id}/statuses`, { status_id: thread.reply.id });
  },
  "a draft answers it": async ({ alice, thread }) =>
    await alice.api("POST", "/api/v1/statuses", {
      status: "Later",
      in_reply_to_id: thread.reply.id,
      scheduled_at: new Date(Date.UTC(2027, 0, 1)).toISOString(),
    }),
  "somebody was mentioned": async ({ world, alice, thread }) => {
    const note = thread.author.note("<p>@alice</p>", {
      inReplyTo: thread.root_uri,
      cc: [alice.uri],
      tag: [{ type: "Mention", href: alice.uri, name: "@alice@alpha.test" }],
    });
    await thread.author.sends(HOST, thread.author.activity("Create", note, { cc: [alice.uri] }));
    await world.settles();
  },
  "somebody voted": async ({ world, alice, thread }) => {
    const poll = thread.author.note("<p>Which?</p>", {
      type: "Question",
      inReplyTo: thread.root_uri,
      oneOf: ["Yes", "No"].map((name) => ({ type: "Note", name, replies: { type: "Collection", totalItems: 0 } })),
      endTime: new Date(world.clock.now() + 86_400_000).toISOString(),
    });
    const seen = await alice.comesUpon(String(poll["id"]));
    await alice.api("POST", `/api/v1/polls/${(seen as unknown as { poll: { id: string } }).poll.id}/votes`, { choices: [0] });
  },
  "it is in a home": async ({ world, alice, thread }) => {
    await followsStranger(world, alice, thread.author);
    const note = thread.author.note("<p>For those who follow me</p>", { inReplyTo: thread.root_uri });
    await thread.author.sends(HOST, thread.author.activity("Create", note));
    await world.settles();
  },
  "its author is on a list": async ({ world, alice, thread }) => {
    await followsStranger(world, alice, thread.author);
    const list = await alice.api<{ id: string }>("POST", "/api/v1/lists", { title: "Sweets" });
    await alice.api("POST", `/api/v1/lists/${list.id}/accounts`, { account_ids: [thread.root.account.id] });
  },
  "somebody reported it": async ({ alice, thread }) =>
    await alice.api("POST", "/api/v1/reports", {
      account_id: thread.root.account.id,
      status_ids: [thread.root.id],
      comment: "Bad",
    }),
  "it trends": async ({ world, thread }) => {
    const kith = world.instance(HOST);
    const row = { id: kith.newId(), kind: "status" as const, subject_id: Number(thread.root.id), state: "approved" as const };
    await kith.write(
      async (tx) =>
        await tx
          .insertInto("trends")
          .values({ ...row, score: 5, language: "", updated_at: kith.now(), reviewed_at: 0 })
          .execute(),
    );
  },
  "it was opened lately": async ({ world, alice, thread }) => {
    world.clock.advance(39 * DAY);
    await alice.thread(thread.root);
  },
  "it is for followers only": async ({ world, thread }) => {
    // The root was public; what came after was not.
    const kith = world.instance(HOST);
    await kith.write(
      async (tx) => await tx.updateTable("statuses").set({ visibility: "private" }).where("uri", "=", thread.reply_uri).execute(),
    );
  },
};

describe("a thread stays when", () => {
  test.each(Object.entries(TOUCHES))("%s", async (_, touch) => {
    await using world = await createWorld(HOST);
    const alice = await world.person(`alice@${HOST}`);
    const [thread, untouched] = [await makeThread(world, alice), await makeThread(world, alice)];
    const began = world.clock.now();
    await touch({ world, alice, thread });
    await world.settles();
    world.clock.advance(began + 40 * DAY - world.clock.now());
    await prune(world.instance(HOST), ALL);
    expect(await left(world, thread)).toBe(2);
    expect(await left(world, untouched)).toBe(0);
  });

  test("it is younger than 30 days, or came to be known not long ago", async () => {
    await using world = await createWorld(HOST);
    const alice = await world.person(`alice@${HOST}`);
    const old = await makeThread(world, alice);
    world.clock.advance(20 * DAY);
    const young = await makeThread(world, alice);
    const found = await makeThread(world, alice, { published: new Date(world.clock.now() - 300 * DAY).toISOString() });
    world.clock.advance(15 * DAY);
    await prune(world.instance(HOST), ALL);
    expect([await left(world, old), await left(world, young), await left(world, found)]).toEqual([0, 2, 2]);
  });
});

describe("what goes", () => {
  test("goes with all that hangs on it, is found no more, and comes back when somebody opens its address", async () => {
    await using world = await createWorld(HOST);
    const alice = await world.person(`alice@${HOST}`);
    const thread = await makeRich(world, alice);
    const kith = world.instance(HOST);
    expect(await found(alice, "marzipan")).toHaveLength(1);
    world.clock.advance(40 * DAY);
    const outcome = await prune(kith, ALL);
    expect(outcome).toMatchObject({ statuses: 4, files: 1, more: false });
    expect(outcome.accounts).toBe(2);
    expect(await left(world, thread)).toBe(0);
    expect(await danglingIn(kith)).toEqual([]);
    expect(await count(kith, "accounts", "host <> ''")).toBe(0);
    expect(await count(kith, "conversations")).toBe(0);
    expect(await count(kith, "remote_files", "file <> ''")).toBe(0);
    expect(await count(kith, "tags")).toBe(0);
    expect(await found(alice, "marzipan")).toEqual([]);
    expect((await alice.asks("GET", `/api/v1/statuses/${thread.root.id}`)).status).toBe(404);
    const again = await alice.comesUpon(thread.root_uri);
    expect(again.content).toContain("Marzipan");
    expect(again.account.acct).toBe(thread.author.handle);
    expect(await danglingIn(kith)).toEqual([]);
  });

  test("is told exactly by a dry run, which changes nothing", async () => {
    await using world = await createWorld(HOST);
    const alice = await world.person(`alice@${HOST}`);
    await makeRich(world, alice);
    const kept = await makeThread(world, alice);
    await alice.bookmarks(kept.root);
    await seed(world.instance(HOST), { threads: 30, each: 10 });
    world.clock.advance(40 * DAY);
    const kith = world.instance(HOST);
    const before = await picture(kith);
    for (const goal of [60_000, Infinity]) {
      const told = await prune(kith, { goal, dry: true });
      if (goal === 60_000) expect([told.statuses > 0, told.statuses < 304, await picture(kith)]).toEqual([true, true, before]);
      expect(await prune(kith, { goal, dry: false })).toEqual(told);
    }
    expect(await left(world, kept)).toBe(2);
    expect(await danglingIn(kith)).toEqual([]);
  });

  test("goes oldest first, and no more than the goal asks for", async () => {
    await using world = await createWorld(HOST);
    const kith = world.instance(HOST);
    await seed(kith, { threads: 300, each: 2 });
    world.clock.advance(40 * DAY);
    const told = await prune(kith, { goal: 150_000, dry: true });
    const done = await prune(kith, { goal: 150_000, dry: false });
    expect(done).toEqual(told);
    expect(done.bytes).toBeLessThan(600_000);
    const rest = await kith.db.selectFrom("statuses").select("uri").orderBy("id").execute();
    expect(rest.length).toBe(600 - done.statuses);
    expect(rest[0]?.uri).toBe(`https://far.test/t${done.statuses / 2}/0`);
  });

  test("goes in small portions, children before parents, and may be interrupted between any two", async () => {
    await using world = await createWorld(HOST);
    const kith = world.instance(HOST);
    await seed(kith, { threads: 1, each: 450 });
    await seed(kith, { threads: 120, each: 3, from: 1 });
    world.clock.advance(40 * DAY);
    const portions: number[] = [];
    // Dies after the second portion.
    const frail = Object.assign({ ...kith }, { write: dying(kith, portions, 2) });
    await expect(prune(frail, ALL)).rejects.toThrow("killed");
    expect(await danglingIn(kith)).toEqual([]);
    const rest = await kith.db
      .selectFrom("statuses")
      .select("uri")
      .where("conversation_id", "=", 10)
      .orderBy("id", "desc")
      .execute();
    expect(rest.length).toBe(50);
    expect(rest[0]?.uri).toBe("https://far.test/t0/49");
    await prune(Object.assign({ ...kith }, { write: dying(kith, portions, Infinity) }), ALL);
    expect(await count(kith, "statuses")).toBe(0);
    expect(Math.max(...portions)).toBeLessThanOrEqual(200);
    expect(portions.reduce((sum, one) => sum + one, 0)).toBe(450 + 360);
    expect(await danglingIn(kith)).toEqual([]);
    expect((await kith.db.selectFrom("prunings").selectAll().execute()).every(({ ended_at }) => ended_at > 0)).toBe(true);
  });

  test("is judged once more when its turn comes: a touch in between keeps it", async () => {
    await using world = await createWorld(HOST);
    const alice = await world.person(`alice@${HOST}`);
    const [thread, other] = [await makeThread(world, alice), await makeThread(world, alice)];
    world.clock.advance(40 * DAY);
    const kith = world.instance(HOST);
    let touched = false;
    const write: typeof kith.write = async (work) => {
      if (!touched && (await count(kith, "prunings")) > 0) {
        touched = true;
        await alice.favourites(thread.root);
      }
      return await kith.write(work);
    };
    await prune(Object.assign({ ...kith }, { write }), ALL);
    expect([touched, await left(world, thread), await left(world, other)]).toEqual([true, 2, 0]);
  });
});
