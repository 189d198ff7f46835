/** Messages cross the border to exactly the people of a conversation, who need not be named in their words. */
import { expect, test } from "vitest";
import { findChatWith } from "../../src/chats/load.ts";
import { sendMessage } from "../../src/chats/send.ts";
import { findAccountByHandle } from "../../src/accounts/find.ts";
import type { StatusJson } from "../world/entities.ts";
import { createWorld } from "../world/world.ts";

type ConversationJson = { unread: boolean; accounts: { acct: string }[]; last_status: StatusJson };

test("a message arrives with those who are addressed, tells them, and is answered in the same conversation", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const bob = await world.person("bob@beta.test");
  await alice.follows(bob);
  await bob.follows(alice);
  await world.settles();
  const kith = world.instance("alpha.test");
  const [me, him] = [await findAccountByHandle(kith.db, "alice", ""), await findAccountByHandle(kith.db, "bob", "beta.test")];
  if (me === undefined || him === undefined) throw new Error("they do not know each other");
  const message = { text: "The key is under the pot.", media_ids: [], language: "en" };
  await sendMessage(kith, me, [him.id], message);
  await world.settles();
  const [talk] = await bob.api<ConversationJson[]>("GET", "/api/v1/conversations");
  expect([talk?.unread, talk?.accounts.map(({ acct }) => acct), talk?.last_status.visibility]).toEqual([
    true,
    ["alice@alpha.test"],
    "direct",
  ]);
  expect(talk?.last_status.content).toBe("<p>The key is under the pot.</p>");
  expect((await bob.notifications()).map(({ type }) => type)).toContain("mention");
  await bob.replies(talk?.last_status as StatusJson, "@alice@alpha.test Found it.");
  await world.settles();
  const [known, ...others] = await alice.api<ConversationJson[]>("GET", "/api/v1/conversations");
  expect(others).toEqual([]);
  expect(known?.last_status.content).toContain("Found it.");
  const again = await sendMessage(kith, me, [him.id], { ...message, text: "Good." });
  expect(again.in_reply_to_id).toBe(Number(known?.last_status.id));
  expect(await findChatWith(kith.db, me.id, [him.id])).toMatchObject({ last_id: again.id });
});
