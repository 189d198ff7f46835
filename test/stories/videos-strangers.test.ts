/** PeerTube: a channel is followed, its videos are shown, answered and liked, and nobody else speaks for them. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import { PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";

type Film = {
  title: string;
  sizes: { lines: number; url: string }[];
  captions: { language: string; label: string; url: string }[];
  licence: string | null;
};
const AT = "/api/kith/v1/videos";
type Meta = { kith?: Film; original?: { duration: number } };
/** Of a status whose media is a video. */
function metaOf(status: StatusJson | null | undefined): { kith: Film; original?: { duration: number } } {
  const [media] = (status?.media_attachments ?? []) as unknown as { meta: Meta }[];
  const kith = media?.meta.kith;
  if (media === undefined || kith === undefined) throw new Error("no video");
  return { ...media.meta, kith };
}

/** As https://docs.joinpeertube.org/api/activitypub has it. */
const peertube = [
  "https://www.w3.org/ns/activitystreams",
  {
    pt: "https://joinpeertube.org/ns#",
    sc: "http://schema.org/",
    licence: "sc:license",
    subtitleLanguage: "sc:subtitleLanguage",
    language: "sc:inLanguage",
    identifier: "sc:identifier",
    uuid: "sc:identifier",
    views: { "@type": "sc:Number", "@id": "pt:views" },
    size: { "@type": "sc:Number", "@id": "pt:size" },
    fps: { "@type": "sc:Number", "@id": "pt:fps" },
    aspectRatio: { "@type": "sc:Float", "@id": "pt:aspectRatio" },
  },
];

type Scene = Awaited<ReturnType<typeof gather>>;

async function gather(world: World) {
  const alice = await world.person("alice@alpha.test");
  const [channel, tina] = [await world.stranger("bread@tube.test"), await world.stranger("tina@tube.test")];
  Object.assign(channel.actor, {
    type: "Group",
    followers: `${channel.uri}/followers`,
    attributedTo: [{ type: "Person", id: tina.uri }],
  });
  await alice.follows(channel.handle);
  await world.settles();
  await channel.sends("alpha.test", channel.activity("Accept", channel.inbox.documents.at(-1)));
  await world.settles();
  return { alice, channel, tina };
}

const videoOf = (tina: Stranger, channel: Stranger, more: Doc = {}): Doc => {
  const file = (height: number) => ({
    type: "Link",
    mediaType: "video/mp4",
    href: `https://tube.test/${height}.mp4`,
    height,
    size: 1000,
    fps: 30,
  });
  const video = {
    "@context": peertube,
    type: "Video",
    id: `${tina.origin}/videos/watch/1`,
    name: "Sourdough",
    duration: "PT95S",
    uuid: "1",
    licence: { identifier: "1", name: "Attribution" },
    language: { identifier: "en", name: "English" },
    views: 42,
    aspectRatio: 1.7778,
    subtitleLanguage: [{ identifier: "de", name: "German", url: "https://tube.test/de.vtt" }],
    mediaType: "text/markdown",
    content: "0:00 Flour\n1:00 Water",
    published: new Date(Date.UTC(2026, 0, 1)).toISOString(),
    attributedTo: [
      { type: "Person", id: tina.uri },
      { type: "Group", id: channel.uri },
    ],
    to: [PUBLIC],
    cc: [`${tina.uri}/followers`],
    icon: [{ type: "Image", url: "https://tube.test/thumb.jpg", mediaType: "image/jpeg", width: 280, height: 157 }],
    url: [
      { type: "Link", mediaType: "text/html", href: `${tina.origin}/w/1` },
      {
        type: "Link",
        mediaType: "application/x-mpegURL",
        href: "https://tube.test/master.m3u8",
        tag: [file(1080), file(720), file(360)],
      },
    ],
    ...more,
  };
  tina.serves(String(video.id), video);
  return video;
};

/** What Alice sees of a video that its channel has announced. */
async function announces(world: World, { alice, channel, tina }: Scene): Promise<StatusJson> {
  const video = videoOf(tina, channel);
  await channel.sends("alpha.test", channel.activity("Announce", video["id"], { cc: [`${channel.uri}/followers`] }));
  await world.settles();
  const [home] = await alice.home();
  if (home?.reblog === undefined || home.reblog === null) throw new Error("it did not come");
  expect(home.account.acct).toBe("bread@tube.test");
  return home.reblog;
}

test("a channel's video comes by its Announce, with all that it has, each thing through us", async () => {
  await using world = await createWorld("alpha.test");
  const here = await gather(world);
  const { alice, channel, tina } = here;
  const vtt = "WEBVTT\n\nSTYLE\n::cue{}\n\n00:01.000 --> 00:02.000\nHallo <script>x</script>";
  tina.serves("/de.vtt", { body: Buffer.from(vtt), headers: { "content-type": "text/vtt" } });
  const seen = await announces(world, here);
  expect(seen).toMatchObject({ account: { acct: "tina@tube.test" }, url: "https://tube.test/w/1" });
  const { kith, original } = metaOf(seen);
  expect(original?.duration).toBe(95);
  expect(kith).toMatchObject({
    title: "Sourdough",
    licence: "Attribution",
    captions: [{ language: "de", label: "German" }],
    sizes: [{ lines: 360 }, { lines: 720 }, { lines: 1080 }],
  });
  const id = seen.media_attachments[0]?.id ?? "";
  const chapters = [{ at: 0, title: "Flour" }, { at: 60 }];
  expect(await alice.api("GET", `${AT}/${id}`)).toMatchObject({ views_count: 42, duration: 95, chapters });
  // Those that it has at an address of their own hold before what its description says; nobody else's address is asked.
  const parts = [
    { name: "Mixing", startOffset: 0, endOffset: 30 },
    { name: "Baking <b>", startOffset: 30.4, endOffset: 95 },
    { name: "Before", startOffset: 10 },
  ];
  const at = `${tina.origin}/videos/watch/1/chapters`;
  tina.serves(at, { "@context": peertube, id: at, hasPart: parts });
  const evil = await world.stranger("eve@evil.test");
  evil.serves("/chapters", { id: `${evil.origin}/chapters`, hasPart: parts.slice(0, 1) });
  const updated = async (hasParts: unknown) => {
    await tina.sends("alpha.test", tina.activity("Update", videoOf(tina, channel, { hasParts })));
    await world.settles();
    return (await alice.api<{ chapters: unknown }>("GET", `${AT}/${id}`)).chapters;
  };
  const told = [
    { at: 0, title: "Mixing" },
    { at: 30, title: "Baking <b>" },
  ];
  expect(await updated(at)).toEqual(told);
  const track = await world.visitor("alpha.test")("GET", `/@tina@tube.test/videos/${seen.id}/chapters.vtt`);
  expect(track.text).toBe("WEBVTT\n\n00:00:00.000 --> 00:00:30.000\nMixing\n\n00:00:30.000 --> 00:01:35.000\nBaking &lt;b&gt;\n");
  expect(await updated(parts.slice(0, 2))).toEqual(told);
  expect(await updated(`${evil.origin}/chapters`)).toMatchObject(chapters);
  const client = world.visitor("alpha.test");
  const captions = new URL(kith.captions[0]?.url ?? "");
  expect((await client("GET", captions.pathname)).text).toBe("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHallo x\n");
  const size = new URL(kith.sizes[0]?.url ?? "");
  expect([captions.host, size.host]).toEqual(["alpha.test", "alpha.test"]);
  expect((await client("GET", size.pathname.replace(/[^/]+$/, "guessed"))).status).toBe(404);
  const group = await alice.finds(channel.handle);
  expect(await alice.api<StatusJson[]>("GET", `${AT}?account_id=${group.id}`)).toMatchObject([{ id: seen.id }]);
});

test("answers and likes reach a video's maker and its channel; it is counted anew, changed and deleted", async () => {
  await using world = await createWorld("alpha.test");
  const here = await gather(world);
  const { alice, channel, tina } = here;
  const seen = await announces(world, here);
  await alice.replies(seen, "@tina@tube.test Looks good");
  await alice.favourites(seen);
  await world.settles();
  const came = [...tina.inbox.documents, ...channel.inbox.documents];
  const note = came.find(({ type }) => type === "Create")?.["object"] as Doc;
  expect(note).toMatchObject({ type: "Note", inReplyTo: seen.uri });
  expect([note["cc"], note["to"]].flat()).toEqual(expect.arrayContaining([tina.uri, channel.uri]));
  expect(came.find(({ type }) => type === "Like")).toMatchObject({ object: seen.uri });
  const votes = await alice.api("POST", `/api/kith/v1/statuses/${seen.id}/downvote`);
  expect(votes).toMatchObject({ taken: true, favourites_count: 0, downvotes_count: 1 });
  await world.settles();
  for (const { inbox } of [tina, channel])
    expect(inbox.documents.find(({ type }) => type === "Dislike")).toMatchObject({ actor: alice.uri, object: seen.uri });

  // Counted anew, it is no edit; named anew, it is.
  const at = `${AT}/${seen.media_attachments[0]?.id}`;
  await tina.sends("alpha.test", tina.activity("Update", videoOf(tina, channel, { views: 43, subtitleLanguage: [] })));
  await world.settles();
  expect(await alice.api("GET", at)).toMatchObject({ views_count: 43, captions: [] });
  expect((await alice.looksAt(seen))?.edited_at).toBeNull();
  await world.passes("1 minute");
  const updated = new Date(world.instance("alpha.test").now()).toISOString();
  await tina.sends("alpha.test", tina.activity("Update", videoOf(tina, channel, { name: "Rye", updated })));
  await world.settles();
  expect(metaOf(await alice.looksAt(seen)).kith.title).toBe("Rye");
  await tina.sends("alpha.test", tina.activity("Delete", seen.uri));
  await world.settles();
  expect((await alice.asks("GET", at)).status).toBe(404);
});

test("nobody puts a video into another's channel, or changes one that is not theirs", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, channel, tina } = await gather(world);
  const mallory = await world.stranger("mallory@evil.test");
  await alice.follows(mallory.handle);
  await world.settles();
  await mallory.sends("alpha.test", mallory.activity("Accept", mallory.inbox.documents.at(-1)));
  const theirs = {
    ...videoOf(mallory, channel),
    attributedTo: [
      { type: "Person", id: mallory.uri },
      { type: "Group", id: channel.uri },
    ],
  };
  await mallory.sends("alpha.test", mallory.activity("Create", theirs));
  await world.settles();
  const group = await alice.finds(channel.handle);
  expect((await alice.api<StatusJson[]>("GET", AT)).map(({ account }) => account.acct)).toEqual(["mallory@evil.test"]);
  expect(await alice.api("GET", `${AT}?account_id=${group.id}`)).toEqual([]);
  const { uri } = await announces(world, { alice, channel, tina });
  await mallory.sends(
    "alpha.test",
    mallory.activity("Update", { ...videoOf(tina, channel), id: uri, name: "Forged", views: 1_000_000 }),
  );
  await world.settles();
  const [seen] = await alice.api<StatusJson[]>("GET", `${AT}?account_id=${group.id}`);
  expect(metaOf(seen).kith.title).toBe("Sourdough");
});
