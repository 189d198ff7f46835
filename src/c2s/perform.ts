/** What comes of an activity that has been interpreted: one line each, through the same functions of the domain as at every other door. */
import type { ApexObject } from "activitypub-express";
import { findAccountById } from "../accounts/find.ts";
import { assertLimit } from "../access/limits.ts";
import { block, unblock } from "../blocks/block.ts";
import type { Account, Status } from "../db/schema.ts";
import { forbidden, invalid, malformed, missing } from "../errors.ts";
import { acceptFollow, getFollowRequest, rejectFollow } from "../follows/accept.ts";
import { follow } from "../follows/follow.ts";
import { findFollow } from "../follows/load.ts";
import { unfollow } from "../follows/unfollow.ts";
import type { Kith } from "../kith.ts";
import { votePoll } from "../polls/vote.ts";
import { deleteStatus } from "../statuses/delete.ts";
import { editStatus } from "../statuses/edit.ts";
import { favourite, unfavourite } from "../statuses/favourite.ts";
import { findStatusById, getOwnStatus } from "../statuses/find.ts";
import { pin, unpin } from "../statuses/pin.ts";
import { publishStatus } from "../statuses/publish.ts";
import { resolveAddressed } from "../statuses/mentions.ts";
import { reblog, unreblog } from "../statuses/reblog.ts";
import { activityUri, deleteUri, undoUri, updateUri } from "../uris.ts";
import { assertScope, type Caller } from "./caller.ts";
import { asObject, idOf, one } from "./documents.ts";
import { findBlock, findDone, findVoteUri, getNamed, getSeen } from "./find.ts";
import { changeOf, draftOf, voteIn } from "./notes.ts";
import type { Doc, Port } from "./port.ts";
import { changeProfile } from "./profile.ts";

/** - `object`: what the activity is about, by uri; - `found`: what there is of it; - `blind`: whom `bto` and `bcc` name; - `key`: an Idempotency-Key */
export type Deed = {
  kith: Kith;
  port: Port;
  caller: Caller;
  activity: ApexObject;
  object: string;
  found: ApexObject | undefined;
  removed: ReadonlySet<string>;
  blind: readonly string[];
  key: string | undefined;
};
/** Does it, and returns the uri of the activity. */
type Perform = (deed: Deed) => Promise<string>;
/** `scope`: what it takes; undefined where that depends on what it is about. */
type Act = { scope: string | undefined; perform: Perform };

const innerOf = ({ activity }: Deed): Doc => asObject(one(activity["object"])) ?? {};

const create: Perform = async (deed) => {
  const { kith, caller, key } = deed;
  const note = innerOf(deed);
  if (note["type"] !== "Note" && note["type"] !== "Question")
    throw invalid(`Only a Note or a Question can be created here, no ${String(note["type"])}`);
  const vote = await voteIn(deed, note);
  if (vote !== undefined) {
    await votePoll(kith, caller.account, vote.poll_id, [vote.choice]);
    return `${caller.account.uri}#votes/${vote.poll_id}/${vote.choice}/activity`;
  }
  const status = await publishStatus(kith, caller.account, {
    ...(await draftOf(deed, note)),
    idempotency_key: key,
    written_by: caller.access.member?.account_id,
  });
  return activityUri(kith.instance, status.account_id, status.id);
};

const update: Perform = async (deed) => {
  const { kith, caller, object, removed } = deed;
  const change = { doc: innerOf(deed), removed };
  if (object === caller.account.uri) {
    assertScope(caller, "write:accounts");
    const account = await changeProfile(kith, caller.account, change);
    return updateUri(account.uri, account.updated_at);
  }
  assertScope(caller, "write:statuses");
  const own = await ownStatus(deed);
  const status = await editStatus(kith, caller.account, own.id, await changeOf(deed, own, change));
  return updateUri(status.uri, status.edited_at);
};

const remove: Perform = async (deed) => {
  const { kith, caller, object } = deed;
  if (object === caller.account.uri) throw forbidden("Accounts are not deleted this way");
  await assertLimit(kith, "delete", caller.account.id);
  await deleteStatus(kith, await ownStatus(deed));
  return deleteUri(object);
};

/** @throws Refusal `missing`, also for a reblog, which is undone and not deleted or changed */
async function ownStatus({ kith, caller, object }: Deed): Promise<Status> {
  const seen = await getSeen(kith, caller.account, object);
  if (seen.reblog_of_id !== null) throw missing("There is no such post of yours");
  return await getOwnStatus(kith.db, caller.account.id, seen.id);
}

const like: Perform = async ({ kith, caller, object }) => {
  const status = await favourite(kith, caller.account, await getSeen(kith, caller.account, object));
  const vote = { account_id: caller.account.id, status_id: status.id };
  return (await findVoteUri(kith, "favourites", vote)) ?? `${caller.account.uri}#likes/${status.id}`;
};

const dislike: Perform = async ({ kith, caller, object }) => {
  // Its interpreter asks an object of a Like, and none of this.
  if (object === "") throw malformed("Dislike takes an object");
  const { downvote } = await import("../statuses/downvote.ts");
  const status = await downvote(kith, caller.account, await getSeen(kith, caller.account, object));
  const vote = { account_id: caller.account.id, status_id: status.id };
  return (await findVoteUri(kith, "downvotes", vote)) ?? `${caller.account.uri}#dislikes/${status.id}`;
};

const announce: Perform = async ({ kith, port, caller, activity, object, blind: named }) => {
  const addressed = activity["to"] !== undefined || activity["cc"] !== undefined;
  const visibility = addressed ? port.readVisibility(activity, caller.account.followers_url) : "public";
  const own = visibility === "limited" ? "direct" : visibility;
  const [status, blind] = [await getSeen(kith, caller.account, object), await resolveAddressed(kith, named)];
  return (await reblog(kith, caller.account, status, { visibility: own, blind })).uri;
};

const doFollow: Perform = async ({ kith, caller, object }) =>
  (await follow(kith, caller.account, await getNamed(kith, object))).uri;

const doBlock: Perform = async ({ kith, caller, object }) => {
  const target = await getNamed(kith, object);
  await block(kith, caller.account, target);
  return (await findBlock(kith, caller.account.id, target.id))?.uri ?? `${caller.account.uri}#blocks/${target.id}`;
};

const answerFollow =
  (accepted: boolean): Perform =>
  async ({ kith, caller, found }) => {
    const follower = found?.type === "Follow" ? await getNamed(kith, idOf(found["actor"]) ?? "") : undefined;
    if (follower === undefined) throw invalid("Only a Follow can be answered here");
    const { id } = caller.account;
    const asked = accepted ? await getFollowRequest(kith, follower.id, id) : await findFollow(kith.db, follower.id, id);
    if (asked === undefined) throw missing("There is no such follow");
    await (accepted ? acceptFollow(kith, asked) : rejectFollow(kith, asked));
    return `${caller.account.uri}#${accepted ? "accepts" : "rejects"}/${asked.id}`;
  };

const feature =
  (change: (kith: Kith, account: Account, status: Status) => Promise<void>): Perform =>
  async ({ kith, caller, activity, object }) => {
    const { account } = caller;
    if (idOf(activity["target"]) !== account.featured_url) throw invalid("Only the featured collection can be changed");
    await change(kith, account, await getSeen(kith, account, object));
    return `${account.uri}#featured/${kith.newId()}`;
  };

/** Its object is by its own word what we gave out the uri of, or the account that it was about. */
const undo: Perform = async ({ kith, caller, found }) => {
  const uri = found?.id ?? "";
  const done = await findDone(kith, caller.account, uri);
  if (done === undefined) return await undoReblog({ kith, caller, uri });
  if (done.row.account_id !== caller.account.id) throw forbidden("This belongs to somebody else");
  if (done.kind === "Like" || done.kind === "Dislike") {
    assertScope(caller, "write:favourites");
    const status = await findStatusById(kith.db, done.row.status_id);
    const take = done.kind === "Like" ? unfavourite : (await import("../statuses/downvote.ts")).undownvote;
    if (status !== undefined) await take(kith, caller.account, status);
    return undoUri(uri);
  }
  assertScope(caller, done.kind === "Follow" ? "write:follows" : "write:blocks");
  const target = await findAccountById(kith.db, done.row.target_id);
  if (target === undefined) throw missing();
  await (done.kind === "Follow" ? unfollow : unblock)(kith, caller.account, target);
  return undoUri(uri);
};

async function undoReblog({ kith, caller, uri }: Pick<Deed, "kith" | "caller"> & { uri: string }): Promise<string> {
  assertScope(caller, "write:statuses");
  const status = await getSeen(kith, caller.account, uri);
  if (status.account_id !== caller.account.id) throw forbidden("This belongs to somebody else");
  if (status.reblog_of_id === null) throw invalid("A post is deleted, not undone");
  await assertLimit(kith, "delete", caller.account.id);
  await unreblog(kith, caller.account, status);
  return undoUri(uri);
}

export const ACTS: Readonly<Record<string, Act>> = {
  Create: { scope: "write:statuses", perform: create },
  Update: { scope: undefined, perform: update },
  Delete: { scope: "write:statuses", perform: remove },
  Like: { scope: "write:favourites", perform: like },
  Dislike: { scope: "write:favourites", perform: dislike },
  Announce: { scope: "write:statuses", perform: announce },
  Follow: { scope: "write:follows", perform: doFollow },
  Accept: { scope: "write:follows", perform: answerFollow(true) },
  Reject: { scope: "write:follows", perform: answerFollow(false) },
  Block: { scope: "write:blocks", perform: doBlock },
  Add: { scope: "write:accounts", perform: feature(pin) },
  Remove: { scope: "write:accounts", perform: feature(unpin) },
  Undo: { scope: undefined, perform: undo },
};

/**
 * What is done with activities of this type.
 *
 * @throws Refusal `invalid` for those that nothing comes of here, `forbidden` for a token that may not
 */
export function getAct(type: string, caller: Caller): Perform {
  const act = Object.hasOwn(ACTS, type) ? ACTS[type] : undefined;
  if (act === undefined) throw invalid(`Nothing comes of ${type} here`);
  if (act.scope !== undefined) assertScope(caller, act.scope);
  else if (!caller.access.scopes.some((scope) => /^(?:write|follow)\b/.test(scope)))
    throw forbidden("This action takes the scope write");
  return act.perform;
}
