/** Live streams show nothing that a timeline would not: what is public to everybody, what is for followers to them, a direct message to whom it is for. */
import { get, type IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { homeChannel } from "../../src/streams/channels.ts";
import type { StatusJson } from "../world/entities.ts";
import { followsStranger } from "../world/handshake.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";

type Stream = { texts(): string[]; hears(text: string): Promise<void>; end(): void };

/** Listens to a stream of beta's by server-sent events. */
async function listen(world: World, person: Person, stream: string): Promise<Stream> {
  const port = world.port("beta.test");
  const headers = { host: "beta.test", "x-forwarded-proto": "https", authorization: `Bearer ${person.token}` };
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = get({ host: "127.0.0.1", port, path: `/api/v1/streaming/${stream}`, headers }, resolve).once("error", reject);
  const response = await promise;
  expect(response.statusCode).toBe(200);
  let said = "";
  const waiting = new Set<() => void>();
  response.setEncoding("utf8").on("data", (part: string) => {
    said += part;
    for (const look of waiting) look();
  });
  response.on("error", () => undefined);
  const texts = () =>
    [...said.matchAll(/^event: update\ndata: (.*)$/gm)].map(([, data]) =>
      (JSON.parse(data ?? "{}") as StatusJson).content.replace(/<[^>]*>/g, ""),
    );
  return {
    texts,
    hears: async (text) =>
      await new Promise((done) => {
        const look = () => {
          if (texts().includes(text)) done();
        };
        waiting.add(look);
        look();
      }),
    end: () => void request.destroy(),
  };
}

test("a stream shows what its listener may see", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const [follower, outsider] = [await world.person("frida@beta.test"), await world.person("otto@beta.test")];
  await follower.follows(alice);
  await world.settles();
  const streams = {
    home: await listen(world, follower, "user"),
    elsewhere: await listen(world, outsider, "user"),
    everything: await listen(world, outsider, "public"),
  };
  await alice.posts("for followers", { visibility: "private" });
  await alice.posts("not announced", { visibility: "unlisted" });
  await alice.posts("@mona@gamma.test a secret", { visibility: "direct" });
  await world.settles();
  // Said last, so whoever hears it has heard all.
  await alice.posts("for everybody");
  await outsider.posts("mine");
  await world.settles();
  await Promise.all([
    streams.home.hears("for everybody"),
    streams.everything.hears("for everybody"),
    streams.elsewhere.hears("mine"),
  ]);
  expect(streams.home.texts().sort()).toEqual(["for everybody", "for followers", "not announced"]);
  expect(streams.everything.texts().sort()).toEqual(["for everybody", "mine"]);
  expect(streams.elsewhere.texts()).toEqual(["mine"]);
  for (const stream of Object.values(streams)) stream.end();
});

test("what is for a circle comes to its people as it is posted, each by their own copy, and to no other follower", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const people = [
    await world.person("frida@beta.test"),
    await world.person("fanny@beta.test"),
    await world.person("otto@beta.test"),
  ];
  for (const one of people) await one.follows(alice);
  await world.settles();
  const { id: circle_id } = await alice.api<{ id: string }>("POST", "/api/kith/v1/circles", { title: "Choir" });
  const ids = await Promise.all(people.slice(0, 2).map(async (one) => (await alice.finds(one.handle)).id));
  await alice.api("POST", `/api/kith/v1/circles/${circle_id}/accounts`, { account_ids: ids });
  const streams = await Promise.all(people.map(async (one) => await listen(world, one, "user")));
  await alice.posts("For the choir", { visibility: "limited", circle_id } as never);
  await world.settles();
  await alice.posts("For everybody");
  await world.settles();
  await Promise.all(streams.map(async (one) => await one.hears("For everybody")));
  expect(streams.map((one) => one.texts())).toEqual([
    ["For the choir", "For everybody"],
    ["For the choir", "For everybody"],
    ["For everybody"],
  ]);
  for (const one of streams) one.end();
});

test("a post is told of once on a stream, though word of it goes out for each copy that comes", async () => {
  await using world = await createWorld("beta.test");
  const [frida, otto] = [await world.person("frida@beta.test"), await world.person("otto@beta.test")];
  await frida.follows(otto);
  const stream = await listen(world, frida, "user");
  const { id } = await otto.posts("Once");
  await world.settles();
  world.instance("beta.test").bus.publish(homeChannel(Number(frida.id)), { event: "update", payload: id });
  await otto.posts("And then");
  await world.settles();
  await stream.hears("And then");
  expect(stream.texts()).toEqual(["Once", "And then"]);
  stream.end();
});

test("whoever listens is signed in: what is only for such people is heard as it is read, of all that is public and by tag", async () => {
  await using world = await createWorld("beta.test");
  const [frida, otto] = [await world.person("frida@beta.test"), await world.person("otto@beta.test")];
  const mia = await world.stranger("mia@cats.test");
  await followsStranger(world, frida, mia);
  await mia.sends("beta.test", mia.activity("Update", { ...mia.actor, _misskey_requireSigninToViewContents: true }));
  await world.settles();
  const streams = [await listen(world, otto, "public"), await listen(world, otto, "hashtag?tag=purr")];
  const tag = [{ type: "Hashtag", name: "#purr", href: "https://cats.test/tags/purr" }];
  await mia.sends("beta.test", mia.activity("Create", mia.note("<p>For those inside #purr</p>", { tag })));
  await world.settles();
  await otto.posts("Among us #purr", { local_only: true } as never);
  await otto.posts("For everybody #purr");
  await world.settles();
  for (const stream of streams) {
    await stream.hears("For everybody #purr");
    expect(stream.texts()).toEqual(["For those inside #purr", "Among us #purr", "For everybody #purr"]);
    stream.end();
  }
  const visitor = world.visitor("beta.test");
  const open = JSON.parse((await visitor("GET", "/api/v1/timelines/public")).text) as StatusJson[];
  expect(open.map(({ content }) => content.replace(/<[^>]*>/g, ""))).toEqual(["For everybody #purr"]);
  expect((await visitor("GET", "/api/v1/streaming/public")).status).toBe(401);
});
