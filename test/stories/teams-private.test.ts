/** Attacks on teams: what is said to one in private is for its owners, until they share it, at every door, in streams and pushes; and nobody signs for others. */
import { expect, test } from "vitest";
import { makePushService } from "../world/push.ts";
import { openSocket } from "../world/sockets.ts";
import { createWorld, type World } from "../world/world.ts";
import type { StatusJson } from "../world/entities.ts";
import { makeCrew, type Hand } from "./gatherers.ts";

type Posted = StatusJson & { posted_by?: { acct: string } };

const SECRET = "the-key-is-under-the-pot";

/** What comes of all the ways to something private, as text; those that are refused say nothing. */
async function tries(
  { asks }: Hand,
  team_id: string,
  { id, uri }: StatusJson,
): Promise<{ path: string; status: number; text: string }[]> {
  const paths = [
    `/api/v1/statuses/${id}`,
    ...["context", "history", "source", "favourited_by", "reblogged_by", "quotes", "card"].map(
      (part) => `/api/v1/statuses/${id}/${part}`,
    ),
    `/api/v1/statuses?id[]=${id}`,
    "/api/v1/conversations",
    "/api/v1/timelines/direct",
    "/api/v1/timelines/home",
    "/api/v1/notifications?include_filtered=true",
    "/api/v2/notifications?include_filtered=true",
    "/api/v1/notifications/unread_count",
    "/api/v1/notifications/requests",
    `/api/v2/search?q=${SECRET}&type=statuses`,
    `/api/v2/search?q=${encodeURIComponent(uri)}&resolve=true`,
    "/api/v1/bookmarks",
    "/api/v1/favourites",
    `/api/v1/accounts/${team_id}/statuses`,
    "/api/v1/scheduled_statuses",
    "/api/kith/v1/drafts",
    "/api/kith/v1/chats",
    "/api/kith/v1/chats?requests=true",
    "/api/kith/v1/chats/settings",
    `/users/${team_id}/inbox?page=true`,
    `/users/${team_id}/outbox?page=true`,
  ];
  const found = [];
  for (const path of paths) {
    const { status, text } = await asks("GET", path);
    found.push({ path, status, text });
  }
  return found;
}

async function told(world: World) {
  const crew = await makeCrew(world);
  const eve = await world.person("eve@beta.test");
  await crew.hands.owner.api(
    "POST",
    `/api/v1/accounts/${await crew.hands.owner.person.finds("eve@beta.test").then((one) => one.id)}/follow`,
  );
  const said = await eve.posts(`@club@alpha.test ${SECRET}`, { visibility: "direct" });
  await world.settles();
  const [talk] = await crew.hands.owner.api<{ last_status: StatusJson }[]>("GET", "/api/v1/conversations");
  if (talk === undefined) throw new Error("the owner has no message");
  const own = await crew.hands.owner.api<StatusJson>("POST", "/api/v1/statuses", {
    status: `@eve@beta.test ${SECRET}, we know`,
    visibility: "direct",
    in_reply_to_id: talk.last_status.id,
  });
  await crew.hands.owner.api("POST", `/api/v1/statuses/${talk.last_status.id}/bookmark`);
  await crew.hands.owner.api("POST", "/api/kith/v1/drafts", { status: `draft ${SECRET}`, visibility: "direct" });
  await crew.hands.owner.api("POST", "/api/v1/statuses", {
    status: `@eve@beta.test later ${SECRET}`,
    visibility: "direct",
    scheduled_at: new Date(world.clock.now() + 86_400_000).toISOString(),
  });
  await world.settles();
  return { ...crew, eve, said, message: talk.last_status, own };
}

test("editors and writers find no way to it, and cannot write it; an owner does; shared, they do", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { id, hands, message, own } = await told(world);
  const { owner, editor, writer } = hands;
  // The paths do lead there, for who may.
  const open = (await tries(owner, id, message)).filter(({ text }) => text.includes(SECRET)).map(({ path }) => path);
  expect(open.length).toBeGreaterThanOrEqual(12);
  for (const [hand, status] of [
    [editor, message],
    [editor, own],
    [writer, message],
  ] as const)
    for (const { path, text } of await tries(hand, id, status)) expect([path, text.includes(SECRET)]).toEqual([path, false]);
  expect((await editor.api<{ count: number }>("GET", "/api/v1/notifications/unread_count")).count).toBe(0);
  expect((await owner.api<{ count: number }>("GET", "/api/v1/notifications/unread_count")).count).toBe(1);
  const chats = await owner.api<{ id: string }[]>("GET", "/api/kith/v1/chats");
  const chat = `/api/kith/v1/chats/${chats[0]?.id ?? ""}`;
  const direct = { status: "@eve@beta.test hello", visibility: "direct" };
  const proxied = { id: own.uri };
  for (const [method, path, body] of [
    ["GET", chat, undefined],
    ["GET", `${chat}/messages`, undefined],
    ["POST", `${chat}/messages`, { status: "hello" }],
    ["POST", `${chat}/read`, undefined],
    ["POST", "/api/v1/statuses", direct],
    ["POST", "/api/v1/statuses", { ...direct, scheduled_at: new Date(world.clock.now() + 86_400_000).toISOString() }],
    ["POST", "/api/kith/v1/events", { title: "Us", start: "2030-01-01T10:00:00Z", visibility: "direct" }],
    ["POST", "/api/v1/statuses", { status: "Seen?", in_reply_to_id: message.id }],
    ["POST", `/api/v1/statuses/${message.id}/favourite`, undefined],
    ["POST", `/api/v1/statuses/${message.id}/reblog`, undefined],
    ["POST", `/api/v1/statuses/${message.id}/bookmark`, undefined],
    ["POST", `/api/v1/statuses/${message.id}/translate`, undefined],
    ["PUT", `/api/v1/statuses/${own.id}`, { status: "Changed" }],
    ["POST", `/users/${id}/outbox`, { type: "Note", content: "hello", to: "https://beta.test/users/eve" }],
    ["POST", `/users/${id}/proxy`, proxied],
  ] as const) {
    const answered = await editor.asks(method, path, body);
    expect([method, path, answered.status >= 400, answered.text.includes(SECRET)]).toEqual([method, path, true, false]);
  }
  const shares = async (shares_messages: boolean) =>
    await owner.person.api<{ shares_messages: boolean; names_authors: boolean }>("PATCH", `/api/kith/v1/teams/${id}`, {
      shares_messages,
    });
  expect((await editor.person.asks("PATCH", `/api/kith/v1/teams/${id}`, { shares_messages: true })).status).toBe(403);
  expect(await shares(true)).toMatchObject({ shares_messages: true, names_authors: false });
  const seen = (await tries(editor, id, message)).filter(({ text }) => text.includes(SECRET)).map(({ path }) => path);
  expect(seen).toEqual(open);
  expect((await writer.asks("GET", `/api/v1/statuses/${message.id}`)).text).toContain(SECRET);
  await shares(false);
  expect((await editor.asks("GET", `/api/v1/statuses/${message.id}`)).status).toBe(404);
});

test("streams and pushes tell them nothing of it, and what was open ends when it is not shared any more", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { id, hands, eve } = await told(world);
  const service = await makePushService(world, "push.test");
  const pushes = async (hand: Hand) => {
    const app = service.app(hand.person.username);
    await hand.api("POST", "/api/v1/push/subscription", {
      subscription: app.subscription,
      data: { alerts: { mention: true, follow: true }, policy: "all" },
    });
    return app;
  };
  const [owned, edited] = [await pushes(hands.owner), await pushes(hands.editor)];
  const port = world.port("alpha.test");
  using owner = await openSocket(Number(port), hands.owner, { stream: "user" });
  using editor = await openSocket(Number(port), hands.editor, { stream: "user" });
  editor.says({ type: "subscribe", stream: "direct" });
  expect(await editor.hears()).toMatchObject({ status: 403 });
  await eve.posts(`@club@alpha.test again: ${SECRET}`, { visibility: "direct" });
  await world.settles();
  const open = await eve.posts("@club@alpha.test for all to read");
  await world.settles();
  const heard = async (socket: typeof owner) => {
    const all = [];
    do all.push(await socket.hears());
    while (!JSON.stringify(all.at(-1)).includes("for all to read"));
    return JSON.stringify(all);
  };
  expect([(await heard(owner)).includes(SECRET), (await heard(editor)).includes(SECRET)]).toEqual([true, false]);
  expect(owned.heard.map(({ payload }) => payload.body.includes(SECRET))).toEqual([true, false]);
  expect(edited.heard.map(({ payload }) => payload.body)).toEqual([owned.heard[1]?.payload.body]);
  expect(open.visibility).toBe("public");
  // Shared, it is told; not any more, the streams end, and so do the pushes of who is made less than an editor.
  await hands.owner.person.api("PATCH", `/api/kith/v1/teams/${id}`, { shares_messages: true });
  await editor.closed;
  using sharing = await openSocket(Number(port), hands.editor, { stream: "user" });
  await eve.posts(`@club@alpha.test once more: ${SECRET}`, { visibility: "direct" });
  await world.settles();
  expect(edited.heard.at(-1)?.payload.body).toContain(SECRET);
  await hands.owner.person.api("PATCH", `/api/kith/v1/teams/${id}/members/${hands.editor.person.id}`, { role: "writer" });
  await sharing.closed;
  const count = edited.heard.length;
  await eve.posts("@club@alpha.test hello writers");
  await world.settles();
  expect([edited.heard.length, owned.heard.length > count]).toEqual([count, true]);
});

test("a server says who wrote a post of its own people alone", async () => {
  await using world = await createWorld("beta.test");
  const eve = await world.person("eve@beta.test");
  const [mallory, friend] = [await world.stranger("mallory@gamma.test"), await world.stranger("friend@gamma.test")];
  const known = await eve.finds("friend@gamma.test");
  const signed = async (postedBy: unknown) =>
    ((await eve.comesUpon(String(mallory.note("<p>News</p>", { postedBy })["id"]))) as Posted).posted_by?.acct;
  expect(await signed(friend.uri)).toBe(known.acct);
  for (const forged of [eve.uri, "https://gamma.test.evil.test/users/friend", `${friend.uri}x`, 7, null])
    expect([forged, await signed(forged)]).toEqual([forged, undefined]);
});
