/** What those who run a server decide about accounts and servers, and what is reported to them; see `kith-events.ts`. */
export type ModerationEvent =
  /** Silenced, sensitized, suspended, or not so any more. */
  | { type: "account.marked"; account_id: number }
  /** A remote one. */
  | { type: "account.suspended"; account_id: number }
  | { type: "account.warned"; account_id: number; strike_id: number }
  | { type: "account.approved"; account_id: number }
  /** A suspended account is to be deleted; then: one of ours has been. */
  | { type: "account.condemned"; account_id: number }
  | { type: "account.erased"; account_id: number }
  | { type: "report.forwarded"; report_id: number }
  /** Somebody here reports an account elsewhere, and posts of it. */
  | { type: "report.filed"; report_id: number }
  | { type: "reports.closed"; target_id: number }
  /** `was`: the mark that its accounts bear from a block that stood before (ms), 0 = none; `at`: when it was decided (ms), not in jobs of older versions. */
  /** `hosts`: those known here that lie within it, where that has been looked up already. */
  | { type: "domain.changed"; domain: string; was: number; at?: number; hosts?: readonly string[] }
  /** Many at once, none of which was blocked before. */
  | { type: "domains.blocked"; domains: readonly string[] }
  /** The configuration says otherwise than at the last start whether only allowed servers are talked to. `since`: from when on they alone are (ms), 0 = all are. */
  | { type: "federation.limited"; since: number };
