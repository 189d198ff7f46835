/** What Alice has that is not for everybody, one of each kind, with a word in it; and Hildegunde and Ivonne, of whose part in it nobody else is to learn. */
import { FormData } from "undici";
import { PIXEL, uploads } from "../mastodon/pixel.ts";
import { upload } from "../mastodon/uploads.ts";
import type { Client } from "../world/client.ts";
import type { PostOptions, StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { staffOf } from "../world/staff.ts";
import type { World } from "../world/world.ts";
import type { Ids } from "./doors.ts";
import { does, makes } from "./gardeners.ts";
import { makeCrew } from "./gatherers.ts";
import { holds, inDays } from "./gatherings.ts";

const KITH = "/api/kith/v1";
/** In each text, and one that nobody has to know to look for it. */
export const WORD = "zanzibar";
export const ASKED = "pepper";
const say = (what: string): string => `${WORD} ${ASKED} ${what}`;

type Id = { id: string };
type Post = StatusJson & { poll?: Id };
export type Insiders = Record<"alice" | "hilda" | "ivo", Person>;

/** Friends who show nobody whom they know. */
export async function befriended(world: World): Promise<Insiders> {
  const [alice, hilda, ivo] = [
    await world.person("alice@alpha.test"),
    await world.person("hildegunde@alpha.test"),
    await world.person("ivonne@alpha.test"),
  ];
  for (const one of [alice, hilda, ivo])
    await one.api("PATCH", "/api/v1/accounts/update_credentials", { hide_collections: true, discoverable: one === alice });
  for (const one of [hilda, ivo]) {
    await alice.api("POST", `${KITH}/accounts/${one.id}/befriend`);
    await one.api("POST", `${KITH}/accounts/${alice.id}/befriend`);
  }
  await world.settles();
  return { alice, hilda, ivo };
}

const posts = async (who: Pick<Person, "api">, values: object): Promise<Post> =>
  await who.api("POST", "/api/v1/statuses", values);
const made = async (who: Pick<Person, "api">, path: string, values: object): Promise<string> =>
  (await who.api<Id>("POST", path, values)).id;

/** For followers, for one, for a circle, and for a while; and what Hildegunde has done with it. */
export async function tellsFriends(world: World, { alice, hilda }: Insiders, root: StatusJson): Promise<Ids> {
  const own = { visibility: "private" } as const;
  const answer = await posts(alice, { status: `${say("answers")} #${WORD}tag`, ...own, in_reply_to_id: root.id });
  const asking = await posts(alice, { status: say("asks"), ...own, poll: { options: [say("one"), "two"], expires_in: 3600 } });
  const shown = await posts(alice, { status: say("shows"), ...own, media_ids: [await uploads(alice, say("picture"))] });
  const hers = await hilda.replies(answer, say("agrees"), own);
  await hilda.favourites(answer);
  await hilda.bookmarks(answer);
  await hilda.api("POST", `/api/v1/statuses/${answer.id}/react/👍`);
  await hilda.api("POST", `/api/v1/polls/${asking.poll?.id}/votes`, { choices: [0] });
  await alice.pins(answer);
  const letter = { status: `@hildegunde ${say("writes")}`, visibility: "direct" };
  const direct = await posts(alice, { ...letter, media_ids: [await uploads(alice, say("enclosed"))] });
  const aside = await posts(alice, { ...letter, in_reply_to_id: root.id });
  const circle = await made(alice, `${KITH}/circles`, { title: say("circle") });
  await alice.api("POST", `${KITH}/circles/${circle}/accounts`, { account_ids: [hilda.id] });
  const poll = { options: [say("first"), "second"], expires_in: 3600 };
  const circled = await posts(alice, { status: say("confides"), visibility: "limited", circle_id: circle, poll });
  const story = await made(alice, `${KITH}/stories`, { text: say("tells") });
  const picture = await made(alice, `${KITH}/stories`, { media_id: await uploads(alice, say("story")) });
  await hilda.api("POST", `${KITH}/stories/${story}/seen`);
  await hilda.api("POST", `${KITH}/stories/${story}/reaction`, { emoji: "🎉" });
  await world.settles();
  return {
    statuses: [answer, asking, shown, hers, direct, aside, circled].map(({ id }) => id),
    polls: [asking, circled].map(({ poll: one }) => one?.id ?? ""),
    circles: [circle],
    stories: [story, picture],
  };
}

const VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\n";

/**
 * A film with captions, chapters and a picture of its own, which Alice has shown to whom she chose.
 *
 * @returns what it is called by; `files`: the names under which it, its playlists and its words lie, `paths`: where they are for whom it was shown to
 */
export async function shows(world: World, alice: Person, film: Buffer, options: PostOptions): Promise<Ids> {
  const client = world.visitor("alpha.test");
  const { id } = (await upload(client, alice.token, film)).json<Id>();
  await alice.api("PUT", `${KITH}/videos/${id}`, { title: say("film"), chapters: `0:00 ${say("chapter")}\n0:01 End` });
  await world.settles();
  await alice.api("PUT", `${KITH}/videos/${id}/captions/en`, { text: `${VTT}${say("is said")}\n` });
  await alice.api("PUT", `${KITH}/videos/${id}`, { poster_at: 0.5 });
  const status = await alice.posts(say("looks"), { ...options, media_ids: [id] });
  await world.settles();
  const shown = JSON.stringify((await alice.api<Post>("GET", `/api/v1/statuses/${status.id}`)).media_attachments);
  const paths = addressesIn(shown);
  for (const path of paths.filter((one) => one.includes(".m3u8"))) paths.push(...(await listedIn(client, path)));
  return { statuses: [status.id], media: [id], videos: [id], files: [...new Set(paths.flatMap(nameIn))], paths };
}

const addressesIn = (json: string): string[] =>
  [...json.matchAll(/https:\/\/alpha\.test(\/media\/[^"\\]+)/g)].map(([, path = ""]) => path);

/** What a playlist leads to, and what that does. */
async function listedIn(client: Client, path: string): Promise<string[]> {
  const { text } = await client("GET", path);
  const lists = text.split("\n").filter((line) => line.includes(".m3u8"));
  const found = lists.map((line) => new URL(line, `https://alpha.test${path}`)).map(({ pathname, search }) => pathname + search);
  const next = await Promise.all(found.map(async (list) => await listedIn(client, list)));
  return [...found, ...next.flat(), ...addressesIn(text.replaceAll('"', '""'))];
}

/** What of an address nobody guesses. */
const nameIn = (path: string): string[] => /[0-9a-f]{2}\/[0-9a-f]{30}|[0-9a-f]{32}/.exec(path)?.slice(0, 1) ?? [];

/** A group that nobody else knows anything about, what waits for a place in another one, and what is handed in to a team. */
export async function tellsGroups(world: World, { alice, hilda, ivo }: Insiders): Promise<Ids & { open: string[] }> {
  const secret = { title: say("family"), note: say("note"), rules: [say("rule")], private: true, membership: "invitation" };
  const family = await makes(alice, { name: "family", ...secret });
  const at = `${KITH}/groups/${family.id}`;
  for (const one of [hilda, ivo]) await does(alice, family, "invitations", { acct: one.username });
  await does(hilda, family, "join");
  await alice.api("POST", `${at}/links`, { max_uses: 3, days: 7 });
  await alice.api("POST", `${at}/moderators/${hilda.id}`);
  const inside = await posts(hilda, { status: say("is in"), group_id: family.id, title: say("heading") });
  const shown = await posts(alice, {
    status: say("shows there"),
    group_id: family.id,
    media_ids: [await uploads(alice, say("inside"))],
  });
  await alice.api("POST", `${at}/statuses/${inside.id}/pin`);
  const complaint = { account_id: hilda.id, status_ids: [inside.id], comment: say("complains") };
  const meeting = await holds(alice, inDays(world.clock, 2), { title: say("meeting"), group_id: family.id });
  await hilda.api("POST", `${KITH}/events/${meeting.id}/rsvp`, { answer: "yes", message: say("comes") });
  const otto = await world.person("otto@alpha.test");
  const garden = await makes(otto, { name: "garden", title: "Garden", approve_first: true });
  await does(alice, garden, "join");
  const waiting = await posts(alice, { status: say("waits"), group_id: garden.id });
  const { id: team, hands } = await makeCrew(world);
  await posts(hands.writer, { status: say("hands in") });
  const submissions = await hands.owner.person.api<Id[]>("GET", `${KITH}/teams/${team}/submissions`);
  await world.settles();
  return {
    statuses: [inside, shown, waiting, meeting.status].map(({ id }) => id),
    events: [meeting.id],
    reports: [await made(alice, "/api/v1/reports", complaint)],
    submissions: submissions.map(({ id }) => id),
    open: [family.id, team],
  };
}

/** What those who run the place keep for themselves. */
export async function administers(world: World): Promise<Ids> {
  const ada = await staffOf(world, "ada@alpha.test");
  const at = "/api/v1/admin";
  const [domain, text] = [
    { domain: "bad.example", severity: "suspend" },
    { text: say("announces"), draft: true },
  ];
  return {
    domain_blocks: [await made(ada, `${at}/domain_blocks`, { ...domain, private_comment: say("knows why") })],
    ip_blocks: [await made(ada, `${at}/ip_blocks`, { ip: "198.51.100.7", severity: "no_access", comment: say("came from") })],
    email_domain_blocks: [await made(ada, `${at}/email_domain_blocks`, { domain: `${WORD}.example` })],
    announcements: [await made(ada, `${KITH}/admin/announcements`, text)],
  };
}

/** Who is asked, who writes, what is planned, and what is nobody's but Alice's. */
export async function keepsToHerself(world: World, { alice, hilda, ivo }: Insiders): Promise<Ids> {
  const day = (n: number) => inDays(world.clock, n);
  const one = await holds(alice, day(3), {
    title: say("for two"),
    visibility: "direct",
    join_mode: "invited",
    invited_ids: [hilda.id],
  });
  const weekly = await holds(alice, day(4), { title: say("weekly"), visibility: "private", rrule: "FREQ=WEEKLY;COUNT=5" });
  const series = { starts: "2026-06-10T09:00", time_zone: "UTC", recurrence: { freq: "daily" } };
  const filter = await alice.api<Id & { keywords: Id[] }>("POST", "/api/v2/filters", {
    title: say("filter"),
    context: ["home"],
    keywords_attributes: [{ keyword: say("word") }],
  });
  const list = await made(alice, "/api/v1/lists", { title: say("list") });
  await alice.api("POST", `/api/v1/lists/${list}/accounts`, { account_ids: [hilda.id] });
  await made(alice, `${KITH}/chats`, { account_ids: [hilda.id], status: say("chats") });
  const people = await made(alice, `${KITH}/chats`, { account_ids: [hilda.id, ivo.id], name: say("us"), status: say("hello") });
  const form = new FormData();
  form.append("picture", new Blob([PIXEL], { type: "image/png" }), "a.png");
  await alice.asks("PATCH", `${KITH}/chats/${people}`, form);
  await alice.api("POST", `${KITH}/introductions`, { account_ids: [hilda.id, ivo.id], comment: say("introduces") });
  const praise = { text: say("praise"), relation: "friend" };
  const recommendation = await made(hilda, `${KITH}/accounts/${alice.id}/recommendations`, praise);
  await alice.api("PATCH", `${KITH}/cv`, { headline: "Baker", skills: [say("skill")], audience: { skills: "friends" } });
  const picture = await uploads(alice, say("loose"));
  await alice.blocks(await world.person("barred@alpha.test"));
  const ids = {
    statuses: [one.status.id, weekly.status.id],
    events: [one.id, weekly.id],
    drafts: [await made(alice, `${KITH}/drafts`, { status: say("draft") })],
    scheduled_statuses: [await made(alice, "/api/v1/statuses", { status: say("scheduled"), scheduled_at: day(1) })],
    recurring: [await made(alice, `${KITH}/recurring`, { status: say("recurring"), ...series })],
    lists: [list],
    filters: [filter.id],
    keywords: filter.keywords.map(({ id }) => id),
    media: [picture],
    videos: [picture],
    uploads: [await made(alice, `${KITH}/uploads`, { bytes: 100_000 })],
    playlists: [await made(alice, `${KITH}/playlists`, { title: say("playlist"), description: "d", visibility: "private" })],
    recommendations: [recommendation],
  };
  await world.settles();
  const { db } = world.instance("alpha.test");
  const idsIn = async (table: "chats" | "follows" | "blocks") =>
    (await db.selectFrom(table).select("id").execute()).map(({ id }) => String(id));
  const notices = await alice.notifications();
  return {
    ...ids,
    chats: await idsIn("chats"),
    follows: await idsIn("follows"),
    blocks: await idsIn("blocks"),
    notifications: notices.map(({ id }) => id),
  };
}
