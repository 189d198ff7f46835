/** What is kept of deleted posts while reports wait takes room like all else. */
import sharp from "sharp";
import { expect, test } from "vitest";
import { mediaSize } from "../../src/budgets/size.ts";
import { staffOf } from "../world/staff.ts";
import { createWorld } from "../world/world.ts";
import { upload, type MediaJson } from "../mastodon/uploads.ts";

test("files of a deleted post count against the ceiling for as long as they are kept", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { limits: { media_bytes: 30_000 } } });
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const mod = await staffOf(world, "mod@alpha.test", "moderator");
  const noise = { type: "gaussian", mean: 128, sigma: 60 } as const;
  const picture = await sharp({ create: { width: 120, height: 120, channels: 3, background: "#777", noise } })
    .jpeg()
    .toBuffer();
  const send = async () => {
    const answer = await upload(world.visitor("alpha.test"), bob.token, picture);
    await world.settles();
    return answer;
  };
  const media = (await send()).json<MediaJson>();
  const post = await bob.posts("Look", { media_ids: [media.id] });
  const before = (await mediaSize(world.instance("alpha.test"))).own;
  expect(before).toBeGreaterThan(10_000);
  await alice.api("POST", "/api/v1/reports", { account_id: bob.id, status_ids: [post.id] });
  await bob.api("DELETE", `/api/v1/statuses/${post.id}?delete_media=true`);
  await world.settles();
  expect((await mediaSize(world.instance("alpha.test"))).own).toBe(before);
  await world.passes("2 minutes");
  // There is room for one such picture, and not for two.
  expect((await send()).status).toBe(422);
  const [report] = await mod.api<{ id: string }[]>("GET", "/api/v1/admin/reports");
  await mod.api("POST", `/api/v1/admin/reports/${report?.id}/resolve`);
  await world.passes("2 minutes");
  expect((await send()).status).toBe(200);
});
