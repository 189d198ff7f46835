/** GoToSocial 0.19.2, played: Zoe, whose activities about a post are named after it. */
import { PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import type { World } from "../world/world.ts";

/** Alice, and Zoe of a GoToSocial whom she follows. */
export async function meet(world: World) {
  const alice = await world.person("alice@alpha.test");
  const zoe = await world.stranger("zoe@sloth.test");
  await alice.follows(zoe.handle);
  await world.settles();
  await zoe.sends("alpha.test", zoe.activity("Accept", zoe.inbox.documents.at(-1)));
  await world.settles();
  return { alice, zoe };
}

export const seconds = (world: World): string => `${new Date(world.clock.now()).toISOString().slice(0, 19)}Z`;

/** Its activities about a status are named after the status: every edit is `…/activity#Update`. */
export const about = (zoe: Stranger, type: string, note: Doc): Doc => {
  const { id, to, cc, published } = note;
  return zoe.activity(type, note, { id: `${String(id)}/activity#${type}`, to, cc, published });
};

const everybody = { always: [PUBLIC], approvalRequired: [] };

export const noteOf = (world: World, zoe: Stranger, content: string, properties: Doc = {}): Doc => {
  const published = seconds(world);
  const { "@context": _, ...note } = zoe.note(content, {
    to: `${zoe.uri}/followers`,
    cc: PUBLIC,
    contentMap: { en: content },
    attachment: [],
    interactionPolicy: { canAnnounce: everybody, canLike: everybody, canReply: everybody },
    published,
    sensitive: false,
    summary: "",
    tag: [],
    ...properties,
  });
  return note;
};
