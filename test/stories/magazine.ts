/** A magazine of Mbin, and what its people tell those who follow it. */
import { expect } from "vitest";
import { PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import type { World } from "../world/world.ts";
import { gather, moderatedBy } from "./forum.ts";

/** A magazine of Mbin, which Alice of ours follows. Lena lives on its server, Mona elsewhere. */
export async function subscribed(world: World, software = "mbin 1.10.1") {
  const cast = await gather(world);
  cast.forum.serves(`${cast.forum.uri}/moderators`, moderatedBy(cast.forum, cast.lena));
  const { write } = world.instance("alpha.test");
  await write(async (tx) => await tx.updateTable("hosts").set({ software }).where("host", "=", "forum.test").execute());
  return cast;
}

/** A thread: its title and tags stand in the summary, too. */
export const thread = (author: Stranger, forum: Stranger, title: string, more: Doc = {}): Doc =>
  author.note("<p>words</p>", {
    type: "Page",
    name: title,
    summary: `${title} #gardens`,
    sensitive: false,
    stickied: false,
    commentsEnabled: true,
    to: [forum.uri, PUBLIC],
    cc: [`${author.uri}/followers`],
    audience: forum.uri,
    ...more,
  });

export const says = async (world: World, who: Stranger, activity: Doc) => {
  expect((await who.sends("alpha.test", activity)).status).toBe(202);
  await world.settles();
};

export const creates = async (world: World, who: Stranger, forum: Stranger, note: Doc) => {
  await says(world, who, who.activity("Create", note, { to: note.to, cc: note.cc, audience: forum.uri }));
  return note;
};
