/** Later effects that other servers have to be asked for. Wired in `src/effects.ts`. */
import { findAccountById } from "../accounts/find.ts";
import type { Row } from "../db/schema.ts";
import type { Leased } from "../jobs/worker.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { adoptWaiting } from "../statuses/adopt.ts";
import { findStatusById } from "../statuses/find.ts";
import { isStory } from "../stories/answers.ts";
import { refetchAccount } from "./lookup/account.ts";
import { isTheirs, mayPass } from "./lookup/failure.ts";
import { refreshStatus } from "./lookup/refresh.ts";
import { getRemoteStatus } from "./lookup/status.ts";
import { fetchThread } from "./lookup/thread.ts";
import { fetchProfile } from "./lookup/visit.ts";

type Job = Leased<Row<"jobs">>;

/** ms for a whole thread. */
const TIMEOUT = 60_000;
/** A server that does not answer is asked so many times in all, over a quarter of an hour. */
const TRIES = 4;

/** Fetches what a status answers, and what that answers: the thread is joined as they arrive. */
export async function fetchParent(kith: Kith, event: KithEventOf<"status.orphaned">, job: Job): Promise<void> {
  // What answers a story has no status for a parent.
  if (await isStory(kith.db, event.in_reply_to_uri)) return;
  try {
    const parent = await getRemoteStatus(kith, event.in_reply_to_uri, kith.now() + TIMEOUT);
    if (parent !== undefined) await adoptWaiting(kith, parent, event.in_reply_to_uri);
  } catch (error) {
    if (!isTheirs(error) || (mayPass(error) && job.row.attempts < TRIES)) throw error;
  }
}

/** Whether a status is still there: it goes when it is gone. */
export async function askAgain(kith: Kith, { status_id }: KithEventOf<"status.doubted">): Promise<void> {
  const status = await findStatusById(kith.db, status_id);
  if (status === undefined || status.deleted_at > 0) return;
  await refreshStatus(kith, status, kith.now() + TIMEOUT).catch(notTheirs);
}

function notTheirs(error: unknown): void {
  if (!isTheirs(error)) throw error;
}

/** Fetches an account anew that has not been looked at for a day. What does not answer is asked again when it is next needed. */
export async function refreshStale(kith: Kith, event: KithEventOf<"account.stale">, _job: Job): Promise<void> {
  const account = await findAccountById(kith.db, event.account_id);
  if (account === undefined || account.host === "" || account.deleted_at > 0) return;
  await refetchAccount(kith, account);
}

/** Fetches the rest of a thread that somebody has opened. What fails is not tried again until it is opened again. */
export const fetchOpened = async (kith: Kith, { status_id, conversation_id }: KithEventOf<"thread.opened">): Promise<void> =>
  await fetchThread(kith, status_id, conversation_id);

/** Fetches what a profile that somebody looks at shows. */
export const fetchVisited = async (kith: Kith, { account_id }: KithEventOf<"account.visited">): Promise<void> =>
  await fetchProfile(kith, account_id);
