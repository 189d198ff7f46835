/** What is shown and said aloud in a chat: pictures and voice notes, on the other server as on one's own, and for nobody besides. */
import { expect } from "vitest";
import { ffmpeg, filmTest, upload, type MediaJson } from "../mastodon/uploads.ts";
import { PIXEL } from "../mastodon/pixel.ts";
import type { StatusJson } from "../world/entities.ts";
import { createWorld, type World } from "../world/world.ts";

const AT = "/api/kith/v1/chats";
type Chat = { id: string; last_message: StatusJson | null };
type Said = StatusJson & { media_attachments: MediaJson[] };

const note = (): Buffer => ffmpeg("ogg", "-f", "lavfi", "-i", "sine=frequency=440:duration=2", "-c:a", "libopus");

async function opens(world: World, url: string, marked: boolean): Promise<number> {
  const { host, pathname, search } = new URL(url);
  return (await world.visitor(host)("GET", marked ? pathname + search : pathname)).status;
}

filmTest(
  "a voice note and a picture are heard and seen in the chat on both servers, for a while, and found by nobody else",
  async () => {
    await using world = await createWorld("alpha.test", "beta.test");
    const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
    await alice.follows(bob);
    await bob.follows(alice);
    await world.settles();
    const files = [];
    for (const [bytes, description] of [
      [note(), "Me, singing"],
      [PIXEL, "A dot"],
    ] as const) {
      const media = (await upload(world.visitor("alpha.test"), alice.token, bytes, { description })).json<MediaJson>();
      await world.settles();
      files.push(media.id);
    }
    const chat = await alice.api<Chat>("POST", AT, { account_ids: [(await alice.finds(bob.handle)).id], status: "Listen" });
    // A sound stands alone, as in every app.
    for (const id of files) await alice.api("POST", `${AT}/${chat.id}/messages`, { status: "", media_ids: [id] });
    await world.settles();
    const [theirs] = await bob.api<Chat[]>("GET", AT);
    const heard = await bob.api<Said[]>("GET", `${AT}/${theirs!.id}/messages`);
    const media = heard.flatMap((message) => message.media_attachments);
    expect(media.map(({ type, description }) => [type, description])).toEqual([
      ["image", "A dot"],
      ["audio", "Me, singing"],
    ]);
    expect(media[1]?.meta.original.duration).toBeCloseTo(2, 0);
    const own = (await alice.api<Said[]>("GET", `${AT}/${chat.id}/messages`)).flatMap((message) => message.media_attachments);
    for (const { url } of [...media, ...own])
      expect([await opens(world, url!, true), await opens(world, url!, false)]).toEqual([200, 404]);
    await world.passes("15 days");
    for (const { url } of media) expect(await opens(world, url!, true)).toBe(404);
  },
);
