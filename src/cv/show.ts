/** A CV as it is shown: of ours from what they wrote, of others as their servers show it; with the links that prove themselves, and recommendations. */
import { loadAccounts } from "../accounts/find.ts";
import { isBlockedBetween, notBlockedBetween, notHostBlockedBy } from "../blocks/hidden.ts";
import { sql } from "kysely";
import { fromJson } from "../db/columns.ts";
import { evened } from "../db/lists.ts";
import type { Account } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { loadShown } from "../recommendations/load.ts";
import type { RemoteCv } from "../remote.ts";
import { plainText } from "../text/plain.ts";
import { httpUrl } from "../text/outside.ts";
import { findCvRow, isWhole, standingWith, visibleCv, type Cv } from "./load.ts";

export type CvLink = { name: string; url: string; verified_at: number };
/** `id` 0 and `told_by` (a host) of what another server says and this one has not kept. */
export type ShownRecommendation = {
  id: number;
  uri: string;
  author: Account | undefined;
  author_uri: string;
  relation: string;
  content: string;
  updated_at: number;
  told_by: string;
};
export type ShownCv = Omit<Cv, "hidden"> & { links: CvLink[]; recommendations: ShownRecommendation[] };

const MOST_SHOWN = 40;

/** Undefined where there is nothing for the viewer (0 = anybody) to see; of one's own there is always what there is. */
export async function loadCv(kith: Kith, viewer_id: number, account: Account): Promise<ShownCv | undefined> {
  if (account.suspended_at > 0 || account.deleted_at > 0) return undefined;
  if (viewer_id !== 0 && viewer_id !== account.id && (await isBlockedBetween(kith.db, viewer_id, account.id))) return undefined;
  const cv = account.host === "" ? await loadOwn(kith, viewer_id, account) : await loadTold(kith, viewer_id, account);
  if (cv === undefined) return undefined;
  const there = isWhole({ ...cv, hidden: new Set() }) || cv.recommendations.length > 0;
  return there || viewer_id === account.id ? cv : undefined;
}

async function loadOwn(kith: Kith, viewer_id: number, account: Account): Promise<ShownCv> {
  const standing = await standingWith(kith.db, viewer_id, account.id);
  const { hidden, ...cv } = visibleCv(await findCvRow(kith.db, account.id), standing);
  const links = hidden.has("links") ? [] : linksOf(account);
  return { ...cv, links, recommendations: hidden.has("recommendations") ? [] : await loadKept(kith, viewer_id, account.id) };
}

/** What an account of ours shows. */
async function loadKept(kith: Kith, viewer_id: number, subject_id: number): Promise<ShownRecommendation[]> {
  const rows = await loadShown(kith.db, subject_id, { viewer_id, now: kith.now(), paging: { limit: MOST_SHOWN } });
  const authors = await loadAccounts(
    kith.db,
    rows.map(({ author_id }) => author_id),
  );
  return rows.flatMap(({ id, uri, author_id, relation, content, updated_at }) => {
    const author = authors.get(author_id);
    return author === undefined ? [] : [{ id, uri, author, author_uri: author.uri, relation, content, updated_at, told_by: "" }];
  });
}

/** ms after which somebody's profile is asked again whether there is a CV by now. */
const STALE = 10 * 60_000;

async function loadTold(kith: Kith, viewer_id: number, account: Account): Promise<ShownCv | undefined> {
  const unknown = viewer_id !== 0 && account.fetched_at < kith.now() - STALE;
  if (unknown && ((await findCvRow(kith.db, account.id))?.uri ?? "") === "") await kith.remote.refreshAccount(account);
  const told = await kith.remote.fetchCv(account, viewer_id);
  if (told === undefined) return undefined;
  return { ...told, links: linksOf(account), recommendations: await completed(kith, viewer_id, account, told.recommendations) };
}

/** With those of their authors whom this server knows; not by whom the viewer has blocked, or is blocked by. One query, however many. */
async function completed(
  { db }: Kith,
  viewer_id: number,
  { host }: Account,
  told: RemoteCv["recommendations"],
): Promise<ShownRecommendation[]> {
  if (told.length === 0) return [];
  const rows = await db
    .selectFrom("accounts")
    .selectAll()
    .select(
      sql<number>`case when ${notBlockedBetween(viewer_id, "accounts.id")} and ${notHostBlockedBy(viewer_id, "accounts.id")} then 0 else 1 end`.as(
        "hidden",
      ),
    )
    .where("uri", "in", evened(told.map(({ author_uri }) => author_uri)))
    .execute();
  const authors = new Map(rows.map((row) => [row.uri, row]));
  return told.flatMap(({ updated, ...one }): ShownRecommendation[] => {
    const author = authors.get(one.author_uri);
    if (author !== undefined && (Number(author.hidden) === 1 || author.suspended_at > 0 || author.deleted_at > 0)) return [];
    return [{ ...one, id: 0, author, updated_at: updated, told_by: host }];
  });
}

/** The fields of a profile whose pages link back (rel="me"). */
const linksOf = ({ fields }: Account): CvLink[] =>
  fromJson(fields).flatMap(({ name, value, verified_at }) => {
    const url = httpUrl(plainText(/<a\b[^>]*?\bhref="([^"]*)"/.exec(value)?.[1] ?? ""));
    return verified_at === 0 || url === undefined ? [] : [{ name: plainText(name), url, verified_at }];
  });
