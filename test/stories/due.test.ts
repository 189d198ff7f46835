/** What is due comes, though something that is due beside it cannot be done, for however long; and it comes itself when it can. */
import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { getAccount } from "../../src/accounts/find.ts";
import { scheduleRecurring } from "../../src/follow-up.ts";
import { addAlias } from "../../src/moves/alias.ts";
import { setDisabled } from "../../src/moderation/suspend.ts";
import { moveAway, returnHome } from "../../src/moves/move.ts";
import { uploads } from "../mastodon/pixel.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { plain } from "./gardeners.ts";
import { holds, inDays } from "./gatherings.ts";

const texts = async (who: Person): Promise<string[]> => (await who.profile(who)).map(({ content }) => plain(content));

/** So many minutes of each of so many days. */
async function days(world: World, count: number): Promise<void> {
  for (let day = 0; day < count; day++) {
    await world.passes("1 day");
    for (let minutes = 0; minutes < 15; minutes++) await world.passes("1 minute");
  }
}

/** All files of media lie elsewhere until what is returned is called. */
async function loseFiles(data: string): Promise<() => Promise<void>> {
  const from = join(data, "media");
  expect((await readdir(from, { recursive: true })).length).toBeGreaterThan(0);
  await rename(from, `${from}.lost`);
  return async () => {
    await rm(from, { recursive: true, force: true });
    await rename(`${from}.lost`, from);
  };
}

test("a post of every day whose picture has been lost holds up nobody else's, not after days of trying, and comes again when it is found", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const media_ids = [await uploads(alice, "A pixel")];
  await world.settles();
  const starts = `${new Date(world.clock.now()).toISOString().slice(0, 10)}T23:00`;
  const recurrence = { freq: "daily" };
  await alice.api("POST", "/api/kith/v1/recurring", { status: "With a picture", media_ids, starts, recurrence });
  await bob.api("POST", "/api/kith/v1/recurring", { status: "Good morning", starts, recurrence });
  const at = new Date(world.clock.now() + 3_600_000).toISOString();
  await bob.posts("Once", { scheduled_at: at } as never);
  const find = await loseFiles(kith.instance.data);
  await scheduleRecurring(kith);
  await days(world, 12);
  expect(await texts(alice)).toEqual([]);
  expect(await texts(bob)).toEqual([...Array.from({ length: 12 }, () => "Good morning"), "Once"]);
  await find();
  await days(world, 1);
  expect(await texts(alice)).toEqual(["With a picture"]);
  expect(await texts(bob)).toHaveLength(14);
});

test("what somebody posts every day rests when they have moved away, instead of being refused every day; it goes on when they are back", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const kith = world.instance("alpha.test");
  const [alice, there] = [await world.person("alice@alpha.test"), await world.person("alice@beta.test")];
  const starts = `${new Date(world.clock.now()).toISOString().slice(0, 10)}T23:00`;
  const { id } = await alice.api<{ id: string }>("POST", "/api/kith/v1/recurring", {
    status: "Good morning",
    starts,
    recurrence: { freq: "daily" },
  });
  await addAlias(world.instance("beta.test"), await getAccount(world.instance("beta.test").db, Number(there.id)), alice.handle);
  const account = await getAccount(kith.db, Number(alice.id));
  await moveAway(kith, account, there.handle);
  await scheduleRecurring(kith);
  await days(world, 3);
  expect(await alice.api("GET", "/api/kith/v1/drafts")).toEqual([]);
  expect(await texts(alice)).toEqual([]);
  await returnHome(kith, account);
  await alice.api("POST", `/api/kith/v1/recurring/${id}/resume`);
  await days(world, 1);
  expect(await texts(alice)).toEqual(["Good morning"]);
});

test("whoever is locked out posts nothing by the clock either: it is a draft or rests, and is theirs again when they are let in", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const today = new Date(world.clock.now()).toISOString().slice(0, 10);
  const { id } = await alice.api<{ id: string }>("POST", "/api/kith/v1/recurring", {
    status: "Good morning",
    starts: `${today}T23:00`,
    recurrence: { freq: "daily" },
  });
  await alice.posts("Once", { scheduled_at: `${today}T23:00:00Z` } as never);
  const dance = await holds(alice, inDays(world.clock, 1), { rrule: "FREQ=WEEKLY" });
  const lock = async (disabled: 0 | 1) =>
    await kith.write(async (tx, happened) => void (await setDisabled(tx, happened, Number(alice.id), disabled)));
  await lock(1);
  await scheduleRecurring(kith);
  await days(world, 3);
  await lock(0);
  expect((await texts(alice)).map((text) => text.includes("Harvest dance"))).toEqual([true]);
  expect(await alice.api("GET", "/api/kith/v1/drafts")).toMatchObject([{ params: { text: "Once" } }]);
  expect(await alice.api("GET", `/api/kith/v1/recurring/${id}`)).toMatchObject({ state: "paused", runs: 0 });
  await alice.api("POST", `/api/kith/v1/recurring/${id}/resume`);
  await alice.api("POST", `/api/kith/v1/events/${dance.id}/resume`);
  await days(world, 1);
  const after = (await texts(alice)).map((text) => /Good morning|Harvest dance/.exec(text)?.[0] ?? text);
  expect(after.toSorted()).toEqual(["Good morning", "Harvest dance", "Harvest dance"]);
});
