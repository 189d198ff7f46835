/** Ways round the one rule of who sees what: every address at which something of a hidden status could stand, asked by those whom it is not for. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { staffOf } from "../world/staff.ts";
import { createWorld, type World } from "../world/world.ts";

const WORD = "zanzibar";
const ACTIVITY = { accept: "application/activity+json" };

type Hidden = StatusJson & { poll?: { id: string } | null };
type Cast = Record<"alice" | "frida" | "nora", Person>;

/** Frida follows Alice and has done with her hidden post what one can do; Nora is a neighbour. */
async function gather(world: World): Promise<Cast & { root: StatusJson; hidden: Hidden; secret: StatusJson }> {
  const [alice, frida, nora] = [
    await world.person("alice@alpha.test"),
    await world.person("frida@alpha.test"),
    await world.person("nora@alpha.test"),
  ];
  await frida.follows(alice);
  const root = await alice.posts("To everybody");
  const hidden: Hidden = await alice.api("POST", "/api/v1/statuses", {
    status: `The ${WORD} word #${WORD}tag`,
    visibility: "private",
    in_reply_to_id: root.id,
    quoted_status_id: root.id,
  });
  const secret = await alice.replies(root, `@frida@alpha.test ${WORD} again`, { visibility: "direct" });
  await alice.api("POST", "/api/v1/statuses", {
    status: `Which ${WORD}?`,
    visibility: "private",
    poll: { options: [`${WORD} one`, "two"], expires_in: 3600 },
  });
  await frida.favourites(hidden);
  await frida.bookmarks(hidden);
  await frida.api("POST", `/api/v1/statuses/${hidden.id}/react/👍`);
  await frida.replies(hidden, `My ${WORD}`, { visibility: "private" });
  await alice.pins(hidden);
  await world.settles();
  return { alice, frida, nora, root, hidden, secret };
}

type Ground = Awaited<ReturnType<typeof gather>>;

/** Where one status could stand alone. */
const addressesOf = ({ id, uri, url }: StatusJson): string[] => [
  ...["", "/context", "/history", "/source", "/favourited_by", "/reblogged_by", "/quotes", "/card"].map(
    (path) => `/api/v1/statuses/${id}${path}`,
  ),
  `/api/v1/pleroma/statuses/${id}/reactions`,
  `/api/kith/v1/statuses/${id}/thread`,
  `/api/kith/v1/statuses/${id}/receipts`,
  `/api/oembed?url=${encodeURIComponent(url)}`,
  `/api/oembed?url=${encodeURIComponent(uri)}`,
];

/** Where it could stand among others. */
const lists = ({ alice, root, hidden, secret }: Ground): string[] => [
  `/api/v1/statuses?id[]=${hidden.id}&id[]=${secret.id}`,
  "/api/v1/timelines/public",
  "/api/v1/timelines/public?local=true",
  `/api/v1/timelines/tag/${WORD}tag`,
  ...["", "pinned=true", "only_media=true", "exclude_replies=true", `tagged=${WORD}tag`].map(
    (query) => `/api/v1/accounts/${alice.id}/statuses?${query}`,
  ),
  `/api/v1/accounts/${alice.id}/featured_tags`,
  `/api/v1/statuses/${root.id}/context`,
  `/api/v1/statuses/${root.id}/quotes`,
  `/api/v1/search?q=${WORD}`,
  `/api/v2/search?q=${WORD}&type=statuses`,
  `/api/v2/search?q=${WORD}&type=hashtags`,
  `/api/v2/search?q=${encodeURIComponent(hidden.url)}&resolve=true`,
  "/api/v1/trends/statuses",
  "/api/v1/trends/tags",
  "/api/v1/bookmarks",
  "/api/v1/favourites",
  "/api/v1/notifications",
  "/api/v2/notifications",
  "/api/v1/conversations",
  "/api/v1/timelines/home",
  "/@alice",
  "/@alice/with_replies",
  "/public",
  `/tags/${WORD}tag`,
];

const viewers = ["nora", "nobody"] as const;

test.each(viewers)("%s finds nothing of what is for others at any address of the API or of pages", async (who) => {
  await using world = await createWorld("alpha.test");
  const ground = await gather(world);
  const { nora, hidden, secret } = ground;
  const headers: Record<string, string> = who === "nora" ? { authorization: `Bearer ${nora.token}` } : {};
  const ask = async (path: string) => await world.visitor("alpha.test")("GET", path, { headers });
  for (const path of [hidden, secret].flatMap(addressesOf)) {
    const { status, text } = await ask(path);
    expect([path, [401, 403, 404].includes(status), text.includes(WORD)]).toEqual([path, true, false]);
  }
  for (const path of lists(ground)) {
    const { status, text } = await ask(path);
    // The word itself is in what was asked for.
    const told = text.includes(`The ${WORD} word`) || text.includes(hidden.id) || text.includes(secret.id);
    expect([path, status < 500, told]).toEqual([path, true, false]);
  }
});

test("nor does another server, nor a browser, by the addresses of ActivityPub", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, root, hidden, secret } = await gather(world);
  const visitor = world.visitor("alpha.test");
  const mallory = await world.stranger("mallory@evil.test");
  const parts = ["", "/activity", "/replies", "/replies?page=true", "/context", "/context?page=true", "/likes", "/shares"];
  for (const { id, uri, url } of [hidden, secret]) {
    for (const path of parts) {
      const at = new URL(uri).pathname + path;
      expect([path, (await visitor("GET", at, { headers: ACTIVITY })).status]).toEqual([path, 404]);
      expect([path, (await mallory.fetches("alpha.test", at)).status]).toEqual([path, 404]);
    }
    expect((await visitor("GET", new URL(url).pathname, { headers: { accept: "text/html" } })).status).toBe(404);
    // Whether there is something to be seen by others is not said either.
    const none = `${new URL(uri).pathname.replace(/\d+$/, "")}1`;
    for (const path of ["", "/activity", "/replies"]) {
      const page = async (at: string) => (await visitor("GET", at + path, { headers: { accept: "text/html" } })).status;
      expect(await page(new URL(uri).pathname)).toBe(await page(none));
    }
    expect((await mallory.fetches("alpha.test", `/users/${alice.id}/quote_authorizations/${id}`)).text).not.toContain(WORD);
  }
  const person = new URL(alice.uri).pathname;
  const inThread = new URL(root.uri).pathname;
  for (const path of [
    ...["/outbox", "/outbox?page=true", "/collections/featured", "/collections/tags"].map((part) => person + part),
    ...["", "/replies?page=true", "/replies?page=true&others=true", "/context?page=true"].map((part) => inThread + part),
  ]) {
    const { text } = await mallory.fetches("alpha.test", path);
    expect([path, text.includes(WORD), text.includes(hidden.id), text.includes(secret.id)]).toEqual([path, false, false, false]);
  }
});

test("nobody acts on what is not for them, neither by its id nor by that of its poll", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, nora, hidden, secret } = await gather(world);
  const [asking] = (await alice.profile(alice)) as Hidden[];
  const poll_id = asking?.poll?.id ?? "";
  expect(poll_id).not.toBe("");
  const acts = ["favourite", "bookmark", "reblog", "pin", "mute", "translate", "react/👍"];
  for (const { id } of [hidden, secret]) {
    for (const act of acts) expect([act, (await nora.asks("POST", `/api/v1/statuses/${id}/${act}`)).status]).toEqual([act, 404]);
    for (const body of [{ in_reply_to_id: id }, { quoted_status_id: id }]) {
      const answer = await nora.asks("POST", "/api/v1/statuses", { status: "ha", ...body });
      expect([404, 422].includes(answer.status)).toBe(true);
    }
    expect((await nora.asks("PUT", `/api/v1/statuses/${id}`, { status: "ha" })).status).toBe(404);
    expect((await nora.asks("DELETE", `/api/v1/statuses/${id}`)).status).toBe(404);
    expect(
      (await nora.asks("PUT", `/api/v1/statuses/${id}/interaction_policy`, { quote_approval_policy: "public" })).status,
    ).toBe(404);
    const reported = await nora.asks("POST", "/api/v1/reports", { account_id: alice.id, status_ids: [id] });
    expect(reported.text).not.toContain(WORD);
  }
  expect((await nora.asks("GET", `/api/v1/polls/${poll_id}`)).status).toBe(404);
  expect((await nora.asks("POST", `/api/v1/polls/${poll_id}/votes`, { choices: [0] })).status).toBe(404);
  expect(await alice.looksAt(hidden)).toMatchObject({ favourites_count: 1, reblogs_count: 0, replies_count: 0 });
});

test("a boost is no door to what it boosts: neither of whom is suspended, nor of whom one is blocked by", async () => {
  await using world = await createWorld("alpha.test");
  const [bea, nora, carol] = [
    await world.person("bea@alpha.test"),
    await world.person("nora@alpha.test"),
    await world.person("carol@alpha.test"),
  ];
  const ada = await staffOf(world, "ada@alpha.test");
  const post = await carol.posts(`The ${WORD} word`);
  const boost = await bea.boosts(post);
  const acts = ["favourite", "bookmark", "reblog", "react/👍"];
  const refused = async () => {
    for (const id of [post.id, boost.id]) {
      for (const act of acts)
        expect([act, (await nora.asks("POST", `/api/v1/statuses/${id}/${act}`)).status]).toEqual([act, 404]);
      for (const path of ["", "/context", "/favourited_by"])
        expect([path, (await nora.asks("GET", `/api/v1/statuses/${id}${path}`)).status]).toEqual([path, 404]);
    }
  };
  await carol.blocks(nora);
  await refused();
  await carol.unblocks(nora);
  await ada.api("POST", `/api/v1/admin/accounts/${carol.id}/action`, { type: "suspend" });
  await world.settles();
  await refused();
  await ada.api("POST", `/api/v1/admin/accounts/${carol.id}/unsuspend`);
  expect(await carol.looksAt(post)).toMatchObject({ favourites_count: 0, reblogs_count: 1 });
});

test("from elsewhere nobody likes, boosts, answers, quotes or votes on what is not for them, and nobody boosts whom we have suspended", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, frida, hidden, root } = await gather(world);
  const ada = await staffOf(world, "ada@alpha.test");
  const mallory = await world.stranger("mallory@evil.test");
  const [asking] = (await alice.profile(alice)) as Hidden[];
  const inside: StatusJson = await alice.api("POST", "/api/v1/statuses", { status: "For this server", local_only: true });
  const before = await alice.notifications();
  const guesses = [hidden.uri, `${hidden.uri}/activity`, hidden.url, hidden.uri.replace(/users\/\d+/, "users/1"), inside.uri];
  for (const object of guesses) {
    await mallory.sends("alpha.test", mallory.activity("Like", object));
    await mallory.sends("alpha.test", mallory.activity("Like", object, { content: "👍" }));
    await mallory.sends("alpha.test", mallory.activity("EmojiReact", object, { content: "🎉" }));
    await mallory.sends("alpha.test", mallory.activity("Announce", object));
    const quoting = mallory.note("<p>Look</p>", { quote: object, quoteUrl: object, inReplyTo: object });
    await mallory.sends("alpha.test", mallory.activity("Create", quoting));
    await mallory.sends("alpha.test", mallory.activity("QuoteRequest", object, { instrument: quoting["id"] }));
  }
  const vote = { ...mallory.note(""), content: undefined, name: "two", inReplyTo: asking?.uri };
  await mallory.sends("alpha.test", mallory.activity("Create", vote));
  await world.settles();
  expect(await alice.looksAt(hidden)).toMatchObject({ favourites_count: 1, reblogs_count: 0, replies_count: 0 });
  expect(await alice.looksAt(inside)).toMatchObject({ favourites_count: 0, reblogs_count: 0, replies_count: 0, reactions: [] });
  expect(await alice.looksAt(asking!)).toMatchObject({ poll: { votes_count: 0 } });
  expect(await alice.notifications()).toEqual(before);
  expect(mallory.inbox.documents.filter(({ type }) => type === "Accept")).toEqual([]);
  expect(JSON.stringify(mallory.inbox.documents)).not.toContain(WORD);

  await ada.api("POST", `/api/v1/admin/accounts/${alice.id}/action`, { type: "suspend" });
  await world.settles();
  for (const type of ["Like", "Announce"]) await mallory.sends("alpha.test", mallory.activity(type, root.uri));
  expect((await frida.asks("POST", `/api/v1/statuses/${root.id}/reblog`)).status).toBe(404);
  await world.settles();
  await ada.api("POST", `/api/v1/admin/accounts/${alice.id}/unsuspend`);
  expect(await alice.looksAt(root)).toMatchObject({ favourites_count: 0, reblogs_count: 0 });
});

test("whom one has blocked boosts, likes and follows nothing of one's own, from elsewhere either", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const mallory = await world.stranger("mallory@evil.test");
  const post = await alice.posts("Mine");
  await alice.blocks(await alice.finds(`@${mallory.handle}`));
  for (const type of ["Like", "Announce"]) await mallory.sends("alpha.test", mallory.activity(type, post.uri));
  await mallory.sends("alpha.test", mallory.activity("EmojiReact", post.uri, { content: "🎉" }));
  await mallory.sends("alpha.test", mallory.activity("Follow", alice.uri));
  await world.settles();
  expect(await alice.looksAt(post)).toMatchObject({ favourites_count: 0, reblogs_count: 0 });
  expect(await alice.account()).toMatchObject({ followers_count: 0 });
  expect(await alice.notifications()).toEqual([]);
});
