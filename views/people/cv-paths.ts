/** Where CVs and recommendations are: a part of `routes`. */
import type { CvEntry } from "../../src/db/values.ts";

export type EntrySection = "experience" | "education";
export type EntryAct = "up" | "down" | "remove";

export const cvPaths = {
  /** GET, and POST saves all but the entries. */
  settingsCv: "/settings/cv",
  /** POST (multipart) `file`. */
  importCv: "/settings/cv/import",
  /** GET the form, POST it; id 0 is a new one. */
  cvEntry: (section: EntrySection, { id }: Pick<CvEntry, "id">): string => `/settings/cv/${section}/${id}`,
  /** POST. */
  actOnCvEntry: (section: EntrySection, { id }: Pick<CvEntry, "id">, act: EntryAct): string =>
    `/settings/cv/${section}/${id}/${act}`,
  /** Those about one, and those that one has written. */
  recommendations: "/recommendations",
  recommendationsGiven: "/recommendations/given",
  recommendation: (id: number): string => `/recommendations/${id}`,
  /** POST. */
  actOnRecommendation: (id: number, act: "accept" | "decline" | "revoke"): string => `/recommendations/${id}/${act}`,
  checkRecommendation: (uri: string): string => `/recommendations/check?uri=${encodeURIComponent(uri)}`,
  /** GET the form, POST it. */
  recommend: (account_id: number): string => `/accounts/${account_id}/recommend`,
  refer: (account_id: number): string => `/accounts/${account_id}/refer`,
} as const;
