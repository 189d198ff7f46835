/** What is deleted while a report of it waits stays for those who look after reports, and for nobody else, until that is answered. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { removeUnattachedMedia } from "../../src/media/remove.ts";
import { upkeep } from "../../src/upkeep.ts";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { staffOf } from "../world/staff.ts";
import { createWorld, type World } from "../world/world.ts";
import { makeSurfer } from "../web/site.ts";
import { upload, type MediaJson } from "../mastodon/uploads.ts";

type Report = { id: string; statuses: (StatusJson & { media_attachments: MediaJson[] })[] };

const pathOf = (url: string | null | undefined): string => {
  const { pathname, search } = new URL(url ?? "");
  return pathname + search;
};

async function shows(world: World, who: Person): Promise<StatusJson> {
  const picture = sharp({ create: { width: 300, height: 200, channels: 3, background: "#37a" } });
  const media = (
    await upload(world.visitor(who.handle.split("@")[1] ?? ""), who.token, await picture.jpeg().toBuffer())
  ).json<MediaJson>();
  await world.settles();
  return await who.posts("Look at this", { media_ids: [media.id] });
}

const reports = async (who: Person, status: StatusJson): Promise<unknown> =>
  await who.api("POST", "/api/v1/reports", { account_id: status.account.id, status_ids: [status.id] });

/** Files of a server that are shown to a few, or kept of others. */
function filesOf(world: World, domain: string): string[] {
  const of = (folder: string) => {
    const at = join(world.instance(domain).instance.data, "media", folder);
    return existsSync(at) ? readdirSync(at, { recursive: true, encoding: "utf8" }).filter((name) => name.includes(".")) : [];
  };
  return ["media", "private", "cache"].flatMap(of);
}

const addressesOf = ({ media_attachments }: StatusJson): string[] =>
  (media_attachments as unknown as MediaJson[]).flatMap(({ url, preview_url }) => [pathOf(url), pathOf(preview_url)]);

test("who deletes a post on another server that is reported here takes nothing from those who judge it, and has it gone once they have", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  const mod = await staffOf(world, "mod@alpha.test", "moderator");
  await alice.follows(bob);
  await world.settles();
  const post = await shows(world, bob);
  await world.settles();
  const seen = (await alice.sees(post))!;
  const public_addresses = addressesOf(seen);
  await reports(alice, seen);
  await world.settles();
  await bob.api("DELETE", `/api/v1/statuses/${post.id}?delete_media=true`);
  await world.settles();

  const visitor = world.visitor("alpha.test");
  expect(await alice.sees(post)).toBeUndefined();
  for (const address of public_addresses) expect((await visitor("GET", address)).status).toBe(404);
  const [report] = await mod.api<Report[]>("GET", "/api/v1/admin/reports");
  expect(report?.statuses.map(({ content }) => content)).toEqual(["<p>Look at this</p>"]);
  const addresses = addressesOf(report?.statuses[0] as StatusJson);
  expect(addresses).toHaveLength(2);
  for (const address of addresses) {
    expect((await visitor("GET", address)).status).toBe(200);
    expect((await visitor("GET", address.split("?")[0] ?? "")).status).toBe(404);
  }
  const surfer = makeSurfer(visitor, "https://alpha.test");
  await surfer.signsIn("mod");
  const page = await surfer.get(`/admin/reports/${report?.id}`);
  expect(page.text).toContain("Look at this");
  expect(page.text).toContain("Deleted since");
  expect(page.text).toContain(`${addresses[1]?.split("?")[0]}`);

  await mod.api("POST", `/api/v1/admin/reports/${report?.id}/resolve`);
  await world.settles();
  const [closed] = await mod.api<Report[]>("GET", "/api/v1/admin/reports?resolved=true");
  expect(closed?.statuses).toEqual([]);
  for (const address of addresses) expect((await visitor("GET", address)).status).toBe(404);
  expect(filesOf(world, "alpha.test")).toEqual([]);
});

test("of one's own server it is the same, and who writes a reported post anew still has its picture for that", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, ann] = [await world.person("alice@alpha.test"), await world.person("ann@alpha.test")];
  const mod = await staffOf(world, "mod@alpha.test", "moderator");
  const [post, other] = [await shows(world, ann), await shows(world, ann)];
  await reports(alice, post);
  await reports(mod, post);
  const judged = async () => (await mod.api<Report[]>("GET", "/api/v1/admin/reports")).flatMap(({ statuses }) => statuses);
  await ann.deletes(post);
  await ann.deletes(other);
  await world.settles();
  const again = await ann.posts("Look again", { media_ids: [post.media_attachments[0]?.id ?? ""] });
  await world.settles();
  expect(again.media_attachments).toHaveLength(1);
  const [one] = await judged();
  expect((await world.visitor("alpha.test")("GET", addressesOf(one as StatusJson)[0] ?? "")).status).toBe(200);
  // One of two reports is answered, the other one waits.
  const [first, second] = await mod.api<Report[]>("GET", "/api/v1/admin/reports");
  await mod.api("POST", `/api/v1/admin/reports/${first?.id}/resolve`);
  await world.settles();
  expect((await judged()).map(({ content }) => content)).toEqual(["<p>Look at this</p>"]);
  // Nor is it kept for a report that nobody ever answers.
  await world.passes("31 days");
  await upkeep["release-evidence"]?.run(world.instance("alpha.test"));
  expect(await judged()).toEqual([]);
  expect(second?.statuses).toHaveLength(1);
  await ann.api("DELETE", `/api/v1/statuses/${again.id}?delete_media=true`);
  await world.settles();
  await removeUnattachedMedia(world.instance("alpha.test"));
  expect(filesOf(world, "alpha.test")).toEqual([]);
});
