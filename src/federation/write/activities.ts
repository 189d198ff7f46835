/**
 * What our people do, as activities: who, what, to what, addressed to whom.
 *
 * An activity that answers or takes back another embeds it with plain ids inside: Hollo ignores an Accept of a bare id, and activitypub-express one
 * whose actor is embedded.
 */
import type {
  Accept,
  Add,
  Announce,
  Block,
  Create,
  Delete,
  Dislike,
  Event,
  Flag,
  Follow,
  Like,
  Move,
  Note,
  Page,
  Question,
  Reject,
  Remove,
  Undo,
  Update,
} from "@fedify/fedify/vocab";
import type { Account, Status } from "../../db/schema.ts";
import type { StatusForm } from "../../db/values.ts";
import { authorOf, type StatusPage } from "../../statuses/page.ts";
import { activityUri, deleteUri, undoUri, updateUri } from "../../uris.ts";
import { groupsOf, toAudience, type Audience } from "./audience.ts";
import { instant, PUBLIC, url, urls, type Writer } from "./writer.ts";

/** An activity by three uris. */
export type Deed = { uri: string; actor_uri: string; object_uri: string };

export function toCreate(
  note: Note | Page | Question | Event,
  status: Status,
  page: StatusPage,
  { vocab, instance }: Writer,
): Create {
  const { to, cc } = toAudience(status, page);
  return new vocab.Create({
    id: url(activityUri(instance, status.account_id, status.id)),
    actor: url(authorOf(status, page).uri),
    published: instant(status.created_at),
    tos: urls(to),
    ccs: urls(cc),
    audiences: urls(groupsOf(status, page).map(({ uri }) => uri)),
    object: note,
  });
}

export function toUpdate(note: Note | Page | Question | Event, status: Status, page: StatusPage, { vocab }: Writer): Update {
  const { to, cc } = toAudience(status, page);
  return new vocab.Update({
    id: url(updateUri(status.uri, status.edited_at)),
    actor: url(authorOf(status, page).uri),
    published: instant(status.edited_at),
    tos: urls(to),
    ccs: urls(cc),
    audiences: urls(groupsOf(status, page).map(({ uri }) => uri)),
    object: note,
  });
}

/** A reblog is addressed like a status, and to the author of what it reblogs. */
export function toAnnounce(reblog: Status, original: Status, page: StatusPage, { vocab, instance }: Writer): Announce {
  const { to, cc } = toAudience(reblog, page);
  return new vocab.Announce({
    id: url(activityUri(instance, reblog.account_id, reblog.id)),
    actor: url(authorOf(reblog, page).uri),
    published: instant(reblog.created_at),
    tos: urls(to),
    ccs: urls([...cc, authorOf(original, page).uri]),
    object: url(original.uri),
  });
}

/** `groups`: the uris of those in which it stood (FEP-1b12). */
type Gone = Omit<Deed, "uri"> & { was?: StatusForm | undefined; groups?: readonly string[] };
const FORMER = { note: "Note", poll: "Question", event: "Event", page: "Page", film: "Video" } as const;

/** Nothing, where it is not known what it was. */
export const toFormer = (was: StatusForm | undefined, vocab: Writer["vocab"]) =>
  was === undefined ? {} : { formerType: vocab[FORMER[was]] };

/** The tombstone stays at the status's uri, so whoever asks there is told the same. Gancio finds by what it `was` what it has to delete. */
export function toDelete(deed: Gone, { to, cc }: Audience, { vocab }: Writer): Delete {
  return new vocab.Delete({
    id: url(deleteUri(deed.object_uri)),
    actor: url(deed.actor_uri),
    tos: urls(to),
    ccs: urls(cc),
    audiences: urls(deed.groups ?? []),
    object: new vocab.Tombstone({ id: url(deed.object_uri), ...toFormer(deed.was, vocab) }),
  });
}

/** An account goes away with everything that it wrote: the object is the actor itself. */
export function toFarewell(account: Account, { vocab }: Writer): Delete {
  const [id, actor] = [url(deleteUri(account.uri)), url(account.uri)];
  return new vocab.Delete({ id, actor, tos: urls([PUBLIC]), object: actor });
}

/** An account goes on as another, which names it as its own. */
export function toMove({ uri, actor_uri, object_uri }: Deed, account: Account, { vocab }: Writer): Move {
  const [actor, target] = [url(actor_uri), url(object_uri)];
  return new vocab.Move({ id: url(uri), actor, object: actor, target, tos: urls([account.followers_url]) });
}

/** A change of the featured collection. */
export function toFeatured(kind: "Add" | "Remove", deed: Deed, account: Account, { vocab }: Writer): Add | Remove {
  const audience = { tos: urls([PUBLIC]), ccs: urls([account.followers_url]) };
  return new vocab[kind]({ ...uris(deed), ...audience, target: url(account.featured_url) });
}

/**
 * A change of the tags that a profile shows; the tag itself (`toTag`), a Link, is more than the vocabulary lets one add. Mastodon names the same
 * collection as for statuses.
 */
export function toFeaturedTag(kind: "Add" | "Remove", uri: string, account: Account, { vocab }: Writer): Add | Remove {
  const audience = { tos: urls([PUBLIC]), ccs: urls([account.followers_url]) };
  return new vocab[kind]({ id: url(uri), actor: url(account.uri), ...audience, target: url(account.featured_url) });
}

/** A vote for the option `name`, of the poll `object_uri`. */
export type Vote = Deed & { author_uri: string; name: string };

/** Only the poll's author hears of it. */
export function toVote({ uri, actor_uri, object_uri, author_uri, name }: Vote, { vocab }: Writer): Create {
  const tos = urls([author_uri]);
  const note = new vocab.Note({ id: url(uri), attribution: url(actor_uri), tos, name, replyTarget: url(object_uri) });
  return new vocab.Create({ id: url(`${uri}/activity`), actor: url(actor_uri), tos, object: note });
}

const uris = ({ uri, actor_uri, object_uri }: Deed) => ({ id: url(uri), actor: url(actor_uri), object: url(object_uri) });

export const toFollow = (deed: Deed, { vocab }: Writer): Follow => new vocab.Follow(uris(deed));
export const toLike = (deed: Deed, { vocab }: Writer): Like => new vocab.Like(uris(deed));
export const toDislike = (deed: Deed, { vocab }: Writer): Dislike => new vocab.Dislike(uris(deed));
export const toBlock = (deed: Deed, { vocab }: Writer): Block => new vocab.Block(uris(deed));

/** The answer of a follow's object to its actor. */
export function toFollowAnswer(follow: Deed, answer: { uri: string; accepted: boolean }, writer: Writer): Accept | Reject {
  const values = { id: url(answer.uri), actor: url(follow.object_uri), object: toFollow(follow, writer) };
  return answer.accepted ? new writer.vocab.Accept(values) : new writer.vocab.Reject(values);
}

/** Takes back what the same actor did. */
export function toUndo(
  kind: "Follow" | "Like" | "Dislike" | "Block" | "Announce",
  deed: Deed,
  { to, cc }: Audience,
  { vocab }: Writer,
): Undo {
  return new vocab.Undo({
    id: url(undoUri(deed.uri)),
    actor: url(deed.actor_uri),
    tos: urls(to),
    ccs: urls(cc),
    object: new vocab[kind](uris(deed)),
  });
}

/** A report of an account and its statuses, for those who run its server. */
export type FlagDeed = { uri: string; actor_uri: string; to: string; objects: readonly string[]; content: string };

export const toFlag = ({ uri, actor_uri, to, objects, content }: FlagDeed, { vocab }: Writer): Flag =>
  new vocab.Flag({
    id: url(uri),
    actor: url(actor_uri),
    tos: urls([to]),
    objects: urls(objects),
    content,
    // Where Lemmy, Mbin and PieFed look for it.
    summary: content === "" ? null : content,
  });
