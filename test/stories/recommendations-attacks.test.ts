/** Forged, altered and replayed recommendations, answers by others, keys that were changed; and CVs that show no more than they should across servers. */
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { expect, test } from "vitest";
import { withProof } from "../../src/federation/proof.ts";
import { CV_CONTEXT } from "../../src/federation/write/context.ts";
import type { Person } from "../world/person.ts";
import type { Doc, Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** As a Multikey writes an Ed25519 key. */
function multibase(key: KeyObject): string {
  const raw = Buffer.from((key.export({ format: "jwk" }) as { x: string }).x, "base64url");
  let number = BigInt(`0x${Buffer.concat([Buffer.from([0xed, 0x01]), raw]).toString("hex")}`);
  let text = "";
  for (; number > 0n; number /= 58n) text = (BASE58[Number(number % 58n)] ?? "") + text;
  return `z${text}`;
}

type Received = { id: string; uri: string; content: string; state: string };
type Check = { origin: string; proof: string | null; shown: boolean | null };
const at = "/api/kith/v1/recommendations";
const received = async (one: Person) => await one.api<Received[]>("GET", at);
const checks = async (one: Person, uri: string) => await one.api<Check>("POST", `${at}/verify`, { uri });

/** Gives a stranger a key for proofs, which her actor names. */
function keyFor({ actor, uri }: Stranger, name = "proofs") {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const key_id = `${uri}#${name}`;
  actor["assertionMethod"] = [{ id: key_id, type: "Multikey", controller: uri, publicKeyMultibase: multibase(publicKey) }];
  return { key: privateKey, key_id };
}

let serial = 0;
const recommendation = (author: { uri: string }, subject: { uri: string }, changes: Doc = {}): Doc => ({
  "@context": CV_CONTEXT,
  id: `${author.uri}/recommendations/${++serial}`,
  type: "Recommendation",
  attributedTo: author.uri,
  subject: subject.uri,
  relation: "client",
  content: "Very good.",
  mediaType: "text/plain",
  published: "2026-01-01T00:00:00Z",
  updated: `2026-01-01T00:00:${String(serial % 60).padStart(2, "0")}Z`,
  ...changes,
});

async function offers(world: World, mallory: Stranger, to: Person, doc: Doc) {
  const uri = String(doc["id"]);
  if (uri.startsWith(mallory.origin)) mallory.serves(uri, doc);
  await mallory.sends("alpha.test", { ...mallory.activity("Offer", uri), to: [to.uri] });
  await world.settles();
}

test("only what its author has signed, by the letter, about this very person, from where it stands", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, bea] = [await world.person("ann@alpha.test"), await world.person("bea@alpha.test")];
  const [mallory, otto] = [await world.stranger("mallory@evil.test"), await world.stranger("otto@honest.test")];
  const key = keyFor(mallory);
  const ottos = keyFor(otto);
  const signed = (doc: Doc, by = key) => withProof(doc, by, Date.UTC(2026, 0, 1)) as Doc;
  const wrong = generateKeyPairSync("ed25519").privateKey;
  const forged: Record<string, Doc> = {
    unsigned: recommendation(mallory, ann),
    "another key": signed(recommendation(mallory, ann), { ...key, key: wrong }),
    "a key of somebody else": signed(recommendation(mallory, ann), ottos),
    "other words": { ...signed(recommendation(mallory, ann)), content: "The very best." },
    "another relation": { ...signed(recommendation(mallory, ann)), relation: "manager" },
    "another subject": signed(recommendation(mallory, bea)),
    "a subject that was changed": { ...signed(recommendation(mallory, bea)), subject: ann.uri },
    "another author": signed(recommendation(mallory, ann, { attributedTo: otto.uri })),
    "no words": signed(recommendation(mallory, ann, { content: " " })),
    "too many words": signed(recommendation(mallory, ann, { content: "x".repeat(2001) })),
    "a note": signed(recommendation(mallory, ann, { type: "Note" })),
    "another address": signed(recommendation(mallory, ann, { id: `${otto.origin}/recommendations/1` })),
  };
  for (const [what, doc] of Object.entries(forged)) {
    await offers(world, mallory, ann, doc);
    expect(await received(ann), what).toEqual([]);
  }
  const good = signed(recommendation(mallory, ann));
  await offers(world, mallory, ann, good);
  expect(await received(ann)).toMatchObject([{ uri: good["id"], content: "Very good.", state: "pending" }]);
  expect(await received(bea)).toEqual([]);
});

test("what was taken back does not come again, nor what is older than what is known", async () => {
  await using world = await createWorld("alpha.test");
  const ann = await world.person("ann@alpha.test");
  const mallory = await world.stranger("mallory@evil.test");
  const key = keyFor(mallory);
  const first = recommendation(mallory, ann);
  const changed = { ...first, content: "Rather good.", updated: "2026-02-01T00:00:00Z" };
  const signed = (doc: Doc) => withProof(doc, key, Date.UTC(2026, 0, 1)) as Doc;
  await offers(world, mallory, ann, signed(first));
  await offers(world, mallory, ann, signed(changed));
  await offers(world, mallory, ann, signed(first));
  expect((await received(ann)).map(({ content }) => content)).toEqual(["Rather good."]);
  await mallory.sends("alpha.test", mallory.activity("Delete", first["id"]));
  await world.settles();
  expect(await received(ann)).toEqual([]);
  for (const doc of [first, changed, { ...changed, updated: "2026-03-01T00:00:00Z" }]) {
    await offers(world, mallory, ann, signed(doc));
    expect(await received(ann)).toEqual([]);
  }
});

test("nobody else answers for its subject, or takes it back for its author", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [ann, bob] = [await world.person("ann@alpha.test"), await world.person("bob@beta.test")];
  const mallory = await world.stranger("mallory@evil.test");
  await ann.api("POST", `/api/kith/v1/accounts/${(await ann.finds(bob.handle)).id}/recommendations`, { text: "Bob is kind." });
  await world.settles();
  const [own] = await ann.api<(Received & { updated_at: string })[]>("GET", `${at}?which=given`);
  const offer = `${own?.uri}#offers/${Date.parse(own?.updated_at ?? "")}`;
  await mallory.sends("alpha.test", mallory.activity("Accept", offer));
  await mallory.sends("beta.test", mallory.activity("Delete", own?.uri));
  await world.settles();
  expect((await ann.api<Received[]>("GET", `${at}?which=given`)).map(({ state }) => state)).toEqual(["pending"]);
  expect((await received(bob)).map(({ state }) => state)).toEqual(["pending"]);
  // What waits is served to the server of its subject alone.
  const path = (own?.uri ?? "").slice("https://alpha.test".length);
  expect((await mallory.fetches("alpha.test", path)).status).toBe(404);
});

test("a check tells an old key, an unknown one, altered words and silence from each other", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [ann, bob] = [await world.person("ann@alpha.test"), await world.person("bob@beta.test")];
  const otto = await world.stranger("otto@honest.test");
  const key = keyFor(otto);
  const doc = withProof(recommendation(otto, ann), key, Date.UTC(2026, 0, 1)) as Doc;
  await offers(world, otto, ann, doc);
  const [offered] = await received(ann);
  await ann.api("POST", `${at}/${offered?.id}/accept`);
  const uri = String(doc["id"]);
  expect(await checks(bob, uri)).toMatchObject({ origin: "found", proof: "valid", shown: true });
  otto.serves(uri, { ...doc, content: "Very bad." });
  expect(await checks(bob, uri)).toMatchObject({ origin: "found", proof: "invalid" });
  otto.serves(uri, doc);
  keyFor(otto, "newer");
  await world.passes("2 days");
  expect(await checks(ann, uri)).toMatchObject({ origin: "found", proof: "old_key", shown: true });
  expect(await checks(bob, uri)).toMatchObject({ origin: "found", proof: "unknown_key" });
  otto.serves(uri, { status: 500, body: {} } as never);
  expect(await checks(bob, uri)).toMatchObject({ origin: "unreachable", proof: null });
});

type Cv = { headline: string; skills: string[]; languages: { name: string }[]; experience: { title: string }[] };

test("a CV crosses to another server, each part to those for whom it is", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const ann = await world.person("ann@alpha.test");
  const [bob, cleo, dan] = [
    await world.person("bob@beta.test"),
    await world.person("cleo@beta.test"),
    await world.person("dan@beta.test"),
  ];
  const mallory = await world.stranger("mallory@evil.test");
  await ann.api("PATCH", "/api/kith/v1/cv", {
    headline: "Gardener",
    skills: ["Pruning"],
    languages: [{ name: "Dutch", level: "native" }],
    open_to: ["work"],
    experience: [{ title: "Head gardener", organisation: "Park", from: "2019-03" }],
    audience: { skills: "followers", languages: "friends", experience: "nobody" },
  });
  await world.settles();
  for (const one of [bob, cleo]) await one.follows(ann);
  await ann.follows(cleo);
  await world.settles();
  const seen = async (one: Person) => {
    const id = (await one.finds(ann.handle)).id;
    const { headline, skills, languages, experience } = await one.api<Cv>("GET", `/api/kith/v1/accounts/${id}/cv`);
    return [headline, skills.length, languages.length, experience.length];
  };
  expect(await seen(bob)).toEqual(["Gardener", 1, 0, 0]);
  expect(await seen(cleo)).toEqual(["Gardener", 1, 1, 0]);
  expect(await seen(dan)).toEqual(["Gardener", 0, 0, 0]);
  const told = (await mallory.fetches("alpha.test", `/users/${ann.id}/cv`)).json<Doc>();
  expect([told["skills"], told["openTo"]]).toEqual([[], ["work"]]);
  const actor = (await mallory.fetches("alpha.test", `/users/${ann.id}`)).json<{ attachment: Doc[]; headline: string }>();
  expect(actor.headline).toBe("Gardener");
  expect(actor.attachment).toContainEqual({ type: "PropertyValue", name: "Headline", value: "Gardener" });
  // Where headlines are known, it is no field as well.
  expect((await bob.finds(ann.handle)).fields).toEqual([]);
  await ann.blocks(bob);
  await world.passes("10 minutes");
  const id = (await bob.finds(ann.handle)).id;
  expect((await bob.asks("GET", `/api/kith/v1/accounts/${id}/cv`)).status).toBe(404);
});

test("somebody else's server cannot say what is in one's CV", async () => {
  await using world = await createWorld("alpha.test");
  const ann = await world.person("ann@alpha.test");
  const [mallory, otto] = [await world.stranger("mallory@evil.test"), await world.stranger("otto@honest.test")];
  const cv = (owner: Stranger, changes: Doc = {}) => ({
    "@context": CV_CONTEXT,
    id: `${mallory.origin}/cv`,
    type: "Cv",
    attributedTo: owner.uri,
    headline: "Thief",
    skills: ["Lies", "x".repeat(5000)],
    experience: [{ type: "CvEntry", name: "<b>Boss</b>", from: "tomorrow", until: "1999-13" }, "nothing", { type: "CvEntry" }],
    ...changes,
  });
  mallory.serves("/cv", cv(otto));
  otto.actor["@context"] = mallory.actor["@context"] = [...([mallory.actor["@context"]].flat() as unknown[]), CV_CONTEXT[1]];
  otto.actor["cv"] = mallory.actor["cv"] = `${mallory.origin}/cv`;
  const show = async (one: Stranger) => await ann.asks("GET", `/api/kith/v1/accounts/${(await ann.finds(one.handle)).id}/cv`);
  expect((await show(otto)).status).toBe(404);
  expect((await show(mallory)).status).toBe(404);
  mallory.serves("/cv", cv(mallory));
  await world.passes("10 minutes");
  const { skills, experience } = (await show(mallory)).json<Cv & { experience: { from: string | null }[] }>();
  expect(skills.map((skill) => skill.length)).toEqual([4, 60]);
  expect(experience).toMatchObject([{ title: "<b>Boss</b>", from: null, until: null }]);
});

test("a referral from whom one follows is more than a message; from anybody else it is not", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [ann, bob] = [await world.person("ann@alpha.test"), await world.person("bob@beta.test")];
  const cleo = await world.person("cleo@beta.test");
  const refers = async (comment: string) =>
    await ann.asks("POST", "/api/kith/v1/referrals", {
      account_id: (await ann.finds(bob.handle)).id,
      to_id: (await ann.finds(cleo.handle)).id,
      comment,
    });
  expect((await refers("Too early")).status).toBe(404);
  for (const one of [bob, cleo]) await ann.follows(one);
  await world.settles();
  expect((await refers("Bob could help")).status).toBe(200);
  await world.settles();
  const told = async (one: Person) =>
    (await one.notifications())
      .filter(({ type }) => type === "mention")
      .map(({ status }) => (status as { introduction?: { referred_id?: string } }).introduction?.referred_id);
  expect(await told(cleo)).toEqual([undefined]);
  for (const one of [bob, cleo]) await one.follows(ann);
  await world.passes("31 days");
  expect((await refers("Bob could help again")).status).toBe(200);
  await world.settles();
  expect((await told(cleo))[0]).toBe(bob.id);
  expect((await refers("And again")).status).toBe(409);
});
