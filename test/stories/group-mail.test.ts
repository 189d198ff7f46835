/** Groups as mailing lists: what goes out, how it hangs together, and who gets what. */
import { expect, test } from "vitest";
import { changeSettings } from "../../src/accounts/settings.ts";
import { getUser } from "../../src/accounts/users.ts";
import { planGroupMail } from "../../src/mailing/group-due.ts";
import { MailRefused } from "../../src/mail/open.ts";
import { letterBox } from "../web/letters.ts";
import { createWorld } from "../world/world.ts";
import { does, makes } from "./gardeners.ts";
import { gather, goesOut, INBOUND, reads } from "./group-readers.ts";

test("each post comes as a letter of a list, once, and threads hold together", async () => {
  const { world, kith, ann, ben, gardens, to } = await gather();
  await using _ = world;
  await does(ben, gardens, "join");
  await ann.posts("@gardens Before");
  await world.passes("1 minute");
  await reads(kith, ben, gardens.id, "each");
  const roses = await ann.posts("@gardens My roses bloom");
  await goesOut(world);
  await goesOut(world);
  const mine = await ben.replies(roses, "@ann Lovely");
  const more = await ann.replies(mine, "@ben Thank you");
  await Promise.all([goesOut(world), planGroupMail(kith)]);
  await goesOut(world);
  const [first, second] = to("ben");
  expect(to("ben").map(({ subject }) => subject)).toEqual(["[Gardens] My roses bloom", "Re: [Gardens] My roses bloom"]);
  expect(to("ann")).toEqual([]);
  // Whoever has heard enough of a thread mutes it.
  await ben.api("POST", `/api/v1/statuses/${roses.id}/mute`);
  await ann.replies(mine, "@ben And thank you again");
  await goesOut(world);
  expect(to("ben")).toHaveLength(2);
  // What has a title is called by it, and by nothing of what follows.
  await ann.api("POST", "/api/v1/statuses", { status: "Two handfuls", title: "Seeds to give", group_id: gardens.id });
  await ann.posts("@gardens\n\nWho waters?\n\nI am away");
  await goesOut(world);
  expect(
    to("ben")
      .slice(2)
      .map(({ subject }) => subject),
  ).toEqual(["[Gardens] Seeds to give", "[Gardens] Who waters?"]);
  expect(first).toMatchObject({
    from_name: "ann via Gardens",
    message_id: `<s.${roses.id}@alpha.test>`,
    reply_to: expect.stringMatching(/^r\.[a-z2-7]{52}@lists\.alpha\.test$/) as string,
    return_path: expect.stringMatching(/^b\.[a-z2-7]{52}@lists\.alpha\.test$/) as string,
    headers: {
      Precedence: "list",
      "Auto-Submitted": "auto-generated",
      "List-Id": "<gardens.alpha.test>",
      "List-Help": "<https://alpha.test/settings/mail>",
      "List-Post": expect.stringMatching(/^<mailto:g\.[a-z2-7]{52}@lists\.alpha\.test>$/) as string,
      "List-Archive": "<https://alpha.test/@gardens>",
      "List-Unsubscribe": expect.stringContaining("https://alpha.test/mail/unsubscribe?token=") as string,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
  });
  expect(first?.text).toContain("My roses bloom\n\n-- \n");
  expect(first?.in_reply_to).toBeUndefined();
  expect(second).toMatchObject({
    message_id: `<s.${more.id}@alpha.test>`,
    in_reply_to: `<s.${mine.id}@alpha.test>`,
    references: [`<s.${roses.id}@alpha.test>`, `<s.${mine.id}@alpha.test>`],
  });
});

test("a day comes in one letter for those who want that; who leaves, blocks the author, or has ended it gets nothing", async () => {
  const { world, kith, ann, ben, gardens, to } = await gather();
  await using _ = world;
  const [cem, dora, eve] = [
    await world.person("cem@alpha.test"),
    await world.person("dora@alpha.test"),
    await world.person("eve@alpha.test"),
  ];
  for (const who of [ben, cem, dora, eve]) await does(who, gardens, "join");
  await reads(kith, ben, gardens.id, "daily");
  for (const who of [cem, dora, eve]) await reads(kith, who, gardens.id, "each");
  await ann.posts("@gardens One", { language: "nl" });
  await ann.posts("@gardens Two", { language: "nl", spoiler_text: "Slugs" });
  await does(cem, gardens, "leave");
  await dora.blocks(ann);
  await reads(kith, eve, gardens.id, undefined);
  await goesOut(world);
  expect([to("ben"), to("cem"), to("dora"), to("eve")]).toEqual([[], [], [], []]);
  await world.passes("22 hours");
  await goesOut(world);
  await goesOut(world);
  expect(to("ben").map(({ subject }) => subject)).toEqual(["[Gardens] 2 new posts"]);
  expect(to("ben")[0]?.text).toContain("@gardens One");
  expect(to("ben")[0]?.text).toContain("Content warning: Slugs");
  expect(to("ben")[0]?.text).not.toContain("Two");
  // Both are read aloud in their own language, in a letter that is English.
  expect(to("ben")[0]?.html).toContain('<html lang="en"');
  expect(to("ben")[0]?.html).toMatch(/<div dir="auto" lang="nl">.*One/);
  expect(to("ben")[0]?.html).toContain('Content warning: <span lang="nl" dir="auto">Slugs</span>');
});

test("what is for members only stands in letters of those who allow it", async () => {
  const { world, kith, ann, ben, gardens, to } = await gather({ private: true, membership: "invitation" });
  await using _ = world;
  const cem = await world.person("cem@alpha.test");
  for (const who of [ben, cem]) {
    await does(ann, gardens, "invitations", { acct: who.username });
    await does(who, gardens, "join");
    await reads(kith, who, gardens.id, "each");
  }
  await changeSettings(kith, await getUser(kith.db, Number(cem.id)), { settings: { mail_private: true } });
  await ann.api("POST", "/api/v1/statuses", { status: "The hidden pond", group_id: gardens.id });
  await goesOut(world);
  expect(to("cem")[0]?.text).toContain("The hidden pond");
  expect(to("ben").map(({ subject }) => subject)).toEqual(["[Gardens] For members only"]);
  expect(JSON.stringify(to("ben"))).not.toContain("pond");
});

test("a group on another server is read by mail, too: its threads and what answers them", async () => {
  await using world = await createWorld(INBOUND, "beta.test");
  const kith = world.instance("alpha.test");
  const { letters } = letterBox({ kith });
  const [bob, ben] = [await world.person("bob@beta.test"), await world.person("ben@alpha.test")];
  await makes(bob);
  await ben.follows("@gardens@beta.test");
  await world.settles();
  const row = await kith.db.selectFrom("accounts").select("id").where("username", "=", "gardens").executeTakeFirstOrThrow();
  await reads(kith, ben, String(row.id), "each");
  const tulips = await bob.posts("@gardens Tulips");
  await goesOut(world);
  await bob.replies(tulips, "And more");
  await goesOut(world);
  await world.passes("2 minutes");
  await goesOut(world);
  expect(letters.map(({ subject }) => subject)).toEqual(["[Gardens] Tulips", "Re: [Gardens] Tulips"]);
  expect(letters[0]?.headers?.["List-Id"]).toBe("<gardens.beta.test.alpha.test>");
});

test("an address that the mail server refuses three times is left alone, until its person says that it works", async () => {
  const { world, kith, ann, ben, gardens, letters } = await gather();
  await using _ = world;
  await does(ben, gardens, "join");
  await reads(kith, ben, gardens.id, "each");
  const { send } = kith.mail;
  let asked = 0;
  Object.assign(kith.mail, {
    send: async () => {
      asked++;
      throw new MailRefused("550 5.1.1 no such mailbox", true);
    },
  });
  for (let n = 1; n <= 5; n++) {
    await ann.posts(`@gardens ${n}`);
    await goesOut(world);
    await world.passes("1 hour");
  }
  expect(asked).toBe(3);
  Object.assign(kith.mail, { send });
  await ann.posts("@gardens again");
  await goesOut(world);
  expect(letters).toEqual([]);
  const user = await getUser(kith.db, Number(ben.id));
  expect(user.settings).toContain('"mail_paused":"ben@mail.test"');
});

test("what came back long ago does not count with what comes back today", async () => {
  const { world, kith, ann, ben, gardens, letters } = await gather();
  await using _ = world;
  await does(ben, gardens, "join");
  await reads(kith, ben, gardens.id, "each");
  const { send } = kith.mail;
  const refused = async () => await Promise.reject(new MailRefused("552 5.2.2 mailbox full", true));
  for (let year = 1; year <= 4; year++) {
    Object.assign(kith.mail, { send: refused });
    await ann.posts(`@gardens Lost ${year}`);
    await goesOut(world);
    Object.assign(kith.mail, { send });
    await ann.posts(`@gardens Read ${year}`);
    await goesOut(world);
    await world.passes("300 days");
  }
  expect(letters.map(({ text }) => /Read \d/.exec(text)?.[0])).toEqual(["Read 1", "Read 2", "Read 3", "Read 4"]);
});

test("of a day on which more was said than fits into a letter, all of it comes, in several", async () => {
  const { world, kith, ann, ben, gardens, to } = await gather();
  await using _ = world;
  await does(ben, gardens, "join");
  await reads(kith, ben, gardens.id, "daily");
  for (let n = 1; n <= 120; n++) await ann.posts(`@gardens Number ${n}.`);
  await world.passes("24 hours");
  await goesOut(world);
  const read = to("ben").map(({ text }) => text.match(/Number \d+\./g) ?? []);
  expect(read.map(({ length }) => length).toSorted((a, b) => a - b)).toEqual([20, 50, 50]);
  expect(new Set(read.flat()).size).toBe(120);
});
