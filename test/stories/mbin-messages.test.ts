/** Messages to people of Mbin (1.10.1), and favourites of what stands in its magazines. */
import { expect, test } from "vitest";
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

test("what is attached to such a message is linked in its words, for nothing else of it is read", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, lena, otto } = await subscribed(world);
  const sent = async (who: Stranger): Promise<Doc> => {
    const media_ids = [await uploads(alice, 'A "rose" & more')];
    await alice.posts(`@${who.handle} Look`, { visibility: "direct", media_ids } as never);
    await world.settles();
    return who.inbox.documents.findLast(({ type }) => type === "Create")?.object as Doc;
  };
  const [message, note] = [await sent(lena), await sent(otto)];
  const [file] = [message.attachment].flat() as { url: string }[];
  expect(message.content).toContain(`<p><a href="${file?.url.replaceAll("&", "&amp;")}">A &quot;rose&quot; &amp; more</a></p>`);
  expect(note.content).not.toContain("rose");
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
