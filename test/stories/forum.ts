/** A group elsewhere with a moderator, a member on its own server and one on another, and Alice of ours who follows it. */
import { expect } from "vitest";
import type { Person } from "../world/person.ts";
import type { StatusJson } from "../world/entities.ts";
import { PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import type { World } from "../world/world.ts";

export type Cast = { alice: Person; forum: Stranger; lena: Stranger; otto: Stranger; mona: Stranger };

/** Alice of ours follows the forum. Lena lives on its server, Otto elsewhere; Mona, from a third one, moderates it. */
export async function gather(world: World, more: Doc = {}): Promise<Cast> {
  const alice = await world.person("alice@alpha.test");
  const forum = await world.stranger("gardens@forum.test");
  const [lena, otto] = [await world.stranger("lena@forum.test"), await world.stranger("otto@other.test")];
  const mona = await world.stranger("mona@third.test");
  const list = forum.serves(`${forum.uri}/moderators`, moderatedBy(forum, mona));
  const featured = `${forum.uri}/featured`;
  Object.assign(forum.actor, { type: "Group", followers: `${forum.uri}/followers`, attributedTo: list, featured, ...more });
  await alice.follows(forum.handle);
  await world.settles();
  await forum.sends("alpha.test", forum.activity("Accept", forum.inbox.documents.at(-1)));
  await world.settles();
  return { alice, forum, lena, otto, mona };
}

/** A community of PieFed, which Alice and Bob of ours follow. */
export async function gatherPieFed(world: World) {
  const cast = await gather(world);
  const bob = await world.person("bob@alpha.test");
  await bob.follows(cast.forum.handle);
  await world.settles();
  await cast.forum.sends("alpha.test", cast.forum.activity("Accept", cast.forum.inbox.documents.at(-1)));
  const runs = { software: "piefed 1.6.27" };
  const { write } = world.instance("alpha.test");
  await write(async (tx) => await tx.updateTable("hosts").set(runs).where("host", "=", "forum.test").execute());
  await world.settles();
  return { ...cast, bob, group_id: (await cast.alice.finds(cast.forum.handle)).id };
}

export const moderatedBy = (forum: Stranger, ...people: { uri: string }[]): Doc => ({
  id: `${forum.uri}/moderators`,
  type: "OrderedCollection",
  orderedItems: people.map(({ uri }) => uri),
});

export const page = (author: Stranger, forum: Stranger, title: string): Doc =>
  author.note("<p>words</p>", { type: "Page", name: title, to: [PUBLIC, forum.uri], audience: forum.uri });

export const passesOn = async (world: World, forum: Stranger, inner: Doc) => {
  const { "@context": _, ...bare } = inner;
  const answer = await forum.sends("alpha.test", forum.activity("Announce", bare, { cc: [`${forum.uri}/followers`] }));
  expect(answer.status).toBe(202);
  await world.settles();
};

/** What Alice sees of something that has been posted to the forum. */
export async function posted(world: World, { alice, forum, otto }: Cast, title: string): Promise<StatusJson> {
  const post = page(otto, forum, title);
  await passesOn(world, forum, otto.activity("Create", post));
  const seen = await alice.sees(String(post.id));
  if (seen === undefined) throw new Error("it did not come");
  return seen;
}

export const answers = async (person: Person, to: StatusJson, visibility = "public") =>
  await person.asks("POST", "/api/v1/statuses", { status: "I think", in_reply_to_id: to.id, visibility });

type Approval = { reply_approval?: { current_user: string; locked_by: { acct: string } } };
export const approval = async (person: Person, status: StatusJson) =>
  ((await person.looksAt(status)) as Approval | undefined)?.reply_approval;
export const groupOf = async (person: Person, { handle }: Stranger) =>
  await person.api<{ moderators: { acct: string }[]; ban: { reason: string; expires_at: string | null } | null }>(
    "GET",
    `/api/kith/v1/accounts/${(await person.finds(handle)).id}/group`,
  );
