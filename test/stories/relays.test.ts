/** Relays of both kinds: how this server is let in and leaves, what it sends them, and that it takes nothing from them but hints. */
import { expect, test } from "vitest";
import type { Person } from "../world/person.ts";
import { PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import { staffOf } from "../world/staff.ts";
import { createWorld, type World } from "../world/world.ts";

const RELAYS = "/api/kith/v1/admin/relays";
type RelayJson = { id: string; kind: string; url: string; state: string };

async function gather(world: World, kind: "mastodon" | "litepub") {
  const alice = await staffOf(world, "alice@alpha.test");
  const relay = await world.stranger("relay@relay.test");
  const url = kind === "mastodon" ? "https://relay.test/users/relay/inbox" : relay.uri;
  const added = await alice.api<RelayJson>("POST", RELAYS, { url });
  await world.settles();
  return { alice, relay, url, added };
}

const stateOf = async (alice: Person): Promise<string | undefined> => (await alice.api<RelayJson[]>("GET", RELAYS))[0]?.state;

async function lets(world: World, relay: Stranger, answer = "Accept"): Promise<void> {
  const follow = relay.inbox.documents.findLast(({ type }) => type === "Follow");
  await relay.sends("alpha.test", relay.activity(answer, follow));
  await world.settles();
}

const sent = (relay: Stranger, type: string): Doc[] => relay.inbox.documents.filter((document) => document.type === type);
const federated = async (alice: Person) => (await alice.publicTimeline("?remote=true")).map(({ uri }) => uri);

test("a relay of Mastodon's kind: asked, used, left", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, relay, added } = await gather(world, "mastodon");
  expect(added).toMatchObject({ kind: "mastodon", state: "pending" });
  expect(sent(relay, "Follow")).toMatchObject([{ object: PUBLIC }]);
  await alice.posts("Too early");
  await lets(world, relay);
  expect(await stateOf(alice)).toBe("accepted");
  const post = await alice.posts("Hello relay");
  await alice.posts("Quietly", { visibility: "unlisted" });
  await alice.posts("For followers", { visibility: "private" });
  await world.settles();
  expect(sent(relay, "Create")).toMatchObject([
    { actor: alice.uri, object: { id: post.uri }, signature: { type: "RsaSignature2017" } },
  ]);
  await alice.deletes(post);
  await world.settles();
  expect(sent(relay, "Delete")).toMatchObject([{ object: { id: post.uri }, signature: { type: "RsaSignature2017" } }]);
  await alice.api("POST", `${RELAYS}/${added.id}/disable`);
  await alice.posts("Too late");
  await world.settles();
  expect(sent(relay, "Undo")).toMatchObject([{ object: { type: "Follow", object: PUBLIC } }]);
  expect(sent(relay, "Create")).toHaveLength(1);
  await alice.api("POST", `${RELAYS}/${added.id}/enable`);
  await world.settles();
  await lets(world, relay, "Reject");
  expect(await stateOf(alice)).toBe("rejected");
  await alice.api("DELETE", `${RELAYS}/${added.id}`);
  expect(await alice.api("GET", RELAYS)).toEqual([]);
});

test("a relay of LitePub's kind follows back and is told of posts by the server itself", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, relay, added } = await gather(world, "litepub");
  expect(added).toMatchObject({ kind: "litepub", url: relay.uri });
  const [follow] = sent(relay, "Follow");
  expect(follow).toMatchObject({ object: relay.uri });
  await lets(world, relay);
  await relay.sends("alpha.test", relay.activity("Follow", follow?.actor));
  await world.settles();
  expect(sent(relay, "Accept")).toMatchObject([{ actor: follow?.actor, object: { type: "Follow", actor: relay.uri } }]);
  const post = await alice.posts("Hello relay");
  await world.settles();
  expect(sent(relay, "Announce")).toMatchObject([{ actor: follow?.actor, object: post.uri, to: [PUBLIC] }]);
  expect(sent(relay, "Create")).toEqual([]);
});

test("what is relayed is fetched from where it is, and stands in the federated timeline only", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, relay } = await gather(world, "mastodon");
  await lets(world, relay);
  await alice.follows(relay.handle);
  const hana = await world.stranger("hana@honest.test");
  const [one, two] = [hana.note("announced"), hana.note("as it is")];
  await relay.sends("alpha.test", relay.activity("Announce", one.id));
  const { "@context": context, ...create } = hana.activity("Create", { ...two, content: "as the relay says" });
  const answer = await relay.sends("alpha.test", { "@context": context, ...create });
  expect(answer.status).toBe(202);
  await world.settles();
  expect(new Set(await federated(alice))).toEqual(new Set([one.id, two.id]));
  expect((await alice.sees(String(two.id)))?.content).toBe("as it is");
  expect(await alice.home()).toEqual([]);
  expect((await alice.notifications()).filter(({ type }) => type !== "follow")).toEqual([]);
});

test("of what relayed posts answer a little is fetched, and of all that one relay brings no more than sixty a minute", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, relay } = await gather(world, "mastodon");
  await lets(world, relay);
  const hana = await world.stranger("hana@honest.test");
  const asked = new Set<string>();
  const note = (name: string, inReplyTo?: string): string => {
    const body = hana.note(name, inReplyTo === undefined ? {} : { inReplyTo });
    return hana.serves(String(body["id"]), () => (asked.add(name), { body }));
  };
  /** A thread that goes on and on, of which the relay brings the end. */
  const brings = async (thread: string) => {
    let last: string | undefined;
    for (let n = 0; n < 6; n++) last = note(`${thread}/${n}`, last);
    await relay.sends("alpha.test", relay.activity("Announce", last));
    return String(last);
  };
  const first = await brings("a");
  await world.settles();
  expect([...asked].sort()).toEqual(["a/2", "a/3", "a/4", "a/5"]);
  const shown = await alice.comesUpon(first);
  expect((await alice.thread(shown)).ancestors.map(({ content }) => content)).toEqual(["a/2", "a/3", "a/4"]);
  for (let n = 0; n < 25; n++) await brings(`b${n}`);
  await world.settles();
  const ends = [...asked].filter((name) => /^b.*5$/.test(name)).length;
  expect([ends, asked.size - 4 - ends]).toEqual([25, 57]);
  await world.passes("2 minutes");
  asked.clear();
  await brings("c");
  await world.settles();
  expect([...asked].sort()).toEqual(["c/2", "c/3", "c/4", "c/5"]);
});

test("nobody else lets us in, relays, or speaks through a relay", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, relay } = await gather(world, "mastodon");
  const mallory = await world.stranger("mallory@evil.test");
  const hana = await world.stranger("hana@honest.test");
  await mallory.sends("alpha.test", mallory.activity("Accept", sent(relay, "Follow")[0]));
  await world.settles();
  expect(await stateOf(alice)).toBe("pending");
  await lets(world, relay);
  const note = hana.note("hers");
  expect((await mallory.sends("alpha.test", hana.activity("Create", note))).status).toBe(401);
  await mallory.sends("alpha.test", mallory.activity("Announce", note.id));
  // A relay says that Hana wrote what is not there, what is another's, and what Mallory serves in her name.
  const invented = { ...note, id: `${hana.uri}/notes/999` };
  await relay.sends("alpha.test", hana.activity("Create", invented));
  await relay.sends("alpha.test", hana.activity("Create", { ...note, id: "https://evil.test/notes/1" }));
  mallory.serves("/notes/1", { ...note, id: "https://evil.test/notes/1" });
  await relay.sends("alpha.test", relay.activity("Announce", "https://evil.test/notes/1"));
  await relay.sends("alpha.test", { ...hana.activity("Delete", hana.uri) });
  await world.settles();
  expect(await federated(alice)).toEqual([]);
});

test("what is no relay is refused in words, and only staff may try", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, url } = await gather(world, "mastodon");
  for (const wrong of ["", "nonsense", "http://relay.test/inbox", "https://alpha.test/inbox", "https://nobody.test/actor", url]) {
    const answer = await alice.asks("POST", RELAYS, { url: wrong });
    expect([wrong, answer.status]).toEqual([wrong, 422]);
  }
  const ann = await world.person("ann@alpha.test");
  expect((await ann.asks("GET", RELAYS)).status).toBe(403);
});
