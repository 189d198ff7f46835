/** Guests by letter, early and late: a link that was asked for again, and an event that is over. */
import { expect, test } from "vitest";
import { forgetGuests } from "../../src/events/guests.ts";
import { letterBox } from "../web/letters.ts";
import { createWorld, type World } from "../world/world.ts";
import { answers, holds, inDays, sees } from "./gatherings.ts";

async function gather(values: object = {}) {
  const world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const { letters } = letterBox({ kith });
  const [alice, ann] = [await world.person("alice@alpha.test"), await world.person("ann@alpha.test")];
  const dance = await holds(alice, inDays(world.clock, 10), { mail_guests: true, ...values });
  const asks = async (name: string): Promise<string> => {
    const body = { name, email: `${name}@mail.test` };
    expect((await world.visitor("alpha.test")("POST", `/api/kith/v1/events/${dance.id}/guests`, { body })).status).toBe(200);
    await world.settles();
    return /https:\/\/alpha\.test(\/events\/guest\/\S+)/.exec(letters.at(-1)?.text ?? "")?.[1] ?? "";
  };
  return { world, kith, alice, ann, dance, letters, asks };
}

/** By the form behind the link of a letter. */
async function says(world: World, link: string, answer: "yes" | "no"): Promise<number> {
  const visitor = world.visitor("alpha.test");
  const page = await visitor("GET", link);
  const cookie = String(page.headers["set-cookie"] ?? "").split(";")[0] ?? "";
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
  const headers = { cookie, origin: "https://alpha.test", "content-type": "application/x-www-form-urlencoded" };
  const { status } = await visitor("POST", link, { headers, body: new URLSearchParams({ csrf, answer }).toString() });
  await world.settles();
  return status;
}

test("whoever asks again before the link of their first letter has run out has three days for the second", async () => {
  const { world, kith, alice, dance, asks } = await gather();
  await using _ = world;
  await asks("gus");
  await world.passes("70 hours");
  const link = await asks("gus");
  await world.passes("4 hours");
  await forgetGuests(kith);
  expect(await says(world, link, "yes")).toBe(303);
  expect((await sees(alice, dance)).going_count).toBe(1);
  const late = await asks("ida");
  await world.passes("73 hours");
  await forgetGuests(kith);
  expect((await world.visitor("alpha.test")("GET", late)).status).toBe(404);
});

test("when an event is over nobody is let in any more, and nobody hears of what is put right in it", async () => {
  const { world, alice, ann, dance, letters, asks } = await gather({ capacity: 1 });
  await using _ = world;
  const [gus, ida] = [await asks("gus"), await asks("ida")];
  for (const link of [gus, ida]) expect(await says(world, link, "yes")).toBe(303);
  await answers(ann, dance, "yes");
  await world.passes("12 days");
  const before = letters.length;
  const told = async () => (await ann.notifications()).map(({ type }) => type);
  const heard = await told();
  expect(await says(world, gus, "no")).toBe(303);
  await alice.api("PUT", `/api/kith/v1/events/${dance.id}`, { place_name: "The green", capacity: 5 });
  await world.settles();
  expect(letters.slice(before).map(({ subject }) => subject)).toEqual([]);
  expect(await told()).toEqual(heard);
  expect(await sees(alice, dance)).toMatchObject({ going_count: 0, waiting_count: 2 });
});
