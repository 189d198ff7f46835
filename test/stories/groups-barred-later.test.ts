/** What was written for a group that does not take it any more, before its time comes: said at once, refused then, and never lost. */
import { expect, test } from "vitest";
import { publishScheduled } from "../../src/scheduled/publish.ts";
import type { NotificationJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld } from "../world/world.ts";
import { does, makes } from "./gardeners.ts";

type Kept = {
  id: string;
  refused?: string | null;
  barred: { reason: string; joining: boolean; group: { acct: string } } | null;
  params: { text: string; title: string | null; group_id: string | null };
};
type Entry = Kept & { type: string };
type Notice = NotificationJson & { refused_draft?: { id: string; reason: string } };

const drafts = async (who: Person): Promise<Kept[]> => await who.api("GET", "/api/kith/v1/drafts");
const scheduled = async (who: Person): Promise<Kept[]> => await who.api("GET", "/api/v1/scheduled_statuses");
const DAY = 86_400_000;

test("drafts and scheduled posts say that their group has shut, banned their author, or is left; then they are drafts again, with the reason", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const [gardens, cooks] = [await makes(ann), await makes(ann, { name: "cooks", title: "Cooks" })];
  for (const { acct } of [gardens, cooks]) await ben.follows(`@${acct}@alpha.test`);
  await world.settles();
  const soon = new Date(world.clock.now() + DAY).toISOString();
  const later = { status: "Red ones", title: "Roses", scheduled_at: soon };
  await ben.api("POST", "/api/v1/statuses", { ...later, group_id: gardens.id });
  await ben.api("POST", "/api/kith/v1/drafts", { status: "Soup", group_id: cooks.id });
  const bars = async () => [await drafts(ben), await scheduled(ben)].map((list) => list.map(({ barred }) => barred));
  expect(await bars()).toEqual([[null], [null]]);
  expect((await scheduled(ben))[0]?.params).toMatchObject({ title: "Roses", group_id: gardens.id });

  await ben.api("POST", `/api/kith/v1/groups/${cooks.id}/leave`);
  await does(ann, gardens, `bans/${ben.id}`, { reason: "Rude" });
  expect(await bars()).toMatchObject([
    [{ joining: true, group: { acct: "cooks" } }],
    [{ joining: false, reason: "gardens has banned you, so you cannot post there: Rude", group: { acct: "gardens" } }],
  ]);
  const calendar = await ben.api<Entry[]>("GET", "/api/kith/v1/calendar");
  expect(calendar.filter(({ type }) => type === "scheduled")).toMatchObject([{ barred: { group: { acct: "gardens" } } }]);
  expect((await ben.asks("POST", "/api/v1/statuses", { ...later, group_id: gardens.id })).status).toBe(403);

  await ann.api("DELETE", `/api/kith/v1/groups/${cooks.id}`, { confirm: "cooks" });
  await world.settles();
  expect((await drafts(ben))[0]?.barred).toMatchObject({ reason: "This group has been closed", joining: false });

  await world.passes("25 hours");
  await publishScheduled(world.instance("alpha.test"));
  expect(await scheduled(ben)).toEqual([]);
  const [again] = await drafts(ben);
  expect(again).toMatchObject({ refused: expect.stringContaining("Rude"), params: { text: "Red ones", title: "Roses" } });
  const told = async () => await ben.api<Notice[]>("GET", "/api/v1/notifications?types[]=post_refused");
  expect(await told()).toMatchObject([{ refused_draft: { id: again?.id, reason: expect.stringContaining("Rude") } }]);
  // Once it says something else it has not been refused, and with it goes what was told of it.
  await ben.api("PUT", `/api/kith/v1/drafts/${again?.id}`, { status: "Red ones" });
  expect((await drafts(ben))[0]).toMatchObject({ refused: null, barred: null });
  await ben.api("DELETE", `/api/kith/v1/drafts/${again?.id}`);
  expect(await told()).toEqual([]);
});
