/** CVs as somebody sees them: each part only for those for whom it is. */
import { sql } from "kysely";
import { fromJson } from "../db/columns.ts";
import type { Account, Reads, Row } from "../db/schema.ts";
import type { CvAudience, CvContent, CvSection } from "../db/values.ts";
import { areFriends } from "../friends/load.ts";
import { audienceOf, EMPTY } from "./content.ts";

export type CvRow = Row<"cvs">;
/** Parts that are hidden from who looks are empty; `hidden` says of links and recommendations, which are not kept here. */
export type Cv = Omit<CvContent, "audience"> & { headline: string; hidden: ReadonlySet<CvSection> };

export const findCvRow = async (db: Reads, account_id: number): Promise<CvRow | undefined> =>
  await db.selectFrom("cvs").selectAll().where("account_id", "=", account_id).executeTakeFirst();

export const contentOf = (row: CvRow | undefined): CvContent => ({
  ...EMPTY,
  ...(row === undefined ? {} : fromJson(row.content)),
});

/** What the viewer (0 = anybody) is to the account, as far as CVs ask. */
export async function standingWith(db: Reads, viewer_id: number, account_id: number): Promise<ReadonlySet<CvAudience>> {
  if (viewer_id === account_id) return new Set(["everyone", "followers", "friends", "nobody"]);
  if (viewer_id === 0) return new Set(["everyone"]);
  if (await areFriends(db, account_id, viewer_id)) return new Set(["everyone", "followers", "friends"]);
  return new Set((await isFollowing(db, viewer_id, account_id)) ? ["everyone", "followers"] : ["everyone"]);
}

async function isFollowing(db: Reads, account_id: number, target_id: number): Promise<boolean> {
  const follows = db.selectFrom("follows").select("id").where("account_id", "=", account_id).where("target_id", "=", target_id);
  return (await follows.where("state", "=", "accepted").executeTakeFirst()) !== undefined;
}

/** Of one of ours, as somebody sees it who stands so to them. */
export function visibleCv(row: CvRow | undefined, standing: ReadonlySet<CvAudience>): Cv {
  const content = contentOf(row);
  const shown = (section: CvSection) => standing.has(audienceOf(content, section));
  const part = <Part>(section: CvSection, items: Part[]): Part[] => (shown(section) ? items : []);
  const hidden = (["links", "recommendations"] as const).filter((section) => !shown(section));
  return {
    headline: row?.headline ?? "",
    experience: part("experience", content.experience),
    education: part("education", content.education),
    skills: part("skills", content.skills),
    languages: part("languages", content.languages),
    open_to: part("open_to", content.open_to),
    hidden: new Set(hidden),
  };
}

/** Whether there is more than a headline: then it has a page. */
export const isWhole = ({ experience, education, skills, languages, open_to }: Cv): boolean =>
  experience.length + education.length + skills.length + languages.length + open_to.length > 0;

/** Whether there is anything in the CV of one of ours that somebody else may see. */
export const isShared = (row: CvRow | undefined): boolean =>
  isWhole(visibleCv(row, new Set(["everyone", "followers", "friends"])));

/** Whether the account, one of ours, has a CV that somebody else may see. */
export const hasCv = async (db: Reads, account: Pick<Account, "id">, row: CvRow | undefined): Promise<boolean> =>
  isShared(row) || (await isRecommended(db, account));

/** Whether somebody has recommended the account, and it shows that. */
async function isRecommended(db: Reads, { id }: Pick<Account, "id">): Promise<boolean> {
  const row = await db
    .selectFrom("recommendations")
    .select("id")
    .where("subject_id", "=", id)
    .where("state", "=", sql.lit("accepted"))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
