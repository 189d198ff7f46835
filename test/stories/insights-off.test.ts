/** Insights that are switched off: also how often videos were watched is forgotten, and counted no more; and what is told while nothing has been counted. */
import { expect, test } from "vitest";
import { flushVisits } from "../../src/insights/visits.ts";
import { rollDays } from "../../src/insights/roll.ts";
import { ffmpeg, filmTest, upload, type MediaJson } from "../mastodon/uploads.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";

const INSIGHTS = "/api/kith/v1/insights";
const SECOND = ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=5:duration=1", "-c:v", "libx264", "-pix_fmt", "yuv420p"];

async function shows(world: World, who: Person): Promise<{ id: string; page: string }> {
  const { id } = (await upload(world.visitor("alpha.test"), who.token, ffmpeg("mp4", ...SECOND))).json<MediaJson>();
  await who.api("PUT", `/api/kith/v1/videos/${id}`, { title: "A walk" });
  await world.settles();
  const status = await who.posts("Reeds", { media_ids: [id] } as never);
  await world.settles();
  return { id, page: `/@${who.username}/videos/${status.id}` };
}

async function watched(world: World, who: Person, { id, page }: { id: string; page: string }): Promise<number> {
  const visitor = world.visitor("alpha.test");
  for (let n = 0; n < 6; n++) expect((await visitor("GET", page, { headers: { accept: "text/html" } })).status).toBe(200);
  await flushVisits(world.instance("alpha.test"));
  return (await who.api<{ views_count: number }>("GET", `/api/kith/v1/videos/${id}`)).views_count;
}

filmTest("how often a video was watched goes with the rest, for one's own and for all, and is counted no more", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const [ann, bea] = [await world.person("ann@alpha.test"), await world.person("bea@alpha.test")];
  const [anns, beas] = [await shows(world, ann), await shows(world, bea)];
  // Six times each, and told in steps: whoever looks again does not see that one more came.
  expect([await watched(world, ann, anns), await watched(world, bea, beas)]).toEqual([5, 5]);
  expect(await watched(world, bea, beas)).toBe(10);
  const views = async (who: Person, { id }: { id: string }) =>
    (await who.api<{ views_count: number }>("GET", `/api/kith/v1/videos/${id}`)).views_count;
  await ann.api("PATCH", INSIGHTS, { enabled: false });
  expect([await views(ann, anns), await views(bea, beas)]).toEqual([0, 10]);
  expect(await watched(world, ann, anns)).toBe(0);
  // And the server as a whole.
  kith.overlay({ insights: false });
  await rollDays(kith);
  expect(await views(bea, beas)).toBe(0);
});

test("while no week has been counted, as many follow as there are", async () => {
  await using world = await createWorld("alpha.test");
  const ann = await world.person("ann@alpha.test");
  for (const name of ["bea", "cleo"]) await (await world.person(`${name}@alpha.test`)).follows(ann);
  await rollDays(world.instance("alpha.test"));
  for (const span of ["month", "quarter", "year"]) {
    const { totals } = await ann.api<{ totals: { followers: number; growth: number } }>("GET", `${INSIGHTS}?span=${span}`);
    expect([span, totals.followers, totals.growth]).toEqual([span, 2, 0]);
  }
});

test("where the server counts nothing, it is not noted either who has left", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { insights: false } });
  const [ann, bea] = [await world.person("ann@alpha.test"), await world.person("bea@alpha.test")];
  await bea.follows(ann);
  await bea.unfollows(ann);
  expect(await world.instance("alpha.test").db.selectFrom("insight_leavings").selectAll().execute()).toEqual([]);
});
