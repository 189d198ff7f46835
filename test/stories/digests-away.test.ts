/** Letters that sum up what somebody has missed, when not all is as it should be: the mail server is away, its reader wants to hear of some no more, or may not hear anything. */
import { expect, test } from "vitest";
import { getUser } from "../../src/accounts/users.ts";
import type { KithEventOf } from "../../src/kith-events.ts";
import { sendDigest } from "../../src/mailing/digest-letter.ts";
import { markAccount } from "../../src/moderation/suspend.ts";
import { gather, later, wants } from "./subscribers.ts";

test.each([
  ["first", [0, 1]],
  ["second", [1, 0]],
])(
  "when the mail server is away for days nothing is told twice, and nothing is lost, though the %s turn's job comes to it first",
  async (_, order) => {
    const { world, kith, ann, bob, to } = await gather();
    await using _world = world;
    await wants(kith, ann, { digest: "daily" });
    const { id: user_id, last_seen_at: since } = await getUser(kith.db, Number(ann.id));
    const job = { complete: async () => undefined } as never;
    const { send } = kith.mail;
    Object.assign(kith.mail, { send: async () => await Promise.reject(new Error("the mail server is away")) });
    const turns: KithEventOf<"digest.due">[] = [];
    for (let day = 1; day <= 2; day++) {
      await bob.posts(`@ann Day ${day}`);
      await world.passes("1 day");
      const turn = { type: "digest.due", user_id, since, until: world.clock.now(), count: 1 } as const;
      await expect(sendDigest(kith, turn, job)).rejects.toThrow("away");
      turns.push(turn);
    }
    Object.assign(kith.mail, { send });
    for (const turn of order) await sendDigest(kith, turns[turn]!, job);
    await later(world, "1 day");
    expect(to("ann").map(({ text }) => text.match(/Day \d/g))).toEqual([["Day 1"], ["Day 2"]]);
  },
);

test("a letter says nothing of whom its reader has blocked or muted since, and quotes nothing that they filter", async () => {
  const { world, kith, ann, bob, to } = await gather();
  await using _ = world;
  const [cem, dora, eli] = [
    await world.person("cem@alpha.test"),
    await world.person("dora@alpha.test"),
    await world.person("eli@alpha.test"),
  ];
  await wants(kith, ann, { digest: "daily" });
  for (const one of [bob, eli]) await ann.follows(one);
  const filter = { title: "Films", filter_action: "hide", context: ["home", "notifications"] };
  await ann.api("POST", "/api/v2/filters", { ...filter, keywords_attributes: [{ keyword: "ending", whole_word: true }] });
  const here = (await getUser(kith.db, Number(ann.id))).last_seen_at;
  await world.passes("2 hours");
  await eli.favourites(await bob.posts("The ending of that film"));
  await bob.favourites(await eli.posts("A recipe"));
  await bob.posts("@ann It has a sad ending");
  await eli.posts("@ann Hello, Ann");
  for (const one of [cem, dora]) {
    await one.posts(`@ann Words of ${one.username}`);
    await one.posts("@ann In private", { visibility: "direct" });
    await one.follows(ann);
  }
  await world.settles();
  await ann.mutes(cem);
  await ann.blocks(dora);
  // As if somebody else had done it for her: who was here themselves gets no letter.
  const away = async () =>
    await kith.write(
      async (tx) => void (await tx.updateTable("users").set({ last_seen_at: here }).where("id", "=", Number(ann.id)).execute()),
    );
  await away();
  await later(world, "40 hours");
  const [letter] = to("ann");
  expect(letter?.text).toContain("eli: @ann Hello, Ann");
  expect(letter?.text).toContain("eli: A recipe");
  expect(`${letter?.text}${letter?.html}`).not.toMatch(/ending|cem|dora/);
});

test("no letter comes to who is suspended; it comes when that has ended", async () => {
  const { world, kith, ann, bob, to } = await gather();
  await using _ = world;
  await wants(kith, ann, { digest: "daily" });
  await world.passes("2 hours");
  await bob.posts("@ann Hello");
  await world.settles();
  const mark = async (at: number) =>
    await kith.write(async (tx, happened) => {
      const target = { id: Number(ann.id), host: "" };
      await markAccount(tx, kith, happened, { target, mark: "suspended_at", at });
    });
  await mark(world.clock.now());
  for (let day = 0; day < 3; day++) await later(world, "24 hours");
  expect(to("ann")).toEqual([]);
  await mark(0);
  await later(world, "24 hours");
  expect(to("ann").map(({ text }) => text.includes("Hello"))).toEqual([true]);
});
