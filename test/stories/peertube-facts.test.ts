/** What PeerTube says of a film besides its file. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import { createWorld } from "../world/world.ts";
import { film, tube, TUBE } from "./tube.ts";

const url = [
  { type: "Link", mediaType: "text/html", href: `${TUBE}/w/1` },
  { type: "Link", mediaType: "video/mp4", href: `${TUBE}/whole.mp4`, height: 360 },
];

test("its kind, how its makers may be supported and when it was first shown come with a film, and change with it", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const here = await tube(world);
  const { channel, tina } = here;
  await alice.follows(channel.handle);
  await world.settles();
  await channel.sends("alpha.test", channel.activity("Accept", channel.inbox.documents.at(-1)));
  const facts = {
    category: { identifier: "9", name: "Food" },
    support: "Buy us **flour**:\nhttps://tube.test/flour <script>alert(1)</script>",
    originallyPublishedAt: "2019-05-01T00:00:00.000Z",
  };
  film(here, 1, { url, ...facts });
  await channel.sends("alpha.test", channel.activity("Announce", `${TUBE}/videos/watch/1`, { cc: [`${channel.uri}/followers`] }));
  await world.settles();
  const seen = (await alice.home())[0]?.reblog as StatusJson;
  type Said = { category: string | null; support: string | null; originally_published_at: string | null };
  const said = async () => await alice.api<Said>("GET", `/api/kith/v1/videos/${seen.media_attachments[0]?.id}`);
  expect(await said()).toMatchObject({ category: "Food", originally_published_at: "2019-05-01T00:00:00.000Z" });
  expect((await said()).support).toMatch(/^<p>Buy us \*\*flour\*\*:<br ?\/?><a href="https:\/\/tube.test\/flour"/);
  expect((await said()).support).not.toContain("<script");
  await world.passes("1 minute");
  const updated = new Date(world.clock.now()).toISOString();
  const later = { category: null, support: null, originallyPublishedAt: "2999-01-01T00:00:00.000Z", name: "Rye", updated };
  await tina.sends("alpha.test", tina.activity("Update", film(here, 1, { url, ...later })));
  await world.settles();
  expect(await said()).toMatchObject({ category: null, support: null, originally_published_at: null });
});
