/**
 * Makes of a message on the bus what a listener is to read. What all read alike is rendered once for each message; a home is rendered for its
 * reader only where it differs: for the author, for who has marked the status or is met by their own filters, and for quotes.
 */
import { findConversation } from "../conversations/load.ts";
import { withFilters } from "../filters/match.ts";
import type { Kith } from "../kith.ts";
import { findNotification } from "../notifications/load.ts";
import { loadSubjects } from "../notifications/subjects.ts";
import { loadAccounts } from "../accounts/find.ts";
import { SOMEBODY } from "../db/viewer.ts";
import { readId } from "../ids.ts";
import { asksForRelation } from "../quotes/policy.ts";
import { loadStatusPage } from "../statuses/load.ts";
import { noMarks } from "../statuses/marks.ts";
import type { StatusPage } from "../statuses/page.ts";
import type { BusMessage } from "../streams/bus.ts";
import { showConversations } from "./conversations.ts";
import { chatEventFor } from "./stream-chats.ts";
import { sceneWith } from "./present.ts";
import { renderNotifications } from "./entities/notification.ts";
import { sceneOf } from "./entities/scene.ts";
import { renderStatuses } from "./entities/status.ts";
import { whoHide, whoMarked } from "./stream-hidden.ts";
import type { Stream } from "./streams.ts";

/** `apart`: for the streams for all, who is not to see it; for homes and lists, whose page looks different. */
type Rendered = { page: StatusPage; text: string; apart: ReadonlySet<number> };
/** What was made of each message: for the streams for all, and for homes and lists. */
export type Shared = Record<"open" | "own", WeakMap<BusMessage, Promise<Rendered>>> & {
  /** By message, and by stream and kind of wire. */
  frames: WeakMap<BusMessage, Map<Frame, Map<string, Framed>>>;
};
type Frame = (stream: Stream, event: string, payload: string) => string;
type Framed = { payload: string; bytes: Buffer };
type Listener = { kith: Kith; shared: Shared; viewer_id: number };

/** The payload, "" when the event has none; undefined when this listener is to hear nothing of it. */
export async function payloadFor(listener: Listener, stream: Stream, message: BusMessage): Promise<string | undefined> {
  const { event, payload } = message;
  if (event === "filters_changed") return "";
  if (event === "delete" || event === "notifications_merged" || event.startsWith("announcement") || event === "kith.story")
    return payload;
  if (event.startsWith("kith.chat")) return await chatEventFor(listener, message);
  const id = readId(payload);
  if (id === undefined) return undefined;
  if (event === "conversation") return await conversationFor(listener, id);
  if (event === "notification") return await notificationFor(listener, id);
  if (event === "update" || event === "status.update") return await statusFor(listener, stream, message);
  return undefined;
}

type Framing = { stream: Stream; message: BusMessage; payload: string };

/** The bytes of an event: a thousand listeners who read the same share them, what somebody reads alone is made for them. */
export function framed({ frames }: Shared, frame: Frame, { stream, message, payload }: Framing): Buffer {
  const kinds = frames.get(message) ?? new Map<Frame, Map<string, Framed>>();
  const known = kinds.get(frame) ?? new Map<string, Framed>();
  const name = stream.name.join(" ");
  const kept = known.get(name);
  if (kept?.payload === payload) return kept.bytes;
  const bytes = Buffer.from(frame(stream, message.event, payload));
  if (kept === undefined) frames.set(message, kinds.set(frame, known.set(name, { payload, bytes })));
  return bytes;
}

async function statusFor(
  { kith, shared, viewer_id }: Listener,
  stream: Stream,
  message: BusMessage,
): Promise<string | undefined> {
  const id = Number(message.payload);
  if (stream.open) {
    const { page, text, apart } = await once(shared.open, message, async () => {
      // Rendered without marks: what one of them has done with it is not said to all.
      const loaded = { ...(await loadStatusPage(kith.db, SOMEBODY, [id])), viewer_id: 0 };
      return { page: loaded, text: textOf(kith, loaded) ?? "", apart: await whoHide(kith, loaded) };
    });
    return text === "" || apart.has(viewer_id) ? undefined : await filtered(kith, { ...page, viewer_id }, { stream, text });
  }
  const first = await ofReader({ kith, shared, viewer_id }, message);
  if (looksAlike(first, viewer_id)) return await filtered(kith, { ...first.page, viewer_id }, { stream, text: first.text });
  return textOf(kith, await withFilters(kith, await loadStatusPage(kith.db, viewer_id, [id]), stream.context));
}

/** What is rendered for the first reader serves all to whom it looks alike; what was rendered for its author serves nobody else. */
async function ofReader({ kith, shared, viewer_id }: Listener, message: BusMessage): Promise<Rendered> {
  const make = async () => {
    const page = unmarked(await loadStatusPage(kith.db, viewer_id, [Number(message.payload)]));
    return { page, text: textOf(kith, page) ?? "", apart: await whoMarked(kith, page) };
  };
  const made = once(shared.own, message, make);
  const first = await made;
  if (!isAuthor(first, first.page.viewer_id) || isAuthor(first, viewer_id)) return first;
  if (shared.own.get(message) === made) shared.own.delete(message);
  return await once(shared.own, message, make);
}

/** As it looks to who has done nothing with it. */
const unmarked = (page: StatusPage): StatusPage => ({
  ...page,
  marks: noMarks,
  moderated: new Set(),
  circles: new Map(),
  events: new Map(),
  videos: new Map(),
  introductions: new Map(),
  reactions: new Map([...page.reactions].map(([id, given]) => [id, given.map((one) => ({ ...one, me: false }))])),
});

const isAuthor = ({ page }: Rendered, account_id: number): boolean =>
  [...page.statuses.values()].some((status) => status.account_id === account_id);

/** Whether the page of the first listener is also this one's: nothing in it depends on who they are, and on what they have done. */
function looksAlike(first: Rendered, viewer_id: number): boolean {
  const { page, apart } = first;
  const statuses = [...page.statuses.values()];
  if (statuses.length === 0 || apart.has(viewer_id) || isAuthor(first, viewer_id) || isAuthor(first, page.viewer_id))
    return false;
  return !statuses.some((status) => status.quoted_id !== null || asksForRelation(status));
}

/** Made by the first who asks, for all who ask. */
function once(rendered: Shared["open"], message: BusMessage, make: () => Promise<Rendered>): Promise<Rendered> {
  const known = rendered.get(message);
  if (known !== undefined) return known;
  const made = make();
  rendered.set(message, made);
  return made;
}

/** The text that all read, or another one for who has a filter that it meets. */
async function filtered(
  kith: Kith,
  page: StatusPage,
  { stream, text }: { stream: Stream; text: string },
): Promise<string | undefined> {
  const own = await withFilters(kith, page, stream.context);
  return own.filtered.size === 0 ? text : textOf(kith, own);
}

/** What all read alike says of its authors what is true for anybody with an account: who follows whom is not known. */
const LOOKER = Object.freeze({ viewer_id: SOMEBODY, relationTo: () => undefined });

function textOf(kith: Kith, page: StatusPage): string | undefined {
  const [status] = renderStatuses(page, sceneOf(kith, { looker: LOOKER }));
  return status === undefined ? undefined : JSON.stringify(status);
}

async function conversationFor({ kith, viewer_id }: Listener, id: number): Promise<string | undefined> {
  const row = await findConversation(kith.db, viewer_id, id);
  const [conversation] = row === undefined ? [] : await showConversations(kith, viewer_id, [row]);
  return conversation === undefined ? undefined : JSON.stringify(conversation);
}

async function notificationFor({ kith, viewer_id }: Listener, id: number): Promise<string | undefined> {
  const row = await findNotification(kith, viewer_id, id);
  if (row === undefined) return undefined;
  const loaded = await loadStatusPage(kith.db, viewer_id, row.status_id === null ? [] : [row.status_id]);
  const statuses = await withFilters(kith, loaded, "notifications");
  const accounts = await loadAccounts(kith.db, [row.from_account_id]);
  const subjects = await loadSubjects(kith.db, [row]);
  const scene = await sceneWith(kith, viewer_id, [...accounts.values()]);
  const [notification] = renderNotifications({ rows: [row], accounts, statuses, subjects }, scene);
  return notification === undefined ? undefined : JSON.stringify(notification);
}
