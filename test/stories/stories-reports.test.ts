/** Stories that are reported: nobody makes the evidence go, nobody but staff sees it any longer, and what is taken down is gone everywhere. */
import { expect, test } from "vitest";
import { expireStories, forgetStories } from "../../src/stories/end.ts";
import { openSite } from "../web/site.ts";
import type { Person } from "../world/person.ts";
import { createWorld } from "../world/world.ts";

type Story = { id: string; uri: string; text: string };
type Entry = { stories: Story[] };
const AT = "/api/kith/v1/stories";
const tray = async (who: Person) => (await who.api<Entry[]>("GET", AT)).flatMap(({ stories }) => stories);

test("a reported story stays for those who judge it, here and when its reporter is elsewhere, and goes when that is done", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const kith = world.instance("alpha.test");
  const [alice, ann, eve] = [
    await world.person("alice@alpha.test"),
    await world.person("ann@alpha.test"),
    await world.person("eve@alpha.test"),
  ];
  const bob = await world.person("bob@beta.test");
  for (const one of [ann, bob]) await one.follows(alice);
  await world.settles();
  const shows = async (text: string) => await alice.api<Story>("POST", AT, { text, expires_in: 3600 });
  const [bad, other, last] = [await shows("Bad words"), await shows("Worse words"), await shows("Fine words")];
  await world.settles();
  const reports = async (who: Person, account_id: string, story_ids: string[], more: object = {}) =>
    await who.api<{ id: string }>("POST", "/api/v1/reports", { account_id, story_ids, comment: "Look", ...more });
  const named = async () =>
    await kith.db.selectFrom("story_reports").select(["report_id", "story_id"]).orderBy("story_id").execute();
  // Who may not see it reports the account, and no story.
  await reports(eve, alice.id, [bad.id]);
  expect(await named()).toEqual([]);
  const mine = await reports(ann, alice.id, [bad.id, "1"]);
  const there = (await tray(bob)).find(({ text }) => text === "Worse words");
  const [elsewhere] = await bob.api<{ id: string }[]>("GET", "/api/v1/accounts/search?q=alice@alpha.test");
  await reports(bob, elsewhere!.id, [there!.id], { forward: true });
  await world.settles();
  expect((await named()).map(({ story_id }) => String(story_id))).toEqual([bad.id, other.id]);
  // Its author deletes one, the other ends by itself: nobody sees them, and they are not gone yet.
  await alice.api("DELETE", `${AT}/${bad.id}`);
  await world.passes("2 hours");
  await expireStories(kith);
  await forgetStories(kith);
  await world.settles();
  for (const one of [alice, ann, bob]) expect(await tray(one)).toEqual([]);
  expect((await alice.asks("GET", `${AT}/${bad.id}`)).status).toBe(404);
  const texts = async () => (await kith.db.selectFrom("stories").select("text").orderBy("id").execute()).map(({ text }) => text);
  expect(await texts()).toEqual(["Bad words", "Worse words", ""]);
  expect(last.text).toBe("Fine words");
  // One report is answered; nobody answers the other, which holds nothing for ever.
  await kith.write(
    async (tx) => await tx.updateTable("reports").set({ action_taken_at: 1 }).where("id", "=", Number(mine.id)).execute(),
  );
  await forgetStories(kith);
  expect(await texts()).toEqual(["", "Worse words", ""]);
  await world.passes("31 days");
  await forgetStories(kith);
  expect((await texts()).filter((text) => text !== "")).toEqual([]);
});

test("it is reported from its page, stands on the page of the report, and is taken down there with a word to its author", async () => {
  await using site = await openSite();
  const alice = await site.joins("alice");
  const boss = await site.joins("boss");
  await site.joins("ann");
  await site.kith.write(async (tx) => await tx.updateTable("users").set({ role: "admin" }).where("id", "=", boss.id).execute());
  const [hers, anns, bosss] = [site.surfer(), site.surfer(), site.surfer()];
  await hers.signsIn("alice");
  await anns.signsIn("ann");
  await bosss.signsIn("boss");
  await anns.send(`/accounts/${alice.id}/follow`, {}, { from: "/@alice" });
  const made = await hers.send(
    "/stories",
    { text: "Bad words", audience: "followers", expires_in: "3600", reactions: "1" },
    { from: "/stories/new", files: true },
  );
  const path = String(made.headers["location"]);
  const id = path.split("/").at(-1) ?? "";
  const page = await anns.get(path);
  expect(page.text).toContain(`/accounts/${alice.id}/report?story_id=${id}`);
  const step = await anns.get(`/accounts/${alice.id}/report?story_id=${id}&category=spam&step=words`);
  expect(step.text).toContain("With a story");
  await anns.send(
    `/accounts/${alice.id}/report`,
    { category: "spam", story_id: id, comment: "Look" },
    { from: `/accounts/${alice.id}/report?story_id=${id}&category=spam&step=words` },
  );
  const report = await site.kith.db.selectFrom("reports").select("id").executeTakeFirstOrThrow();
  const judged = `/admin/reports/${report.id}`;
  expect((await bosss.get(judged)).text).toContain("Bad words");
  expect((await anns.send(`${judged}/stories`, { story_ids: id }, { from: path })).status).toBe(403);
  expect((await bosss.send(`${judged}/stories`, { story_ids: id, text: "Not here" }, { from: judged })).status).toBe(303);
  expect((await anns.get(path)).status).toBe(404);
  expect((await bosss.get(judged)).text).not.toContain("Bad words");
  expect((await hers.get("/notifications")).text).toContain("Not here");
  const log = await site.kith.db.selectFrom("audit_log").select("action").execute();
  expect(log.map(({ action }) => action)).toContain("delete_stories");
});
