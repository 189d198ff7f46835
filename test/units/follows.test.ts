/** Follows and blocks: local ones, those that cross servers, and all that arrives late or twice. */
import { expect, test } from "vitest";
import { getAccount } from "../../src/accounts/find.ts";
import { updateProfile } from "../../src/accounts/update.ts";
import { block, loadBlocks, receiveBlock, unblock } from "../../src/blocks/block.ts";
import { blockHost, loadBlockedHosts, unblockHost } from "../../src/blocks/domains.ts";
import { loadHidden } from "../../src/blocks/hidden.ts";
import { loadMutes, mute, unmute } from "../../src/blocks/mute.ts";
import { firstPage } from "../../src/db/paging.ts";
import type { Account } from "../../src/db/schema.ts";
import { acceptFollow, getFollowRequest, rejectFollow, removeFollower } from "../../src/follows/accept.ts";
import { follow } from "../../src/follows/follow.ts";
import { findFollow, followerIds, followingIds, loadFollowRequests } from "../../src/follows/load.ts";
import { receiveFollow, receiveFollowAnswer, receiveUnfollow } from "../../src/follows/receive.ts";
import { unfollow } from "../../src/follows/unfollow.ts";
import type { Kith } from "../../src/kith.ts";
import { openTestKith } from "../world/instance.ts";
import { addPerson, addStranger, listening } from "./persons.ts";

const counts = async (kith: Kith, { id }: Account) => {
  const { followers_count, following_count } = await getAccount(kith.db, id);
  return [followers_count, following_count];
};
const notices = async (kith: Kith, { id }: Account) =>
  (await kith.db.selectFrom("notifications").select("type").where("account_id", "=", id).orderBy("id").execute()).map(
    ({ type }) => type,
  );

test("a local follow counts at once, and once", async () => {
  await using world = await openTestKith();
  const { kith, events } = listening(world);
  const [mia, ben] = [await addPerson(kith, "mia"), await addPerson(kith, "ben")];
  events.length = 0;
  await Promise.all([follow(kith, mia, ben), follow(kith, mia, ben)]);
  const made = await follow(kith, mia, ben, { reblogs: false });
  expect(made).toMatchObject({ state: "accepted", reblogs: 0, uri: `${mia.uri}/follows/${made.id}` });
  expect(await counts(kith, ben)).toEqual([1, 0]);
  expect(await counts(kith, mia)).toEqual([0, 1]);
  expect(await notices(kith, ben)).toEqual(["follow"]);
  expect(events.filter(({ type }) => type === "follow.accepted")).toHaveLength(1);
  expect(await followerIds(kith.db, ben.id, firstPage(10))).toEqual([{ id: made.id, account_id: mia.id }]);
  expect(await followingIds(kith.db, mia.id, firstPage(10))).toEqual([{ id: made.id, account_id: ben.id }]);
  await unfollow(kith, mia, ben);
  await unfollow(kith, mia, ben);
  expect(await counts(kith, ben)).toEqual([0, 0]);
  expect(await notices(kith, ben)).toEqual([]);
  expect(events.at(-1)).toMatchObject({ type: "follow.removed", uri: made.uri });
  await expect(follow(kith, mia, mia)).rejects.toMatchObject({ kind: "missing" });
});

test("a locked account answers requests, and unlocking accepts them all", async () => {
  await using kith = await openTestKith();
  const [mia, ben, eve] = [await addPerson(kith, "mia"), await addPerson(kith, "ben"), await addPerson(kith, "eve")];
  const locked = await updateProfile(kith, mia, { locked: true });
  expect(await follow(kith, ben, locked)).toMatchObject({ state: "pending" });
  await follow(kith, eve, locked);
  expect(await notices(kith, mia)).toEqual(["follow_request", "follow_request"]);
  expect((await loadFollowRequests(kith.db, mia.id, firstPage(10))).map(({ account_id }) => account_id)).toEqual([
    eve.id,
    ben.id,
  ]);
  await acceptFollow(kith, await getFollowRequest(kith, ben.id, mia.id));
  expect(await notices(kith, mia)).toEqual(["follow_request", "follow"]);
  expect(await counts(kith, mia)).toEqual([1, 0]);
  await expect(getFollowRequest(kith, ben.id, mia.id)).rejects.toMatchObject({ kind: "missing" });
  await updateProfile(kith, locked, { locked: false });
  expect(await counts(kith, mia)).toEqual([2, 0]);
  await removeFollower(kith, mia, eve);
  expect(await counts(kith, mia)).toEqual([1, 0]);
});

test("a follow across the border waits for its Accept", async () => {
  await using world = await openTestKith();
  const { kith, events } = listening(world);
  const [mia, bob] = [await addPerson(kith, "mia"), await addStranger(kith, "bob@beta.test")];
  const asked = await follow(kith, mia, bob);
  expect(asked.state).toBe("pending");
  expect(events.at(-1)).toEqual({ type: "follow.requested", follow_id: asked.id, account_id: mia.id, target_id: bob.id });
  await receiveFollowAnswer(kith, { account: mia, target: bob, uri: `${mia.uri}/follows/1`, accepted: true });
  expect((await findFollow(kith.db, mia.id, bob.id))?.state).toBe("pending");
  await receiveFollowAnswer(kith, { account: mia, target: bob, uri: asked.uri, accepted: true });
  await receiveFollowAnswer(kith, { account: mia, target: bob, uri: asked.uri, accepted: true });
  expect(await counts(kith, mia)).toEqual([0, 1]);
  await receiveFollowAnswer(kith, { account: mia, target: bob, uri: "", accepted: false });
  expect(await findFollow(kith.db, mia.id, bob.id)).toBeUndefined();
  expect(await counts(kith, mia)).toEqual([0, 0]);
  await receiveFollowAnswer(kith, { account: mia, target: bob, uri: asked.uri, accepted: true });
  expect(await findFollow(kith.db, mia.id, bob.id)).toBeUndefined();
});

test("a remote follow keeps its newest id, and an old Undo ends nothing", async () => {
  await using world = await openTestKith();
  const { kith, events } = listening(world);
  const [mia, bob] = [await addPerson(kith, "mia"), await addStranger(kith, "bob@beta.test")];
  const [first, second] = ["https://beta.test/d/1/Follow", "https://beta.test/d/2/Follow"];
  await arrives(kith, first);
  await receiveFollow(kith, { account: bob, target: mia, uri: first });
  await arrives(kith, second);
  await receiveFollow(kith, { account: bob, target: mia, uri: second });
  expect(await counts(kith, mia)).toEqual([1, 0]);
  expect(events.filter(({ type }) => type === "follow.accepted")).toMatchObject([{ uri: first }, { uri: second }]);
  expect(await receiveUnfollow(kith, { account: bob, target: mia, uri: first })).toBe(false);
  expect(await counts(kith, mia)).toEqual([1, 0]);
  const eve = await addStranger(kith, "eve@evil.test");
  expect(await receiveUnfollow(kith, { account: eve, target: undefined, uri: second })).toBe(false);
  expect(await receiveUnfollow(kith, { account: bob, target: undefined, uri: second })).toBe(true);
  expect(await counts(kith, mia)).toEqual([0, 0]);
  await receiveFollow(kith, { account: bob, target: mia, uri: first });
  expect(await receiveUnfollow(kith, { account: bob, target: mia, uri: "https://beta.test/never/seen" })).toBe(true);
});

async function arrives(kith: Kith, activity_uri: string): Promise<void> {
  const lease = { lane: "", priority: 1, run_at: 0, attempts: 0, leased_until: 0, lease: "", last_error: "" };
  const row = {
    id: kith.newId(),
    activity_uri,
    actor_uri: "https://beta.test/actors/bob",
    said: "",
    body: "{}",
    received_at: kith.now(),
    made_at: 0,
    done_at: 1,
    ...lease,
  };
  await kith.write(async (tx) => await tx.insertInto("inbox").values(row).execute());
}

test("the blocked and those of a blocked host are refused", async () => {
  await using world = await openTestKith();
  const { kith, events } = listening(world);
  const [mia, bob, eve] = [
    await addPerson(kith, "mia"),
    await addStranger(kith, "bob@beta.test"),
    await addStranger(kith, "eve@evil.test"),
  ];
  await block(kith, mia, bob);
  await blockHost(kith, mia, "evil.test");
  for (const account of [bob, eve]) await receiveFollow(kith, { account, target: mia, uri: `${account.uri}/f` });
  expect(events.slice(-2)).toMatchObject([
    { type: "follow.rejected", account_id: bob.id },
    { type: "follow.rejected", account_id: eve.id },
  ]);
  await expect(follow(kith, mia, bob)).rejects.toMatchObject({ kind: "forbidden" });
  const actor = await kith.instanceAccount();
  await receiveFollow(kith, { account: eve, target: actor, uri: "https://evil.test/f2" });
  expect(events.at(-1)).toMatchObject({ type: "follow.rejected", target_id: actor.id });
});

test("a block ends both follows and is told once", async () => {
  await using world = await openTestKith();
  const { kith, events } = listening(world);
  const [mia, bob] = [await addPerson(kith, "mia"), await addStranger(kith, "bob@beta.test")];
  const asked = await follow(kith, mia, bob);
  await acceptFollow(kith, asked);
  await receiveFollow(kith, { account: bob, target: mia, uri: "https://beta.test/f1" });
  events.length = 0;
  await block(kith, mia, bob);
  await block(kith, mia, bob);
  expect(events.map(({ type }) => type)).toEqual(["follow.removed", "follow.rejected", "block.added"]);
  expect(await counts(kith, mia)).toEqual([0, 0]);
  expect(await notices(kith, mia)).toEqual([]);
  expect((await loadBlocks(kith.db, mia.id, firstPage(10))).map(({ account_id }) => account_id)).toEqual([bob.id]);
  await unblock(kith, mia, bob);
  expect(events.at(-1)).toMatchObject({ type: "block.removed", uri: expect.stringContaining(`${mia.uri}/blocks/`) });
  await receiveBlock(kith, { account: bob, target: mia, uri: "https://beta.test/b1" });
  await expect(follow(kith, mia, bob)).rejects.toMatchObject({ kind: "forbidden" });
});

test("hidden: blocks both ways, mutes until they run out, hosts", async () => {
  await using kith = await openTestKith();
  const [mia, ben, eve] = [await addPerson(kith, "mia"), await addPerson(kith, "ben"), await addPerson(kith, "eve")];
  const [bob, kim] = [await addStranger(kith, "bob@beta.test"), await addStranger(kith, "kim@gamma.test")];
  await block(kith, ben, mia);
  await mute(kith, mia, eve, { duration: 60 });
  await receiveFollow(kith, { account: bob, target: mia, uri: "https://beta.test/f" });
  await follow(kith, mia, bob);
  await blockHost(kith, mia, "@Beta.test");
  // A job ends the follows.
  await kith.worker.drain();
  expect(await counts(kith, mia)).toEqual([0, 0]);
  const all = [ben, eve, bob, kim].map(({ id }) => id);
  expect(await loadHidden(kith.db, mia.id, all, kith.now())).toEqual(new Set([ben.id, eve.id, bob.id]));
  expect(await loadHidden(kith.db, mia.id, all, kith.now() + 61_000)).toEqual(new Set([ben.id, bob.id]));
  expect(await loadHidden(kith.db, 0, all, kith.now())).toEqual(new Set());
  expect((await loadMutes(kith.db, mia.id, kith.now(), firstPage(9))).map(({ account_id }) => account_id)).toEqual([eve.id]);
  expect(await loadMutes(kith.db, mia.id, kith.now() + 61_000, firstPage(9))).toEqual([]);
  await unmute(kith, mia, eve);
  expect((await loadBlockedHosts(kith.db, mia.id, firstPage(9))).map(({ host }) => host)).toEqual(["beta.test"]);
  await unblockHost(kith, mia, "beta.test");
  expect(await loadHidden(kith.db, mia.id, all, kith.now())).toEqual(new Set([ben.id]));
  await expect(blockHost(kith, mia, "alpha.test")).rejects.toMatchObject({ kind: "invalid" });
  await expect(rejectFollow(kith, { account_id: 1, target_id: mia.id })).resolves.toBeUndefined();
});
