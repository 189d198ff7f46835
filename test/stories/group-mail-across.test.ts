/** A group of another server as a mailing list: whoever reads it by mail here answers it and begins threads in it by mail, and its people there see both. */
import { expect, test } from "vitest";
import { listenForMail } from "../../src/mailing/listen.ts";
import { letterBox } from "../web/letters.ts";
import { letterOf, talkTo } from "../world/smtp.ts";
import { createWorld } from "../world/world.ts";
import { feed, makes, plain } from "./gardeners.ts";
import { goesOut, INBOUND, reads } from "./group-readers.ts";
import { BEN, from, postOf } from "./mailers.ts";

test("an answer by mail stands in the thread there, a letter to the list is a thread there; both are by who wrote them", async () => {
  await using world = await createWorld(INBOUND, "beta.test");
  const kith = world.instance("alpha.test");
  const { letters } = letterBox({ kith });
  const [bob, bea] = [await world.person("bob@beta.test"), await world.person("bea@beta.test")];
  const ben = await world.person("ben@alpha.test");
  const gardens = await makes(bob);
  for (const one of [ben, bea]) await one.follows("@gardens@beta.test");
  await world.settles();
  await reads(kith, ben, (await ben.finds("@gardens@beta.test")).id, "each");
  const tulips = await bob.posts("@gardens Tulips");
  await goesOut(world);
  const [came] = letters;
  const listening = await listenForMail(kith, kith.instance.mail.inbound!);
  await using _ = { [Symbol.asyncDispose]: async () => await listening.close() };
  await using relay = await talkTo(listening.port);
  await relay.brings({ from: BEN, to: [came!.reply_to!], data: letterOf(from(BEN), "Which colour?\n\n> Tulips\n") });
  await world.settles();
  const [answer] = (await bob.thread(tulips)).descendants;
  expect([plain(answer!.content), answer!.account.acct]).toEqual(["@bob Which colour?", "ben@alpha.test"]);
  expect((await bea.thread((await bea.sees(tulips))!)).descendants).toHaveLength(1);
  await relay.brings({ from: BEN, to: [postOf(came!)], data: letterOf(from(BEN, { Subject: "Seeds" }), "Who has some?") });
  await world.settles();
  for (const one of [bob, bea]) expect((await feed(one, gardens))[0]).toContain("Who has some?");
  // Another's address opens nothing to a stranger.
  const mal = "mal@mail.test";
  await relay.brings({ from: mal, to: [came!.reply_to!], data: letterOf(from(mal), "Buy!") });
  await world.settles();
  expect((await bob.thread(tulips)).descendants).toHaveLength(1);
});
