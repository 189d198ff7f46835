/** The scene of most tests of federation: Alice of ours follows Bob of beta.test, and others of other servers say what they like. */
import { expect } from "vitest";
import { createUser } from "../../src/accounts/create.ts";
import type { Account } from "../../src/db/schema.ts";
import { follow } from "../../src/follows/follow.ts";
import type { Kith } from "../../src/kith.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import { CONTEXT, openDoor, post, type Actor, type Door } from "./peers.ts";

export const PUBLIC = "https://www.w3.org/ns/activitystreams#Public";

export type Scene = Door & { alice: Account; bob: Actor; says(actor: Actor, activity: Record<string, unknown>): Promise<void> };

/** Alice of ours follows Bob of beta.test. */
export async function openScene(): Promise<Scene> {
  const door = await openDoor();
  const bob = door.net.actor("bob@beta.test", 0);
  const { account: alice } = await createUser(door.kith, {
    username: "alice",
    email: "alice@example.org",
    password: "correct horse battery",
  });
  let serial = 0;
  const says = async (actor: Actor, activity: Record<string, unknown>) => {
    const answer = await post(door, actor, {
      "@context": CONTEXT,
      id: `${actor.uri}#activities/${++serial}`,
      actor: actor.uri,
      ...activity,
    });
    expect(answer.status).toBe(202);
    await door.kith.worker.drain();
  };
  const scene = { ...door, alice, bob, says };
  const known = await door.kith.remote.findAccount("bob@beta.test");
  const asked = await follow(door.kith, alice, known as Account);
  await says(bob, { type: "Accept", object: { id: asked.uri, type: "Follow", actor: alice.uri, object: bob.uri } });
  return scene;
}

export const note = (actor: Actor, n: number, changes: Record<string, unknown> = {}) => ({
  id: `${actor.uri}/notes/${n}`,
  type: "Note",
  attributedTo: actor.uri,
  content: `<p>note ${n}</p>`,
  to: PUBLIC,
  cc: [`${actor.uri}/followers`],
  ...changes,
});

export const statuses = async ({ db }: Kith) => await db.selectFrom("statuses").selectAll().orderBy("id").execute();
export const statusOf = async ({ db }: Kith, uri: string) =>
  await db.selectFrom("statuses").selectAll().where("uri", "=", uri).executeTakeFirst();
export const follows = async ({ db }: Kith) => await db.selectFrom("follows").selectAll().orderBy("id").execute();
export const write = async (kith: Kith, author: Account, text: string) =>
  await publishStatus(kith, author, {
    text,
    visibility: "public",
    sensitive: false,
    spoiler_text: "",
    media_ids: [],
    language: "en",
  });
