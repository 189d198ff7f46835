/** What can happen in a Kith, as types and nothing else. `effects.ts` says what follows what. */
import type { GatheringEvent } from "./events/events.ts";
import type { FilmEvent } from "./videos/events.ts";
import type { Row } from "./db/schema.ts";
import type { StatusForm, Visibility } from "./db/values.ts";
import type { GroupEvent } from "./groups/events.ts";
import type { ModerationEvent } from "./moderation/events.ts";

/** `group_id`: in which it is. */
type OfStatus = { status_id: number; account_id: number; group_id?: number };

/** Something that has happened, as it is written into jobs: small, and true for ever. `effects.ts` says what follows. */
export type KithEvent =
  /** `fresh`: young enough to be streamed and pushed; a status that arrives hours late is neither. */
  | {
      type: "status.published";
      status_id: number;
      account_id: number;
      local: boolean;
      visibility: Visibility;
      reblog: boolean;
      fresh: boolean;
      /** Somebody on another server may have to hear of it. */
      elsewhere: boolean;
      more_followers: boolean;
      /** It holds a link that may get a card. */
      linked: boolean;
    }
  /** Somebody wants what the database has no room for to go now. */
  | { type: "prune.asked" }
  /** They are not here any more, and may come back as if they had never been. */
  | { type: "statuses.pruned"; status_ids: readonly number[] }
  /** Its author's followers with a follow after `after` and up to `until` have it in their homes as well. */
  | { type: "homes.entered"; status_id: number; after: number; until: number }
  /** It is for them, too, though it came for others before; those of them who follow its author have it in their homes. */
  | { type: "readers.added"; status_id: number; account_ids: number[]; fresh: boolean }
  | { type: "list.removed"; list_id: number }
  | { type: "story.published"; story_id: number; account_id: number; local: boolean }
  /** Its time has come, or its author has taken it back. */
  | { type: "story.ended"; story_id: number; account_id: number; local: boolean; uri: string }
  /** By one of ours, who lets its author know. */
  | { type: "story.seen"; story_id: number; account_id: number }
  /** By one of ours; `emoji` "" takes it back. */
  | { type: "story.reacted"; story_id: number; account_id: number; reaction_id: number; emoji: string }
  | GroupEvent
  | ({ type: "status.edited"; local: boolean } & OfStatus)
  /** `met`: somebody of each server elsewhere where it was answered, favoured, quoted or voted in. */
  | ({
      type: "status.deleted";
      local: boolean;
      uri: string;
      reblog_of_id: number | null;
      was?: StatusForm;
      met?: readonly number[];
    } & OfStatus)
  /** They were shown by a status that has been deleted. `again`: its author may post them anew. */
  /** `evidence`: the id of their status, of which copies are kept for a report; not in jobs of older versions. */
  | { type: "media.lost"; media_ids: readonly number[]; again: boolean; evidence?: number }
  /** Its author has not touched it, but it says something else now: whether its quote is allowed, who may quote it. */
  | { type: "status.refreshed"; status_id: number; account_id: number; local: boolean }
  /** A quote that somebody elsewhere has to allow; `local`: by one of ours. */
  | { type: "quote.pending"; status_id: number; local: boolean }
  /** It is said to be allowed, by a stamp that is still to be checked. */
  | { type: "quote.stamped"; status_id: number }
  /** To who asked for it elsewhere. */
  | { type: "quote.answered"; status_id: number; accepted: boolean }
  /** By one of ours, the quoted author. */
  | { type: "quote.revoked"; status_id: number; account_id: number; stamp_uri: string }
  /** Somebody looks at it whose thread may have more than is known here. */
  | { type: "thread.opened"; status_id: number; conversation_id: number; host: string }
  /** Somebody looks at its profile; it lives elsewhere. */
  | { type: "account.visited"; account_id: number; host: string }
  /** Somebody is shown it, and its link has not been asked for. */
  | { type: "card.wanted"; status_id: number }
  /** Its parent is not known here. */
  | { type: "status.orphaned"; status_id: number; in_reply_to_uri: string }
  /** Its end has been told by a group, while its own server still shows it. */
  | { type: "status.doubted"; status_id: number }
  /** `local`: somebody here has voted; `choices` are those that were new. */
  | { type: "poll.voted"; poll_id: number; status_id: number; account_id: number; local: boolean; choices: number[] }
  | GatheringEvent
  /** Its time has come, or its server says so. */
  | { type: "poll.closed"; poll_id: number; status_id: number }
  /** One of ours has been made, or says something else. */
  | { type: "collection.published"; collection_id: number; change: "made" | "edited" }
  /** By one of ours; `member_ids`: who stood in it. */
  | { type: "collection.removed"; collection_id: number; account_id: number; member_ids: number[] }
  /** One elsewhere, to be looked at there. */
  | { type: "collection.found"; uri: string }
  /** Somebody wants to see those of an account elsewhere. */
  | { type: "collections.wanted"; account_id: number }
  /** Its member, elsewhere, has to agree. */
  | { type: "collection_item.pending"; collection_id: number; item_id: number }
  /** In one of ours. */
  | { type: "collection_item.added"; collection_id: number; item_id: number }
  | { type: "collection_item.removed"; collection_id: number; item_id: number; account_id: number }
  /** To who asked for one of ours elsewhere. */
  | { type: "collection_item.answered"; collection_id: number; item_id: number; accepted: boolean }
  /** By one of ours, who does not want to stand in it any more. */
  | { type: "collection_item.revoked"; collection_id: number; item_id: number; account_id: number }
  | FilmEvent
  /** By one of ours, of their own. */
  | { type: "status.pinned"; status_id: number; account_id: number }
  | { type: "status.unpinned"; status_id: number; account_id: number }
  /** On a profile of ours; `name` as it is written there. */
  | { type: "tag.featured"; account_id: number; tag_id: number; name: string }
  | { type: "tag.unfeatured"; account_id: number; tag_id: number; name: string }
  | { type: "annual_report.requested"; account_id: number; year: number }
  | { type: "bookmark.added"; status_id: number; account_id: number }
  | ({ type: "favourite.added"; favourite_id: number } & OfStatus)
  | ({ type: "favourite.removed"; favourite_id: number; uri: string } & OfStatus)
  /** By one of ours, against what stands in a group. */
  | ({ type: "downvote.added"; downvote_id: number } & OfStatus)
  | ({ type: "downvote.removed"; uri: string } & OfStatus)
  | ({ type: "reaction.added"; reaction_id: number } & OfStatus)
  | ({ type: "reaction.removed"; name: string; image_url: string; uri: string } & OfStatus)
  /** Given or taken back, here or elsewhere. */
  /** Reactions have come to rest: who looks on is to be told. */
  | { type: "reactions.settled"; status_id: number }
  | { type: "reactions.changed"; status_id: number }
  | { type: "follow.requested"; follow_id: number; account_id: number; target_id: number }
  | { type: "follow.accepted"; follow_id: number; account_id: number; target_id: number; uri: string }
  | { type: "follow.rejected"; follow_id: number; account_id: number; target_id: number; uri: string }
  | { type: "follow.removed"; follow_id: number; account_id: number; target_id: number; uri: string }
  /** The server of an account elsewhere counts other followers here than we do; `url`: where its list is. */
  | { type: "followers.differ"; account_id: number; url: string }
  | { type: "block.added"; block_id: number; account_id: number; target_id: number }
  | { type: "block.removed"; block_id: number; account_id: number; target_id: number; uri: string }
  /** By one of ours, or its time is over; or it does not keep messages back any more, or a block that did as well has been lifted. */
  | { type: "mute.ended"; account_id: number; target_id: number }
  /** By one of ours, who wants to have nothing to do with anybody there. */
  | { type: "host.shunned"; account_id: number; host: string }
  /** It waits to be made into what is shown. `moving`: a film, an animation or a sound. */
  | { type: "media.uploaded"; media_id: number; account_id: number; moving: boolean }
  | { type: "account.created"; account_id: number }
  /** Something about somebody's way in, for them to hear of it by letter. */
  | { type: "access.told"; user_id: number; what: "password_changed" | "two_factor_on" | "two_factor_off" | "recovery_code" }
  /** Somebody cannot get in without a letter: to confirm their address, or to set a new password. */
  | { type: "letter.asked"; user_id: number; what: "confirm" | "reset" }
  /** Another address of e-mail, which is to be confirmed. */
  | { type: "email.asked"; user_id: number }
  | { type: "email.changed"; user_id: number; old: string }
  /** Somebody wants to have all that they wrote, as a file. */
  | { type: "archive.asked"; archive_id: number; account_id: number }
  | { type: "account.updated"; account_id: number; /** Also to those who have nobody that follows it. */ widely?: boolean }
  /** To another account, which names it as its own; `local`: it is one of ours. */
  | { type: "account.moved"; account_id: number; target_id: number; local: boolean }
  /** Somebody wants to follow, block, mute or keep what a file names. */
  | { type: "follows.imported"; account_id: number }
  /** Somebody is owed a letter about what they have missed since an instant until now (ms); `count`: how many have come since they were here. */
  | { type: "digest.due"; user_id: number; since: number; until: number; count: number }
  /** A member is owed a letter with what has been said in a group, or one with all of these. */
  /** `more`: how many posts of the day no letter tells; not in jobs of older versions. */
  | { type: "group_mail.due"; account_id: number; group_id: number; status_ids: readonly number[]; daily: boolean; more?: number }
  | { type: "account.stale"; account_id: number }
  | { type: "account.returned"; account_id: number }
  /** `push`: somebody may be called by it: its account has a push subscription, and it is fresh. */
  | { type: "notification.created"; notification_id: number; account_id: number; notification_type: string; push: boolean }
  /** One subscription is owed a message. */
  | { type: "push.due"; subscription_id: number; notification_id: number }
  /** Notifications that waited aside stand among the others now. */
  | { type: "notifications.merged"; account_id: number }
  /** `conversation_id`: of the row of one reader. */
  | { type: "conversation.changed"; conversation_id: number; account_id: number }
  /** For these of its readers: a message has come, is gone or says something else, they or others have read it, its people or name are others. */
  | {
      type: "chat.changed";
      chat_id: number;
      account_ids: readonly number[];
      change: "message" | "deleted" | "read" | "people";
      status_id: number;
    }
  /** Kept nowhere. `account_ids`: those of ours who are to see it. */
  | { type: "chat.typing"; chat_id: number; account_id: number; account_ids: readonly number[] }
  /** Others are in a group that lives here, it is called otherwise, or its chat is switched on or off. */
  | { type: "group.peopled"; group_id: number }
  /** A group of people that lives here is not as it was; `gone`: who is not in it any more; `at`: since when (ms), each change later than the one before; not in jobs of older versions. */
  | {
      type: "chat.told";
      chat_id: number;
      account_id: number;
      change: Pick<Row<"chat_lines">, "kind" | "actor_id" | "account_id" | "name"> & { at?: number };
      gone: readonly number[];
    }
  /** One of ours wants somebody to be in a group of people that lives elsewhere, or not any more. */
  | { type: "chat.asked"; chat_id: number; account_id: number; kind: "added" | "removed"; object_id: number }
  /** By one of ours, up to this message. */
  | { type: "chat.read"; chat_id: number; account_id: number; status_id: number }
  | { type: "filters.changed"; account_id: number }
  | { type: "inbox.received" }
  /** A relay has told where something new is. */
  | { type: "status.relayed"; uri: string; relay_id: number }
  | { type: "relay.asked"; relay_id: number }
  | { type: "relay.answered"; relay_id: number }
  /** `told`: what its end has to be said of. */
  | {
      type: "relay.left";
      relay_id: number;
      told?: Pick<Row<"relays">, "kind" | "inbox_url" | "actor_uri" | "follow_uri"> | undefined;
    }
  /** It follows this server by the Follow `uri`. */
  | { type: "relay.follows"; relay_id: number; uri: string }
  | { type: "document.sent"; document_id: number }
  /** An administrator holds another server back, lets it go, or gives up what waits for it; `heard`: it took nothing, and has sent something itself. */
  | { type: "host.paused"; host: string }
  | { type: "host.released"; host: string }
  | { type: "host.purged"; host: string }
  | { type: "host.heard"; host: string }
  /** Of a person; 0: of apps that act for themselves. */
  | { type: "tokens.revoked"; user_id: number }
  /** What requests are told of a person or their account has changed. */
  | { type: "access.changed"; user_id: number }
  /** By one of ours, about anybody: new, or changed. */
  | { type: "recommendation.written"; recommendation_id: number }
  /** By one of ours, in the same words as before, with a proof of today's form. */
  | { type: "recommendation.signed"; recommendation_id: number; at: number }
  /** By its subject, one of ours: to the words of `offered_at` (ms). */
  | { type: "recommendation.answered"; recommendation_id: number; offered_at: number; accepted: boolean }
  /** By its author, one of ours. */
  | { type: "recommendation.revoked"; recommendation_id: number; uri: string; author_id: number; subject_id: number }
  | { type: "announcement.published"; announcement_id: number }
  | { type: "announcement.removed"; announcement_id: number }
  | { type: "announcement.reacted"; announcement_id: number; name: string }
  /** What the server says of itself: rules, texts. */
  | { type: "instance.changed" }
  | { type: "ips.changed" }
  | ModerationEvent
  /** Of this process alone: others have told what it will never hear, so what it remembers may be wrong. */
  | { type: "news.missed" };

/** What one process tells the others: an event, for what follows at once follows in the memory of each; that there is work; what it has counted. */
export type News =
  | KithEvent
  | { type: "work.left" }
  /** Each process is to write down the visits that it has counted. */
  | { type: "visits.wanted" }
  /** Somebody's reads must not be late now. */
  | { type: "account.wrote"; account_id: number }
  /** Of a limit (`access/limits.ts`), by a key, in a span that ends at `until` (ms); `ours`: all that this process has counted, so that no two are the same. */
  | { type: "quota.taken"; limit: string; key: string; count: number; ours: number; until: number };

export type KithEventOf<Type extends KithEvent["type"]> = Extract<KithEvent, { type: Type }>;
