/** One's own profile in both of its shapes, with what Mastodon 4.4 and 4.6 added to it. */
import { FormData } from "undici";
import sharp from "sharp";
import { expect, test } from "vitest";
import type { AccountJson } from "../world/entities.ts";
import { createWorld } from "../world/world.ts";

type Profile = Record<string, unknown> & { avatar: string | null; source?: Record<string, unknown> };

const picture = async (): Promise<Blob> => {
  const bytes = await sharp({ create: { width: 40, height: 40, channels: 3, background: "#a37" } })
    .png()
    .toBuffer();
  return new Blob([new Uint8Array(bytes)], { type: "image/png" });
};

test("pictures have descriptions, which cross the border and go with them", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  const form = new FormData();
  form.append("avatar", await picture(), "me.png");
  form.append("avatar_description", "A woman with a bicycle");
  form.append("header_description", "Nothing yet");
  expect(await alice.api("PATCH", "/api/v1/profile", form)).toMatchObject({
    avatar_description: "A woman with a bicycle",
    header: null,
    header_description: "Nothing yet",
  });
  const seen = (await bob.finds("@alice@alpha.test")) as AccountJson & Profile;
  expect(seen).toMatchObject({ avatar_description: "A woman with a bicycle", show_media: true, show_featured: true });
  const own = await alice.api<Profile>("DELETE", "/api/v1/profile/avatar");
  expect(own.avatar_description).toBe("");
  const long = await alice.asks("PATCH", "/api/v1/profile", { header_description: "x".repeat(151) });
  expect([long.status, long.json<{ error: string }>().error]).toEqual([
    422,
    "Validation failed: Header description is too long (maximum is 150 characters)",
  ]);
});

test("a profile says which tabs it has, whose pages may name it, and which tags it features", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  await alice.api("POST", "/api/v1/featured_tags", { name: "bread" });
  const changed = await alice.api<Profile>("PATCH", "/api/v1/profile", {
    show_media: false,
    show_media_replies: "False",
    show_featured: 0,
    attribution_domains: ["https://Blog.example.com/about", "paper.example", "paper.example"],
  });
  const tabs = { show_media: false, show_media_replies: false, show_featured: false };
  expect(changed).toMatchObject({
    ...tabs,
    attribution_domains: ["blog.example.com", "paper.example"],
    featured_tags: [{ name: "bread", statuses_count: "0", last_status_at: null }],
  });
  expect(await alice.api("GET", "/api/v1/profile")).toEqual(changed);
  expect(await bob.api("GET", `/api/v1/accounts/${alice.id}`)).toMatchObject(tabs);
  const own = await alice.api<Profile>("PATCH", "/api/v1/accounts/update_credentials", { attribution_domains: [] });
  expect(own.source).toMatchObject({ attribution_domains: [] });
  for (const attribution_domains of [["not a host"], Array.from({ length: 11 }, (_, at) => `h${at}.example`)])
    expect((await alice.asks("PATCH", "/api/v1/profile", { attribution_domains })).status).toBe(422);
});

test("a report may name collections of whom it is about", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const make = async (who: typeof alice) =>
    (await who.api<{ collection: { id: string } }>("POST", "/api/v1/collections", { name: "People" })).collection.id;
  const [his, hers] = [await make(bob), await make(alice)];
  const report = await alice.api("POST", "/api/v1/reports", { account_id: bob.id, collection_ids: [his, hers, "7"] });
  expect(report).toMatchObject({ collection_ids: [his], status_ids: [] });
});
