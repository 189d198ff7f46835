/** What a group for its members alone is called and about: told to those who are in it, wherever they live, and forgotten with the last of them. */
import { expect, test } from "vitest";
import { makeSurfer } from "../web/site.ts";
import { createWorld, type World } from "../world/world.ts";
import { does, tries, type Grouped, type GroupJson } from "./gardeners.ts";
import { ALL, gather, NOTHING, SECRETS, seenBy, told, WORDS } from "./insiders.ts";

test("who is in a private group elsewhere is told what it is called and about, its rules and its picture, in all places as at home", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, bob, circle } = await gather(world);
  expect(await told(ann)).toEqual(ALL);
  expect(await told(bob)).toEqual(ALL);
  const { id, avatar } = await seenBy(bob);
  const { pathname, search } = new URL(avatar);
  expect((await world.visitor("beta.test")("GET", pathname + search)).status).toBe(200);
  const joined = await bob.api<GroupJson[]>("GET", "/api/kith/v1/groups/joined");
  expect(joined.map(({ title }) => title)).toEqual([SECRETS.title]);
  expect((await bob.api<{ title: string }[]>("GET", "/api/v1/lists")).map(({ title }) => title)).toEqual([SECRETS.title]);
  expect(await bob.api("GET", `/api/v1/lists/${id}`)).toMatchObject({ title: SECRETS.title });
  const post = (await ann.api("POST", "/api/v1/statuses", { status: "At nine", group_id: circle.id })) as Grouped;
  await world.settles();
  expect(((await bob.sees(post)) as Grouped).group).toMatchObject({ display_name: SECRETS.title });
  const surfer = makeSurfer(world.visitor("beta.test"), "https://beta.test");
  await surfer.signsIn("bob");
  for (const [page, words] of [
    ["/@circle@alpha.test", WORDS.slice(0, 2)],
    ["/@circle@alpha.test/about", ["Roses at dusk", "Say nothing"]],
    ["/groups", WORDS.slice(0, 2)],
    ["/home", ["Roses at dusk"]],
    [`/compose?group=${id}`, ["Roses at dusk"]],
  ] as const) {
    const { text } = await surfer.get(page);
    expect([page, words.filter((word) => !text.includes(word))]).toEqual([page, []]);
  }
  expect((await surfer.get("/@circle@alpha.test")).text).toContain(new URL(avatar).pathname);
});

test("what it tells is told anew when it changes, and forgotten when the last one there is out; turning public and back it says what it should", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, bob, mal, circle } = await gather(world);
  const change = async (values: Record<string, unknown>) => {
    await ann.api("PATCH", `/api/kith/v1/groups/${circle.id}`, values);
    await world.passes("10 seconds");
  };
  await change({ title: "Lilies at dawn", rules: ["Sing"] });
  expect(await told(bob)).toEqual(["Lilies at dawn", SECRETS.note, "Sing"]);
  expect(await told(mal)).toEqual(NOTHING);
  await change({ private: false });
  for (const who of [bob, mal]) expect(await told(who)).toEqual(["Lilies at dawn", SECRETS.note, "Sing"]);
  expect(await kept(world)).toBe(0);
  // Nobody has to say besides that it is to be hidden.
  await change({ private: true, title: "Roses at dusk" });
  expect(await told(bob)).toEqual(["Roses at dusk", SECRETS.note, "Sing"]);
  expect(await told(mal)).toEqual(NOTHING);
  // Outsiders may know.
  await change({ revealed: true });
  expect((await told(mal)).slice(0, 2)).toEqual(["Roses at dusk", SECRETS.note]);
  await change({ revealed: false });
  expect(await told(mal)).toEqual(NOTHING);
  expect(await kept(world)).toBe(1);
  await mal.follows("@circle@alpha.test");
  await world.settles();
  expect((await told(mal))[0]).toBe("Roses at dusk");
  await does(ann, circle, `bans/${(await ann.finds("@bob@beta.test")).id}`);
  await world.settles();
  expect(await told(bob)).toEqual(NOTHING);
  expect((await told(mal))[0]).toBe("Roses at dusk");
  await mal.unfollows("@circle@alpha.test");
  await world.settles();
  expect(await told(mal)).toEqual(NOTHING);
  expect(await kept(world)).toBe(0);
  // Whoever is let in again hears it again, until the group ends.
  await mal.follows("@circle@alpha.test");
  await world.settles();
  expect(await kept(world)).toBe(1);
  await ann.api("DELETE", `/api/kith/v1/groups/${circle.id}`, { confirm: "circle" });
  await world.passes("1 hour");
  expect(await kept(world)).toBe(0);
  expect(await tries(mal, "GET", (await mal.finds("@circle@alpha.test").catch(() => ({ id: "0" }))).id)).toBe(404);
});

/** Of how many groups beta keeps what they tell their members alone. */
async function kept(world: World): Promise<number> {
  return (await world.instance("beta.test").db.selectFrom("group_insides").select("account_id").execute()).length;
}
