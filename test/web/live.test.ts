/** What pages are told while they are open: how much is new, on each kind of list, and only to whom it is shown. */
import { expect, test } from "vitest";
import { createUser } from "../../src/accounts/create.ts";
import { createSession } from "../../src/access/sessions.ts";
import { mute } from "../../src/blocks/mute.ts";
import type { Account } from "../../src/db/schema.ts";
import { createFilter } from "../../src/filters/change.ts";
import { follow } from "../../src/follows/follow.ts";
import type { Kith } from "../../src/kith.ts";
import { createList } from "../../src/lists/lists.ts";
import { addMembers } from "../../src/lists/members.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import { openTestKith } from "../world/instance.ts";
import { openLive } from "../../src/web/listeners.ts";
import { raise, VILLAGE_PASSWORD, type Open } from "./village.ts";
import { draft } from "./village-talk.ts";

const open: Open = async ({ domain, ...config }) => await openTestKith(domain, { config, now: () => Date.now() });

async function person(kith: Kith, username: string): Promise<Account> {
  const email = `${username}@mail.test`;
  const made = { username, email, password: VILLAGE_PASSWORD, approved: true, confirmed: true };
  return (await createUser(kith, made)).account;
}

type Ear = { /** What was said last. */ hears: () => string; close: () => void };

/** Listens as the account's browser would. */
async function listens(kith: Kith, account: Account, stream: string): Promise<Ear> {
  const token = await createSession(kith, { user_id: account.id, ip: "", user_agent: "" });
  const stop = new AbortController();
  const address = `${kith.instance.origin}/live?stream=${encodeURIComponent(stream)}&since=0`;
  const answer = await fetch(address, { headers: { cookie: `kith_session=${token}` }, signal: stop.signal });
  expect([stream, answer.status, answer.headers.get("content-type")]).toEqual([stream, 200, "text/event-stream; charset=utf-8"]);
  let last = "";
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) {
      for (const [, words = ""] of decoder.decode(chunk as Uint8Array).matchAll(/^data: (.*)$/gm)) last = words;
    }
  };
  read().catch(() => undefined);
  return { hears: () => last, close: () => stop.abort() };
}

const soon = { timeout: 10_000, interval: 50 };

test("home, the public timelines, a tag and a list say what is new", async () => {
  const here = await raise(open, {});
  const { kith } = here;
  const [mia, jon] = [await person(kith, "mia"), await person(kith, "jon")];
  await follow(kith, mia, jon);
  const list = await createList(kith, mia.id, { title: "Bakers", replies_policy: "list", exclusive: false });
  await addMembers(kith, list, [jon.id]);
  const ears = await Promise.all(
    ["home", "local", "federated", "tag:bread", `list:${list.id}`].map(async (stream) => await listens(kith, mia, stream)),
  );
  const notices = await listens(kith, mia, "notifications");
  await publishStatus(kith, jon, draft("Fresh #bread"));
  for (const ear of ears) await expect.poll(ear.hears, soon).toBe("Show 1 new post");
  expect(notices.hears()).toBe("");
  await publishStatus(kith, jon, draft("@mia more #bread"));
  for (const ear of ears) await expect.poll(ear.hears, soon).toBe("Show 2 new posts");
  await expect.poll(notices.hears, soon).toBe("Show 1 new notification");
  for (const ear of [...ears, notices]) ear.close();
  await here.close();
});

test("what the page would not show is not counted: muted people, and what a filter hides", async () => {
  const here = await raise(open, {});
  const { kith } = here;
  const [mia, jon, eve] = [await person(kith, "mia"), await person(kith, "jon"), await person(kith, "eve")];
  await mute(kith, mia, eve);
  const filter = { title: "Spiders", context: ["public" as const], action: "hide" as const, expires_at: 0 };
  await createFilter(kith, mia.id, filter, [{ keyword: "spiders", whole_word: true }]);
  const [mine, anyone] = [await listens(kith, mia, "local"), await listens(kith, jon, "local")];
  await publishStatus(kith, eve, draft("eve speaks"));
  await publishStatus(kith, jon, draft("about spiders"));
  await publishStatus(kith, jon, draft("about bread"));
  await expect.poll(anyone.hears, soon).toBe("Show 3 new posts");
  await expect.poll(mine.hears, soon).toBe("Show 1 new post");
  mine.close();
  anyone.close();
  await here.close();
});

test("a server that stops ends who listens and takes in nobody else; one that serves again does", async () => {
  const here = await raise(open, {});
  const { kith } = here;
  const mia = await person(kith, "mia");
  const token = await createSession(kith, { user_id: mia.id, ip: "", user_agent: "" });
  const asks = async () =>
    await fetch(`${kith.instance.origin}/live?stream=home`, { headers: { cookie: `kith_session=${token}` } });
  const listening = await asks();
  openLive(kith)();
  // Ends by itself: nothing else would let this be read to its end.
  expect(await listening.text()).toContain(":)");
  expect((await asks()).status).toBe(204);
  const end = openLive(kith);
  expect((await asks()).status).toBe(200);
  end();
  await here.close();
});
