/** The port to other fediverse servers: what the domain may ask of them. `federation/` answers; `open.ts` connects the two. */
import type { Account, Row, Status } from "./db/schema.ts";

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
  /** The collection at a uri or page, fetched again if it is known. */
  fetchCollection(uri: string, options?: { timeout?: number }): Promise<Row<"collections"> | undefined>;
  /** Asks a status's origin what it is now, once in ten minutes at most: it is edited, or deleted, as it is there. A failure changes nothing. */
  refreshStatus(status: Status, options?: { timeout?: number }): Promise<void>;
  /** The status behind a uri or page, fetched (with its author and its parents) when it is not known. */
  fetchStatus(uri: string, options?: { timeout?: number }): Promise<Status | undefined>;
};
