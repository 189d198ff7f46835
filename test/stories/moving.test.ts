/** Accounts that move: between two instances, from other makes of servers, from a server that is gone, and where somebody only says so. */
import { expect, test } from "vitest";
import { PASSWORD } from "../world/people.ts";
import type { Person } from "../world/person.ts";
import type { Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";

const follows = async (who: Person, whom: string): Promise<boolean> => (await who.relationship(whom)).following;
const aliases = async (who: Person, alias: string) => await who.asks("PUT", "/api/pleroma/aliases", { alias });
const moves = async (who: Person, target_account: string, password = PASSWORD) =>
  await who.asks("POST", "/api/pleroma/move_account", { target_account, password });

test("somebody moves to another instance, and their followers everywhere come along", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const again = await world.person("alice2@beta.test");
  const [anna, bob] = [await world.person("anna@alpha.test"), await world.person("bob@beta.test")];
  const fred = await world.stranger("fred@far.test");
  await anna.follows(alice);
  await bob.follows(alice);
  // Who is a friend stands in circles by two follows, of which the old account keeps its own.
  await alice.follows(bob);
  await fred.sends("alpha.test", fred.activity("Follow", alice.uri));
  await world.settles();
  const old = await bob.finds("alice@alpha.test");
  await bob.api("POST", `/api/v1/accounts/${old.id}/follow`, { reblogs: false, notify: true });
  const list = await bob.api<{ id: string }>("POST", "/api/v1/lists", { title: "Near" });
  await bob.api("POST", `/api/v1/lists/${list.id}/accounts`, { account_ids: [old.id] });
  const circle = await bob.api<{ id: string }>("POST", "/api/kith/v1/circles", { title: "Near" });
  await bob.api("POST", `/api/kith/v1/circles/${circle.id}/accounts`, { account_ids: [old.id] });
  // Not before the new account says that it was the old one.
  expect((await moves(alice, again.handle)).status).toBe(422);
  expect((await aliases(again, alice.handle)).status).toBe(200);
  await world.settles();
  expect((await moves(alice, again.handle, "wrong")).status).toBe(403);
  expect((await moves(alice, again.handle)).status).toBe(200);
  await world.passes("1 minute");
  expect([await follows(anna, again.handle), await follows(anna, alice.handle)]).toEqual([true, false]);
  expect([await follows(bob, again.handle), await follows(bob, alice.handle)]).toEqual([true, false]);
  expect(await bob.relationship(again.handle)).toMatchObject({ showing_reblogs: false, notifying: true });
  const members = await bob.api<{ acct: string }[]>("GET", `/api/v1/lists/${list.id}/accounts`);
  expect(members.map(({ acct }) => acct)).toEqual(["alice2"]);
  expect(await bob.api("GET", `/api/kith/v1/circles/${circle.id}/accounts`)).toMatchObject([{ acct: "alice2" }]);
  for (const reader of [anna, bob]) {
    const shown = (await reader.finds("alice@alpha.test")) as { id: string };
    expect(await reader.api("GET", `/api/v1/accounts/${shown.id}`)).toMatchObject({
      moved: { username: "alice2" },
    });
  }
  const at = fred.inbox.documents.findIndex(({ type }) => type === "Move");
  const [update, move] = fred.inbox.documents.slice(at - 1, at + 1);
  expect(update).toMatchObject({ type: "Update", object: { id: alice.uri, movedTo: again.uri } });
  expect(move).toMatchObject({ type: "Move", actor: alice.uri, object: alice.uri, target: again.uri });
  // The old account reads, and writes nothing more; nobody follows it; it can come back, and not move again for a month.
  expect((await alice.asks("POST", "/api/v1/statuses", { status: "Still here?" })).status).toBe(403);
  expect((await alice.asks("GET", "/api/v1/timelines/home")).status).toBe(200);
  expect((await alice.asks("POST", `/api/v1/accounts/${anna.id}/follow`)).status).toBe(403);
  await fred.sends("alpha.test", fred.activity("Follow", alice.uri));
  await world.settles();
  expect(fred.inbox.documents.at(-1)).toMatchObject({ type: "Reject" });
});

/** A newcomer from a server of another make, followed by Anna of ours. */
async function fromElsewhere(world: World): Promise<{ anna: Person; old: Stranger; fresh: Stranger }> {
  const anna = await world.person("anna@alpha.test");
  const [old, fresh] = [await world.stranger("mika@misskey.test"), await world.stranger("mika@masto.test")];
  await anna.follows(old.handle);
  await world.settles();
  await old.sends("alpha.test", old.activity("Accept", old.inbox.documents.at(-1)));
  await world.settles();
  return { anna, old, fresh };
}

test("a Move is believed only with the link back, from the one who moves, and once a week", async () => {
  await using world = await createWorld("alpha.test");
  const { anna, old, fresh } = await fromElsewhere(world);
  const mallory = await world.stranger("mallory@evil.test");
  const asked = async () => (await anna.relationship(fresh.handle)).requested;
  const says = async (who: Stranger, object: string, target: string) => {
    await who.sends("alpha.test", who.activity("Move", object, { target }));
    await world.settles();
  };
  // No link back: the new account may be anybody's.
  await says(old, old.uri, fresh.uri);
  expect([await asked(), await follows(anna, old.handle)]).toEqual([false, true]);
  fresh.actor["alsoKnownAs"] = [old.uri];
  // Not by somebody else, and not by the new account.
  await says(mallory, old.uri, mallory.uri);
  await says(fresh, old.uri, fresh.uri);
  mallory.actor["alsoKnownAs"] = [old.uri];
  await says(mallory, old.uri, mallory.uri);
  expect([await asked(), await follows(anna, old.handle)]).toEqual([false, true]);
  expect((await anna.relationship(mallory.handle)).requested).toBe(false);
  // A copy of the new account's document on another server is not the new account.
  const forged = { ...fresh.actor, id: `${mallory.origin}/users/copy`, alsoKnownAs: [old.uri] };
  mallory.serves("/users/copy", { ...forged, id: fresh.uri });
  await says(old, old.uri, `${mallory.origin}/users/copy`);
  expect(await follows(anna, old.handle)).toBe(true);
  await says(old, old.uri, fresh.uri);
  expect([await asked(), await follows(anna, old.handle)]).toEqual([true, false]);
  expect(fresh.inbox.documents.map(({ type }) => type)).toContain("Follow");
  expect(old.inbox.documents.at(-1)).toMatchObject({ type: "Undo" });
  // And on at once: not within the week.
  const third = await world.stranger("mika@third.test");
  third.actor["alsoKnownAs"] = [old.uri, fresh.uri];
  await anna.follows(old.handle).catch(() => undefined);
  await says(old, old.uri, third.uri);
  expect((await anna.relationship(third.handle)).requested).toBe(false);
});

test("somebody moves here; those who blocked or muted the old account see nothing of the new one", async () => {
  await using world = await createWorld("alpha.test");
  const { anna, old } = await fromElsewhere(world);
  const [mika, cleo, dora] = [
    await world.person("mika@alpha.test"),
    await world.person("cleo@alpha.test"),
    await world.person("dora@alpha.test"),
  ];
  await cleo.blocks(old.handle);
  await dora.mutes(old.handle);
  const note = async (id: string, comment: string) => await anna.api("POST", `/api/v1/accounts/${id}/note`, { comment });
  await note((await anna.finds(old.handle)).id, "lent me a book");
  await note(mika.id, "is nice");
  await aliases(mika, old.handle);
  await old.sends("alpha.test", old.activity("Move", old.uri, { target: mika.uri }));
  await world.settles();
  expect([await follows(anna, mika.handle), await follows(anna, old.handle)]).toEqual([true, false]);
  expect((await cleo.relationship(mika)).blocking).toBe(true);
  expect((await dora.relationship(mika)).muting).toBe(true);
  expect(await anna.relationship(mika)).toMatchObject({ note: "is nice\n\nlent me a book" });
});

test("the old server is gone: what it said last is finished here, and the list of follows is read in", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { anna, old } = await fromElsewhere(world);
  const [mika, bob] = [await world.person("mika@alpha.test"), await world.person("bob@beta.test")];
  // It said where its account went, the Move itself never came, and then it was no more.
  old.actor["movedTo"] = mika.uri;
  await old.sends("alpha.test", old.activity("Update", old.actor));
  await world.settles();
  old.serves(old.uri, { status: 500 });
  const mallory = await world.person("mallory@alpha.test");
  await aliases(mallory, old.handle);
  await world.settles();
  expect(await follows(anna, old.handle)).toBe(true);
  expect((await aliases(mika, old.handle)).status).toBe(200);
  await world.settles();
  expect([await follows(anna, mika.handle), await follows(anna, old.handle)]).toEqual([true, false]);
  const list = [
    "Account address,Show boosts,Notify on new posts,Languages",
    "anna@alpha.test,true,true,",
    'bob@beta.test,false,false,"de, en"',
    "bob@beta.test,false,false,",
    "nobody@nowhere.test,true,false,",
    "rubbish",
    "mika@alpha.test,true,false,",
  ].join("\r\n");
  expect((await mika.asks("POST", "/api/pleroma/follow_import", { list })).status).toBe(200);
  await world.settles();
  expect(await mika.relationship(anna)).toMatchObject({ following: true, notifying: true });
  expect(await mika.relationship(bob.handle)).toMatchObject({ following: true, showing_reblogs: false, languages: ["de", "en"] });
  expect((await mika.asks("POST", "/api/pleroma/follow_import", { list: "nothing at all,\n" })).status).toBe(422);
});

test("the new account speaks for an old one that is gone, if that one named it", async () => {
  await using world = await createWorld("alpha.test");
  const { anna, old, fresh } = await fromElsewhere(world);
  const mallory = await world.stranger("mallory@evil.test");
  old.actor["alsoKnownAs"] = [fresh.uri];
  await old.sends("alpha.test", old.activity("Update", old.actor));
  await world.settles();
  old.serves(old.uri, { status: 500 });
  for (const who of [mallory, fresh]) {
    await who.sends("alpha.test", who.activity("Move", old.uri, { target: who.uri }));
    await world.settles();
  }
  // Neither without the new one's link: the old one alone names it.
  expect(await follows(anna, old.handle)).toBe(true);
  for (const who of [mallory, fresh]) {
    who.actor["alsoKnownAs"] = [old.uri];
    await who.sends("alpha.test", who.activity("Move", old.uri, { target: who.uri }));
    await world.settles();
  }
  expect(await follows(anna, old.handle)).toBe(false);
  expect((await anna.relationship(mallory.handle)).requested).toBe(false);
  expect((await anna.relationship(fresh.handle)).requested).toBe(true);
});

test("who was away when one of ours moved learns it by asking: the old account stays, and says where it went", async () => {
  await using world = await createWorld("alpha.test", "gamma.test");
  const [alice, carol] = [await world.person("alice@alpha.test"), await world.person("carol@gamma.test")];
  const fresh = await world.stranger("alice2@masto.test");
  await carol.follows(alice);
  await world.settles();
  const post = await alice.posts("Still to be read");
  await world.settles();
  await world.down("gamma.test");
  fresh.actor["alsoKnownAs"] = [alice.uri];
  expect((await moves(alice, fresh.handle)).status).toBe(200);
  // The Move itself is given up: gamma never hears of it.
  for (let half_days = 0; half_days < 8; half_days++) await world.passes("12 hours");
  await world.up("gamma.test");
  await world.passes("1 hour");
  expect(await follows(carol, alice.handle)).toBe(true);
  // Whoever asks for the old account is told, by its address and by its name; what it has written stands.
  const asked = async (path: string) => (await fresh.fetches("alpha.test", path)).json<Record<string, unknown>>();
  expect(await asked(new URL(alice.uri).pathname)).toMatchObject({ id: alice.uri, movedTo: fresh.uri });
  expect(JSON.stringify(await asked("/.well-known/webfinger?resource=acct:alice@alpha.test"))).toContain(`"${alice.uri}"`);
  expect(await asked(new URL(post.uri).pathname)).toMatchObject({ attributedTo: alice.uri });
  // The new account says so itself: gamma asks alpha, and believes alpha.
  const mallory = await world.stranger("mallory@evil.test");
  mallory.actor["alsoKnownAs"] = [alice.uri];
  await mallory.sends("gamma.test", mallory.activity("Move", alice.uri, { target: mallory.uri }));
  await world.settles();
  expect(await follows(carol, alice.handle)).toBe(true);
  await fresh.sends("gamma.test", fresh.activity("Move", alice.uri, { target: fresh.uri }));
  await world.settles();
  expect(await follows(carol, alice.handle)).toBe(false);
  expect((await carol.relationship(fresh.handle)).requested).toBe(true);
});
