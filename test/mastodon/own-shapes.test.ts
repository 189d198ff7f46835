/** What docs/api.md says that an answer holds, it holds, and nothing besides: each shape is held against what a server answers that has something of everything. */
import { readFileSync } from "node:fs";
import { beforeAll, afterAll, expect, test } from "vitest";
import { rollDays } from "../../src/insights/roll.ts";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { staffOf } from "../world/staff.ts";
import { createWorld, type World } from "../world/world.ts";
import { upload } from "./uploads.ts";
import { PIXEL } from "./pixel.ts";

const docs = readFileSync(new URL("../../docs/api.md", import.meta.url), "utf8");
const AT = "/api/kith/v1";

/** The names at the outermost level of the first shape that stands behind the words. */
function documented(words: string): string[] {
  const found = docs.indexOf(words);
  if (found < 0) throw new Error(`docs/api.md does not say: ${words}`);
  const from = docs.indexOf("{", found);
  const names: string[] = [];
  let depth = 0;
  let piece = "";
  for (let at = from; ; at++) {
    const letter = docs[at] ?? "";
    if (letter === "}" && depth === 1) return [...names, piece].map((one) => /\w+/.exec(one)?.[0] ?? "").toSorted();
    if ("{[".includes(letter)) depth++;
    if ("}]".includes(letter)) depth--;
    if (letter === "," && depth === 1) names.push(piece);
    piece = letter === "," && depth === 1 ? "" : depth === 1 && letter !== "{" ? piece + letter : piece;
  }
}

type Thing = Record<string, unknown> & { id: string };
type Scene = Awaited<ReturnType<typeof setUp>>;
let world: World;
let scene: Scene;

/** A group with a moderator, somebody banned, somebody invited, a report and a first post that was locked. */
async function makeGroup(ann: Person, ben: Person, bad: Person) {
  const group = await ann.api<Thing>("POST", `${AT}/groups`, { name: "gardens", title: "Gardens", rules: ["Be kind"] });
  for (const one of [ben, bad]) await one.api("POST", `${AT}/groups/${group.id}/join`);
  await ann.api("POST", `${AT}/groups/${group.id}/moderators/${ben.id}`);
  const post = await ben.posts("Tulips", { group_id: group.id } as never);
  await ann.api("POST", `${AT}/groups/${group.id}/statuses/${post.id}/lock`, { reason: "Enough" });
  await bad.api("POST", "/api/v1/reports", { account_id: ben.id, status_ids: [post.id], comment: "Rude" });
  await ann.api("POST", `${AT}/groups/${group.id}/bans/${bad.id}`, { reason: "Spam" });
  await ann.api("POST", `${AT}/groups/${group.id}/links`, { max_uses: 1, days: 1 });
  return { group, post };
}

async function makePlans(ann: Person) {
  await ann.api("POST", `${AT}/drafts`, { status: "Some day" });
  const recurrence = { freq: "daily" };
  await ann.api("POST", `${AT}/recurring`, { status: "Good morning", starts: "2030-01-01T09:00", time_zone: "UTC", recurrence });
  return await ann.api<Thing>("POST", `${AT}/events`, {
    title: "Walk",
    start: new Date(world.clock.now() + 86_400_000).toISOString(),
    time_zone: "UTC",
    place_name: "Park",
    rrule: "FREQ=WEEKLY;COUNT=3",
  });
}

async function makeTeam(ann: Person, ben: Person) {
  const team = await ann.api<Thing>("POST", `${AT}/teams`, { username: "paper", display_name: "Paper", names_authors: true });
  await ann.api("POST", `${AT}/teams/${team.id}/members`, { account_id: ben.id, role: "writer" });
  return team;
}

async function setUp() {
  world = await createWorld("alpha.test", "beta.test");
  await rollDays(world.instance("alpha.test"));
  const ann = await staffOf(world, "ann@alpha.test", "owner");
  const [ben, bad] = [await world.person("ben@alpha.test"), await world.person("bad@alpha.test")];
  const bob = await world.person("bob@beta.test");
  for (const one of [ben, bob]) await one.follows(ann);
  await ann.follows(ben);
  await world.settles();
  const status = await ann.posts("Hello");
  const { group, post } = await makeGroup(ann, ben, bad);
  const event = await makePlans(ann);
  await ben.api("POST", `${AT}/events/${event.id}/rsvp`, { answer: "yes", number: 1 });
  const team = await makeTeam(ann, ben);
  const story = await ann.api<Thing>("POST", `${AT}/stories`, { text: "Dusk", background: "sea" });
  await ben.api("POST", `${AT}/stories/${story.id}/seen`);
  const said = await ben.api<StatusJson>("POST", `${AT}/stories/${story.id}/reply`, { text: "Lovely" });
  const praise = await ben.api<Thing>("POST", `${AT}/accounts/${ann.id}/recommendations`, { text: "Mends things" });
  await ann.api("POST", `${AT}/recommendations/${praise.id}/accept`);
  await ann.api("PATCH", `${AT}/cv`, {
    headline: "Mender",
    experience: [{ title: "Mender", organisation: "Us" }],
    languages: [{ name: "German", level: "good" }],
  });
  const chat = await ann.api<Thing>("POST", `${AT}/chats`, {
    account_ids: [ben.id, (await ann.finds(bob.handle)).id],
    name: "Three",
  });
  await world.settles();
  const circle = await ann.api<Thing>("POST", `${AT}/circles`, { title: "Near" });
  await ann.api("POST", `${AT}/circles/${circle.id}/accounts`, { account_ids: [ben.id] });
  const film = (await upload(world.visitor("alpha.test"), ann.token, PIXEL)).json<Thing>();
  const list = await ann.api<Thing>("POST", `${AT}/playlists`, { title: "Evenings", visibility: "public" });
  await world.settles();
  return { ann, ben, bob, status, group, post, event, team, story, said, praise, chat, circle, film, list };
}

beforeAll(async () => void (scene = await setUp()), 60_000);
afterAll(async () => await world[Symbol.asyncDispose]());

/** What is documented behind which words, and who asks for it where. */
const SHAPES: readonly [words: string, ask: (scene: Scene) => [who: Person, path: string, part?: string]][] = [
  ["`GET /api/kith/v1/statuses/:id/thread`", ({ ann, status }) => [ann, `statuses/${status.id}/thread`]],
  ["`GET /api/kith/v1/statuses/:id/groups`", ({ ann, post }) => [ann, `statuses/${post.id}/groups`]],
  ["`GET /api/kith/v1/statuses/:id/votes`", ({ ann, post }) => [ann, `statuses/${post.id}/votes`]],
  ["A draft: ", ({ ann }) => [ann, "drafts"]],
  ["A group is `{", ({ ann, group }) => [ann, `groups/${group.id}`]],
  ["with `standing`: ", ({ ann, group }) => [ann, `groups/${group.id}`, "standing"]],
  ["`GET /api/kith/v1/groups/:id/moderators`", ({ ann, group }) => [ann, `groups/${group.id}/moderators`]],
  ["`GET /api/kith/v1/groups/:id/log`", ({ ann, group }) => [ann, `groups/${group.id}/log`]],
  ["`GET /api/kith/v1/groups/:id/bans`", ({ ann, group }) => [ann, `groups/${group.id}/bans`]],
  ["`GET /api/kith/v1/groups/:id/reports`", ({ ann, group }) => [ann, `groups/${group.id}/reports`]],
  ["`GET /api/kith/v1/groups/:id/links`", ({ ann, group }) => [ann, `groups/${group.id}/links`]],
  ["`GET /api/kith/v1/accounts/:id/group`", ({ ann, group }) => [ann, `accounts/${group.id}/group`]],
  ["`GET /api/kith/v1/circles`", ({ ann }) => [ann, "circles"]],
  ["`GET /api/kith/v1/circles/:id/reach`", ({ ann, circle }) => [ann, `circles/${circle.id}/reach`]],
  ["`GET /api/kith/v1/stories`", ({ ann }) => [ann, "stories"]],
  ["A story is `", ({ ann, story }) => [ann, `stories/${story.id}`]],
  ["`GET /api/kith/v1/stories/settings`", ({ ann }) => [ann, "stories/settings"]],
  ["`GET /api/kith/v1/stories/:id/viewers`", ({ ann, story }) => [ann, `stories/${story.id}/viewers`]],
  [
    "The status that answers one has `in_reply_to_story: ",
    ({ ann, said }) => [ann, `../../v1/statuses/${said.id}`, "in_reply_to_story"],
  ],
  ["`GET /api/kith/v1/accounts/:id/playlists`", ({ ann }) => [ann, `accounts/${ann.id}/playlists`]],
  [
    "An event is a status with `event` in it: ",
    ({ ben, event }) => [ben, `../../v1/statuses/${String(event["status_id"])}`, "event"],
  ],
  ["`rsvp` is what the asking account has answered:", ({ ben, event }) => [ben, `events/${event.id}`, "rsvp"]],
  ["`recurrence` is null, or ", ({ ben, event }) => [ben, `events/${event.id}`, "recurrence"]],
  ["`GET /api/kith/v1/events/:id/rsvps`", ({ ben, event }) => [ben, `events/${event.id}/rsvps`]],
  ["`GET /api/kith/v1/events/:id/dates`", ({ ben, event }) => [ben, `events/${event.id}/dates`]],
  ["`GET /api/kith/v1/events/feed`", ({ ben }) => [ben, "events/feed"]],
  ["An entry: ", ({ ann }) => [ann, "calendar"]],
  ["`GET /api/kith/v1/calendar/settings`", ({ ann }) => [ann, "calendar/settings"]],
  ["`GET /api/kith/v1/recurring`", ({ ann }) => [ann, "recurring"]],
  ["and `recurrence`: ", ({ ann }) => [ann, "recurring", "recurrence"]],
  ["`GET /api/kith/v1/teams`", ({ ann }) => [ann, "teams"]],
  ["`GET /api/kith/v1/teams/:id/members`", ({ ann, team }) => [ann, `teams/${team.id}/members`]],
  ["`GET /api/kith/v1/teams/:id/log`", ({ ann, team }) => [ann, `teams/${team.id}/log`]],
  ["A chat: ", ({ ann, chat }) => [ann, `chats/${chat.id}`]],
  ["`GET /api/kith/v1/chats/settings`", ({ ann }) => [ann, "chats/settings"]],
  ["`GET /api/kith/v1/chats/:id/lines`", ({ ann, chat }) => [ann, `chats/${chat.id}/lines`]],
  ["`GET /api/kith/v1/friends/settings`", ({ ann }) => [ann, "friends/settings"]],
  ["`GET /api/kith/v1/accounts/:id/cv`", ({ ben, ann }) => [ben, `accounts/${ann.id}/cv`]],
  ["An entry is ", ({ ben, ann }) => [ben, `accounts/${ann.id}/cv`, "experience"]],
  ["a language ", ({ ben, ann }) => [ben, `accounts/${ann.id}/cv`, "languages"]],
  ["`GET /api/kith/v1/recommendations`", ({ ann }) => [ann, "recommendations"]],
  ["`GET /api/kith/v1/accounts/:id/recommendations`", ({ ben, ann }) => [ben, `accounts/${ann.id}/recommendations`]],
  ["`GET /api/kith/v1/mail`", ({ ann }) => [ann, "mail"]],
  ["`enabled`; of a team, for its owners", ({ ann }) => [ann, "insights"]],
  ["`sites` is ", ({ ann }) => [ann, "insights", "sites"]],
  ["`GET /api/kith/v1/admin/hosts`", ({ ann }) => [ann, "admin/hosts"]],
];

/** A thing, or the first of several. */
const first = (answer: unknown): unknown => (Array.isArray(answer) ? answer[0] : answer);

test.each(SHAPES.map(([words, ask]) => ({ words, ask })))(
  "what stands behind $words is what is answered",
  async ({ words, ask }) => {
    const [who, path, part] = ask(scene);
    const answer = first(await who.api<unknown>("GET", `${AT}/${path}`));
    const shown = first(part === undefined ? answer : (answer as Record<string, unknown> | undefined)?.[part]);
    expect(shown, "there has to be one").toBeTruthy();
    expect(Object.keys(shown as object).toSorted()).toEqual(documented(words));
  },
);

test("receipts, checks and uploads are as they are documented, too", async () => {
  const { ann, status, praise } = scene;
  const shown = await ann.api<Record<string, Thing & Thing[]>>("GET", `${AT}/statuses/${status.id}/receipts`);
  expect(Object.keys(shown).toSorted()).toEqual(documented("Receipts: "));
  expect(Object.keys(shown["receipts"]?.[0] ?? {}).toSorted()).toEqual(documented("A receipt is "));
  const checked = await ann.api<object>("POST", `${AT}/recommendations/verify`, { uri: praise["uri"] });
  expect(Object.keys(checked).toSorted()).toEqual(documented("`POST /api/kith/v1/recommendations/verify`"));
  const begun = await ann.api<object>("POST", `${AT}/uploads`, { bytes: 100 });
  expect(Object.keys(begun).toSorted()).toEqual(documented("An upload is "));
});

test("a day of insights is as it is documented, once it is over; so are hours and the server's own", async () => {
  const kith = world.instance("alpha.test");
  world.clock.advance(3 * 86_400_000);
  while (await rollDays(kith));
  const { ann } = scene;
  const { buckets } = await ann.api<{ buckets: object[] }>("GET", `${AT}/insights`);
  expect(Object.keys(buckets[0] ?? {}).toSorted()).toEqual(documented("A bucket is "));
  const [hour] = await ann.api<object[]>("GET", `${AT}/insights/hours`);
  expect(Object.keys(hour ?? {}).toSorted()).toEqual(documented("`GET /api/kith/v1/insights/hours`"));
  const server = await ann.api<object>("GET", `${AT}/admin/insights`);
  const own = documented("`enabled`; of a team, for its owners").filter((name) => !["audience", "statuses"].includes(name));
  expect(Object.keys(server).toSorted()).toEqual(own);
});
