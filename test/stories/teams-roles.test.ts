/** Roles that change while something waits to be decided, or as somebody leaves; and what is counted of teams. */
import { expect, test } from "vitest";
import { readGauges } from "../../src/health/gauges.ts";
import { approve, turnDown } from "../../src/teams/submissions.ts";
import { upload, type MediaJson } from "../mastodon/uploads.ts";
import { PIXEL } from "../mastodon/pixel.ts";
import { PASSWORD } from "../world/people.ts";
import { staffOf } from "../world/staff.ts";
import { createWorld } from "../world/world.ts";
import { makeCrew } from "./gatherers.ts";

type Submission = { id: string; state: string };

test("what is decided is decided in the role that somebody has then, however long their page has been open", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const { id, hands } = await makeCrew(world);
  const { writer, editor, owner } = hands;
  const queue = `/api/kith/v1/teams/${id}/submissions`;
  const first = await writer.api<Submission>("POST", "/api/v1/statuses", { status: "First" });
  const becomes = async ({ person }: typeof writer, role: string): Promise<unknown> =>
    await owner.person.api("PATCH", `/api/kith/v1/teams/${id}/members/${person.id}`, { role });
  // Their page was open, and their answer was on its way, when they became a writer.
  const read = await kith.db
    .selectFrom("team_submissions")
    .selectAll()
    .where("id", "=", Number(first.id))
    .executeTakeFirstOrThrow();
  const team = await kith.db.selectFrom("accounts").selectAll().where("id", "=", Number(id)).executeTakeFirstOrThrow();
  await becomes(editor, "writer");
  const by = { id: Number(editor.person.id) };
  await expect(approve(kith, team, read, by)).rejects.toThrow("Your role");
  await expect(turnDown(kith, read, by, "refused")).rejects.toThrow("Your role");
  expect((await owner.asks("GET", `/api/v1/accounts/${id}/statuses`)).json<unknown[]>()).toEqual([]);
  // Who reads numbers only from now on hands nothing in again; what waits can still be let through.
  await owner.person.api("POST", `${queue}/${first.id}/return`);
  await becomes(writer, "analyst");
  expect((await writer.person.asks("PUT", `${queue}/${first.id}`, { status: "Second" })).status).toBe(403);
  await becomes(writer, "writer");
  await writer.person.api("PUT", `${queue}/${first.id}`, { status: "Third" });
  await becomes(writer, "analyst");
  expect((await owner.person.api<Submission>("POST", `${queue}/${first.id}/approve`)).state).toBe("approved");
});

test("who only hands in changes nothing that the team has published, and publishes no playlist", async () => {
  await using world = await createWorld("alpha.test");
  const { hands } = await makeCrew(world);
  const { writer, editor } = hands;
  const uploads = async ({ token }: typeof writer) =>
    (await upload(world.visitor("alpha.test"), token, PIXEL)).json<MediaJson>().id;
  const shown = await uploads(editor);
  await editor.api("POST", "/api/v1/statuses", { status: "For everybody", media_ids: [shown] });
  const captions = `/api/kith/v1/videos/${shown}/captions/en`;
  const list = { title: "Best of", visibility: "public" };
  expect((await writer.asks("PUT", `/api/kith/v1/videos/${shown}`, { title: "Mine" })).status).toBe(403);
  expect((await writer.asks("PUT", captions, { text: "WEBVTT" })).status).toBe(403);
  expect((await writer.asks("DELETE", captions)).status).toBe(403);
  expect((await writer.asks("POST", "/api/kith/v1/playlists", list)).status).toBe(403);
  // What is still to be handed in is theirs to describe, though a picture is no film.
  expect((await writer.asks("PUT", `/api/kith/v1/videos/${await uploads(writer)}`, { title: "Mine" })).status).toBe(422);
  const { id } = await editor.api<{ id: string }>("POST", "/api/kith/v1/playlists", list);
  for (const method of ["PUT", "DELETE"])
    expect((await writer.asks(method, `/api/kith/v1/playlists/${id}`, { title: "Worst of" })).status).toBe(403);
  expect((await editor.asks("DELETE", `/api/kith/v1/playlists/${id}`)).status).toBe(200);
});

test("what pictures of a team's posts show is said by who hands them in until they are let through, and then by who publishes", async () => {
  await using world = await createWorld("alpha.test");
  const { id: team_id, hands } = await makeCrew(world);
  const { owner, writer, editor } = hands;
  const queue = `/api/kith/v1/teams/${team_id}/submissions`;
  const uploaded = (await upload(world.visitor("alpha.test"), writer.token, PIXEL)).json<MediaJson>().id;
  const rewords = async (who: typeof writer, description: string) =>
    (await who.asks("PUT", `/api/v1/media/${uploaded}`, { description })).status;
  const scheduled_at = new Date(world.clock.now() + 7_200_000).toISOString();
  expect(await rewords(writer, "A boat")).toBe(200);
  const { id } = await writer.api<{ id: string }>("POST", "/api/v1/statuses", {
    status: "Our boat",
    media_ids: [uploaded],
    scheduled_at,
  });
  // Who judges it has seen a boat: what shows something else now is to be looked at again.
  const kith = world.instance("alpha.test");
  const seen = await kith.db.selectFrom("team_submissions").selectAll().where("id", "=", Number(id)).executeTakeFirstOrThrow();
  const team = await kith.db.selectFrom("accounts").selectAll().where("id", "=", Number(team_id)).executeTakeFirstOrThrow();
  world.clock.advance(1000);
  expect(await rewords(writer, "A red boat")).toBe(200);
  await expect(approve(kith, team, seen, { id: Number(owner.person.id) })).rejects.toMatchObject({ kind: "conflict" });
  await owner.person.api("POST", `${queue}/${id}/approve`);
  expect(await rewords(writer, "Nonsense")).toBe(403);
  expect((await writer.asks("PUT", `/api/kith/v1/videos/${uploaded}`, { title: "Nonsense" })).status).toBe(403);
  expect(await rewords(editor, "A red rowing boat")).toBe(200);
});

test("an account that is made for a team is nobody: it is counted among the people of the server nowhere", async () => {
  await using world = await createWorld("alpha.test");
  const boss = await staffOf(world, "boss@alpha.test");
  const { id, hands } = await makeCrew(world);
  await world.settles();
  const news = await boss.api<{ account: { id: string } }[]>("GET", "/api/v1/notifications?types[]=admin.sign_up");
  const joined = news.map(({ account }) => account.id);
  expect(joined).toContain(hands.owner.person.id);
  expect(joined).not.toContain(id);
  // That others write for one's own account is no reason not to count one.
  await hands.owner.person.api("POST", "/api/kith/v1/teams", { own: true });
  const people = 5;
  const keys = ["new_users", "active_users"];
  const today = new Date(world.clock.now()).toISOString();
  const measures = await boss.api<{ total: string }[]>("POST", "/api/v1/admin/measures", {
    keys,
    start_at: today,
    end_at: today,
  });
  expect(measures.map(({ total }) => total)).toEqual([String(people), String(people)]);
  const info = (await world.visitor("alpha.test")("GET", "/nodeinfo/2.1")).json<{ usage: { users: { total: number } } }>();
  expect(info.usage.users.total).toBe(people);
  expect((await readGauges(world.instance("alpha.test"))).people).toBe(people);
  const [week] = await boss.api<{ logins: string; registrations: string }[]>("GET", "/api/v1/instance/activity");
  expect([week?.logins, week?.registrations]).toEqual([String(people), String(people)]);
});

test("a team whose owner deletes their account goes to somebody who can look after it, and not to who is locked out", async () => {
  await using world = await createWorld("alpha.test");
  const { id, hands } = await makeCrew(world);
  const mod = await staffOf(world, "mod@alpha.test", "moderator");
  await mod.api("POST", `/api/v1/admin/accounts/${hands.editor.person.id}/action`, { type: "disable" });
  await hands.owner.person.api("POST", "/api/pleroma/delete_account", { password: PASSWORD });
  await world.settles();
  const members = await hands.writer.person.api<{ account: { acct: string }; role: string }[]>(
    "GET",
    `/api/kith/v1/teams/${id}/members`,
  );
  expect(members.map(({ account, role }) => `${account.acct} ${role}`).sort()).toEqual([
    "analyst_one analyst",
    "editor_one editor",
    "writer_one owner",
  ]);
  type Told = { team?: { id: string } };
  const told = async (who: "writer" | "analyst") =>
    await hands[who].person.api<Told[]>("GET", "/api/v1/notifications?types[]=team_inherited");
  expect((await told("writer")).map(({ team }) => team?.id)).toEqual([String(id)]);
  expect(await told("analyst")).toEqual([]);
});
