/** Pages and lists of friends and circles cost as many queries for many people as for few. */
import { expect, test } from "vitest";
import { createCircle, ensureCircles } from "../../src/circles/circles.ts";
import { addMembers } from "../../src/circles/members.ts";
import type { Account } from "../../src/db/schema.ts";
import { follow } from "../../src/follows/follow.ts";
import { befriend } from "../../src/friends/befriend.ts";
import { countQueries } from "../world/queries.ts";
import { openSite, type Site } from "./site.ts";

test("friends, requests, circles, writing to one and reading what was written", async () => {
  await using site = await openSite();
  const { kith } = site;
  const counter = countQueries(kith);
  const ann = await site.joins("ann");
  const surfer = site.surfer();
  await surfer.signsIn("ann");
  const [close] = await ensureCircles(kith, ann.id);
  const paths = ["/friends", "/circles", `/circles/${close?.id}?q=friend`, "/compose", "/introduce", "/notifications", "/home"];
  const cost = async () => {
    const counts: string[] = [];
    for (const path of paths) {
      await surfer.get(path);
      const count = await counter.during(async () => expect((await surfer.get(path)).status).toBe(200));
      counts.push(`${path} ${count}`);
    }
    return counts;
  };
  let serial = 0;
  const grow = async (count: number) => {
    for (let n = 0; n < count; n++) await meet(site, ann, ++serial, close!);
  };
  await grow(2);
  const few = await cost();
  await grow(6);
  expect(await cost()).toEqual(few);
});

/** A friend more, in a circle more, and somebody more who asks; each friend knows somebody, and has a post for a circle. */
async function meet({ kith, joins, posts }: Site, ann: Account, n: number, close: Awaited<ReturnType<typeof createCircle>>) {
  const [friend, asker, stranger] = [await joins(`friend${n}`), await joins(`asker${n}`), await joins(`stranger${n}`)];
  await follow(kith, ann, friend);
  await follow(kith, friend, ann);
  await befriend(kith, asker, ann);
  await kith.write(
    async (tx) => await tx.updateTable("accounts").set({ discoverable: 1 }).where("id", "=", stranger.id).execute(),
  );
  await follow(kith, friend, stranger);
  await addMembers(kith, close, [friend.id]);
  await addMembers(kith, await createCircle(kith, ann.id, `Circle ${n}`), [friend.id]);
  await posts(ann, `For a few, ${n}`, { visibility: "limited", circle_id: close.id });
  const [own] = await ensureCircles(kith, friend.id);
  await addMembers(kith, own!, [ann.id]);
  await posts(friend, `For Ann, ${n}`, { visibility: "limited", circle_id: own!.id });
}
