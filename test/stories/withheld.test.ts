/** What waited for a server that was away when its author blocked whom it was for, or they blocked its author: nobody finds after a block what was written before it. */
import { expect, test } from "vitest";
import type { Doc, Stranger } from "../world/stranger.ts";
import { makePushService } from "../world/push.ts";
import { createWorld, type World } from "../world/world.ts";
import { does } from "./gardeners.ts";
import { gather as gatherReaders, goesOut, reads } from "./group-readers.ts";
import { later, wants } from "./subscribers.ts";

const WORDS = "Between us, for now";

/** Alice, and people on a server that cannot take anything for now. `shared`: all there have one inbox beside their own. */
async function gather(world: World, { shared = false }: { shared?: boolean } = {}) {
  const alice = await world.person("alice@alpha.test");
  const [fred, finn] = [await world.stranger("fred@far.test"), await world.stranger("finn@far.test")];
  const common: Doc[] = [];
  if (shared) for (const one of [fred, finn]) one.actor["endpoints"] = { sharedInbox: "https://far.test/inbox" };
  let away = false;
  const serve = (path: string, taken: Doc[]) =>
    fred.serves(path, ({ body }) => {
      if (away) return { status: 503 };
      taken.push(JSON.parse(body) as Doc);
      return { status: 202 };
    });
  for (const one of [fred, finn]) serve(`${one.uri}/inbox`, one.inbox.documents);
  serve("https://far.test/inbox", common);
  for (const one of [fred, finn]) await one.sends("alpha.test", one.activity("Follow", alice.uri));
  await world.settles();
  for (const taken of [fred.inbox.documents, finn.inbox.documents, common]) taken.length = 0;
  return { alice, fred, finn, common, leaves: () => (away = true), returns: () => (away = false) };
}

const kinds = (taken: readonly Doc[]): unknown[] => taken.map(({ type }) => type);
const handle = ({ handle: name }: Stranger) => `@${name}`;

test("what was written to somebody before a block does not come after it; what takes something back does", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, fred, finn, leaves, returns } = await gather(world);
  const had = await alice.posts("You have this");
  await world.settles();
  leaves();
  await alice.posts(`${handle(fred)} ${WORDS}`, { visibility: "direct" });
  await alice.posts(WORDS, { visibility: "private" });
  await alice.edits(had, "You have this, changed");
  await world.settles();
  await alice.deletes(had);
  await world.settles();
  await alice.blocks(handle(fred));
  await world.settles();
  returns();
  for (let hours = 0; hours < 12; hours += 2) await world.passes("2 hours");
  expect(JSON.stringify(fred.inbox.documents)).not.toContain(WORDS);
  expect(new Set(kinds(fred.inbox.documents))).toEqual(new Set(["Create", "Reject", "Delete", "Block"]));
  // Finn is blocked by nobody.
  expect(kinds(finn.inbox.documents)).toEqual(["Create", "Create", "Update", "Delete"]);
});

test("nor does it come to who has blocked its author meanwhile, or lives where she has blocked everybody", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, fred, finn, leaves, returns } = await gather(world);
  leaves();
  await alice.posts(`${handle(fred)} ${WORDS}`, { visibility: "direct" });
  await world.settles();
  await fred.sends("alpha.test", fred.activity("Block", alice.uri));
  await world.settles();
  returns();
  for (let hours = 0; hours < 12; hours += 2) await world.passes("2 hours");
  expect(kinds(fred.inbox.documents)).not.toContain("Create");
  leaves();
  await alice.posts(`${handle(finn)} ${WORDS}`, { visibility: "direct" });
  await world.settles();
  await alice.api("POST", "/api/v1/domain_blocks", { domain: "far.test" });
  await world.settles();
  returns();
  for (let hours = 0; hours < 12; hours += 2) await world.passes("2 hours");
  expect(kinds(finn.inbox.documents)).toEqual(["Reject"]);
});

test("a server has what it was to have for others who live there, until nobody is left", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, fred, finn, common, leaves, returns } = await gather(world, { shared: true });
  leaves();
  await alice.posts(WORDS, { visibility: "private" });
  await world.settles();
  await alice.blocks(handle(fred));
  returns();
  for (let hours = 0; hours < 12; hours += 2) await world.passes("2 hours");
  expect(kinds(common)).toEqual(["Create"]);
  leaves();
  await alice.posts(WORDS, { visibility: "private" });
  await world.settles();
  await alice.blocks(handle(finn));
  returns();
  for (let hours = 0; hours < 12; hours += 2) await world.passes("2 hours");
  expect(kinds(common)).toEqual(["Create"]);
  // Nothing says to its author that it was not sent: of who has blocked one, one does not learn it.
  const { db } = world.instance("alpha.test");
  expect(await db.selectFrom("deliveries").select("id").where("done_at", "=", 0).execute()).toEqual([]);
});

test("what is not sent any more does not keep what others say from a server that is back", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, fred, finn, leaves, returns } = await gather(world);
  const dora = await world.person("dora@alpha.test");
  await finn.sends("alpha.test", finn.activity("Follow", dora.uri));
  await world.settles();
  leaves();
  await alice.posts(`${handle(fred)} ${WORDS}`, { visibility: "direct" });
  for (let number = 0; number < 6; number++) await dora.posts(`number ${number}`);
  for (let minutes = 0; minutes < 60; minutes += 10) await world.passes("10 minutes");
  await alice.blocks(handle(fred));
  returns();
  for (let hours = 0; hours < 4; hours++) await world.passes("1 hour");
  expect(kinds(finn.inbox.documents).filter((kind) => kind === "Create")).toHaveLength(6);
  expect(kinds(fred.inbox.documents)).not.toContain("Create");
});

test("letters that wait for the mail server say nothing of those with whom there is a block by then", async () => {
  const { world, kith, ben, gardens, to } = await gatherReaders();
  await using _ = world;
  const [cem, dora] = [await world.person("cem@alpha.test"), await world.person("dora@alpha.test")];
  for (const one of [ben, cem, dora]) await does(one, gardens, "join");
  await world.passes("1 minute");
  await reads(kith, ben, gardens.id, "each");
  await wants(kith, ben, { digest: "daily" });
  const { send } = kith.mail;
  Object.assign(kith.mail, { send: async () => await Promise.reject(new Error("the mail server is away")) });
  await world.passes("1 hour");
  await cem.posts("@gardens Slugs of cem");
  await dora.posts("@gardens Roses of dora");
  await cem.posts("@ben Words of cem");
  await dora.posts("@ben Words of dora");
  await goesOut(world);
  await later(world, "1 day");
  expect(to("ben")).toEqual([]);
  // Who blocks somebody is not heard by them either; whoever comes here gets no letter at all.
  await cem.blocks(ben);
  Object.assign(kith.mail, { send });
  for (let hours = 0; hours < 24; hours += 2) await world.passes("2 hours");
  const letters = to("ben").map(({ text }) => text);
  expect(letters).toHaveLength(2);
  expect(letters.join()).toContain("Roses of dora");
  expect(letters.join()).toContain("Words of dora");
  expect(letters.join()).not.toContain("cem");
});

test("a push that its service could not take says nothing any more of whom its reader has blocked, or whose server", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const fred = await world.stranger("fred@far.test");
  const phone = (await makePushService(world, "push.test")).app("phone");
  await phone.subscribes(ann, { alerts: { mention: true } });
  phone.answers(503);
  await ben.posts("@ann Words of ben");
  const tag = [{ type: "Mention", href: ann.uri, name: "@ann@alpha.test" }];
  await fred.sends("alpha.test", fred.activity("Create", fred.note("<p>Words of fred</p>", { cc: [ann.uri], tag })));
  await world.settles();
  expect(await ann.notifications()).toHaveLength(2);
  await ann.blocks(ben);
  await ann.api("POST", "/api/v1/domain_blocks", { domain: "far.test" });
  phone.answers(201);
  for (let hours = 0; hours < 12; hours += 2) await world.passes("2 hours");
  expect(phone.heard).toEqual([]);
});
