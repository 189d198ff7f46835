/** The village's friends: circles of Mia's with a post for one, somebody who asks her, somebody she has asked, and an introduction. */
import { createCircle, ensureCircles } from "../../src/circles/circles.ts";
import { addMembers } from "../../src/circles/members.ts";
import { introduce } from "../../src/conversations/introduce.ts";
import type { Account } from "../../src/db/schema.ts";
import { follow } from "../../src/follows/follow.ts";
import { befriend } from "../../src/friends/befriend.ts";
import type { Kith } from "../../src/kith.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import type { People } from "./village.ts";

/** Ids of a circle of Mia's and of a post for it. */
export type Friends = { circle: number; circled: number };

export async function makeFriends(kith: Kith, people: People, more: readonly number[]): Promise<Friends> {
  const [mia, jon, amara, tom] = ["mia", "jon", "amara", "tom"].map((name) => people[name]) as [
    Account,
    Account,
    Account,
    Account,
  ];
  const [close] = await ensureCircles(kith, mia.id);
  if (close !== undefined) await addMembers(kith, close, [jon.id, amara.id, ...more]);
  const choir = await createCircle(kith, mia.id, "Chor der Kanalnachbarinnen und -nachbarn");
  await addMembers(kith, choir, [amara.id]);
  const plain = { sensitive: false, spoiler_text: "", media_ids: [], language: "en" } as const;
  const supper = {
    ...plain,
    text: "Supper at mine on Friday. Bring a chair.",
    visibility: "limited",
    circle_id: close?.id,
  } as const;
  const { id } = await publishStatus(kith, mia, supper);
  const [pia] = await kith.db.selectFrom("accounts").selectAll().where("username", "=", "pia").execute();
  if (pia !== undefined) await befriend(kith, pia, mia);
  await befriend(kith, mia, tom);
  await follow(kith, jon, amara);
  await follow(kith, amara, jon);
  await introduce(kith, jon, [mia.id, amara.id], "You two know more about soil than anybody on this street.");
  return { circle: close?.id ?? 0, circled: id };
}
