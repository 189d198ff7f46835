/** Who may see what, on every surface: one rule, and no way round it. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";

type Visibility = StatusJson["visibility"];
type Cast = Record<"alice" | "follower" | "mentioned" | "outsider" | "neighbour", Person>;

/** Alice has a follower, somebody she mentions and somebody unrelated on another server, and a neighbour on her own. */
async function gather(world: World): Promise<Cast> {
  const alice = await world.person("alice@alpha.test");
  const neighbour = await world.person("nora@alpha.test");
  const [follower, mentioned, outsider] = [
    await world.person("frida@beta.test"),
    await world.person("mona@beta.test"),
    await world.person("otto@beta.test"),
  ];
  await follower.follows(alice);
  await world.settles();
  return { alice, follower, mentioned, outsider, neighbour };
}

const WORD = "zanzibar";

/** Alice posts; mona is mentioned whatever the visibility is, so that her copy reaches beta. */
async function posted(world: World, { alice }: Cast, visibility: Visibility): Promise<StatusJson> {
  const status = await alice.posts(`@mona@beta.test the ${WORD} word`, { visibility });
  await world.settles();
  return status;
}

const has = (list: readonly StatusJson[], status: StatusJson) =>
  list.some(({ uri, reblog }) => uri === status.uri || reblog?.uri === status.uri);

/** Every surface of the API on which a person could come across a status. */
async function surfacesOf(person: Person, status: StatusJson): Promise<Record<string, boolean>> {
  const copy = await person.sees(status);
  const author = await person.finds("alice@alpha.test");
  const search = await person.api<{ statuses: StatusJson[] }>("GET", `/api/v2/search?q=${WORD}&type=statuses`);
  return {
    looks: copy !== undefined,
    home: has(await person.home(), status),
    public: has(await person.publicTimeline(), status),
    profile: has(await person.profile(author), status),
    search: has(search.statuses, status),
  };
}

const nowhere = { looks: false, home: false, public: false, profile: false, search: false };
type Expected = Partial<Record<keyof Cast, Partial<typeof nowhere>>>;

test.each<[Visibility, Expected]>([
  [
    "public",
    {
      alice: { looks: true, home: true, public: true, profile: true, search: true },
      follower: { looks: true, home: true, public: true, profile: true },
      mentioned: { looks: true, home: false, public: true, profile: true },
      outsider: { looks: true, home: false, public: true, profile: true },
      neighbour: { looks: true, home: false, public: true, profile: true },
    },
  ],
  [
    "unlisted",
    {
      alice: { looks: true, home: true, public: false, profile: true, search: true },
      follower: { looks: true, home: true, public: false, profile: true },
      outsider: { looks: true, home: false, public: false, profile: true, search: false },
      neighbour: { looks: true, home: false, public: false, profile: true, search: false },
    },
  ],
  [
    "private",
    {
      alice: { looks: true, home: true, public: false, profile: true, search: true },
      follower: { looks: true, home: true, public: false, profile: true },
      mentioned: { looks: true, home: false, public: false },
      outsider: nowhere,
      neighbour: nowhere,
    },
  ],
  [
    "direct",
    {
      alice: { looks: true, public: false, search: true },
      follower: nowhere,
      mentioned: { looks: true, home: false, public: false },
      outsider: nowhere,
      neighbour: nowhere,
    },
  ],
])("the API shows what is %s to those whom it is for", async (visibility, expected) => {
  await using world = await createWorld("alpha.test", "beta.test");
  const cast = await gather(world);
  const status = await posted(world, cast, visibility);
  for (const [who, surfaces] of Object.entries(expected))
    expect({ [who]: await surfacesOf(cast[who as keyof Cast], status) }).toMatchObject({ [who]: surfaces });
});

test("its visibility arrives as it was sent", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const cast = await gather(world);
  for (const visibility of ["public", "unlisted", "private", "direct"] as const) {
    const status = await posted(world, cast, visibility);
    expect(await cast.mentioned.sees(status)).toMatchObject({ visibility });
  }
});

test("a hidden status is missing from a thread, and cannot be favourited, boosted or answered", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const cast = await gather(world);
  const open = await posted(world, cast, "public");
  const hidden = await cast.alice.replies(open, "@mona@beta.test only for followers", { visibility: "private" });
  await world.settles();
  const copy = await cast.outsider.sees(open);
  expect((await cast.outsider.thread(copy!)).descendants).toEqual([]);
  expect((await cast.follower.thread((await cast.follower.sees(open))!)).descendants).toMatchObject([{ uri: hidden.uri }]);
  const theirs = await cast.mentioned.sees(hidden);
  for (const verb of ["favourite", "reblog", "bookmark"])
    expect((await cast.outsider.asks("POST", `/api/v1/statuses/${theirs!.id}/${verb}`)).status).toBe(404);
  expect(
    (await cast.outsider.asks("POST", "/api/v1/statuses", { status: "ha", in_reply_to_id: theirs!.id })).status,
  ).toBeGreaterThanOrEqual(400);
  expect((await cast.follower.asks("POST", `/api/v1/statuses/${theirs!.id}/reblog`)).status).toBeGreaterThanOrEqual(400);
});

test("pages and ActivityPub show a stranger what is public and nothing else", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const cast = await gather(world);
  const visitor = world.visitor("alpha.test");
  for (const [visibility, status] of [
    ["public", 200],
    ["unlisted", 200],
    ["private", 404],
    ["direct", 404],
  ] as const) {
    const sent = await posted(world, cast, visibility);
    const ask = async (url: string, accept: string) => await visitor("GET", new URL(url).pathname, { headers: { accept } });
    const [page, note, activity] = [
      await ask(sent.url, "text/html"),
      await ask(sent.uri, "application/activity+json"),
      await ask(`${sent.uri}/activity`, "application/activity+json"),
    ];
    expect([visibility, page.status, note.status, activity.status]).toEqual([visibility, status, status, status]);
    expect(page.text.includes(WORD)).toBe(status === 200);
    const outbox = await visitor("GET", `${new URL(cast.alice.uri).pathname}/outbox?page=true`, {
      headers: { accept: "application/activity+json" },
    });
    expect(outbox.text.includes(sent.uri)).toBe(status === 200);
    const profile = await ask(`https://alpha.test/@alice`, "text/html");
    expect(profile.text.includes(`/${sent.id}`)).toBe(status === 200);
  }
});

test("a signed GET shows a follower's server what is for followers, and a stranger's nothing", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const cast = await gather(world);
  const [friend, stranger] = [await world.stranger("fred@far.test"), await world.stranger("sue@other.test")];
  await friend.sends("alpha.test", friend.activity("Follow", cast.alice.uri));
  await world.settles();
  const hidden = await cast.alice.posts("For followers", { visibility: "private" });
  await world.settles();
  const { pathname } = new URL(hidden.uri);
  expect((await friend.fetches("alpha.test", pathname)).status).toBe(200);
  expect((await stranger.fetches("alpha.test", pathname)).status).toBe(404);
});

test("what is for followers goes to their servers only, and a direct message only to whom it is for", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice } = await gather(world);
  const [friend, stranger] = [await world.stranger("fred@far.test"), await world.stranger("sue@other.test")];
  await friend.sends("alpha.test", friend.activity("Follow", alice.uri));
  await world.settles();
  const before = friend.inbox.documents.length;
  await alice.posts("@sue@other.test psst", { visibility: "direct" });
  await alice.posts("For followers", { visibility: "private" });
  await world.settles();
  expect(friend.inbox.documents.slice(before)).toMatchObject([{ type: "Create", object: { to: [`${alice.uri}/followers`] } }]);
  expect(stranger.inbox.documents).toMatchObject([{ type: "Create", object: { to: [stranger.uri] } }]);
});
