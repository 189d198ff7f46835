/** The port to other fediverse servers: what the domain may ask of them. `federation/` answers; `open.ts` connects the two. */
import type { Account, Row, Status } from "./db/schema.ts";

export type Remote = {
  /**
   * The account behind a handle (`@user@host`), a profile page or an ActivityPub uri, fetched when it is not known or old.
   * Undefined when there is none or its server does not answer in `timeout` ms (10 s).
   */
  findAccount(handle: string, options?: { timeout?: number }): Promise<Account | undefined>;
  /** Fetches the account again from its origin; undefined when it is gone or does not answer. */
  refreshAccount(account: Account): Promise<Account | undefined>;
  /** The collection at a uri or page, fetched again if it is known. */
  fetchCollection(uri: string, options?: { timeout?: number }): Promise<Row<"collections"> | undefined>;
  /** The status behind a uri or page, fetched (with its author and its parents) when it is not known. */
  fetchStatus(uri: string, options?: { timeout?: number }): Promise<Status | undefined>;
};
