/**
 * Makes of a message on the bus what a listener is to read. What all read alike is rendered once for each message; a home is rendered for its
 * reader only where it can differ: reblogs, edits, and statuses that their filters meet.
 */
import { withFilters } from "../filters/match.ts";
import type { Kith } from "../kith.ts";
import { findNotification } from "../notifications/load.ts";
import { loadAccounts } from "../accounts/find.ts";
import { readId } from "../ids.ts";
import { loadStatusPage } from "../statuses/load.ts";
import { noMarks } from "../statuses/marks.ts";
import type { StatusPage } from "../statuses/page.ts";
import type { BusMessage } from "../streams/bus.ts";
import { renderNotifications } from "./entities/notification.ts";
import { sceneOf } from "./entities/scene.ts";
import { renderStatuses } from "./entities/status.ts";
import { isHidden } from "./stream-hidden.ts";
import type { Stream } from "./streams.ts";

type Rendered = { page: StatusPage; text: string };
/** What was made of each message: for the streams for all, and for homes and lists. */
export type Shared = Record<"open" | "own", WeakMap<BusMessage, Promise<Rendered>>>;
type Listener = { kith: Kith; shared: Shared; viewer_id: number };

/** The payload, "" when the event has none; undefined when this listener is to hear nothing of it. */
export async function payloadFor(listener: Listener, stream: Stream, message: BusMessage): Promise<string | undefined> {
  const { event, payload } = message;
  if (event === "filters_changed") return "";
  if (event === "delete") return payload;
  const id = readId(payload);
  if (id === undefined) return undefined;
  if (event === "notification") return await notificationFor(listener, id);
  if (event === "update" || event === "status.update") return await statusFor(listener, stream, message);
  return undefined;
}

async function statusFor(
  { kith, shared, viewer_id }: Listener,
  stream: Stream,
  message: BusMessage,
): Promise<string | undefined> {
  const id = Number(message.payload);
  if (stream.open) {
    const { page, text } = await once(kith, shared.open, message, 0);
    if (text === "" || (await isHidden(kith, viewer_id, page))) return undefined;
    return await filtered(kith, { ...page, viewer_id }, { stream, text });
  }
  const first = await once(kith, shared.own, message, viewer_id);
  const status = first.page.statuses.get(id);
  const alike =
    status !== undefined && status.reblog_of_id === null && status.account_id !== viewer_id && message.event === "update";
  if (alike && first.page.viewer_id !== status.account_id)
    return await filtered(kith, { ...first.page, viewer_id }, { stream, text: first.text });
  const page = await withFilters(kith, await loadStatusPage(kith.db, viewer_id, [id]), stream.context);
  return textOf(kith, page);
}

/** The page as its first listener may see it, without their marks: nobody has marked yet what has just been written. */
function once(kith: Kith, rendered: Shared["open"], message: BusMessage, viewer_id: number): Promise<Rendered> {
  const known = rendered.get(message);
  if (known !== undefined) return known;
  const made = loadStatusPage(kith.db, viewer_id, [Number(message.payload)]).then((loaded) => {
    const page = { ...loaded, marks: noMarks };
    return { page, text: textOf(kith, page) ?? "" };
  });
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

function textOf(kith: Kith, page: StatusPage): string | undefined {
  const [status] = renderStatuses(page, sceneOf(kith));
  return status === undefined ? undefined : JSON.stringify(status);
}

async function notificationFor({ kith, viewer_id }: Listener, id: number): Promise<string | undefined> {
  const row = await findNotification(kith, viewer_id, id);
  if (row === undefined) return undefined;
  const loaded = await loadStatusPage(kith.db, viewer_id, row.status_id === null ? [] : [row.status_id]);
  const statuses = await withFilters(kith, loaded, "notifications");
  const accounts = await loadAccounts(kith.db, [row.from_account_id]);
  const [notification] = renderNotifications({ rows: [row], accounts, statuses }, sceneOf(kith));
  return notification === undefined ? undefined : JSON.stringify(notification);
}
