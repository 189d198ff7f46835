/**
 * Answers kept as bytes: rendered once, sent often.
 *
 * An entry names the version of what it was made from, so a newer row never meets an older answer, in whichever process it was written. Counts move
 * without a version: hence the minute.
 */
import type { Kith } from "../../kith.ts";
import type { KithEvent } from "../../kith-events.ts";
import { bytesToKeep } from "../../text/bytes.ts";

type Entry = { version: string; bytes: Buffer; until: number };

const MOST = 2000;
/** ms */
const KEPT = 60_000;

const cacheOf = (kith: Kith) => kith.cache<Entry>("ap-bytes", MOST);

/** @param name `note/1`, `actor/1`: what `dropBytes` knows it by */
export async function bytesOf(kith: Kith, name: string, version: string, render: () => Promise<string>): Promise<Buffer> {
  const known = cacheOf(kith).get(name);
  if (known !== undefined && known.version === version && known.until > kith.now()) return known.bytes;
  const bytes = bytesToKeep(await render());
  cacheOf(kith).set(name, { version, bytes, until: kith.now() + KEPT });
  return bytes;
}

/** Forgets what an event has made untrue. A now effect: what it misses, versions and the minute catch. */
export function dropBytes(kith: Kith, event: KithEvent): void {
  if (event.type === "news.missed") cacheOf(kith).clear();
  for (const name of namesIn(event)) cacheOf(kith).delete(name);
}

function namesIn(event: KithEvent): string[] {
  switch (event.type) {
    case "status.published":
      return [`outbox/${event.account_id}`];
    case "status.edited":
    case "status.refreshed":
    case "status.deleted":
      return [
        `note/${event.status_id}`,
        `activity/${event.status_id}`,
        `outbox/${event.account_id}`,
        `featured/${event.account_id}`,
      ];
    case "favourite.added":
    case "favourite.removed":
      return [`note/${event.status_id}`, `activity/${event.status_id}`];
    case "poll.voted":
    case "poll.closed":
    case "event.counted":
      return [`note/${event.status_id}`, `activity/${event.status_id}`];
    case "account.updated":
      return [`actor/${event.account_id}`, `webfinger/${event.account_id}`, `featured/${event.account_id}`];
    default:
      return [];
  }
}
