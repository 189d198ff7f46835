/** What is asked of other servers because somebody here looks, and when. Columns as in `migrations/`; a test compares them. */

/** `name`: `thread/<conversation>`, `account/<id>`. `counted`: statuses of a thread, as its owner's collection has it; -1 = not known. */
export interface TurnsTable {
  name: string;
  counted: number;
  /** In a row. */
  failures: number;
  /** 0 = never. */
  checked_at: number;
  /** Not to be asked again before. */
  next_at: number;
}

/** Direct replies to a status of another server, as that server counts those that may be had. */
export interface ReplyCountsTable {
  status_id: number;
  counted: number;
  checked_at: number;
}

/** A status that was fetched without telling anybody: should it be delivered after all, that is made good. */
export interface QuietStatusesTable {
  status_id: number;
  created_at: number;
}

export interface TurnsTables {
  turns: TurnsTable;
  reply_counts: ReplyCountsTable;
  quiet_statuses: QuietStatusesTable;
}
