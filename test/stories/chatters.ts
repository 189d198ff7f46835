/** Those who talk in groups of people, alice and dan here, bob and carol there, and what they do in them. */
import { expect } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";

export const PIXEL = new Uint8Array(
  Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64"),
);

export type ChatJson = {
  id: string;
  group: boolean;
  name: string;
  state: string;
  left: boolean;
  members: { acct: string }[];
  unread_count: number;
  last_message: StatusJson | null;
};
export const chats = async (who: Person, query = "") => await who.api<ChatJson[]>("GET", `/api/kith/v1/chats${query}`);
export const groupOf = async (who: Person, query = "") => (await chats(who, query)).find(({ group }) => group);
export const people = (chat: ChatJson | undefined) => chat?.members.map(({ acct }) => acct.split("@")[0]).sort();
export const words = async (who: Person, chat: ChatJson | undefined) =>
  (await who.api<StatusJson[]>("GET", `/api/kith/v1/chats/${chat?.id}/messages`)).map(({ content }) =>
    content.replace(/<[^>]+>/g, ""),
  );
export const says = async (who: Person, chat: ChatJson | undefined, status: string) =>
  await who.api("POST", `/api/kith/v1/chats/${chat?.id}/messages`, { status });
export const idFor = async (who: Person, other: Person) =>
  (await who.api<{ accounts: { id: string }[] }>("GET", `/api/v2/search?q=${other.handle}&type=accounts&resolve=true`))
    .accounts[0]?.id;

/** @param ahead ms by which the clock there is fast */
export async function village(ahead = 0): Promise<{ world: World; alice: Person; bob: Person; carol: Person; dan: Person }> {
  const world = await createWorld("alpha.test", { domain: "beta.test", ahead });
  const [alice, dan] = [await world.person("alice@alpha.test"), await world.person("dan@alpha.test")];
  const [bob, carol] = [await world.person("bob@beta.test"), await world.person("carol@beta.test")];
  for (const one of [bob, carol]) {
    await alice.follows(one);
    await one.follows(alice);
  }
  await world.settles();
  for (const [domain, host] of [
    ["alpha.test", "beta.test"],
    ["beta.test", "alpha.test"],
  ] as const)
    await world.instance(domain).write(async (tx) => {
      const { numUpdatedRows } = await tx
        .updateTable("hosts")
        .set({ software: "kith 0.1.0" })
        .where("host", "=", host)
        .executeTakeFirst();
      expect(numUpdatedRows).toBe(1n);
    });
  return { world, alice, bob, carol, dan };
}

export async function begins(alice: Person, name: string, others: Person[]): Promise<ChatJson> {
  const account_ids = await Promise.all(others.map(async (one) => await idFor(alice, one)));
  return await alice.api<ChatJson>("POST", "/api/kith/v1/chats", { account_ids, name });
}
