/** Announcements: written by those who run the server, read, put away and reacted to by everybody, and heard of in streams. */
import { expect, test } from "vitest";
import { staffOf } from "../world/staff.ts";
import { makeSurfer } from "../web/site.ts";
import { createWorld } from "../world/world.ts";

const admin = "/api/kith/v1/admin/announcements";
const at = "/api/v1/announcements";
type Announcement = {
  id: string;
  content: string;
  read: boolean;
  ends_at: string | null;
  tags: { name: string }[];
  reactions: { name: string; count: number; me: boolean }[];
};
type Written = { id: string; published: boolean; text: string };

test("everybody reads what is announced, puts it away, and reacts", async () => {
  await using world = await createWorld("alpha.test");
  const [ada, bob] = [await staffOf(world, "ada@alpha.test"), await world.person("bob@alpha.test")];
  const made = await ada.api<Written>("POST", admin, {
    text: "We move on Sunday <b>!\n#moving",
    ends_at: "2026-07-01T00:00:00Z",
  });
  expect(made.published).toBe(true);
  const list = async (query = "") => await bob.api<Announcement[]>("GET", `${at}${query}`);
  const [seen] = await list();
  expect(seen).toMatchObject({
    id: made.id,
    read: false,
    reactions: [],
    tags: [{ name: "moving" }],
    ends_at: "2026-07-01T00:00:00.000Z",
  });
  expect(seen?.content).toContain("We move on Sunday &lt;b&gt;!");
  const reactions = `${at}/${made.id}/reactions`;
  await bob.api("PUT", `${reactions}/${encodeURIComponent("👍")}`);
  await bob.api("PUT", `${reactions}/${encodeURIComponent("👍")}`);
  await ada.api("PUT", `${reactions}/${encodeURIComponent("👍")}`);
  await ada.api("PUT", `${reactions}/${encodeURIComponent("❤️")}`);
  expect((await list())[0]?.reactions).toEqual([
    { name: "👍", count: 2, me: true },
    { name: "❤️", count: 1, me: false },
  ]);
  await bob.api("DELETE", `${reactions}/${encodeURIComponent("👍")}`);
  expect((await list())[0]?.reactions[0]).toEqual({ name: "👍", count: 1, me: false });
  expect((await bob.asks("PUT", `${reactions}/nonsense`)).status).toBe(422);
  expect((await bob.asks("PUT", `${reactions}/${encodeURIComponent("👍👍")}`)).status).toBe(422);
  await bob.api("POST", `${at}/${made.id}/dismiss`);
  expect(await list()).toEqual([]);
  expect(await list("?with_dismissed=true")).toMatchObject([{ id: made.id, read: true }]);
  await world.passes("31 days");
  expect(await list("?with_dismissed=true")).toEqual([]);
  expect((await bob.asks("POST", admin, { text: "I announce" })).status).toBe(403);
  expect((await world.visitor("alpha.test")("GET", at)).status).toBe(401);
});

test("a scheduled one is out on its day; a draft is nobody's business; what is taken down is gone", async () => {
  await using world = await createWorld("alpha.test");
  const { scheduleRecurring } = await import("../../src/follow-up.ts");
  await scheduleRecurring(world.instance("alpha.test"));
  const [ada, bob] = [await staffOf(world, "ada@alpha.test"), await world.person("bob@alpha.test")];
  const list = async () => (await bob.api<Announcement[]>("GET", at)).map(({ id }) => id);
  const tomorrow = new Date(world.clock.now() + 86_400_000).toISOString();
  const later = await ada.api<Written>("POST", admin, { text: "Tomorrow", scheduled_at: tomorrow });
  const draft = await ada.api<Written>("POST", admin, { text: "Perhaps", draft: true });
  expect([later.published, draft.published]).toEqual([false, false]);
  expect(await list()).toEqual([]);
  expect((await bob.asks("POST", `${at}/${draft.id}/dismiss`)).status).toBe(404);
  await world.passes("25 hours");
  expect(await list()).toEqual([later.id]);
  expect(await ada.api<Written>("PUT", `${admin}/${draft.id}`, { text: "Surely", draft: false })).toMatchObject({
    published: true,
    text: "Surely",
  });
  expect(await list()).toEqual([later.id, draft.id]);
  await ada.api("DELETE", `${admin}/${later.id}`);
  expect(await list()).toEqual([draft.id]);
  expect(await ada.api<Written[]>("GET", admin)).toHaveLength(1);
  expect((await ada.asks("POST", admin, { text: "" })).status).toBe(422);
  expect((await ada.asks("POST", admin, { text: "x", starts_at: "2026-02-02", ends_at: "2026-02-01" })).status).toBe(422);
  expect((await ada.asks("DELETE", `${admin}/1`)).status).toBe(404);
});

test("what ended before it could be published is told nobody, unless it is made to last longer", async () => {
  await using world = await createWorld("alpha.test");
  const { scheduleRecurring } = await import("../../src/follow-up.ts");
  await scheduleRecurring(world.instance("alpha.test"));
  const [ada, bob] = [await staffOf(world, "ada@alpha.test"), await world.person("bob@alpha.test")];
  const inDays = (days: number) => new Date(world.clock.now() + days * 86_400_000).toISOString();
  const said = { text: "No water on Tuesday", scheduled_at: inDays(1), ends_at: inDays(2) };
  const { id } = await ada.api<Written>("POST", admin, said);
  const surfer = makeSurfer(world.visitor("alpha.test"), "https://alpha.test");
  await surfer.signsIn("ada");
  // Three days in which nothing runs.
  await world.passes("3 days");
  const list = async () => (await ada.api<Written[]>("GET", admin)).map(({ published }) => published);
  expect(await list()).toEqual([false]);
  expect(await bob.api("GET", at)).toEqual([]);
  expect((await surfer.get("/admin/announcements")).text).toContain("Ended");
  await ada.api("PUT", `${admin}/${id}`, { ends_at: inDays(4) });
  await world.passes("10 minutes");
  expect(await list()).toEqual([true]);
  expect(await bob.api("GET", at)).toHaveLength(1);
});

test("rules and texts are those that were written here", async () => {
  await using world = await createWorld("alpha.test");
  const ada = await staffOf(world, "ada@alpha.test");
  const visitor = world.visitor("alpha.test");
  const rules = "/api/kith/v1/admin/rules";
  const first = await ada.api<{ id: string }>("POST", rules, { text: "Be kind", hint: "Even when tired" });
  const second = await ada.api<{ id: string }>("POST", rules, {
    text: "No spam",
    translations: { de: { text: "Kein Spam", hint: "" } },
  });
  const read = async () =>
    (await visitor("GET", "/api/v1/instance/rules")).json<{ id: string; text: string; translations: object }[]>();
  expect((await read()).map(({ text }) => text)).toEqual(["Be kind", "No spam"]);
  await ada.api("PUT", `${rules}/${second.id}`, { position: 0 });
  expect(await read()).toMatchObject([
    { text: "No spam", translations: { de: { text: "Kein Spam" } } },
    { text: "Be kind", hint: "Even when tired" },
  ]);
  const bob = await world.person("bob@alpha.test");
  expect(await ada.api("POST", "/api/v1/reports", { account_id: bob.id, rule_ids: [first.id] })).toMatchObject({
    category: "violation",
    rule_ids: [first.id],
  });
  await ada.api("DELETE", `${rules}/${first.id}`);
  expect(await read()).toHaveLength(1);
  expect((await visitor("GET", "/api/v2/instance")).json()).toMatchObject({ rules: [{ id: second.id }] });
  expect(await ada.api("GET", "/api/v1/admin/reports")).toMatchObject([{ rules: [{ text: "Be kind" }] }]);

  await ada.api("PUT", "/api/kith/v1/admin/texts/extended_description", { text: "A village.\n\nFor <all>" });
  expect((await visitor("GET", "/api/v1/instance/extended_description")).json()).toMatchObject({
    content: "<p>A village.</p><p>For &lt;all&gt;</p>",
  });
  expect((await visitor("GET", "/api/v1/instance/terms_of_service")).status).toBe(404);
  const terms = "/api/kith/v1/admin/terms_of_service";
  await ada.api("POST", terms, { text: "Old terms", effective_date: "2026-01-01" });
  await ada.api("POST", terms, { text: "New terms", effective_date: "2026-07-01" });
  expect((await visitor("GET", "/api/v1/instance/terms_of_service")).json()).toEqual({
    effective_date: "2026-01-01",
    effective: true,
    content: "<p>Old terms</p>",
    succeeded_by: "2026-07-01",
  });
  expect((await visitor("GET", "/api/v1/instance/terms_of_service/2026-07-01")).json()).toMatchObject({
    effective: false,
    succeeded_by: null,
  });
  expect((await visitor("GET", "/api/v1/instance/terms_of_service/2026-07-02")).status).toBe(404);
  expect((await ada.asks("POST", terms, { text: "x", effective_date: "2026-07-01" })).status).toBe(422);
  await world.passes("60 days");
  expect((await visitor("GET", "/api/v1/instance/terms_of_service")).json()).toMatchObject({ content: "<p>New terms</p>" });
});
