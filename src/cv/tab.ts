/** What a profile shows of a CV: the line under the name, and whether there is more on a page of its own for who looks. */
import type { Account } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { findCvRow, hasCv, isWhole, standingWith, visibleCv } from "./load.ts";

export type CvTab = { headline: string; cv: boolean };

export async function loadCvTab({ db }: Kith, viewer_id: number, account: Account): Promise<CvTab> {
  const row = await findCvRow(db, account.id);
  const headline = row?.headline ?? "";
  if (account.host !== "") return { headline, cv: (row?.uri ?? "") !== "" };
  if (!(await hasCv(db, account, row))) return { headline, cv: false };
  const cv = visibleCv(row, await standingWith(db, viewer_id, account.id));
  return { headline, cv: isWhole(cv) || !cv.hidden.has("recommendations") };
}
