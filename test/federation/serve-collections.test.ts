/** Lists that other servers may read here, and how they find their way. */
import { describe, expect, test } from "vitest";
import type { Account, Status } from "../../src/db/schema.ts";
import type { Kith } from "../../src/kith.ts";
import { pin } from "../../src/statuses/pin.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import { reblog } from "../../src/statuses/reblog.ts";
import { addPerson } from "../units/persons.ts";
import { addRemote, draft, followedBy, openDoor, openOutside, type Json, type Outside } from "./outside.ts";

type Get = Awaited<ReturnType<typeof openDoor>>;
type Cast = Outside & { kith: Kith; alice: Account; get: Get };

async function cast(config: { authorized_fetch?: boolean } = {}): Promise<Cast> {
  const outside = await openOutside({ config: { federation: config } });
  const alice = await addPerson(outside.kith, "alice");
  return { ...outside, alice, get: await openDoor(outside.kith) };
}

const path = (uri: string) => new URL(uri).pathname + new URL(uri).search;

describe("collections", () => {
  test("the outbox holds what is for everybody, newest first, in pages", async () => {
    const { kith, alice, get } = await cast();
    const statuses: Status[] = [];
    for (let i = 0; i < 21; i++) statuses.push(await publishStatus(kith, alice, draft(`Number ${i}`)));
    await publishStatus(kith, alice, draft("Secret", { visibility: "private" }));
    const mine = await reblog(kith, alice, statuses[0] as Status);
    const head = await get(path(alice.outbox_url));
    expect(head.json).toMatchObject({ type: "OrderedCollection", totalItems: 23, first: `${alice.outbox_url}?page=true` });
    const page = (await get(path(String(head.json.first)))).json;
    const items = page.orderedItems as Json[];
    expect(items).toHaveLength(20);
    expect(items[0]).toMatchObject({ type: "Announce", id: mine.uri, object: statuses[0]?.uri });
    expect(items[1]).toMatchObject({ type: "Create", object: { id: statuses[20]?.uri } });
    expect(JSON.stringify(page)).not.toContain("Secret");
    const next = (await get(path(String(page.next)))).json;
    expect((next.orderedItems as Json[]).map(({ object }) => (object as Json).id)).toEqual([statuses[1]?.uri, statuses[0]?.uri]);
    expect(next).not.toHaveProperty("next");
  });

  test("followers are counted for all, and told unless they are hidden", async () => {
    const { kith, alice, get } = await cast();
    const bob = await addRemote(kith, "bob@beta.test");
    await followedBy(kith, alice, bob);
    expect((await get(path(alice.followers_url))).json).toMatchObject({
      totalItems: 1,
      first: `${alice.followers_url}?page=true`,
    });
    expect((await get(`${path(alice.followers_url)}?page=true`)).json.orderedItems).toEqual([bob.uri]);
    await kith.write(
      async (tx) => await tx.updateTable("accounts").set({ hide_collections: 1 }).where("id", "=", alice.id).execute(),
    );
    expect((await get(path(alice.followers_url))).json).not.toHaveProperty("first");
    expect((await get(`${path(alice.followers_url)}?page=true`)).status).toBe(404);
    expect((await get(path(alice.following_url))).json).toMatchObject({ totalItems: 0 });
  });

  test("pins are featured, replies are listed by uri, one's own first", async () => {
    const { kith, alice, get } = await cast();
    const status = await publishStatus(kith, alice, draft("Pin me"));
    await pin(kith, alice, status);
    expect((await get(path(alice.featured_url))).json).toMatchObject({
      type: "OrderedCollection",
      totalItems: 1,
      orderedItems: [{ id: status.uri, type: "Note" }],
    });
    const own = await publishStatus(kith, alice, draft("and", { in_reply_to_id: status.id }));
    const ben = await addPerson(kith, "ben");
    const other = await publishStatus(kith, ben, draft("yes", { in_reply_to_id: status.id }));
    await publishStatus(kith, ben, draft("@alice no", { in_reply_to_id: status.id, visibility: "direct" }));
    const head = (await get(`${path(status.uri)}/replies`)).json;
    const first = (await get(path(String(head.first)))).json;
    expect(first.items).toEqual([own.uri]);
    expect((await get(path(String(first.next)))).json.items).toEqual([other.uri]);
  });
});

describe("finding", () => {
  test.each([
    ["acct:alice@alpha.test"],
    ["acct:ALICE@Alpha.Test"],
    ["alice@alpha.test"],
    ["https://alpha.test/@alice"],
    ["ACTOR"],
  ])("WebFinger knows %s", async (resource) => {
    const { alice, get } = await cast();
    const asked = encodeURIComponent(resource === "ACTOR" ? alice.uri : resource);
    const answer = await get(`/.well-known/webfinger?resource=${asked}`, {});
    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toContain("application/jrd+json");
    expect(answer.headers["access-control-allow-origin"]).toBe("*");
    expect(answer.json).toMatchObject({
      subject: "acct:alice@alpha.test",
      aliases: expect.arrayContaining([alice.uri, alice.url]) as unknown,
    });
    const links = Object.fromEntries((answer.json.links as Json[]).map((link) => [link.rel, link]));
    expect(links["self"]).toMatchObject({ type: "application/activity+json", href: alice.uri });
    expect(links["http://webfinger.net/rel/profile-page"]).toMatchObject({ href: alice.url });
    expect(links["http://ostatus.org/schema/1.0/subscribe"]).toMatchObject({
      template: "https://alpha.test/authorize_interaction?uri={uri}",
    });
  });

  test("WebFinger knows the instance, and nobody else", async () => {
    const { kith, get } = await cast();
    await kith.instanceAccount();
    expect((await get("/.well-known/webfinger?resource=acct:instance.actor@alpha.test", {})).status).toBe(200);
    for (const resource of [
      "acct:nobody@alpha.test",
      "acct:alice@beta.test",
      "nonsense",
      "https://alpha.test/@",
      "acct:%00@alpha.test",
    ])
      expect((await get(`/.well-known/webfinger?resource=${encodeURIComponent(resource)}`, {})).status).toBe(404);
    expect((await get("/.well-known/webfinger", {})).status).toBe(400);
  });

  test("NodeInfo comes in both versions, with what clients look for", async () => {
    const { kith, alice, get } = await cast();
    await publishStatus(kith, alice, draft("Count me"));
    const links = (await get("/.well-known/nodeinfo", {})).json.links as Json[];
    for (const { href } of links) {
      const { json } = await get(path(String(href)), {});
      expect(json).toMatchObject({
        software: { name: "kith" },
        protocols: ["activitypub"],
        usage: { users: { total: 1, activeMonth: 1 }, localPosts: 1 },
      });
      expect(json).toMatchObject({ metadata: { nodeName: "Kith", upstream: { name: "mastodon" } } });
    }
    expect(links).toHaveLength(2);
  });

  test("host-meta says where WebFinger is, in XML and in JSON", async () => {
    const { get } = await cast();
    const template = "https://alpha.test/.well-known/webfinger?resource={uri}";
    const xml = await get("/.well-known/host-meta", {});
    expect([xml.headers["content-type"], xml.text]).toEqual([
      "application/xrd+xml; charset=utf-8",
      expect.stringContaining(template),
    ]);
    for (const answer of [
      await get("/.well-known/host-meta", { accept: "application/json" }),
      await get("/.well-known/host-meta.json", {}),
    ])
      expect(answer.json).toEqual({ links: [{ rel: "lrdd", type: "application/jrd+json", template }] });
  });
});
