/** How Pixelfed 0.12.6 hears that a message is gone (docs/peers.md). */
import { expect, test } from "vitest";
import { PASSWORD } from "../world/people.ts";
import type { Doc, Stranger } from "../world/stranger.ts";
import { createWorld } from "../world/world.ts";

test("the deletion of a message comes to its shared inbox, for it believes none elsewhere; others get it where they got the message", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const pia = await world.stranger("pia@pixelfed.test");
  await pia.sends("alpha.test", pia.activity("Follow", alice.uri));
  await world.settles();
  const zoe = await world.stranger("zoe@other.test");
  await alice.finds(`@${zoe.handle}`);
  const shared: string[] = [];
  for (const { origin, handle, serves } of [pia, zoe]) {
    const domain = handle.slice(handle.indexOf("@") + 1);
    serves(`${origin}/f/inbox`, ({ body }) => {
      shared.push(`${domain} ${String((JSON.parse(body) as Doc).type)}`);
      return { status: 202 };
    });
    await world.instance("alpha.test").write(async (tx) => {
      await tx.updateTable("hosts").set({ software: "pixelfed 0.12.6" }).where("host", "=", "pixelfed.test").execute();
      await tx
        .updateTable("accounts")
        .set({ shared_inbox_url: `${origin}/f/inbox` })
        .where("host", "=", domain)
        .execute();
    });
  }
  const post = await alice.posts(`@${pia.handle} @${zoe.handle} Soon gone`, { visibility: "direct" });
  await world.settles();
  await alice.api("DELETE", `/api/v1/statuses/${post.id}`);
  await world.settles();
  const heard = ({ inbox }: Stranger) => inbox.documents.map(({ type }) => type).filter((type) => type !== "Accept");
  // Of the message, and of the copy for whom it was.
  expect(shared).toEqual(["pixelfed.test Delete", "pixelfed.test Delete"]);
  expect([heard(pia), heard(zoe)]).toEqual([["Create"], ["Create", "Delete"]]);
});

test("who leaves is told to it with what they were, for it knows no bare id; to others by their id", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const [pia, zoe] = [await world.stranger("pia@pixelfed.test"), await world.stranger("zoe@other.test")];
  for (const one of [pia, zoe]) await one.sends("alpha.test", one.activity("Follow", alice.uri));
  await world.settles();
  await world
    .instance("alpha.test")
    .write(
      async (tx) =>
        await tx.updateTable("hosts").set({ software: "pixelfed 0.12.6" }).where("host", "=", "pixelfed.test").execute(),
    );
  await alice.api("POST", "/api/pleroma/delete_account", { password: PASSWORD });
  await world.passes("2 hours");
  const farewell = ({ inbox }: Stranger) => inbox.documents.filter(({ type }) => type === "Delete");
  expect(farewell(pia)).toMatchObject([{ actor: alice.uri, object: { id: alice.uri, type: "Person" } }]);
  expect(farewell(zoe)).toMatchObject([{ actor: alice.uri, object: alice.uri }]);
});
