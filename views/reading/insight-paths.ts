/** Where insights are: a part of `routes`. */

export type InsightFile = "days" | "sites";

export const insightPaths = {
  insights: "/insights",
  /** Of an account that one may look after; of a group, `groupPage`. */
  insightsOf: (id: number): string => `/insights/${id}`,
  insightFile: (id: number, file: InsightFile, span: string): string => `/insights/${id}/${file}.csv?span=${span}`,
  /** A new post for a time, as "2026-03-03T14:05". */
  composeAt: (minute: string): string => `/compose?at=${encodeURIComponent(minute)}`,
  /** POST `counted` ("1" or ""). */
  chooseInsights: (id: number): string => `/insights/${id}/choice`,
} as const;
