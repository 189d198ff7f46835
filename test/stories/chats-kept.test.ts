/** What is found in chats again: old messages by their words; how long what is to be heard lasts; and who hears of one's reading. */
import { FormData } from "undici";
import { expect, test } from "vitest";
import { searchMessages } from "../../src/chats/load.ts";
import { ffmpeg, filmTest, TONE } from "../mastodon/uploads.ts";
import type { StatusJson } from "../world/entities.ts";
import { createWorld } from "../world/world.ts";

const at = "/api/kith/v1/chats";

test("messages older than those that are looked through are found by the index, and nobody else's; the settings are told and changed", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, ben, eve] = [
    await world.person("ann@alpha.test"),
    await world.person("ben@alpha.test"),
    await world.person("eve@alpha.test"),
  ];
  const direct = { visibility: "direct" } as const;
  const old = await ann.posts("@ben the crème brûlée burnt", direct);
  await eve.posts("@ann crème, too", direct);
  for (let n = 0; n < 4; n++) await ann.posts(`@ben line ${n}`, direct);
  const [chat] = (await ben.api<{ id: string; members: { acct: string }[] }[]>("GET", at)).filter(
    ({ members }) => members.length === 2,
  );
  const ids = async (q: string, most: number) =>
    (await searchMessages(world.instance("alpha.test"), { id: Number(chat?.id), account_id: Number(ben.id) }, q, most)).map(
      String,
    );
  for (const most of [3, 3000])
    expect([most, await ids("burnt", most), await ids("line 3", most)]).toEqual([most, [old.id], [expect.any(String)]]);
  // Without accents only the index finds it; what is deleted is found no more.
  expect([await ids("creme brul", 3), await ids("too", 3)]).toEqual([[old.id], []]);
  await ann.deletes(old);
  await world.settles();
  expect(await ids("burnt", 3)).toEqual([]);
  expect(await ben.api("GET", `${at}/settings`)).toEqual({ writers: "everyone", read_marks: false, read_marks_chosen: false });
  expect(await ben.api("PATCH", `${at}/settings`, { writers: "friends", read_marks: false })).toEqual({
    writers: "friends",
    read_marks: false,
    read_marks_chosen: true,
  });
  expect((await ben.asks("PATCH", `${at}/settings`, { writers: "nobody" })).status).toBe(422);
});

filmTest("a voice note says how long it lasts, on the other server as well", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [ann, bob] = [await world.person("ann@alpha.test"), await world.person("bob@beta.test")];
  const form = new FormData();
  form.set("file", new Blob([new Uint8Array(ffmpeg("ogg", ...TONE, "-c:a", "libvorbis"))], { type: "audio/ogg" }), "note.ogg");
  const { id } = await ann.api<{ id: string }>("POST", "/api/v2/media", form);
  await world.settles();
  await ann.posts("@bob@beta.test listen", { visibility: "direct", media_ids: [id] });
  await world.settles();
  const lengths: number[] = [];
  for (const who of [ann, bob]) {
    const [chat] = await who.api<{ id: string }[]>("GET", at);
    const [message] = await who.api<StatusJson[]>("GET", `${at}/${chat?.id}/messages`);
    const sound = message?.media_attachments[0] as unknown as
      | { type: string; meta: { original: { duration: number } } }
      | undefined;
    expect(sound?.type).toBe("audio");
    lengths.push(Math.round(sound?.meta.original.duration ?? 0));
  }
  expect(lengths[0]).toBeGreaterThan(0);
  expect(lengths[1]).toBe(lengths[0]);
});
