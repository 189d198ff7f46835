/**
 * Inbox forwarding (ActivityPub, 7.1.2): those who follow one of ours get the answers to them, and what becomes of these, though they do not follow who
 * answers.
 *
 * Only what shows by itself whose it is (a Linked Data signature, a proof), for nobody has to believe us; byte by byte as it came, or it would not hold;
 * and only what is for everybody.
 */
import { isBlockedBetween } from "../blocks/hidden.ts";
import type { Account, Row, Status } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { findStatusById, findStatusByUri } from "../statuses/find.ts";
import { isOpen } from "../statuses/visible.ts";
import { followerInboxes, localRebloggers } from "./deliver/recipients.ts";
import { forward } from "./deliver/send.ts";
import type { ActivityRecord } from "./read/activity.ts";
import { object } from "./read/shape.ts";
import type { Doer } from "./receive/receive.ts";

const PASSED_ON: readonly string[] = ["Create", "Update", "Delete"];

/** Does nothing for what is no answer to one of ours and was reblogged by none. Call it when the activity has been received. */
export async function passOn(
  kith: Kith,
  row: Pick<Row<"inbox">, "id" | "body">,
  { type, object_uri }: ActivityRecord,
  { actor, brought }: Doer,
): Promise<void> {
  if (!PASSED_ON.includes(type) || object_uri === undefined || object_uri === actor.uri || !isSigned(row.body)) return;
  const status = brought?.uri === object_uri ? brought : await findStatusByUri(kith.db, object_uri);
  if (status === undefined || status.account_id !== actor.id || status.local === 1 || !isOpen(status)) return;
  const speakers = await speakersFor(kith, status, actor);
  const [first] = speakers;
  if (first === undefined) return;
  const inboxes = new Set<string>();
  for (const account_id of speakers) for (const inbox of await followerInboxes(kith, account_id)) inboxes.add(inbox);
  for (const known of [actor.inbox_url, actor.shared_inbox_url]) inboxes.delete(known);
  await forward(kith, { id: row.id, account_id: first, kind: type, body: row.body, inboxes });
}

function isSigned(body: string): boolean {
  if (!body.includes('"signature"') && !body.includes('"proof"')) return false;
  const activity = object(JSON.parse(body));
  return object(activity?.signature) !== undefined || object(activity?.proof) !== undefined;
}

/** Those of ours whose followers it concerns: whom it answers, and who reblogged it. */
async function speakersFor(kith: Kith, status: Status, actor: Account): Promise<number[]> {
  const parent = status.in_reply_to_id === null ? undefined : await findStatusById(kith.db, status.in_reply_to_id);
  const answered = parent?.local === 1 && parent.local_only === 0 && isOpen(parent) ? [parent.account_id] : [];
  const speakers = [...new Set([...answered, ...(await localRebloggers(kith, status.id))])];
  const free: number[] = [];
  for (const account_id of speakers) if (!(await isBlockedBetween(kith.db, account_id, actor.id))) free.push(account_id);
  return free;
}
