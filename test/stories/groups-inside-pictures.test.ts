/** The pictures of a group that tells outsiders nothing: every address of them ends, here and on a second server, and none opens without its mark. */
import { expect, test } from "vitest";
import { moveOldGroupPictures } from "../../src/groups/pictures.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { gather, seenBy } from "./insiders.ts";

const asked = async (world: World, url: string, marked = true): Promise<number> => {
  const { host, pathname, search } = new URL(url);
  return (await world.visitor(host)("GET", marked ? pathname + search : pathname)).status;
};
const change = async (ann: Person, { id }: { id: string }, values: object): Promise<unknown> =>
  await ann.api("PATCH", `/api/kith/v1/groups/${id}`, values);

test("whoever has seen the picture, or was told where it is, finds it no more after a while; who is in the group does", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, bob } = await gather(world);
  for (const who of [ann, bob]) {
    const { avatar } = await seenBy(who);
    expect([await asked(world, avatar), await asked(world, avatar, false)]).toEqual([200, 404]);
    expect(
      (await world.visitor(new URL(avatar).host)("GET", avatar.replace(/^https:\/\/[^/]+/, ""))).headers["cache-control"],
    ).toMatch(/^private, max-age=\d+$/);
    await world.passes("3 days");
    expect(await asked(world, avatar)).toBe(404);
    const anew = (await seenBy(who)).avatar;
    expect([anew === avatar, await asked(world, anew)]).toEqual([false, 200]);
  }
});

test("a server that looks for the first time after weeks asks where the picture is now", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { bob } = await gather(world);
  await world.passes("20 days");
  const { avatar } = await seenBy(bob);
  expect(await asked(world, avatar)).toBe(200);
});

test("when the group tells everybody, so does its picture's address; when it does not any more, that one leads nowhere", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, eve, bob, circle } = await gather(world);
  const hidden = (await seenBy(ann)).avatar;
  await change(ann, circle, { revealed: true });
  await world.settles();
  const open = (await seenBy(eve)).avatar;
  expect([new URL(open).search, await asked(world, open), await asked(world, hidden)]).toEqual(["", 200, 404]);
  await change(ann, circle, { revealed: false });
  await world.settles();
  expect(await asked(world, open)).toBe(404);
  expect((await seenBy(eve)).avatar).toContain("missing");
  for (const who of [ann, bob]) expect([who.handle, await asked(world, (await seenBy(who)).avatar)]).toEqual([who.handle, 200]);
});

test("pictures from before they lay apart are moved, once", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, bob, circle } = await gather(world);
  const kith = world.instance("alpha.test");
  await change(ann, circle, { revealed: true });
  const { avatar: open } = await seenBy(ann);
  await kith.write(async (tx) => {
    await tx.updateTable("groups").set({ revealed: 0 }).where("account_id", "=", Number(circle.id)).execute();
    await tx.updateTable("accounts").set({ avatar: "" }).where("id", "=", Number(circle.id)).execute();
  });
  expect(await moveOldGroupPictures(kith)).toBe(false);
  await world.settles();
  expect(await asked(world, open)).toBe(404);
  for (const who of [ann, bob]) {
    const { avatar } = await seenBy(who);
    expect([who.handle, await asked(world, avatar), await asked(world, avatar, false)]).toEqual([who.handle, 200, 404]);
  }
  const before = await kith.db.selectFrom("groups").select("avatar").execute();
  await moveOldGroupPictures(kith);
  expect(await kith.db.selectFrom("groups").select("avatar").execute()).toEqual(before);
});
