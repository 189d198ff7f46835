/** Quoting with consent (FEP-044f): who may, who is asked, what a stamp is worth, and how consent is taken back. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld } from "../world/world.ts";

type Quote = { state: string; quoted_status: Quoting | null; quoted_status_id?: string | null };
type Quoting = StatusJson & {
  quote: Quote | null;
  quotes_count: number;
  quote_approval: { automatic: string[]; manual: string[]; current_user: string };
};

const quotes = async (person: Person, quoted: StatusJson, text: string, more: object = {}) =>
  await person.api<Quoting>("POST", "/api/v1/statuses", { status: text, quoted_status_id: quoted.id, ...more });
const seen = async (person: Person, status: StatusJson) => (await person.sees(status)) as Quoting | undefined;
const stateFor = async (person: Person, status: StatusJson) => (await seen(person, status))?.quote?.state;
const quoters = async (person: Person, status: StatusJson) =>
  (await person.api<Quoting[]>("GET", `/api/v1/statuses/${status.id}/quotes`)).map(({ uri }) => uri);
const told = async (person: Person, type: string) =>
  (await person.notifications(`?types[]=${type}`)).map(({ status }) => status?.uri);
const posts = async (person: Person, text: string, quote_approval_policy: string) =>
  await person.api<Quoting>("POST", "/api/v1/statuses", { status: text, quote_approval_policy });

test("at home a quote shows what it quotes, counts, and ends with either post", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const post = await alice.posts("Bread");
  const quoting = await quotes(bob, post, "Look:");
  expect(quoting.quote).toMatchObject({
    state: "accepted",
    quoted_status: { id: post.id, content: "<p>Bread</p>", quote: null },
  });
  expect((await seen(alice, post))?.quotes_count).toBe(1);
  expect(await told(alice, "quote")).toEqual([quoting.uri]);
  const further = await quotes(alice, quoting, "They looked:");
  expect(further.quote?.quoted_status?.quote).toEqual({ state: "accepted", quoted_status_id: post.id });
  const boosted = (await alice.boosts(quoting)).reblog as Quoting;
  expect(boosted.quote?.quoted_status?.id).toBe(post.id);
  expect(await quoters(bob, post)).toEqual([quoting.uri]);
  await alice.edits(post, "Rye bread");
  expect(await told(bob, "quoted_update")).toEqual([quoting.uri]);
  await bob.deletes(quoting);
  expect((await seen(alice, post))?.quotes_count).toBe(0);
  const second = await quotes(bob, post, "Again:");
  await alice.deletes(post);
  expect((await seen(bob, second))?.quote).toEqual({ state: "deleted", quoted_status: null });
});

test("the author says who may quote, before and after", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const post = await posts(alice, "For friends", "followers");
  const denied = async (quoted: StatusJson) =>
    (await bob.asks("POST", "/api/v1/statuses", { status: "x", quoted_status_id: quoted.id })).status;
  expect((await seen(bob, post))?.quote_approval).toEqual({ automatic: ["followers"], manual: [], current_user: "denied" });
  expect(await denied(post)).toBe(404);
  await bob.follows(alice);
  expect((await seen(bob, post))?.quote_approval.current_user).toBe("automatic");
  const quoting = await quotes(bob, post, "A friend says:");
  const closed = await alice.api<Quoting>("PUT", `/api/v1/statuses/${post.id}/interaction_policy`, {
    quote_approval_policy: "nobody",
  });
  expect(closed.quote_approval).toEqual({ automatic: [], manual: [], current_user: "automatic" });
  expect(await denied(post)).toBe(404);
  expect(await stateFor(bob, quoting)).toBe("accepted");
  expect(
    (await bob.asks("PUT", `/api/v1/statuses/${post.id}/interaction_policy`, { quote_approval_policy: "public" })).status,
  ).toBe(404);
  expect(await denied(await alice.posts("Between us", { visibility: "private" }))).toBe(404);
  await alice.api("PATCH", "/api/v1/accounts/update_credentials", { source: { quote_policy: "nobody" } });
  expect(await alice.api("GET", "/api/v1/preferences")).toMatchObject({ "posting:default:quote_policy": "nobody" });
  expect(await denied(await alice.posts("By default"))).toBe(404);
});

test("whom one has blocked or muted does not come back in a quote", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const carol = await world.person("carol@alpha.test");
  const quoting = await quotes(bob, await alice.posts("Bread"), "Look:");
  await carol.mutes(alice);
  expect((await seen(carol, quoting))?.quote).toEqual({ state: "muted_account", quoted_status: null });
  await carol.unmutes(alice);
  expect(await stateFor(carol, quoting)).toBe("accepted");
  const { id } = await carol.finds(alice.handle);
  await carol.api("POST", `/api/v1/accounts/${id}/mute`, { duration: 3600 });
  expect(await stateFor(carol, quoting)).toBe("muted_account");
  await world.passes("2 hours");
  expect(await stateFor(carol, quoting)).toBe("accepted");
  await carol.blocks(alice);
  expect(await stateFor(carol, quoting)).toBe("blocked_account");
  await alice.blocks(bob);
  expect((await bob.looksAt(quoting)) as Quoting).toMatchObject({ quote: { state: "unauthorized", quoted_status: null } });
  expect(
    (await bob.asks("POST", "/api/v1/statuses", { status: "x", quoted_status_id: quoting.quote?.quoted_status?.id })).status,
  ).toBe(404);
});

test("consent crosses the border: asked for, stamped, and shown to followers elsewhere", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const alice = await world.person("alice@alpha.test");
  const bob = await world.person("bob@beta.test");
  const carol = await world.person("carol@gamma.test");
  await bob.follows(alice);
  await carol.follows(bob);
  await carol.follows(alice);
  await world.settles();
  const post = await alice.posts("Bread");
  await world.settles();
  const copy = (await seen(bob, post)) as Quoting;
  expect(copy.quote_approval).toEqual({ automatic: ["public"], manual: [], current_user: "automatic" });
  const quoting = await quotes(bob, copy, "Look:");
  expect(quoting.quote).toEqual({ state: "pending", quoted_status: null });
  await world.settles();
  for (const person of [alice, bob, carol]) {
    const found = await seen(person, quoting);
    expect(found?.quote).toMatchObject({ state: "accepted", quoted_status: { uri: post.uri } });
    expect(found?.content).toBe("<p>Look:</p>");
  }
  expect((await seen(alice, post))?.quotes_count).toBe(1);
  expect(await told(alice, "quote")).toEqual([quoting.uri]);
  const copyAtHome = (await seen(alice, quoting)) as Quoting;
  await alice.api("POST", `/api/v1/statuses/${post.id}/quotes/${copyAtHome.id}/revoke`);
  await world.settles();
  for (const person of [alice, bob, carol]) expect(await stateFor(person, quoting)).toBe("revoked");
  expect((await seen(alice, post))?.quotes_count).toBe(0);
});

test("whoever changed their mind meanwhile refuses", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  await bob.follows(alice);
  await world.settles();
  const post = await alice.posts("Bread");
  await world.settles();
  const copy = (await seen(bob, post)) as Quoting;
  await world.down("beta.test");
  await alice.api("PUT", `/api/v1/statuses/${post.id}/interaction_policy`, { quote_approval_policy: "nobody" });
  await world.settles();
  await world.up("beta.test");
  const quoting = await quotes(bob, copy, "Look:");
  await world.settles();
  expect(await stateFor(bob, quoting)).toBe("rejected");
  expect(await told(alice, "quote")).toEqual([]);
  await world.passes("3 hours");
  expect((await seen(bob, copy))?.quote_approval.current_user).toBe("denied");
});

test("servers that know no consent quote what may be quoted by all", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const fred = await world.stranger("fred@far.test");
  await alice.follows(fred.handle);
  const [open, closed] = [await alice.posts("Bread"), await posts(alice, "Cake", "nobody")];
  const said = async (quoted: StatusJson, name: string) => {
    const note = fred.note("<p>Hm</p>", { [name]: quoted.uri });
    await fred.sends("alpha.test", fred.activity("Create", note));
    await world.settles();
    return (await alice.sees(String(note["id"]))) as Quoting;
  };
  expect((await said(open, "_misskey_quote")).quote).toMatchObject({ state: "accepted", quoted_status: { id: open.id } });
  expect((await said(closed, "quoteUri")).quote).toEqual({ state: "rejected", quoted_status: null });
  expect((await seen(alice, closed))?.quotes_count).toBe(0);
  expect(await told(alice, "quote")).toHaveLength(1);
});

test("a stamp counts only from the quoted author's own server, and for the pair that it names", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const [fred, gina] = [await world.stranger("fred@far.test"), await world.stranger("gina@away.test")];
  for (const stranger of [fred, gina]) {
    await alice.follows(stranger.handle);
    await world.settles();
    await stranger.sends("alpha.test", stranger.activity("Accept", stranger.inbox.documents.at(-1)));
  }
  const hers = gina.note("<p>Mine</p>");
  await gina.sends("alpha.test", gina.activity("Create", hers));
  await world.settles();
  let serial = 0;
  const says = async (stamp: (note_id: string) => string | undefined) => {
    const note = fred.note(`<p>Hm ${++serial}</p>`, { quote: hers["id"] });
    const quoteAuthorization = stamp(String(note["id"]));
    if (quoteAuthorization !== undefined) note["quoteAuthorization"] = quoteAuthorization;
    await fred.sends("alpha.test", fred.activity("Create", note));
    await world.settles();
    return ((await alice.sees(String(note["id"]))) as Quoting).quote?.state;
  };
  const stamp = (by: typeof gina, attributedTo: string, interactingObject: string) =>
    by.serves(`/stamps/${++serial}`, {
      "@context": "https://www.w3.org/ns/activitystreams",
      id: `${by.origin}/stamps/${serial}`,
      type: "QuoteAuthorization",
      attributedTo,
      interactingObject,
      interactionTarget: hers["id"],
    });
  expect(await says(() => undefined)).toBe("pending");
  expect(await says((id) => stamp(fred, gina.uri, id))).toBe("rejected");
  expect(await says(() => stamp(gina, gina.uri, `${fred.uri}/notes/other`))).toBe("rejected");
  expect(await says(() => `${gina.origin}/stamps/none`)).toBe("rejected");
  let good = "";
  const quoting: string[] = [];
  expect(await says((id) => (quoting.push(id), (good = stamp(gina, gina.uri, id))))).toBe("accepted");
  // Nobody else takes it back.
  await fred.sends("alpha.test", fred.activity("Delete", good));
  await world.settles();
  expect(((await alice.sees(String(quoting[0]))) as Quoting).quote?.state).toBe("accepted");
  await gina.sends("alpha.test", gina.activity("Delete", good));
  await world.settles();
  expect(((await alice.sees(String(quoting[0]))) as Quoting).quote?.state).toBe("revoked");
});

test("a request is answered with a stamp that anybody can check", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const fred = await world.stranger("fred@far.test");
  const post = await alice.posts("Bread");
  const note = fred.note("<p>Hm</p>", { quote: post.uri });
  const request = fred.activity("QuoteRequest", post.uri, { instrument: note });
  await fred.sends("alpha.test", request);
  await world.settles();
  const answer = fred.inbox.documents.at(-1);
  expect(answer).toMatchObject({ type: "Accept", actor: alice.uri, object: { id: request["id"], type: "QuoteRequest" } });
  const path = String(answer?.["result"]).slice("https://alpha.test".length);
  const stamp = (await world.visitor("alpha.test")("GET", path, { headers: { accept: "application/activity+json" } })).json();
  expect(stamp).toMatchObject({
    type: "QuoteAuthorization",
    attributedTo: alice.uri,
    interactingObject: note["id"],
    interactionTarget: post.uri,
  });
  const [quoting] = await alice.api<Quoting[]>("GET", `/api/v1/statuses/${post.id}/quotes`);
  await alice.api("POST", `/api/v1/statuses/${post.id}/quotes/${quoting?.id}/revoke`);
  await world.settles();
  expect(fred.inbox.documents.at(-1)).toMatchObject({ type: "Delete", object: answer?.["result"] });
  expect((await world.visitor("alpha.test")("GET", path, { headers: { accept: "application/activity+json" } })).status).toBe(404);
  // Asked again, it stays revoked.
  await fred.sends("alpha.test", fred.activity("QuoteRequest", post.uri, { instrument: note }));
  await world.settles();
  expect(fred.inbox.documents.at(-1)).toMatchObject({ type: "Reject" });
});
