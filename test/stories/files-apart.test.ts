/** Files of what is for a few: their addresses open nothing but with a mark that ends, here and on other servers. */
import sharp from "sharp";
import { expect, test } from "vitest";
import { upload, type MediaJson } from "../mastodon/uploads.ts";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import type { Doc } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";
import { makes, tries } from "./gardeners.ts";

const DAY = 86_400_000;

const mediaOf = (status: StatusJson | undefined): MediaJson => (status!.media_attachments as unknown as MediaJson[])[0]!;
const pathOf = (url: string | null | undefined): string => new URL(url ?? "").pathname;
const searchOf = (url: string | null | undefined): string => new URL(url ?? "").search;

async function picture(
  world: World,
  { token, domain }: { token: string; domain: string },
  background = "#37a",
): Promise<MediaJson> {
  const bytes = await sharp({ create: { width: 900, height: 600, channels: 3, background } })
    .png()
    .toBuffer();
  return (await upload(world.visitor(domain), token, bytes)).json<MediaJson>();
}

/** Asks a server for an address of it as somebody without an account. */
const asker = (world: World, domain: string) => async (path: string) => (await world.visitor(domain)("GET", path)).status;

const at = (who: Person) => ({ token: who.token, domain: who.handle.split("@").at(-1) ?? "" });

test("a picture in a message opens to who has been shown it, for a while; a server that fetches late asks once more where it is", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  const hana = await world.stranger("hana@honest.test");
  await alice.finds(hana.handle);
  const [alpha, beta] = [asker(world, "alpha.test"), asker(world, "beta.test")];
  const uploads = [await picture(world, at(alice)), await picture(world, at(alice), "#a73")];
  const [one, other] = [
    await alice.posts("@bob@beta.test @hana@honest.test look", { visibility: "direct", media_ids: [uploads[0]!.id] }),
    await alice.posts("@bob@beta.test and this", { visibility: "direct", media_ids: [uploads[1]!.id] }),
  ];
  await world.settles();
  const { url, preview_url } = mediaOf(one);
  for (const each of [url, preview_url]) {
    expect(await alpha(pathOf(each) + searchOf(each))).toBe(200);
    const tricks = ["", searchOf(mediaOf(other).url), searchOf(each).replace(/until=\d/, "until=9"), "?until[]=1&mark=x"];
    for (const trick of tricks) expect([trick, await alpha(pathOf(each) + trick)]).toEqual([trick, 404]);
  }
  // The name under which it lay before it was posted is nobody's, and one and the same address is given all day.
  expect(await alpha(pathOf(uploads[0]!.url))).toBe(404);
  expect(mediaOf(await alice.sees(one)).url).toBe(url);
  // Other servers have two weeks.
  const create = hana.inbox.documents.find(({ type }) => type === "Create");
  const [sent] = [(create!["object"] as Doc)["attachment"]].flat() as { url: string }[];
  expect(Number(new URL(sent!.url).searchParams.get("until"))).toBeGreaterThan(world.instance("alpha.test").now() + 14 * DAY);
  expect(await alpha(pathOf(sent!.url) + searchOf(sent!.url))).toBe(200);
  const his = mediaOf(await bob.sees(one));
  expect([await beta(pathOf(his.url)), await beta(pathOf(his.url) + searchOf(his.url))]).toEqual([404, 200]);

  await world.passes("20 days");
  for (const old of [url, sent!.url]) expect(await alpha(pathOf(old) + searchOf(old))).toBe(404);
  expect(await beta(pathOf(his.url) + searchOf(his.url))).toBe(404);
  const again = mediaOf(await alice.sees(one)).url;
  expect([pathOf(again), await alpha(pathOf(again) + searchOf(again))]).toEqual([pathOf(url), 200]);
  // What has been fetched is here; the other one has a new address, for which he, who has never written to anybody, has asked.
  for (const status of [one, other]) {
    const now = mediaOf(await bob.sees(status));
    expect(await beta(pathOf(now.url) + searchOf(now.url))).toBe(200);
    expect((await beta(pathOf(now.preview_url) + searchOf(now.preview_url))) === 200).toBe(true);
  }
  const text = await alice.api<StatusJson>("DELETE", `/api/v1/statuses/${one.id}`);
  expect(text).toMatchObject({ id: one.id });
  const open = mediaOf(await alice.posts("For everybody", { media_ids: [uploads[0]!.id] }));
  expect([searchOf(open.url), await alpha(pathOf(open.url)), await alpha(pathOf(again) + searchOf(again))]).toEqual([
    "",
    200,
    404,
  ]);
});

test("who is no member of a private group any more has addresses of its pictures that end, and gets no others", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [ann, ben, bob] = [
    await world.person("ann@alpha.test"),
    await world.person("ben@alpha.test"),
    await world.person("bob@beta.test"),
  ];
  const family = await makes(ann, { name: "family", title: "Family", private: true, membership: "public" });
  for (const who of [ben, bob]) await who.follows("@family@alpha.test");
  await world.settles();
  const { id } = await picture(world, at(ann));
  const hers = await ann.posts("@family Look", { media_ids: [id] });
  await world.settles();
  const [alpha, beta] = [asker(world, "alpha.test"), asker(world, "beta.test")];
  const [bens, bobs] = [mediaOf(await ben.sees(hers)), mediaOf(await bob.sees(hers))];
  expect([await alpha(pathOf(bens.url) + searchOf(bens.url)), await alpha(pathOf(bens.url))]).toEqual([200, 404]);
  expect([await beta(pathOf(bobs.url) + searchOf(bobs.url)), await beta(pathOf(bobs.url))]).toEqual([200, 404]);
  expect(await tries(ann, "DELETE", `${family.id}/members/${(await ann.finds("@ben@alpha.test")).id}`)).toBe(200);
  await world.passes("49 hours");
  expect(await ben.sees(hers)).toBeUndefined();
  expect(await alpha(pathOf(bens.url) + searchOf(bens.url))).toBe(404);
  const now = mediaOf(await ann.edits(hers, "@family Look here", { media_ids: [id] }));
  expect(await alpha(pathOf(now.url) + searchOf(now.url))).toBe(200);
});
