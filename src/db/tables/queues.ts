/** The queues and this server's own settings. `jobs`, `inbox` and `deliveries` share the columns of a lease. Columns as in `migrations/`; a test compares them. */
import type { Flag } from "../columns.ts";
import type { DeliveryState, RelayKind, RelayState, SignatureScheme } from "../values.ts";

export interface SettingsTable {
  key: string;
  value: string;
}

export interface SlotsTable {
  slot: number;
  holder: string;
  leased_until: number;
}

export interface JobsTable {
  id: number;
  kind: string;
  payload: string;
  unique_key: string;
  lane: string;
  priority: number;
  run_at: number;
  attempts: number;
  leased_until: number;
  lease: string;
  last_error: string;
}

export interface InboxTable {
  id: number;
  activity_uri: string;
  actor_uri: string;
  /** Tells apart what has the same id; empty where the id alone does. */
  said: string;
  body: string;
  received_at: number;
  /** ms: when the request that brought it was signed, by its sender's clock; 0 where that is not known. */
  made_at: number;
  done_at: number;
  lane: string;
  priority: number;
  run_at: number;
  attempts: number;
  leased_until: number;
  lease: string;
  last_error: string;
}

/** Who has got an activity at their own inbox that does not name them. */
export interface BlindCopiesTable {
  actor_uri: string;
  activity_uri: string;
  account_id: number;
  created_at: number;
}

export interface DocumentsTable {
  id: number;
  account_id: number;
  status_id: number | null;
  body: string;
  digest: string;
  created_at: number;
  /** The type of the activity. */
  kind: string;
  /** It is addressed to its sender's followers. */
  for_followers: Flag;
  /** It ends or undoes something, and is tried for longer. */
  takes_back: Flag;
}

export interface DeliveriesTable {
  id: number;
  document_id: number;
  inbox_url: string;
  state: DeliveryState;
  done_at: number;
  lane: string;
  priority: number;
  run_at: number;
  attempts: number;
  leased_until: number;
  lease: string;
  last_error: string;
}

export interface HostsTable {
  host: string;
  /** `paused`: by an administrator, until somebody lets it go. */
  state: "ok" | "failing" | "down" | "paused";
  failures: number;
  failed_at: number;
  probe_at: number;
  /** `name version` by its NodeInfo, "" while nobody has said. */
  software: string;
  /** When it is asked again; 0: it has not been. */
  software_due: number;
  /** In a row. */
  software_failures: number;
  /** Of the signature that it took when it had refused the other; "": it has never refused the usual. */
  signature_scheme: SignatureScheme | "";
  updated_at: number;
}

/** What stays of the receipts of a status when its deliveries have been forgotten. */
export interface ReceiptTotalsTable {
  status_id: number;
  delivered: number;
  refused: number;
  failed: number;
  suspended: number;
  counted_at: number;
}

/** Servers that pass on what is public, to and from others that use them. */
export interface RelaysTable {
  id: number;
  kind: RelayKind;
  /** As it was given: of Mastodon's kind its inbox, of LitePub's its actor. */
  url: string;
  inbox_url: string;
  /** "" until it has answered. */
  actor_uri: string;
  state: RelayState;
  follow_uri: string;
  created_at: number;
  updated_at: number;
}

/** Numbers that are read off now and then and could not be counted afterwards (`health/gauges.ts`). */
export interface GaugesTable {
  name: string;
  at: number;
  value: number;
}

export interface QueuesTables {
  gauges: GaugesTable;
  relays: RelaysTable;
  settings: SettingsTable;
  slots: SlotsTable;
  jobs: JobsTable;
  inbox: InboxTable;
  blind_copies: BlindCopiesTable;
  documents: DocumentsTable;
  deliveries: DeliveriesTable;
  hosts: HostsTable;
  receipt_totals: ReceiptTotalsTable;
}
