/** Messages to people of Mbin (1.10.1), and favourites of what stands in its magazines. */
import { expect, test } from "vitest";
import { removeUnattachedMedia } from "../../src/media/remove.ts";
import { uploads } from "../mastodon/pixel.ts";
import type { StatusJson } from "../world/entities.ts";
import type { Doc, Stranger } from "../world/stranger.ts";
import { createWorld } from "../world/world.ts";
import { creates, says, subscribed, thread } from "./magazine.ts";

test("a message to one of its people goes in the one kind that it takes, to others as a note", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, lena, otto } = await subscribed(world);
  for (const who of [lena, otto]) {
    const status = await alice.posts(`@${who.handle} Between us`, { visibility: "direct" });
    await world.settles();
    await alice.api("PUT", `/api/v1/statuses/${status.id}`, { status: `@${who.handle} Between us two` });
    await world.settles();
  }
  const kinds = ({ inbox }: Stranger) =>
    inbox.documents.filter(({ type }) => type === "Create" || type === "Update").map(({ object }) => (object as Doc).type);
  expect([kinds(lena), kinds(otto)]).toEqual([
    ["ChatMessage", "ChatMessage"],
    ["Note", "Note"],
  ]);
  // Its own are for somebody's page.
  const to = ["https://alpha.test/@alice"];
  await says(world, lena, lena.activity("Create", lena.note("<p>Back to you</p>", { type: "ChatMessage", to, cc: [] }), { to }));
  const [last] = await alice.api<{ last_status: StatusJson }[]>("GET", "/api/v1/conversations");
  expect(last?.last_status).toMatchObject({ content: "<p>Back to you</p>", visibility: "direct" });
});

test("what is attached to such a message is linked in its words, for nothing else of it is read; the link is good as long as the message is there", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, lena, otto } = await subscribed(world);
  const posts: StatusJson[] = [];
  const sent = async (who: Stranger): Promise<Doc> => {
    const media_ids = [await uploads(alice, 'A "rose" & more')];
    posts.push(await alice.posts(`@${who.handle} Look`, { visibility: "direct", media_ids } as never));
    await world.settles();
    return who.inbox.documents.findLast(({ type }) => type === "Create")?.object as Doc;
  };
  const [message, note] = [await sent(lena), await sent(otto)];
  const [file] = [message.attachment].flat() as { url: string }[];
  const [, link = ""] = /<p><a href="([^"]*)">A &quot;rose&quot; &amp; more<\/a><\/p>$/.exec(String(message.content)) ?? [];
  expect(note.content).not.toContain("rose");
  const look = async (address: string) => {
    const { pathname, search } = new URL(address.replaceAll("&amp;", "&"));
    return (await world.visitor("alpha.test")("GET", `${pathname}${search}`)).status;
  };
  const both = async () => [await look(link), await look(String(file?.url))];
  expect(await both()).toEqual([200, 200]);
  await world.passes("60 days");
  expect(await both()).toEqual([200, 404]);
  expect(await look(link.replace(/mark=..../, "mark=aaaa"))).toBe(404);
  await alice.deletes(posts[0]!);
  await world.passes("25 hours");
  await removeUnattachedMedia(world.instance("alpha.test"));
  expect(await look(link)).toBe(404);
});

test("a favourite of what stands in a magazine of its author's own server is sent there once; of what was written elsewhere, to both", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, forum, lena, otto } = await subscribed(world);
  const likes = ({ inbox }: Stranger) => inbox.documents.filter(({ type }) => type === "Like").map(({ object }) => object);
  const near = await creates(world, lena, forum, thread(lena, forum, "Roses"));
  await alice.favourites((await alice.sees(String(near.id)))!);
  await world.settles();
  expect([likes(lena), likes(forum)]).toEqual([[near.id], []]);
  const far = thread(otto, forum, "Weeds");
  await says(world, forum, forum.activity("Announce", otto.activity("Create", far)));
  await alice.favourites((await alice.sees(String(far.id)))!);
  await world.settles();
  expect([likes(otto), likes(forum)]).toEqual([[far.id], [far.id]]);
});
