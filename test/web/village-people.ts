/** How the owner of the village has sorted people, and what is in fashion there. */
import { createUser } from "../../src/accounts/create.ts";
import { setAccountNote } from "../../src/accounts/notes.ts";
import { updateProfile } from "../../src/accounts/update.ts";
import { blockHost } from "../../src/blocks/domains.ts";
import { mute } from "../../src/blocks/mute.ts";
import { createCollection } from "../../src/collections/change.ts";
import type { Account } from "../../src/db/schema.ts";
import type { TrendKind } from "../../src/db/values.ts";
import { createFilter } from "../../src/filters/change.ts";
import { endorse } from "../../src/follows/endorse.ts";
import { follow } from "../../src/follows/follow.ts";
import type { Kith } from "../../src/kith.ts";
import { createList } from "../../src/lists/lists.ts";
import { addMembers } from "../../src/lists/members.ts";
import { featureTag } from "../../src/tags/feature.ts";
import { followTag } from "../../src/tags/follow.ts";
import type { People } from "./village.ts";
import { makeFriends, type Friends } from "./village-friends.ts";
import { tellStories, type Stories } from "./village-stories.ts";

/** Ids of a list, a filter and a collection of Mia's, and of those whom she has something with. */
export type Circle = { list: number; filter: number; collection: number; amara: number; tom: number; ines: number } & Friends & {
    stories: Stories;
  };

export async function sortPeople(kith: Kith, people: People): Promise<Circle> {
  const [mia, jon, amara, tom, layla] = ["mia", "jon", "amara", "tom", "layla"].map((name) => people[name]) as [
    Account,
    Account,
    Account,
    Account,
    Account,
  ];
  const list = await createList(kith, mia.id, {
    title: "Gärtnerinnen & Nachbarn am Kanal",
    replies_policy: "list",
    exclusive: true,
  });
  await addMembers(kith, list, [amara.id, jon.id]);
  const { filter } = await createFilter(
    kith,
    mia.id,
    { title: "Football", context: ["home", "public"], action: "warn", expires_at: kith.now() + 5 * 86_400_000 },
    [
      { keyword: "world cup", whole_word: true },
      { keyword: "Fußballweltmeisterschaftsqualifikationsspiel", whole_word: false },
    ],
  );
  await createList(kith, mia.id, { title: "Trains", replies_policy: "none", exclusive: false });
  await mute(kith, mia, tom, { duration: 7 * 86_400, notifications: false });
  await setAccountNote(kith, mia, amara, "Lent her the good spade in March.");
  await blockHost(kith, mia, "loud.example");
  await followTag(kith, mia, "bread");
  await featureTag(kith, mia, "garden");
  await featureTag(kith, amara, "plants");
  await endorse(kith, mia, jon);
  for (const one of [jon, layla]) await follow(kith, one, amara);
  await welcome(kith, [jon, amara, layla]);
  const asked = { name: "Good neighbours", description: "Whom to ask about soil, seeds and tools.", tag_name: "garden" };
  const collection = await createCollection(kith, mia, { ...asked, discoverable: true, account_ids: [amara.id, jon.id] });
  await setFashion(kith);
  const ines = await kith.db.selectFrom("accounts").select("id").where("username", "=", "ines").executeTakeFirst();
  return {
    ...(await makeFriends(kith, people, ines === undefined ? [] : [ines.id])),
    stories: await tellStories(kith, people),
    list: list.id,
    filter: filter.id,
    collection: collection.id,
    amara: amara.id,
    tom: tom.id,
    ines: ines?.id ?? amara.id,
  };
}

/** Somebody new, whom others follow already. */
async function welcome(kith: Kith, neighbours: readonly Account[]): Promise<void> {
  const person = {
    username: "pia",
    email: "pia@mail.example",
    password: "correct horse battery",
    approved: true,
    confirmed: true,
  };
  const { account } = await createUser(kith, person);
  await updateProfile(kith, account, { display_name: "Pia Brandt", note: "Bakes at night, sleeps by day.", discoverable: true });
  for (const one of neighbours) await follow(kith, one, account);
}

const DAY = 86_400_000;

/** As if many had been here for a week. */
async function setFashion(kith: Kith): Promise<void> {
  const now = kith.now();
  const today = now - (now % DAY);
  const tags = await kith.db.selectFrom("tags").select("id").orderBy("id").limit(4).execute();
  const statuses = await kith.db
    .selectFrom("statuses")
    .select("id")
    .where("visibility", "=", "public")
    .orderBy("id")
    .limit(3)
    .execute();
  const card_id = kith.newId();
  await kith.write(async (tx) => {
    const trends = async (kind: TrendKind, subject_id: number, score: number) =>
      await tx
        .insertInto("trends")
        .values({ id: kith.newId(), kind, subject_id, state: "approved", score, language: "", updated_at: now, reviewed_at: now })
        .onConflict((oc) => oc.doNothing())
        .execute();
    for (const [at, { id }] of tags.entries()) {
      await trends("tag", id, 10 - at);
      for (let ago = 0; ago < 7; ago += 1) {
        const uses = [9, 12, 5, 7, 3, 2, 1][(ago + at) % 7] ?? 1;
        await tx
          .insertInto("tag_days")
          .values({ tag_id: id, day: today - ago * DAY, uses, accounts: Math.ceil(uses / 2) })
          .onConflict((oc) => oc.doNothing())
          .execute();
      }
    }
    for (const [at, { id }] of statuses.entries()) await trends("status", id, 5 - at);
    await tx
      .insertInto("cards")
      .values({ id: card_id, ...CARD, fetched_at: now, published_at: now })
      .execute();
    await trends("link", card_id, 3);
  });
}

const CARD = {
  url: "https://gazette.example/2026/the-linden-tree-is-three-hundred-years-old",
  type: "link",
  title: "The linden tree is three hundred years old, and it is having a party",
  description:
    "On Saturday the whole street brings a chair. There will be bread from the new oven and, if the wind allows it, lanterns.",
  language: "en",
  provider_name: "The Canal Gazette",
  provider_url: "https://gazette.example",
  author_name: "R. Marlow",
  author_url: "",
  author_id: null,
  html: "",
  embed_url: "",
  image: "",
  image_description: "",
  blurhash: "",
  width: 0,
  height: 0,
} as const;
