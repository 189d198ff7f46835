/** Tells the streams what has happened: the *now* effects of `effects.ts`, which a crash may lose. */
import type { Status } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { ENDED } from "./bus.ts";
import { findStatusById } from "../statuses/find.ts";
import {
  ANNOUNCEMENTS,
  channelsOfFollowers,
  channelsOfGone,
  directChannel,
  groupListsWith,
  homeChannel,
  homesWith,
  listChannel,
  listsWithStatus,
  notificationChannel,
  publicsWith,
  tagsWith,
  tokenChannel,
} from "./channels.ts";

/** A fresh status, for those in whose timelines it stands. */
export async function streamStatus(kith: Kith, { status_id, fresh }: KithEventOf<"status.published">): Promise<void> {
  if (fresh) await streamTo(kith, "update", status_id);
}

/** A fresh status of somebody with many followers, for those whose homes were written later. */
export const streamEntered = async (kith: Kith, event: KithEventOf<"homes.entered">): Promise<void> =>
  await inTurn(kith, async () => {
    const status = await findStatusById(kith.db, event.status_id);
    if (status === undefined || status.deleted_at > 0) return;
    publish(kith, await channelsOfFollowers(kith, status, event), { event: "update", status });
  });

/** A fresh status for a few, for those who have been named after the others. */
export const streamToReaders = async (kith: Kith, event: KithEventOf<"readers.added">): Promise<void> =>
  await inTurn(kith, async () => {
    const status = event.fresh ? await findStatusById(kith.db, event.status_id) : undefined;
    if (status === undefined || status.deleted_at > 0) return;
    const homes = await homesWith(kith, status);
    const readers = new Set(event.account_ids.map(homeChannel));
    publish(
      kith,
      homes.filter((channel) => readers.has(channel)),
      { event: "update", status },
    );
  });

export const streamEdit = async (
  kith: Kith,
  { status_id }: KithEventOf<"status.edited"> | KithEventOf<"status.refreshed">,
): Promise<void> => await streamTo(kith, "status.update", status_id);

/** For those in whose timelines it stands: it says something else now. However many came meanwhile, they are told once. */
export const streamReactions = async (kith: Kith, { status_id }: KithEventOf<"reactions.settled">): Promise<void> =>
  await streamTo(kith, "status.update", status_id);

async function streamTo(kith: Kith, event: "update" | "status.update", status_id: number): Promise<void> {
  await inTurn(kith, async () => {
    const status = await findStatusById(kith.db, status_id);
    if (status === undefined || status.deleted_at > 0) return;
    const channels = [
      ...(await homesWith(kith, status)),
      ...(await listsWithStatus(kith, status)),
      ...(await groupListsWith(kith, status)),
      ...(await publicsWith(kith, status)),
      ...(await tagsWith(kith, status)),
    ];
    publish(kith, channels, { event, status });
  });
}

export const streamDelete = async (kith: Kith, { status_id }: KithEventOf<"status.deleted">): Promise<void> =>
  await inTurn(kith, async () => {
    const status = await findStatusById(kith.db, status_id);
    if (status !== undefined) publish(kith, await channelsOfGone(kith, status), { event: "delete", status });
  });

/** One message for all channels: what is made of it once serves every listener. */
function publish(kith: Kith, channels: readonly string[], { event, status }: { event: string; status: Status }): void {
  const message = { event, payload: String(status.id) };
  for (const channel of new Set(channels)) kith.bus.publish(channel, message);
}

type Line = { tail: Promise<void> };

/** What happened first is told first: finding out whom to tell takes a while, and a deletion must not overtake what it deletes. */
async function inTurn(kith: Kith, work: () => Promise<void>): Promise<void> {
  if (kith.bus.silent()) return;
  const cache = kith.cache<Line>("stream-line", 1);
  const line = cache.get("") ?? { tail: Promise.resolve() };
  cache.set("", line);
  const done = line.tail.then(work);
  line.tail = done.catch(() => undefined);
  await done;
}

export const streamNotification = async (
  kith: Kith,
  { notification_id, account_id }: KithEventOf<"notification.created">,
): Promise<void> =>
  await inTurn(kith, async () =>
    kith.bus.publish(notificationChannel(account_id), { event: "notification", payload: String(notification_id) }),
  );

/** What waited aside stands among the other notifications now: whoever shows them loads them again. */
export const streamMerged = async (kith: Kith, { account_id }: KithEventOf<"notifications.merged">): Promise<void> =>
  await inTurn(kith, async () =>
    kith.bus.publish(notificationChannel(account_id), { event: "notifications_merged", payload: "1" }),
  );

export const streamConversation = async (
  kith: Kith,
  { conversation_id, account_id }: KithEventOf<"conversation.changed">,
): Promise<void> =>
  await inTurn(kith, async () =>
    kith.bus.publish(directChannel(account_id), { event: "conversation", payload: String(conversation_id) }),
  );

export type AnnouncementEvent = "announcement" | "announcement.reaction" | "announcement.delete";

/**
 * Tells everybody who listens to their home of an announcement.
 *
 * @param payload as clients get it: JSON of the announcement, or of `{name, count, announcement_id}`; for `announcement.delete` the bare id
 */
export const streamAnnouncement = async (kith: Kith, event: AnnouncementEvent, payload: string): Promise<void> =>
  await inTurn(kith, async () => kith.bus.publish(ANNOUNCEMENTS, { event, payload }));

export const streamFilters = async (kith: Kith, { account_id }: KithEventOf<"filters.changed">): Promise<void> =>
  await inTurn(kith, async () => kith.bus.publish(homeChannel(account_id), { event: "filters_changed", payload: "" }));

/** Nobody can listen to what is no more. */
export function streamListEnd(kith: Kith, { list_id }: KithEventOf<"list.removed">): void {
  kith.bus.publish(listChannel(list_id), { event: ENDED, payload: "" });
}

/** Ends the streams of tokens that are no more. */
export function streamRevoked(kith: Kith, { user_id }: KithEventOf<"tokens.revoked">): void {
  kith.bus.publish(tokenChannel(user_id), { event: "revoked", payload: "" });
}
