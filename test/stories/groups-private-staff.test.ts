/** Who looks after a group for its members alone is told to them and their servers, and to nobody else; whoever asks makes nobody ask on. */
import { expect, test } from "vitest";
import type { Person } from "../world/person.ts";
import type { AccountJson } from "../world/entities.ts";
import type { Doc } from "../world/stranger.ts";
import { createWorld } from "../world/world.ts";
import { does, makes, tries } from "./gardeners.ts";
import { moderatedBy } from "./forum.ts";

type Facts = { moderators: AccountJson[] };

/** As the profile of the group tells it, and as the group itself does; 404 for who is not let in. */
async function staffFor(who: Person, id: string): Promise<unknown[]> {
  const { moderators } = await who.api<Facts>("GET", `/api/kith/v1/accounts/${id}/group`);
  const answer = await who.asks("GET", `/api/kith/v1/groups/${id}/moderators`);
  const listed =
    answer.status === 200 ? answer.json<{ account: AccountJson }[]>().map(({ account }) => account.acct) : answer.status;
  return [moderators.map(({ acct }) => acct), listed];
}

for (const revealed of [false, true])
  test(`who looks after a private group ${revealed ? "that says what it is about" : "of which nothing is told"} is known to those in it, wherever they are, and to their servers`, async () => {
    await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
    const [ann, eve] = [await world.person("ann@alpha.test"), await world.person("eve@alpha.test")];
    const [bob, mal] = [await world.person("bob@beta.test"), await world.person("mal@beta.test")];
    const zoe = await world.person("zoe@gamma.test");
    const sly = await world.stranger("sly@delta.test");
    const family = await makes(ann, { name: "family", private: true, membership: "approval", revealed });
    // All of them have looked at it before anybody there is in it.
    const ids = new Map<Person, string>();
    for (const who of [bob, mal, zoe]) ids.set(who, (await who.finds("@family@alpha.test")).id);
    await bob.follows("@family@alpha.test");
    await world.settles();
    const path = `${new URL(family.uri).pathname}/moderators`;
    for (const server of ["beta.test", "gamma.test"])
      expect(await world.instance(server).db.selectFrom("group_moderators").selectAll().execute()).toEqual([]);
    expect((await sly.fetches("alpha.test", path)).status).toBe(404);
    const [asked] = await ann.api<{ id: string }[]>("GET", `/api/kith/v1/groups/${family.id}/requests`);
    await does(ann, family, `requests/${asked?.id}/accept`);
    await world.settles();
    expect(await staffFor(ann, family.id)).toEqual([["ann"], ["ann"]]);
    expect(await staffFor(bob, ids.get(bob) ?? "")).toEqual([["ann@alpha.test"], ["ann@alpha.test"]]);
    expect(await staffFor(eve, family.id)).toEqual([[], 404]);
    for (const who of [mal, zoe]) expect(await staffFor(who, ids.get(who) ?? "")).toEqual([[], 404]);
    // Nor do strangers' servers learn it, or visitors; with the last of its people a server is a stranger's again.
    const plain = { headers: { accept: "application/activity+json" } };
    for (const answer of [await world.visitor("alpha.test")("GET", path, plain), await sly.fetches("alpha.test", path)])
      expect(answer.status).toBe(404);
    await sly.sends("alpha.test", sly.activity("Follow", family.uri));
    await world.settles();
    const [waiting] = await ann.api<{ id: string }[]>("GET", `/api/kith/v1/groups/${family.id}/requests`);
    expect((await sly.fetches("alpha.test", path)).status).toBe(404);
    await does(ann, family, `requests/${waiting?.id}/accept`);
    expect((await sly.fetches("alpha.test", path)).json<Doc>()["orderedItems"]).toEqual([ann.uri]);
    expect((await sly.fetches("alpha.test", path)).headers["cache-control"]).toBe("private, no-store");
    expect(await tries(ann, "DELETE", `${family.id}/members/${waiting?.id}`)).toBe(200);
    expect((await sly.fetches("alpha.test", path)).status).toBe(404);
  });

test("whoever looks at a private forum elsewhere is told nobody, and sends their server to nobody", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const [forum, mona] = [await world.stranger("forum@other.test"), await world.stranger("mona@third.test")];
  Object.assign(forum.actor, { type: "Group", followers: `${forum.uri}/followers`, membersOnly: true });
  const list = moderatedBy(forum, mona);
  Object.assign(forum.actor, { attributedTo: forum.serves(`${forum.uri}/moderators`, list) });
  const { id } = await alice.finds(forum.handle);
  let asked = 0;
  mona.serves(mona.uri, () => {
    asked++;
    return { body: mona.actor };
  });
  await alice.api("GET", `/api/kith/v1/accounts/${id}/group`);
  expect(asked).toBe(0);
  expect((await alice.api<Facts>("GET", `/api/kith/v1/accounts/${id}/group`)).moderators).toEqual([]);
});
