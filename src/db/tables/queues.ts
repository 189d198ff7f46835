/** The queues and this server's own settings. `jobs`, `inbox` and `deliveries` share the columns of a lease. Columns as in `migrations/`; a test compares them. */
import type { DeliveryState } from "../values.ts";

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
  body: string;
  received_at: number;
  done_at: number;
  lane: string;
  priority: number;
  run_at: number;
  attempts: number;
  leased_until: number;
  lease: string;
  last_error: string;
}

export interface DocumentsTable {
  id: number;
  account_id: number;
  status_id: number | null;
  body: string;
  digest: string;
  created_at: number;
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
  state: "ok" | "failing" | "down";
  failures: number;
  failed_at: number;
  probe_at: number;
  software: string;
  updated_at: number;
}

export interface QueuesTables {
  settings: SettingsTable;
  slots: SlotsTable;
  jobs: JobsTable;
  inbox: InboxTable;
  documents: DocumentsTable;
  deliveries: DeliveriesTable;
  hosts: HostsTable;
}
