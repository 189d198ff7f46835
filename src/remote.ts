/** The port to other fediverse servers: what the domain may ask of them. `federation/` answers; `open.ts` connects the two. */
import type { Account, Row, Status } from "./db/schema.ts";
import type { CvContent } from "./db/values.ts";

/** What of another server has files that it shows to a few. */
export type WithFiles = { status_id: number } | { chat_id: number } | { group_id: number };

/** What a server says of one of its people. `recommendations` are as it tells them: whether they are true says `checkRecommendation`. */
export type RemoteCv = Omit<CvContent, "audience"> & {
  headline: string;
  recommendations: readonly {
    uri: string;
    author_uri: string;
    relation: string;
    content: string;
    /** ms */
    updated: number;
  }[];
};

export type RecommendationCheck = {
  uri: string;
  /** At its own address: it is there; it has been taken back, or is not shown; nobody answers; what is there is no recommendation. */
  origin: "found" | "gone" | "unreachable" | "unreadable";
  /** By a key that its author's server names now; by one that it named when it came here; by one of which nothing is known; not by that key; not at all. */
  proof: "valid" | "old_key" | "unknown_key" | "invalid" | "missing" | undefined;
  key_id: string;
  /** What is signed, when it was found. `signed_at` ms, 0 = it does not say. */
  signed:
    | { author_uri: string; subject_uri: string; relation: string; content: string; updated: number; signed_at: number }
    | undefined;
  /** Whether its subject's server shows it; undefined when that does not answer. */
  shown: boolean | undefined;
};

export type Remote = {
  /**
   * The account behind a handle (`@user@host`), a profile page or an ActivityPub uri, fetched when it is not known or old.
   * Undefined when there is none or its server does not answer in `timeout` ms (10 s).
   */
  findAccount(handle: string, options?: { timeout?: number }): Promise<Account | undefined>;
  /**
   * Where people of another server go to follow or answer what is here: an address in which `{uri}` stands for that (FEP-3b86's ancestor,
   * `http://ostatus.org/schema/1.0/subscribe` in WebFinger). Undefined when the handle's server names none or does not answer.
   */
  findDoor(handle: string, options?: { timeout?: number }): Promise<string | undefined>;
  /** Fetches the account again from its origin; undefined when it is gone or does not answer. */
  refreshAccount(account: Account): Promise<Account | undefined>;
  /** Whether an account moderates a group elsewhere, whose server is asked once an hour at most; false also when it does not answer. */
  moderates(group: Account, account: Pick<Account, "uri">): Promise<boolean>;
  /** The collection at a uri or page, fetched again if it is known. */
  fetchCollection(uri: string, options?: { timeout?: number }): Promise<Row<"collections"> | undefined>;
  /** Asks a status's origin what it is now, once in ten minutes at most: it is edited, or deleted, as it is there. A failure changes nothing. */
  refreshStatus(status: Status, options?: { timeout?: number }): Promise<void>;
  /** The CV of an account elsewhere, as its server shows it to `viewer_id`, one of ours (0 = to this server); undefined when there is none. */
  fetchCv(account: Account, viewer_id: number): Promise<RemoteCv | undefined>;
  /** Asks the origin of a recommendation whether it is what it says, by whom it was signed, and whether its subject shows it. */
  checkRecommendation(uri: string): Promise<RecommendationCheck>;
  /** Tells the other Kith servers of a chat that one of ours is typing: once, without waiting for them, and not at all when much is under way. */
  sayTyping(account_id: number, chat_id: number): Promise<void>;
  /**
   * Asks the origin of a status, of a group of people or of a group for its members alone, as one of ours who may read it or is in it, where its files are now,
   * once in ten minutes at most: addresses of what is for a few are good for a while. A failure changes nothing.
   */
  refreshFiles(of: WithFiles): Promise<void>;
  /** The chapters of a video, from the address that it names for them. Undefined when they cannot be had. */
  fetchChapters(uri: string, options?: { timeout?: number }): Promise<readonly { at: number; title: string }[] | undefined>;
  /** The status behind a uri or page, fetched (with its author and its parents) when it is not known. */
  fetchStatus(uri: string, options?: { timeout?: number }): Promise<Status | undefined>;
};
