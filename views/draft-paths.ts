/** Where drafts and scheduled posts are: a part of `routes`. */
export const draftPaths = {
  drafts: "/drafts",
  scheduled: "/scheduled",
  /** `month`: "2026-03"; without it, this month. */
  calendar: (month?: string): string => (month === undefined ? "/scheduled/calendar" : `/scheduled/calendar?month=${month}`),
  /** POST. */
  actOnDraft: (id: number, act: "publish" | "delete"): string => `/drafts/${id}/${act}`,
  /** POST; `move` takes `scheduled_at`. */
  actOnScheduled: (id: number, act: "publish" | "delete" | "move"): string => `/scheduled/${id}/${act}`,
} as const;
