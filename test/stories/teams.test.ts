/** Several people write for one account: as far as their roles go, through any app, with their names written down. */
import { expect, test } from "vitest";
import { deleteOwnAccount } from "../../src/moderation/leave.ts";
import { publishScheduled } from "../../src/scheduled/publish.ts";
import { maySeeInsights } from "../../src/teams/load.ts";
import type { TeamRole } from "../../src/db/planning-values.ts";
import type { StatusJson } from "../world/entities.ts";
import { createWorld } from "../world/world.ts";
import { uploads } from "../mastodon/pixel.ts";
import { makeCrew } from "./gatherers.ts";

type Submission = { id: string; account_id: string; state: string; params: { text: string }; comments: { text: string }[] };
type Posted = StatusJson & { posted_by?: { acct: string } };
const PUBLIC = "https://www.w3.org/ns/activitystreams#Public";
const ROLES: readonly TeamRole[] = ["owner", "editor", "writer", "analyst"];

test("what each role may do with a token for the team, and nothing more", async () => {
  await using world = await createWorld("alpha.test");
  const { id, hands } = await makeCrew(world);
  const post = (await hands.owner.asks("POST", "/api/v1/statuses", { status: "Hello" })).json<StatusJson>();
  const bob = await world.person("bob@alpha.test");
  // For owner, editor, writer, analyst.
  const matrix: [string, string, object | undefined, [number, number, number, number]][] = [
    ["GET", "/api/v1/accounts/verify_credentials", undefined, [200, 200, 200, 200]],
    ["GET", "/api/v1/timelines/home", undefined, [200, 200, 200, 403]],
    ["GET", "/api/v1/notifications", undefined, [200, 200, 403, 403]],
    ["POST", "/api/v1/statuses", { status: "News" }, [200, 200, 200, 403]],
    ["PUT", `/api/v1/statuses/${post.id}`, { status: "Hello you" }, [200, 200, 403, 403]],
    ["POST", `/api/v1/statuses/${post.id}/favourite`, undefined, [200, 200, 403, 403]],
    ["POST", `/api/v1/statuses/${post.id}/pin`, undefined, [200, 403, 403, 403]],
    ["POST", "/api/kith/v1/drafts", { status: "x" }, [200, 200, 403, 403]],
    ["GET", "/api/v1/scheduled_statuses", undefined, [200, 200, 200, 403]],
    [
      "POST",
      "/api/kith/v1/recurring",
      { status: "x", starts: "2030-01-01T09:00", recurrence: { freq: "daily" } },
      [200, 200, 403, 403],
    ],
    ["POST", `/api/v1/accounts/${bob.id}/follow`, undefined, [200, 403, 403, 403]],
    ["POST", `/api/v1/accounts/${bob.id}/block`, undefined, [200, 403, 403, 403]],
    ["PATCH", "/api/v1/accounts/update_credentials", { display_name: "We" }, [200, 403, 403, 403]],
    ["POST", "/api/v1/lists", { title: "x" }, [200, 403, 403, 403]],
    ["POST", "/api/kith/v1/groups", { name: "made_by_hand", title: "x" }, [200, 403, 403, 403]],
    ["POST", `/users/${id}/outbox`, { type: "Note", content: "By ActivityPub", to: PUBLIC }, [201, 201, 403, 403]],
    ["GET", "/api/v1/admin/accounts", undefined, [403, 403, 403, 403]],
    ["GET", "/api/kith/v1/teams", undefined, [403, 403, 403, 403]],
    ["PATCH", `/api/kith/v1/teams/${id}`, { names_authors: true }, [403, 403, 403, 403]],
    ["DELETE", `/api/v1/statuses/${post.id}`, undefined, [200, 404, 403, 403]],
  ];
  for (const [method, path, body, expected] of matrix) {
    const statuses = [];
    for (const role of ROLES) statuses.push((await hands[role].asks(method, path, body)).status);
    expect([method, path, statuses]).toEqual([method, path, expected]);
  }
  const { db } = world.instance("alpha.test");
  const seen = await Promise.all(ROLES.map(async (role) => await maySeeInsights(db, Number(id), Number(hands[role].person.id))));
  expect([...seen, await maySeeInsights(db, Number(id), Number(bob.id))]).toEqual([true, true, false, true, false]);
});

test("what a writer posts waits, is talked about, given back, handed in better and let through once", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { id, hands } = await makeCrew(world, { names_authors: true });
  const { writer, editor, owner } = hands;
  const eve = await world.person("eve@beta.test");
  await eve.follows("club@alpha.test");
  await world.settles();
  const picture = await uploads(writer, "A dot");
  const handed = await writer.asks("POST", "/api/v1/statuses", { status: "Som news", media_ids: [picture] });
  const answer = handed.json<{ id: string; params: { text: string }; submission: boolean }>();
  expect([handed.status, answer.params.text, answer.submission]).toEqual([200, "Som news", true]);
  // Sent again, as apps do, it is the same.
  const again = await writer.api<{ id: string }>("POST", "/api/v1/statuses", { status: "Som news", media_ids: [picture] });
  expect(again.id).toBe(answer.id);
  expect((await writer.asks("POST", "/api/v1/statuses", { status: "For you @eve@beta.test", visibility: "direct" })).status).toBe(
    422,
  );
  const queue = `/api/kith/v1/teams/${id}/submissions`;
  const waiting = await editor.person.api<Submission[]>("GET", queue);
  expect(waiting.map(({ params, account_id }) => [params.text, account_id])).toEqual([["Som news", writer.person.id]]);
  expect((await editor.person.notifications()).map(({ type }) => type)).toContain("team_queue");
  const path = `${queue}/${answer.id}`;
  await editor.person.api("POST", `${path}/comments`, { comment: "Some, not som" });
  // Of a word about it the other side hears, and then of what is decided.
  const heard = async ({ person }: typeof writer) => (await person.notifications()).find(({ type }) => type === "team_queue");
  const word = await heard(writer);
  expect([word?.account.acct, (await heard(editor))?.account.acct]).toEqual(["editor_one", "writer_one"]);
  expect((await editor.person.api<Submission>("POST", `${path}/return`)).state).toBe("returned");
  expect((await editor.person.asks("POST", `${path}/approve`)).status).toBe(409);
  const own = await writer.person.api<Submission>("GET", path);
  expect([own.state, own.comments.map(({ text }) => text)]).toEqual(["returned", ["Some, not som"]]);
  expect((await heard(writer))?.id).not.toBe(word?.id);
  // Written better by who wrote it, and nobody else, with the picture or another: so it waits again.
  const other = await uploads(writer, "Another dot");
  expect((await editor.person.asks("PUT", path, { status: "Mine" })).status).toBe(403);
  expect((await writer.asks("PUT", path, { status: "With the team's token" })).status).toBe(403);
  expect((await writer.person.asks("PUT", path, { status: "For you", visibility: "direct" })).status).toBe(422);
  const worse = await writer.person.api<Submission>("PUT", path, { status: "Sum news", media_ids: [other] });
  expect([worse.state, worse.id]).toEqual(["waiting", answer.id]);
  const better = await writer.person.api<Submission>("PUT", path, { status: "Some news", media_ids: [picture] });
  const approvals = await Promise.all([
    editor.person.asks("POST", `${queue}/${better.id}/approve`),
    owner.person.asks("POST", `${queue}/${better.id}/approve`),
  ]);
  expect(approvals.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  expect((await writer.person.asks("PUT", path, { status: "Too late" })).status).toBe(404);
  await world.settles();
  const [post, ...more] = (await owner.asks("GET", `/api/v1/accounts/${id}/statuses`)).json<Posted[]>();
  expect([post?.content, post?.account.acct, post?.posted_by?.acct, more.length]).toEqual([
    "<p>Some news</p>",
    "club",
    "writer_one",
    0,
  ]);
  expect(post?.media_attachments.map((media) => media.id)).toEqual([picture]);
  // Elsewhere it is the team's, with the same name under it.
  expect((await eve.home()).map((seen) => [seen.content, seen.account.acct, (seen as Posted).posted_by?.acct])).toEqual([
    ["<p>Some news</p>", "club@alpha.test", "writer_one@alpha.test"],
  ]);
});

test("who wrote what is written down for the team, and named where it wants that; so is all else that is done in its name", async () => {
  await using world = await createWorld("alpha.test");
  const { id, hands } = await makeCrew(world, { names_authors: true });
  const { writer, editor, owner } = hands;
  const handed = (await writer.asks("POST", "/api/v1/statuses", { status: "Some news" })).json<{ id: string }>();
  await editor.person.api("POST", `/api/kith/v1/teams/${id}/submissions/${handed.id}/return`);
  await writer.asks("POST", "/api/v1/statuses", { status: "Better news" });
  const [waiting] = await owner.person.api<Submission[]>("GET", `/api/kith/v1/teams/${id}/submissions?state=waiting`);
  await owner.person.api("POST", `/api/kith/v1/teams/${id}/submissions/${waiting?.id ?? ""}/approve`);
  const [post] = (await owner.asks("GET", `/api/v1/accounts/${id}/statuses`)).json<Posted[]>();
  await editor.asks("POST", "/api/v1/statuses", { status: "From the editor" });
  await editor.asks("POST", `/api/v1/statuses/${post?.id ?? ""}/reblog`);
  const posts = await owner.person.api<{ username: string }[]>("GET", `/api/kith/v1/teams/${id}/posts`);
  expect(posts.map(({ username }) => username)).toEqual(["editor_one", "writer_one"]);
  const log = await owner.person.api<{ act: string; by: string; detail: string }[]>(
    "GET",
    `/api/kith/v1/teams/${id}/log?limit=40`,
  );
  expect(log.slice(0, 2).map(({ act, by, detail }) => [act, by, detail])).toEqual([
    ["acted", editor.person.id, `POST /api/v1/statuses/${post?.id ?? ""}/reblog`],
    ["published", editor.person.id, "From the editor"],
  ]);
  expect(log.map(({ act }) => act)).toEqual(
    expect.arrayContaining(["approved", "returned", "submitted", "joined", "invited", "created"]),
  );
  // What is scheduled keeps its writer.
  await editor.asks("POST", "/api/v1/statuses", {
    status: "Later",
    scheduled_at: new Date(world.clock.now() + 3_600_000).toISOString(),
  });
  await world.passes("2 hours");
  await publishScheduled(world.instance("alpha.test"));
  const [later] = (await owner.asks("GET", `/api/v1/accounts/${id}/statuses`)).json<Posted[]>();
  expect([later?.content, later?.posted_by?.acct]).toEqual(["<p>Later</p>", "editor_one"]);
});

test("who is taken out can do nothing from that moment on, and outsiders see nothing", async () => {
  await using world = await createWorld("alpha.test");
  const { id, hands } = await makeCrew(world);
  const { owner, editor, writer } = hands;
  const eve = await world.person("eve@alpha.test");
  const mine = (await writer.asks("POST", "/api/v1/statuses", { status: "Secret plans" })).json<{ id: string }>();
  const other = await (await makeOther(world)).api<{ id: string }>("POST", "/api/kith/v1/teams", { username: "rivals" });
  const team = `/api/kith/v1/teams/${id}`;
  for (const [method, path, body] of [
    ["GET", team, undefined],
    ["GET", `${team}/members`, undefined],
    ["GET", `${team}/log`, undefined],
    ["GET", `${team}/posts`, undefined],
    ["GET", `${team}/submissions`, undefined],
    ["GET", `${team}/submissions/${mine.id}`, undefined],
    ["POST", `${team}/submissions/${mine.id}/approve`, undefined],
    ["POST", `${team}/submissions/${mine.id}/comments`, { comment: "x" }],
    ["POST", `${team}/accept`, undefined],
    ["POST", `${team}/members`, { account_id: eve.id, role: "owner" }],
    ["PATCH", `${team}/members/${eve.id}`, { role: "owner" }],
    ["DELETE", team, { confirm: "club" }],
  ] as const)
    expect([path, (await eve.asks(method, path, body)).status]).toEqual([path, 404]);
  // Through another team one does not come near it, either.
  expect((await owner.person.asks("GET", `/api/kith/v1/teams/${other.id}/submissions/${mine.id}`)).status).toBe(404);
  // Nor does a role reach further than it goes.
  for (const [method, path, body] of [
    ["POST", `${team}/submissions/${mine.id}/approve`, undefined],
    ["POST", `${team}/members`, { account_id: eve.id, role: "editor" }],
    ["PATCH", `${team}/members/${writer.person.id}`, { role: "owner" }],
    ["DELETE", team, { confirm: "club" }],
  ] as const)
    expect([path, (await writer.person.asks(method, path, body)).status]).toEqual([path, 403]);
  expect((await editor.person.asks("PATCH", `${team}/members/${editor.person.id}`, { role: "owner" })).status).toBe(403);
  expect((await owner.person.asks("POST", `${team}/leave`)).status).toBe(422);
  expect((await editor.asks("GET", "/api/v1/accounts/verify_credentials")).status).toBe(200);
  await owner.person.api("PATCH", `${team}/members/${editor.person.id}`, { role: "analyst" });
  expect((await editor.asks("POST", "/api/v1/statuses", { status: "No more" })).status).toBe(403);
  await owner.person.api("DELETE", `${team}/members/${editor.person.id}`);
  expect((await editor.asks("GET", "/api/v1/accounts/verify_credentials")).status).toBe(401);
  expect((await editor.person.asks("GET", team)).status).toBe(404);
  await owner.person.api("DELETE", `${team}/members/${writer.person.id}`);
  expect((await writer.asks("POST", "/api/v1/statuses", { status: "No more" })).status).toBe(401);
  expect(await owner.person.api("GET", `${team}/submissions`)).toEqual([]);
  // Whoever asks for a team's password gets no letter, and nobody logs in as it.
  const kith = world.instance("alpha.test");
  expect(
    await kith.db.selectFrom("users").select(["email", "password_hash"]).where("id", "=", Number(id)).executeTakeFirst(),
  ).toEqual({
    email: "",
    password_hash: "",
  });
  const name = owner.person.username;
  await kith.write(
    async (tx) => void (await tx.updateTable("users").set({ disabled: 1 }).where("id", "=", Number(owner.person.id)).execute()),
  );
  await world.passes("1 minute");
  expect([name, (await owner.asks("GET", "/api/v1/accounts/verify_credentials")).status]).toEqual(["captain", 401]);
});

const makeOther = async (world: Awaited<ReturnType<typeof createWorld>>) => await world.person("other@alpha.test");

test("one's own account is opened to others, who read less the less they may; what its owner may do for the server is not for them", async () => {
  await using world = await createWorld("alpha.test");
  const ann = await world.person("ann@alpha.test", { role: "admin" });
  const { id, hands } = await makeCrew(world, { own: ann });
  const { editor, writer } = hands;
  expect((await editor.asks("POST", "/api/v1/statuses", { status: "For Ann" })).json<StatusJson>().account.acct).toBe("ann");
  expect((await writer.asks("GET", "/api/v1/timelines/home")).status).toBe(403);
  expect((await editor.asks("GET", "/api/v1/admin/accounts")).status).toBe(403);
  expect((await ann.asks("PATCH", `/api/kith/v1/teams/${id}/members/${editor.person.id}`, { role: "owner" })).status).toBe(422);
  await ann.api("DELETE", `/api/kith/v1/teams/${id}`, { confirm: "ann" });
  expect((await editor.asks("GET", "/api/v1/accounts/verify_credentials")).status).toBe(401);
  expect((await ann.profile(ann)).map(({ content }) => content)).toEqual(["<p>For Ann</p>"]);
  expect((await ann.account()).acct).toBe("ann");
});

test("when its last owner leaves for good an editor owns it, and when nobody is left it goes", async () => {
  await using world = await createWorld("alpha.test");
  const { id, hands } = await makeCrew(world);
  const kith = world.instance("alpha.test");
  const leaves = async ({ person }: { person: { id: string } }) => {
    await deleteOwnAccount(kith, { id: Number(person.id), role: "user" });
    await world.settles();
  };
  const post = await hands.writer.api<{ id: string }>("POST", "/api/v1/statuses", { status: "Hello" });
  await hands.editor.person.api("POST", `/api/kith/v1/teams/${id}/submissions/${post.id}/approve`);
  await leaves(hands.owner);
  const [team] = await hands.editor.person.api<{ role: string }[]>("GET", "/api/kith/v1/teams");
  expect(team?.role).toBe("owner");
  for (const role of ["writer", "analyst", "editor"] as const) await leaves(hands[role]);
  expect(await kith.db.selectFrom("teams").selectAll().execute()).toEqual([]);
  expect((await world.visitor("alpha.test")("GET", `/api/v1/accounts/${id}`)).status).toBe(404);
});
