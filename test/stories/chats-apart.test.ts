/** What is of one group of people and no other: its picture, which opens by marks alone, and its messages, whatever a member claims of them. */
import { FormData } from "undici";
import { expect, test } from "vitest";
import { scheduleRecurring } from "../../src/follow-up.ts";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import type { World } from "../world/world.ts";
import { begins, chats, groupOf, idFor, PIXEL, says, village, words, type ChatJson } from "./chatters.ts";

/** Asks for what an address leads to, with its mark and without. */
async function opens(world: World, url: string | null): Promise<[marked: number, unmarked: number]> {
  const { host, pathname, search } = new URL(url ?? "");
  const ask = world.visitor(host);
  return [(await ask("GET", pathname + search)).status, (await ask("GET", pathname)).status];
}

test("a picture of a group opens to who is in it, for a while, also where its address has ended or was open to all before", async () => {
  const { world, alice, bob } = await village();
  await using _ = world;
  const chat = await begins(alice, "Bread", [bob]);
  const at = `/api/kith/v1/chats/${chat.id}`;
  const form = new FormData();
  form.set("picture", new Blob([PIXEL], { type: "image/png" }), "loaf.png");
  const { picture } = await alice.api<{ picture: string }>("PATCH", at, form);
  expect(await opens(world, picture)).toEqual([200, 404]);
  await world.settles();
  const pictureOf = async (who: Person) => ((await groupOf(who)) as ChatJson & { picture: string }).picture;
  const [alpha, beta] = [world.instance("alpha.test"), world.instance("beta.test")];
  const sent = (await beta.db.selectFrom("chats").select("picture").where("uri", "<>", "").executeTakeFirstOrThrow()).picture;
  expect(await opens(world, sent)).toEqual([200, 404]);
  // Nobody has looked at it until the address that was sent is no good any more: his server asks for another, as him and nobody else.
  await world.passes("20 days");
  expect([await opens(world, picture), await opens(world, sent)]).toEqual([
    [404, 404],
    [404, 404],
  ]);
  const his = await pictureOf(bob);
  expect([his.startsWith("https://beta.test/media/remote/chats/"), await opens(world, his)]).toEqual([true, [200, 404]]);
  const headers = { accept: "application/activity+json" };
  expect((await world.visitor("alpha.test")("GET", `/chats/${chat.id}`, { headers })).status).toBe(404);
  // As before there were marks.
  const { picture: name } = await alpha.db
    .selectFrom("chats")
    .select("picture")
    .where("id", "=", Number(chat.id))
    .executeTakeFirstOrThrow();
  const old = name.replace("private/", "media/");
  await alpha.files.copy(name, old);
  await alpha.files.remove(name);
  const stood = { [String(alpha.instance.domain)]: old, [String(beta.instance.domain)]: `https://alpha.test/media/${old}` };
  for (const kith of [alpha, beta])
    await kith.write(async (tx) => {
      const picture = stood[kith.instance.domain] ?? "";
      await tx.updateTable("chats").set({ picture }).where("uri", "<>", "").execute();
    });
  const open = await pictureOf(alice);
  expect(await opens(world, open)).toEqual([200, 200]);
  await scheduleRecurring(alpha);
  await world.passes("1 day");
  expect([await opens(world, open), await opens(world, await pictureOf(alice))]).toEqual([
    [404, 404],
    [200, 404],
  ]);
  for (let times = 0; times < 2; times++) expect(await opens(world, await pictureOf(bob))).toEqual([200, 404]);
});

test("of two groups with the same people each message is in the one in which it was said, on both servers, whatever a member claims of it", async () => {
  const { world, alice, bob, carol } = await village();
  await using _ = world;
  const hana = await world.stranger("hana@honest.test");
  const hanas = (await alice.finds(hana.handle)).id;
  const made = async (name: string, others: readonly (Person | string)[]) => {
    const account_ids = await Promise.all(others.map(async (one) => (typeof one === "string" ? one : await idFor(alice, one))));
    return await alice.api<ChatJson>("POST", "/api/kith/v1/chats", { account_ids, name });
  };
  const [bread, rye] = [await made("Bread", [bob, hanas]), await made("Rye", [bob, hanas])];
  const oats = await made("Oats", [carol, hanas]);
  await world.settles();
  const named = async (who: Person, name: string) => (await chats(who)).find((chat) => chat.name === name);
  for (const chat of [bread, rye, oats]) await says(alice, chat, `Begun ${chat.name}`);
  await world.settles();
  await says(bob, await named(bob, "Rye"), "Rye, please");
  await says(bob, await named(bob, "Bread"), "Bread, please");
  await world.settles();
  const first = async (chat: ChatJson) =>
    (await alice.api<StatusJson[]>("GET", `/api/kith/v1/chats/${chat.id}/messages`)).at(-1)?.uri;
  const uriOf = (chat: ChatJson) => `https://alpha.test/chats/${chat.id}`;
  const tells = async (text: string, to: readonly Person[], said: { inReplyTo: string | undefined; inChat?: string }) => {
    const tag = to.map(({ uri, handle }) => ({ type: "Mention", href: uri, name: `@${handle}` }));
    const uris = to.map(({ uri }) => uri);
    const note = hana.note(`<p>${text}</p>`, { to: uris, cc: [], tag, ...said });
    for (const host of new Set(to.map(({ handle }) => handle.split("@")[1] ?? "")))
      await hana.sends(host, hana.activity("Create", note, { to: uris }));
    await world.settles();
  };
  await tells("In Bread", [alice], { inReplyTo: await first(bread), inChat: uriOf(bread) });
  // Not where it says that it is, nor where it answers; and who is not in it is not let in by being addressed.
  await tells("Mislabelled", [alice], { inReplyTo: await first(bread), inChat: uriOf(rye) });
  await tells("Of the others", [alice], { inReplyTo: await first(oats), inChat: uriOf(bread) });
  await tells("To Carol, too", [alice, carol], { inReplyTo: await first(bread), inChat: uriOf(bread) });
  expect(await words(alice, bread)).toEqual(["To Carol, too", "In Bread", "Bread, please", "Begun Bread"]);
  expect(await words(alice, rye)).toEqual(["Rye, please", "Begun Rye"]);
  expect(await words(alice, oats)).toEqual(["Begun Oats"]);
  expect(await words(bob, await named(bob, "Bread"))).toEqual(["Bread, please", "Begun Bread"]);
  expect(await words(bob, await named(bob, "Rye"))).toEqual(["Rye, please", "Begun Rye"]);
  expect((await chats(carol)).map(({ name }) => name).sort()).toEqual(["", "Oats"]);
  expect(await words(carol, await named(carol, "Oats"))).toEqual(["Begun Oats"]);
});
