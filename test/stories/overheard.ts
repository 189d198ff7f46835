/** What comes to people unasked: on every stream, as pushes, by mail; and what they take along in an archive. For tests of who is told what. */
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";
import { expect } from "vitest";
import { askForArchive } from "../../src/moves/archive.ts";
import { changeSettings } from "../../src/accounts/settings.ts";
import { getUser } from "../../src/accounts/users.ts";
import { remindOfEvents } from "../../src/events/remind.ts";
import { planDigest, planDueDigests } from "../../src/mailing/digest.ts";
import { planGroupMail } from "../../src/mailing/group-due.ts";
import { setGroupMail } from "../../src/mailing/group-settings.ts";
import { letterBox } from "../web/letters.ts";
import type { Person } from "../world/person.ts";
import { makePushService, type PushApp } from "../world/push.ts";
import { openSocket, type Socket } from "../world/sockets.ts";
import type { World } from "../world/world.ts";

/** Somebody, or somebody in the name of another: these have no mail of their own in it. */
type Listener = Pick<Person, "api" | "token"> & { username?: string };

const STREAMS = [
  "user",
  "user:notification",
  "direct",
  ...["public", "public:local", "public:remote"].flatMap((name) => [name, `${name}:media`]),
];
/** Where in them is the one on which everybody hears what is said to all. */
const PUBLIC = STREAMS.indexOf("public");
const ALERTS = `mention status reblog follow follow_request favourite reaction poll update quote group_invitation group_request
  group_post event_request event_admitted event_declined event_waiting event_reminder recommendation story_reaction`.split(/\s+/);
type Ear = { socket: Socket; app: PushApp; heard: string[]; events: Events[] };
type Events = { text: () => string; hears: (mark: string) => Promise<void>; end: () => void };

/** Server-sent events, of which a connection carries one stream. */
async function openEvents(port: number, path: string, { token }: Pick<Person, "token">): Promise<Events> {
  let text = "";
  let wake = () => {};
  const headers = { host: "alpha.test", "x-forwarded-proto": "https", authorization: `Bearer ${token}` };
  const request = get({ host: "127.0.0.1", port, path: `/api/v1/streaming/${path}`, headers });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  // What is said in private is not for everybody who is here in another's name.
  expect([path, [200, 403].includes(response.statusCode ?? 0)]).toEqual([path, true]);
  response.setEncoding("utf8").on("data", (part: string) => {
    text += part;
    wake();
  });
  const hears = async (mark: string) => {
    while (!text.includes(mark)) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { text: () => text, hears, end: () => void request.destroy() };
}

/** One of each; those of media alone are what the others are. */
async function openAll(port: number, who: Pick<Person, "token">, tag: string): Promise<Events[]> {
  const streams = [...STREAMS.filter((stream) => !stream.endsWith(":media")), "hashtag"];
  return await Promise.all(streams.map(async (stream) => await openEvents(port, `${stream.replace(":", "/")}?tag=${tag}`, who)));
}

const toldBy = ({ heard, events, app }: Ear) => ({
  streams: heard,
  events: events.map(({ text }) => text()),
  pushes: app.heard.map(({ payload }) => JSON.stringify(payload)),
});

function leave({ socket, events }: Ear): void {
  socket[Symbol.dispose]();
  for (const { end } of events) end();
}

/** Everybody listens from now on. @param tag whose stream they hear, too */
export async function listen(world: World, listeners: Readonly<Record<string, Listener>>, tag: string) {
  const kith = world.instance("alpha.test");
  const { letters } = letterBox({ kith });
  const port = Number(world.port("alpha.test"));
  const service = await makePushService(world, "push.test");
  const ears: Record<string, Ear> = {};
  for (const [name, who] of Object.entries(listeners)) {
    const socket = await openSocket(port, who);
    for (const stream of STREAMS) socket.says({ type: "subscribe", stream });
    for (const stream of ["hashtag", "hashtag:local"]) socket.says({ type: "subscribe", stream, tag });
    const app = service.app(name);
    const alerts = Object.fromEntries(ALERTS.map((alert) => [alert, true]));
    await app.subscribes(who as Person, { alerts, policy: "all" });
    const events = await openAll(port, who, tag);
    ears[name] = { socket, app, heard: [], events };
    if (who.username === undefined) continue;
    const user = await getUser(kith.db, Number((await who.api<{ id: string }>("GET", "/api/v1/accounts/verify_credentials")).id));
    const settings = { digest: "daily", event_letters: true, mail_private: true } as const;
    await changeSettings(kith, user, { settings });
    await planDigest(kith, user.id);
  }
  let serial = 0;
  return {
    /** What is said in a group, as a stream and by mail. */
    joins: async (who: Person, group: string) => {
      const { username, id } = who;
      ears[username]?.events.push(await openEvents(port, `list?list=${group}`, who));
      ears[username]?.socket.says({ type: "subscribe", stream: "list", list: group });
      await setGroupMail(kith, await getUser(kith.db, Number(id)), Number(group), "each");
    },
    /** Until everybody has heard all that has been said; `crier` says something that everybody hears. */
    settles: async (crier: Person) => {
      await world.settles();
      const mark = `That is all ${++serial}`;
      await crier.posts(mark);
      await world.settles();
      for (const { socket, heard, events } of Object.values(ears)) {
        do heard.push(JSON.stringify(await socket.hears()));
        while (heard.at(-1)?.includes(mark) !== true);
        await events[PUBLIC]?.hears(mark);
      }
    },
    /** What upkeep sends, until nothing is due. */
    mails: async () => {
      for (let n = 0; n < 2; n++) {
        await remindOfEvents(kith);
        await planDueDigests(kith);
        await planGroupMail(kith);
        await world.settles();
      }
    },
    /** All of it as texts, by where it came from. */
    of: (name: string) => ({
      ...(ears[name] === undefined ? {} : toldBy(ears[name])),
      letters: letters.filter(({ to }) => to.startsWith(`${name}@`)).map((letter) => JSON.stringify(letter)),
    }),
    end: () => Object.values(ears).forEach(leave),
  };
}

/** What is in the archive of each. */
export async function archivesOf(world: World, people: readonly Person[]): Promise<Map<string, string>> {
  const kith = world.instance("alpha.test");
  for (const { id } of people) await askForArchive(kith, Number(id));
  await world.settles();
  const rows = await kith.db.selectFrom("archives").selectAll().execute();
  const texts = new Map<string, string>();
  for (const { username, id } of people) {
    const name = rows.find(({ account_id }) => account_id === Number(id))?.name ?? "";
    texts.set(username, gunzipSync(await kith.files.read(name)).toString("latin1"));
  }
  return texts;
}
