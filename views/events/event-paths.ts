/** Where events are: a part of `routes`. */
export const eventPaths = {
  exploreEvents: "/explore/events",
  /** `month`: "2026-03". */
  eventMonth: (month?: string): string =>
    month === undefined ? "/explore/events/month" : `/explore/events/month?month=${month}`,
  /** One's own; POST makes one (multipart). */
  events: "/events",
  newEvent: (group_id?: number): string => (group_id === undefined ? "/events/new" : `/events/new?group=${group_id}`),
  /** Leads to the page of its status. */
  event: (id: number): string => `/events/${id}`,
  eventFile: (id: number): string => `/events/${id}.ics`,
  /** GET; `edit` and `guest` are also POSTs. */
  eventPage: (id: number, page: "edit" | "people" | "guest" | "series"): string => `/events/${id}/${page}`,
  eventSeriesFile: (id: number): string => `/events/${id}/series.ics`,
  /** POST, by its organiser. */
  actOnSeries: (id: number, act: "skip" | "end" | "resume"): string => `/events/${id}/series/${act}`,
  /** POST. */
  actOnEvent: (id: number, act: "rsvp" | "invite"): string => `/events/${id}/${act}`,
  judgeComer: (id: number, rsvp_id: number, verdict: "accept" | "reject"): string => `/events/${id}/people/${rsvp_id}/${verdict}`,
  eventFeed: (secret: string): string => `/events/feed/${secret}.ics`,
  /** POST. */
  renewFeed: "/events/feed/renew",
  eventReminders: "/events/reminders",
} as const;
