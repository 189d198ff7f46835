/** What other Kith servers say of chats: who has read what, and who is typing. */
import { findAccountByUri } from "../../accounts/find.ts";
import { MOST_IN_GROUP } from "../../chats/groups.ts";
import { MOST_IN_CHAT_OF_GROUP } from "../../chats/of-group.ts";
import { receiveRead } from "../../chats/read.ts";
import { receiveGroupRequest, receiveGroupState } from "../../chats/receive.ts";
import { hearTyping } from "../../chats/typing.ts";
import { parts } from "../../db/lists.ts";
import type { Account } from "../../db/schema.ts";
import type { ChatLineKind } from "../../db/tables/chats.ts";
import { isFollowedHere } from "../../follows/followed.ts";
import type { Kith } from "../../kith.ts";
import { httpUrl } from "../../text/outside.ts";
import { isOurs } from "../../uris.ts";
import type { ActivityRecord } from "../read/activity.ts";
import { pictureUrl } from "../read/links.ts";
import { id, ids, instant, sameOrigin, text, type Doc } from "../read/shape.ts";
import type { Receive } from "./receive.ts";

export const receiveReadOf: Receive = async (kith, { object_uri }, actor) => {
  if (object_uri !== undefined) await receiveRead(kith, actor, object_uri);
};

/** Typing. Of an activity whose actor has signed it: it is done at once, and never written down. */
export async function takeTyping(kith: Kith, actor_uri: string, activity: Doc): Promise<void> {
  const status_uri = id(activity.target);
  const account = status_uri === undefined ? undefined : await findAccountByUri(kith.db, actor_uri);
  if (account !== undefined && status_uri !== undefined) await hearTyping(kith, account, status_uri);
}

/** An Add or Remove for a group of people of ours. */
export async function receiveGroupAsked(
  kith: Kith,
  { target_uri = "", object_uri }: ActivityRecord,
  actor: Account,
  added: boolean,
): Promise<void> {
  const known = object_uri === undefined ? undefined : await findAccountByUri(kith.db, object_uri);
  const account = known ?? (added && object_uri !== undefined ? await fetchPerson(kith, object_uri, actor) : undefined);
  await receiveGroupRequest(kith, actor, { uri: target_uri, account, added });
}

const KINDS: readonly ChatLineKind[] = ["created", "added", "removed", "left", "named", "pictured", "handed_over"];
/** ms. */
const TIMEOUT = 10_000;
const AT_ONCE = 8;

/** A stranger makes us fetch nobody. */
const fetchPerson = async (kith: Kith, uri: string, actor: Account): Promise<Account | undefined> =>
  !isOurs(kith.instance, uri) && (await isFollowedHere(kith, actor))
    ? await kith.remote.findAccount(uri, { timeout: TIMEOUT }).catch(() => undefined)
    : undefined;

/** Those who are not known are looked up, a few at once. */
async function loadPeople(kith: Kith, uris: readonly string[], actor: Account): Promise<Account[]> {
  const people: Account[] = [];
  for (const some of parts(uris, AT_ONCE)) {
    const found = await Promise.all(
      some.map(async (one) => (await findAccountByUri(kith.db, one)) ?? (await fetchPerson(kith, one, actor))),
    );
    people.push(...found.filter((one) => one !== undefined));
  }
  return people;
}

/** An Update of a group of people (`ChatGroup`): its creator says it, and both are of one server. */
export async function receiveGroupUpdate(kith: Kith, object: Doc, actor: Account): Promise<void> {
  const uri = id(object.id);
  if (uri === undefined || !sameOrigin(uri, actor.uri) || id(object.attributedTo) !== actor.uri || actor.suspended_at > 0) return;
  const most = actor.actor_type === "Group" ? MOST_IN_CHAT_OF_GROUP : MOST_IN_GROUP;
  const people = await loadPeople(kith, ids(object.chatMembers, most), actor);
  const [by, whom] = [id(object.chatBy), id(object.chatWhom)];
  const actors = by === undefined ? actor : await findAccountByUri(kith.db, by);
  const kind = KINDS.find((one) => one === text(object.chatChange, 20));
  await receiveGroupState(kith, {
    uri,
    name: text(object.name, 1000),
    picture: httpUrl(pictureUrl(object.icon) ?? "") ?? "",
    creator: actor,
    members: people.filter(({ deleted_at, suspended_at }) => deleted_at === 0 && suspended_at === 0),
    // By their clock, as all that it is compared with: by ours, of several changes of a server whose clock is fast all but the first would be none.
    updated: instant(object.updated) ?? 0,
    change:
      kind === undefined || actors === undefined
        ? undefined
        : { kind, actor: actors, account: whom === undefined ? undefined : await findAccountByUri(kith.db, whom) },
  });
}
