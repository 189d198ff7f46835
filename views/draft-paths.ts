/** Where what is being written is, drafts and scheduled posts: a part of `routes`. */
export const draftPaths = {
  /** For the form's scripts: POST a file, GET how far a film is, POST what is typed so far, GET who is named and what completes a word. */
  composeUpload: "/compose/media",
  composeMedia: (id: number): string => `/compose/media/${id}`,
  composeKeep: "/compose/keep",
  composeWhom: "/compose/whom",
  composeComplete: "/compose/complete",
  drafts: "/drafts",
  scheduled: "/scheduled",
  /** `month`: "2026-03"; without it, this month. */
  calendar: (month?: string): string => (month === undefined ? "/scheduled/calendar" : `/scheduled/calendar?month=${month}`),
  /** POST. */
  actOnDraft: (id: number, act: "publish" | "delete"): string => `/drafts/${id}/${act}`,
  /** POST; `move` takes `scheduled_at`. */
  actOnScheduled: (id: number, act: "publish" | "delete" | "move"): string => `/scheduled/${id}/${act}`,
} as const;
