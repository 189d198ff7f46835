/** Where what is being written is, drafts and scheduled posts: a part of `routes`. */
export const draftPaths = {
  /** The form with words in it already. */
  composeWith: ({ reply, text, spoiler_text }: { reply: number | undefined; text: string; spoiler_text: string }): string => {
    const given = Object.entries({
      reply: reply?.toString() ?? "",
      text: text.slice(0, 5000),
      spoiler_text: spoiler_text.slice(0, 500),
    });
    return `/compose?${new URLSearchParams(given.filter(([, value]) => value !== "")).toString()}`;
  },
  /** The form with a status quoted, or with a draft or a scheduled status in it. */
  composeFrom: (what: "quote" | "draft" | "scheduled" | "recurring", id: number): string => `/compose?${what}=${id}`,
  /** What was written for a group, without it. */
  composeAlone: (what: "draft" | "scheduled" | "recurring", id: number): string => `/compose?${what}=${id}&alone=1`,
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
  /** `shape`: `month`, `week` or `list`; `day`: "2026-03-03". */
  calendarAt: (shape: string, day: string): string => `/scheduled/calendar?shape=${shape}&day=${day}`,
  /** POST: `kind`, `id`, `day`. */
  moveEntry: "/scheduled/calendar/move",
  /** What comes again and again. */
  recurring: "/recurring",
  /** POST; `skip` takes `date`. */
  actOnRecurring: (id: number, act: "pause" | "resume" | "skip" | "end"): string => `/recurring/${id}/${act}`,
  /** POST. */
  actOnDraft: (id: number, act: "publish" | "delete"): string => `/drafts/${id}/${act}`,
  /** POST; `move` takes `scheduled_at`. */
  actOnScheduled: (id: number, act: "publish" | "delete" | "move"): string => `/scheduled/${id}/${act}`,
} as const;
