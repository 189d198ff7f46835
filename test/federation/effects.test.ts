/** What follows what, where it concerns other servers: news that are told once for many changes, and caches that forget in time. */
import { expect, test } from "vitest";
import { updateProfile } from "../../src/accounts/update.ts";
import { createFilter } from "../../src/filters/change.ts";
import { readyFilters } from "../../src/filters/load.ts";
import { claim } from "../../src/jobs/claim.ts";
import { favourite } from "../../src/statuses/favourite.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import { addPerson } from "../units/persons.ts";
import { addRemote, draft, followedBy, openDoor, openOutside } from "./outside.ts";

test("a profile that is saved several times in a row is sent once, as it is then; a later change is sent anew", async () => {
  const { kith, at } = await openOutside();
  const alice = await addPerson(kith, "alice");
  await followedBy(kith, alice, await addRemote(kith, "bob@beta.test"));
  for (const display_name of ["A", "Al", "Alice"]) await updateProfile(kith, alice, { display_name });
  await kith.worker.drain();
  expect(at("beta.test")).toEqual([]);
  kith.clock.advance(6000);
  await kith.worker.drain();
  expect(at("beta.test")).toMatchObject([{ type: "Update", object: { name: "Alice" } }]);
  await updateProfile(kith, alice, { display_name: "Alice B." });
  kith.clock.advance(6000);
  await kith.worker.drain();
  expect(at("beta.test")).toMatchObject([{}, { object: { name: "Alice B." } }]);
});

test("a change while its news are being written down is told as well", async () => {
  const { kith, at } = await openOutside();
  const alice = await addPerson(kith, "alice");
  await followedBy(kith, alice, await addRemote(kith, "bob@beta.test"));
  await updateProfile(kith, alice, { display_name: "Before" });
  kith.clock.advance(6000);
  // Another process has taken the jobs and has not ended them.
  const { rows: taken } = await claim(kith, "somebody's", { table: "jobs", limit: 100, per_lane: 8, busy: [], exclusive: true });
  expect(taken).not.toEqual([]);
  await updateProfile(kith, alice, { display_name: "After" });
  kith.clock.advance(6000);
  await kith.worker.drain();
  expect(at("beta.test")).toMatchObject([{ object: { name: "After" } }]);
});

test("filters that another process has changed are not used any more", async () => {
  const { kith } = await openOutside();
  const alice = await addPerson(kith, "alice");
  const { filter } = await createFilter(kith, alice.id, { title: "Before", context: ["home"], action: "warn", expires_at: 0 });
  expect((await readyFilters(kith, alice.id)).map((ready) => ready.filter.title)).toEqual(["Before"]);
  await kith.write(async (tx, happened) => {
    await tx.updateTable("filters").set({ title: "After" }).where("id", "=", filter.id).execute();
    happened({ type: "filters.changed", account_id: alice.id });
  });
  expect((await readyFilters(kith, alice.id)).map((ready) => ready.filter.title)).toEqual(["After"]);
});

test("a favourite is counted in what is served next", async () => {
  const { kith } = await openOutside();
  const [alice, carol] = [await addPerson(kith, "alice"), await addPerson(kith, "carol")];
  const status = await publishStatus(kith, alice, draft("Like me"));
  const ask = await openDoor(kith);
  const path = new URL(status.uri).pathname;
  expect((await ask(path)).json).toMatchObject({ likes: { totalItems: 0 } });
  await favourite(kith, carol, status);
  expect((await ask(path)).json).toMatchObject({ likes: { totalItems: 1 } });
});
