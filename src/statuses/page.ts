/**
 * A page of statuses with all that is needed to show it, as Maps by id: loaded once, rendered purely.
 *
 * JSON, HTML and ActivityPub are all made from `(status, page)` without another query. One status is a page of one. `load.ts` fills it.
 */
import type { Deed } from "./consent.ts";
import type { LoadedCollection } from "../collections/load.ts";
import type { Account, Media, Row, Status } from "../db/schema.ts";
import type { LoadedEvent } from "../events/beside.ts";
import type { Relations } from "../quotes/policy.ts";
import type { Unwanted } from "../quotes/unwanted.ts";
import type { AnsweredStory } from "../stories/answered.ts";
import type { LoadedVideo } from "../videos/load.ts";

export type PageTag = { name: string; display_name: string };
export type PageMention = { account_id: number; silent: boolean };
/** A filter that a status meets: hidden when its action is `hide`, marked otherwise. */
export type FilterMatch = { filter: Row<"filters">; keywords: string[]; status_ids: number[] };

/** `name`: an emoji, or a shortcode (`shortcode@host` of another server's), then with the address of its picture. `me`: the viewer's, too. */
export type PageReaction = { name: string; image_url: string; count: number; me: boolean };

/** What the viewer has done with the statuses of the page: sets of status ids. */
export type Marks = {
  favourited: ReadonlySet<number>;
  reblogged: ReadonlySet<number>;
  bookmarked: ReadonlySet<number>;
  pinned: ReadonlySet<number>;
  /** Ids of muted conversations. */
  muted_conversations: ReadonlySet<number>;
  /** Votes by poll id. */
  votes: ReadonlyMap<number, readonly number[]>;
};

export type StatusPage = {
  /** The account that looks, or 0 for anybody. */
  viewer_id: number;
  /** In the order in which they are shown. */
  ids: readonly number[];
  /** The statuses of `ids`, those they reblog and those they quote; only what the viewer may see. */
  statuses: ReadonlyMap<number, Status>;
  /** Authors, mentioned accounts, authors of the answered statuses and of the linked pages. */
  accounts: ReadonlyMap<number, Account>;
  /** By uri: where authors of the page have moved to. */
  moved: ReadonlyMap<string, Account>;
  /** By status id, in their order. */
  media: ReadonlyMap<number, readonly Media[]>;
  /** By media id: what those that are videos have besides. */
  videos: ReadonlyMap<number, LoadedVideo>;
  mentions: ReadonlyMap<number, readonly PageMention[]>;
  tags: ReadonlyMap<number, readonly PageTag[]>;
  /** By status id. */
  polls: ReadonlyMap<number, Row<"polls">>;
  /** By status id, with what the viewer has answered. */
  events: ReadonlyMap<number, LoadedEvent>;
  /** By the id of the status that quotes. */
  quotes: ReadonlyMap<number, Row<"quotes">>;
  /** By the id of the status that links. */
  cards: ReadonlyMap<number, Row<"cards">>;
  /** Of the viewer to authors whose quote policies ask for it: whom they follow, who follows them. */
  relations: Relations;
  /** Quoted authors whom the viewer does not want to see, and why. */
  unwanted: ReadonlyMap<number, Unwanted>;
  /** Those that the statuses link to, by their own id. */
  collections: ReadonlyMap<number, LoadedCollection>;
  /** By app id. */
  apps: ReadonlyMap<number, Row<"apps">>;
  marks: Marks;
  /** By status id; filled by `filters/match.ts` for a context, empty otherwise. */
  filtered: ReadonlyMap<number, readonly FilterMatch[]>;
  /** By status id; what was given first comes first. */
  reactions: ReadonlyMap<number, readonly PageReaction[]>;
  /** By the id of a status that takes votes against; filled by `against.ts` for groups and threads. */
  votes?: ReadonlyMap<number, PageVotes>;
  /** Groups that the viewer moderates, among those that have locked threads of the page. */
  moderated: ReadonlySet<number>;
  /** By status id: the group, of this server or another, in which it stands; filled by `load.ts`. */
  groups?: ReadonlyMap<number, Account>;
  /** By the id of a status of the viewer's own: for which circle it was. Nobody else is told. */
  circles: ReadonlyMap<number, Row<"status_circles">>;
  /** Of posts of the viewer's teams that name nobody: who wrote them, by the status; only for pages that say so. */
  writers?: ReadonlyMap<number, Account> | undefined;
  /** By the id of a status of the viewer's own that a group elsewhere has not let in (yet). */
  waits?: ReadonlyMap<number, Row<"group_waits">> | undefined;
  /** By the id of a status whose author elsewhere says who may do what: what the viewer may not, and the refusal that they would get. */
  denied?: ReadonlyMap<number, Partial<Record<Deed, string>>> | undefined;
  /** By status id. `friends`: the viewer is one of the two, and the other is a friend already. */
  introductions: ReadonlyMap<number, Row<"introductions"> & { standing: "friends" | "asked" | "asking" | undefined }>;
  /** By the id of a message that answers a story. */
  stories?: ReadonlyMap<number, AnsweredStory> | undefined;
};

/** `score`: favourites less votes against; `mine`: the viewer has voted against it. */
export type PageVotes = { score: number; against: number; mine: boolean };

/** The statuses of the page in their order. */
export const shown = (page: StatusPage): Status[] => page.ids.flatMap((id) => page.statuses.get(id) ?? []);

/** The status whose content is shown: the reblogged one of a reblog, otherwise itself. */
export const originalOf = (status: Status, page: StatusPage): Status =>
  status.reblog_of_id === null ? status : (page.statuses.get(status.reblog_of_id) ?? status);

/** The author; every status of a page has its author in the page. */
export function authorOf(status: Status, page: StatusPage): Account {
  const account = page.accounts.get(status.account_id);
  if (account === undefined) throw new Error(`status ${status.id} without its author in the page`);
  return account;
}

/** One that lives here has taken it in; to one elsewhere its author has addressed it, and what that makes of it is told by itself. */
export function groupsOf(
  statuses: readonly Status[],
  mentions: StatusPage["mentions"],
  accounts: ReadonlyMap<number, Account>,
): ReadonlyMap<number, Account> {
  const groups = new Map<number, Account>();
  for (const { id, group_id, visibility } of statuses) {
    const far = group_id > 0 || visibility === "direct" ? [] : (mentions.get(id) ?? []);
    const group =
      accounts.get(group_id) ??
      far
        .flatMap(({ account_id }) => accounts.get(account_id) ?? [])
        .find(({ actor_type, host }) => actor_type === "Group" && host !== "");
    if (group !== undefined) groups.set(id, group);
  }
  return groups;
}

/** Groups elsewhere, which their posts name. */
export const groupsAmong = (accounts: Iterable<Account>): number[] =>
  [...accounts].filter(({ actor_type, host }) => actor_type === "Group" && host !== "").map(({ id }) => id);
