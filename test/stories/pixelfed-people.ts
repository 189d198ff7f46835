/** Who is met on Pixelfed 0.12.6, and what they post there, as it was heard (docs/peers.md). */
import { followsStranger } from "../world/handshake.ts";
import { PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import type { World } from "../world/world.ts";

export const CONTEXT = [
  "https://w3id.org/security/v1",
  "https://www.w3.org/ns/activitystreams",
  {
    Hashtag: "as:Hashtag",
    sensitive: "as:sensitive",
    schema: "http://schema.org/",
    pixelfed: "http://pixelfed.org/ns#",
    commentsEnabled: { "@id": "pixelfed:commentsEnabled", "@type": "schema:Boolean" },
    capabilities: { "@id": "pixelfed:capabilities", "@container": "@set" },
    announce: { "@id": "pixelfed:canAnnounce", "@type": "@id" },
    like: { "@id": "pixelfed:canLike", "@type": "@id" },
    reply: { "@id": "pixelfed:canReply", "@type": "@id" },
    toot: "http://joinmastodon.org/ns#",
    Emoji: "toot:Emoji",
    blurhash: "toot:blurhash",
  },
];

/** Pia and Pol on Pixelfed; Alice, who follows Pia and is followed by her, and Ben. */
export async function meet(world: World) {
  const [alice, ben] = [await world.person("alice@alpha.test"), await world.person("ben@alpha.test")];
  const [pia, pol] = [await world.stranger("pia@pixelfed.test"), await world.stranger("pol@pixelfed.test")];
  await pia.sends("alpha.test", pia.activity("Follow", alice.uri, { to: undefined }));
  await followsStranger(world, alice, pia);
  await world.instance("alpha.test").write(async (tx) => {
    await tx.updateTable("hosts").set({ software: "pixelfed 0.12.6" }).where("host", "=", "pixelfed.test").execute();
  });
  return { alice, ben, pia, pol };
}

let serial = 1030410069329162256n;
/** Its ids are of this kind. */
export const nextId = (): bigint => ++serial;

/** What somebody posts there, as it is sent. */
export async function posts(world: World, who: Stranger, content: string, { comments = true, ...more }: Doc = {}): Promise<Doc> {
  const id = `${who.origin}/p/${who.handle.split("@")[0]}/${nextId()}`;
  const published = `${new Date(world.clock.now()).toISOString().slice(0, 19)}+00:00`;
  const cc = [`${who.uri}/followers`, ...((more.cc as string[] | undefined) ?? [])];
  const object: Doc = {
    id,
    type: "Note",
    summary: null,
    content,
    inReplyTo: null,
    published,
    url: id,
    attributedTo: who.uri,
    to: [PUBLIC],
    sensitive: false,
    attachment: [],
    tag: [],
    commentsEnabled: comments,
    capabilities: { announce: PUBLIC, like: PUBLIC, reply: comments === true ? PUBLIC : "[]" },
    location: null,
    ...more,
    cc,
  };
  const activity = { id: `${id}/activity`, type: "Create", actor: who.uri, published, to: [PUBLIC], cc };
  await who.sends("alpha.test", { "@context": CONTEXT, ...activity, object });
  await world.settles();
  return object;
}
