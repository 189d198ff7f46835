/** What a server may take, and what it did when that was spent. Columns as in `migrations/`; a test compares them. */
import type { Flag } from "../columns.ts";

/** The processes of this server, on whatever machine: each says now and then how it is. Memory in bytes. */
export interface ProcessesTable {
  /** Machine and process id. */
  name: string;
  role: string;
  memory: number;
  /** Since it was started. */
  highest: number;
  /** 0 = it has none. */
  ceiling: number;
  /** Requests that it has turned away for want of memory, since it was started. */
  refused: number;
  started_at: number;
  seen_at: number;
}

/** A time in which a process turned requests away for want of memory. */
export interface EpisodesTable {
  id: number;
  process: string;
  highest: number;
  ceiling: number;
  refused: number;
  began_at: number;
  /** 0 = it goes on. */
  ended_at: number;
}

/** A run that let go of threads of other servers. */
export interface PruningsTable {
  id: number;
  /** By somebody, not by itself. */
  asked: Flag;
  statuses: number;
  accounts: number;
  files: number;
  /** As estimated: in the database, and of files. */
  bytes: number;
  /** Bytes that were to go from the database. */
  goal: number;
  began_at: number;
  /** 0 = it goes on, or died. */
  ended_at: number;
}

export interface BudgetsTables {
  processes: ProcessesTable;
  episodes: EpisodesTable;
  prunings: PruningsTable;
}
