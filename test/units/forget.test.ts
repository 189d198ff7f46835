/** What is forgotten by its age goes in portions, the oldest first, and what is younger stays. */
import { expect, test } from "vitest";
import { forgetOlder } from "../../src/db/forget.ts";
import { openTestKith } from "../world/instance.ts";

test("two and a half thousand old letters go in three portions, and nothing that is younger", async () => {
  await using kith = await openTestKith();
  const letters = Array.from({ length: 2600 }, (_, n) => ({ key: `<${n}@mail.test>`, seen_at: 1000 + n }));
  for (let at = 0; at < letters.length; at += 400)
    await kith.write(
      async (tx) =>
        await tx
          .insertInto("mail_seen")
          .values(letters.slice(at, at + 400))
          .execute(),
    );
  const left = async () =>
    (await kith.db.selectFrom("mail_seen").select("seen_at").orderBy("seen_at").execute()).map(({ seen_at }) => seen_at);
  const forget = async () => await forgetOlder(kith, { mail_seen: 3500 });
  expect([await forget(), (await left())[0]]).toEqual([true, 2000]);
  expect([await forget(), (await left())[0]]).toEqual([true, 3000]);
  expect(await forget()).toBe(false);
  expect(await left()).toEqual(letters.slice(2500).map(({ seen_at }) => seen_at));
  expect(await forget()).toBe(false);
});
