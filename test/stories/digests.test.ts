/** Letters that sum up what somebody has missed: in their language, in their morning, once, and not for ever. */
import { expect, test } from "vitest";
import { getUser } from "../../src/accounts/users.ts";
import { planDueDigests } from "../../src/mailing/digest.ts";
import { sendDigest } from "../../src/mailing/digest-letter.ts";
import { nextMorning } from "../../src/mailing/morning.ts";
import type { Letter } from "../../src/mail/open.ts";
import { openLocales } from "../../src/words/locale.ts";
import { does, makes } from "./gardeners.ts";
import { gather, later, wants } from "./subscribers.ts";

const HOUR = 3_600_000;

test("a letter tells what one has missed, in one's own language, and quotes what everybody may read", async () => {
  const { world, kith, ann, bob, to } = await gather();
  await using _ = world;
  const cem = await world.person("cem@alpha.test");
  await wants(kith, ann, { digest: "daily", time_zone: "Asia/Tokyo" }, "ja");
  await wants(kith, cem, { digest: "daily", time_zone: "America/New_York" }, "de");
  await ann.follows(bob);
  await cem.follows(bob);
  const gardens = await makes(bob);
  await does(cem, gardens, "join");
  await world.passes("2 hours");
  await bob.posts("@ann @cem Look at my <roses>");
  await bob.posts("@ann @cem Only for you", { visibility: "private" });
  await bob.posts("@ann @cem A word in secret", { visibility: "direct" });
  await bob.posts("@gardens Tulips");
  const best = await bob.posts("Everybody likes this", { language: "pt" });
  await (await world.person("dora@alpha.test")).favourites(best);
  await bob.follows(ann);
  await world.settles();
  await later(world, "40 hours");
  const [letter] = to("ann");
  expect(to("ann")).toHaveLength(1);
  expect(letter?.subject).toBe("Kith：見逃したお知らせ");
  expect(letter?.text).toContain("2件の返信・メンション");
  expect(letter?.text).toContain("• bob：@ann @cem Look at my <roses>");
  expect(letter?.text).toContain("bobさんが限定公開の投稿をしました");
  expect(letter?.text).toContain("未読のある会話1件");
  expect(letter?.text).toContain("新しいフォロワー1人");
  expect(letter?.text).toContain("Everybody likes this");
  expect(`${letter?.text}${letter?.html}`).not.toMatch(/Only for you|in secret/);
  expect(letter?.html).toContain("Look at my &lt;roses&gt;");
  // A letter in Japanese, which is read aloud as such, but for what it quotes.
  expect(letter?.html).toContain('<html lang="ja"');
  expect(letter?.html).toContain('bob：<span lang="pt" dir="auto">Everybody likes this</span>');
  expect(letter?.html).not.toMatch(/<img|<roses|http-equiv|utm_/);
  expect(letter?.headers).toMatchObject({
    "Auto-Submitted": "auto-generated",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    "List-Unsubscribe": expect.stringMatching(/^<https:\/\/alpha\.test\/mail\/unsubscribe\?token=\S+>$/) as string,
  });
  expect(to("cem")[0]?.subject).toBe("Kith: was du verpasst hast");
  expect(to("cem")[0]?.text).toContain("2 Erwähnungen\n• bob");
  expect(to("cem")[0]?.text).toContain("Gardens: 1 neuer Beitrag");
  expect(to("bob")).toEqual([]);
});

test("who allows it finds what is for followers in the letter, and messages never", async () => {
  const { world, kith, ann, bob, to } = await gather();
  await using _ = world;
  await wants(kith, ann, { digest: "daily", mail_private: true });
  await world.passes("2 hours");
  await bob.posts("@ann For followers", { visibility: "private" });
  await bob.posts("@ann A word in secret", { visibility: "direct" });
  await world.settles();
  await later(world, "40 hours");
  expect(to("ann")[0]?.text).toContain("For followers");
  expect(to("ann")[0]?.text).not.toContain("in secret");
});

test("what is said in chats is told as chats and nothing else, however much it is; who speaks in several is named once", async () => {
  const { world, kith, ann, bob, to } = await gather();
  await using _ = world;
  const cem = await world.person("cem@alpha.test");
  await wants(kith, ann, { digest: "daily" });
  await ann.api("POST", "/api/kith/v1/chats", { account_ids: [cem.id], status: "Hello, Cem" });
  const [quiet] = await ann.api<{ id: string }[]>("GET", "/api/kith/v1/chats");
  await ann.api("POST", `/api/kith/v1/chats/${quiet?.id}/mute`);
  await world.passes("2 hours");
  await bob.posts("@ann Have you heard?");
  for (let n = 1; n <= 12; n++) await bob.posts(`@ann Word ${n}`, { visibility: "direct" });
  await bob.posts("@ann @cem To both of you", { visibility: "direct" });
  await cem.posts("@ann You muted this", { visibility: "direct" });
  await world.settles();
  await later(world, "40 hours");
  const text = to("ann")[0]?.text ?? "";
  expect(text).toContain("1 mention\n• bob: @ann Have you heard?");
  expect(text).toContain("2 conversations with something new\n• bob\n");
  expect(text).not.toMatch(/Besides|cem/);
});

test("no letter comes to who was here, nor when there is nothing, nor of what they have seen", async () => {
  const { world, kith, ann, bob, to } = await gather();
  await using _ = world;
  await wants(kith, ann, { digest: "daily" });
  await world.passes("2 hours");
  await bob.posts("@ann Hello");
  await later(world, "20 hours");
  expect(to("ann")).toEqual([]);
  await ann.notifications();
  await later(world, "48 hours");
  expect(to("ann")).toEqual([]);
  await bob.posts("@ann Are you there?");
  await later(world, "24 hours");
  expect(to("ann").map(({ text }) => text.includes("Are you there?") && !text.includes("Hello\n"))).toEqual([true]);
});

test("letters that bring nobody here end with the fourth, and begin again with a visit", async () => {
  const { world, kith, ann, bob, to } = await gather();
  await using _ = world;
  await wants(kith, ann, { digest: "daily" });
  await world.passes("30 hours");
  for (let day = 1; day <= 7; day++) {
    await bob.posts(`@ann Day ${day}`);
    await later(world, "24 hours");
  }
  expect(to("ann").map(({ text }) => /Day \d/g.exec(text)?.[0])).toEqual(["Day 1", "Day 2", "Day 3", "Day 4"]);
  expect(to("ann").map(({ text }) => text.includes("the last of these"))).toEqual([false, false, false, true]);
  await ann.notifications();
  await later(world, "48 hours");
  await bob.posts("@ann Back again");
  await later(world, "24 hours");
  expect(to("ann")).toHaveLength(5);
});

test("a letter goes once, though two processes plan at once and the mail server fails at first; what it may be called stays", async () => {
  const { world, kith, ann, bob, to } = await gather();
  await using _ = world;
  await wants(kith, ann, { digest: "weekly" });
  await world.passes("2 hours");
  await bob.posts("@ann Hello");
  const twin = await world.twin("alpha.test");
  await world.passes("15 days");
  const tried: (string | undefined)[] = [];
  const { send } = kith.mail;
  for (const mail of [kith.mail, twin.kith.mail])
    Object.assign(mail, {
      configured: true,
      send: async (letter: Letter) => {
        tried.push(letter.message_id);
        if (tried.length === 1) throw new Error("the mail server is away");
        await send(letter);
      },
    });
  await Promise.all([planDueDigests(kith), planDueDigests(twin.kith), planDueDigests(kith)]);
  await world.settles();
  await world.passes("2 hours");
  await world.passes("1 day");
  expect(to("ann")).toHaveLength(1);
  expect(tried).toHaveLength(2);
  expect(tried[0]).toBe(tried[1]);
});

test("after a crash there is the same letter or none: before the mail server had it, it goes as it was written; afterwards it does not go again", async () => {
  const { world, kith, ann, bob, to } = await gather();
  await using _ = world;
  await wants(kith, ann, { digest: "daily" });
  const hello = await bob.posts("@ann Hello");
  await world.settles();
  const user = await getUser(kith.db, Number(ann.id));
  const event = { type: "digest.due", user_id: user.id, since: user.last_seen_at, until: world.clock.now(), count: 1 } as const;
  const dies = { complete: async () => await Promise.reject(new Error("died")) } as never;
  const lives = { complete: async () => undefined } as never;
  const { send } = kith.mail;
  const tried: Letter[] = [];
  Object.assign(kith.mail, { send: async (letter: Letter) => (tried.push(letter), await Promise.reject(new Error("died"))) });
  await expect(sendDigest(kith, event, lives)).rejects.toThrow("died");
  // What has been said since then stands in no second version of it.
  await bob.api("DELETE", `/api/v1/statuses/${hello.id}`);
  await bob.posts("@ann And later");
  Object.assign(kith.mail, { send: async (letter: Letter) => (tried.push(letter), await send(letter)) });
  await expect(sendDigest(kith, event, dies)).rejects.toThrow("died");
  for (let n = 0; n < 2; n++) await sendDigest(kith, event, lives);
  expect(to("ann")).toHaveLength(1);
  expect(tried).toHaveLength(2);
  expect(tried[1]).toEqual(tried[0]);
  expect(tried[1]!.text).toContain("Hello");
  // Nothing of what it said is kept.
  expect(await kith.db.selectFrom("mail_outbox").select("letter").execute()).toEqual([
    { letter: expect.not.stringContaining("Hello") },
  ]);
  expect((await kith.db.selectFrom("digests").select("sent_count").executeTakeFirst())?.sent_count).toBe(1);
});

test("morning is eight on one's own clocks, also when these change, and each has a minute of their own", () => {
  const locales = openLocales();
  const inOf = (zone: string, every: "daily" | "weekly", now: number, id = 1) => {
    const at = nextMorning(locales("en", zone), every, id, now);
    const { times } = locales("en", zone);
    return `${new Date(`${times.isoDay(at)}T00:00Z`).getUTCDay()} ${times.isoMinute(at).slice(0, 13)}`;
  };
  const saturday = Date.UTC(2026, 2, 28, 12);
  expect(inOf("Europe/Berlin", "daily", saturday)).toBe("0 2026-03-29T08");
  expect(inOf("Asia/Tokyo", "daily", saturday)).toBe("0 2026-03-29T08");
  expect(inOf("America/New_York", "daily", saturday)).toBe("6 2026-03-28T08");
  expect(inOf("Europe/Berlin", "weekly", saturday)).toBe("1 2026-03-30T08");
  // An hour before the midnight before the clocks go forward, 24 hours later is Monday: Sunday has a morning all the same.
  expect(inOf("Europe/Berlin", "daily", Date.UTC(2026, 2, 28, 22, 30))).toBe("0 2026-03-29T08");
  expect(inOf("Europe/Berlin", "daily", Date.UTC(2026, 9, 24, 22, 30))).toBe("0 2026-10-25T08");
  const minutes = Array.from({ length: 50 }, (_, id) => nextMorning(locales("en"), "daily", id, saturday) % HOUR);
  expect(new Set(minutes).size).toBeGreaterThan(40);
});
