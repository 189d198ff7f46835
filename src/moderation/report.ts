/** Reporting an account to those who run its server, and ours: by somebody here, or by another server's Flag. */
import { flag, fromJson, toJson } from "../db/columns.ts";
import { padded } from "../db/lists.ts";
import type { Account, Reads, Row, Tx } from "../db/schema.ts";
import type { ReportCategory } from "../db/values.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { reportToGroups } from "../groups/reports.ts";
import { notify } from "../notifications/notify.ts";
import { insertStoryReports, reportable } from "../stories/reported.ts";
import { visibleTo } from "../statuses/visible.ts";
import { policyOfUrl } from "./policy.ts";
import { staffIds } from "./staff.ts";

export type Report = Row<"reports">;
export type ReportDraft = {
  target: Account;
  category?: string | undefined;
  comment?: string | undefined;
  status_ids?: readonly number[] | undefined;
  rule_ids?: readonly number[] | undefined;
  collection_ids?: readonly number[] | undefined;
  story_ids?: readonly number[] | undefined;
  /** Tell the account's own server, without saying who reports. */
  forward?: boolean | undefined;
};

export const REPORT_CHARACTERS = 1000;
const MOST_STATUSES = 100;
const MOST_FLAGGED = 20;
/** So many reports of one remote account wait at once: nobody buries the others under theirs. */
const MOST_WAITING = 100;
const CATEGORIES: readonly string[] = ["spam", "legal", "violation", "other"];

export const isCategory = (text: string): text is ReportCategory => CATEGORIES.includes(text);

/** @throws Refusal `invalid` in Mastodon's words, `missing` for the account that signs for the server */
export async function fileReport(kith: Kith, account: Account, draft: ReportDraft): Promise<Report> {
  const { target, comment = "", forward = false } = draft;
  if (target.host === "" && target.actor_type === "Application") throw missing();
  if (comment.length > REPORT_CHARACTERS)
    throw invalid(`Validation failed: Comment is too long (maximum is ${REPORT_CHARACTERS} characters)`);
  const rule_ids = await readRules(kith.db, draft.rule_ids ?? []);
  const category = rule_ids.length > 0 ? "violation" : (draft.category ?? "other");
  if (!isCategory(category)) throw invalid("Validation failed: Category is not included in the list");
  const status_ids = await readStatuses(kith.db, account.id, target.id, draft.status_ids ?? []);
  const forwarded = forward && target.host !== "";
  const values = { uri: "", account_id: account.id, target_id: target.id, category, comment, forwarded: flag(forwarded) };
  const collection_ids = await readCollections(kith.db, target.id, draft.collection_ids ?? []);
  const story_ids = await reportable(kith.db, account.id, target.id, draft.story_ids ?? []);
  const lists = { status_ids: toJson(status_ids), rule_ids: toJson(rule_ids), collection_ids: toJson(collection_ids) };
  return await kith.write(async (tx, happened) => {
    const made = await insertReport(tx, kith, happened, { ...values, ...lists });
    if (made !== undefined) await insertStoryReports(tx, made.id, story_ids);
    if (made === undefined) throw new Error("a report of ours exists already");
    if (forwarded) happened({ type: "report.forwarded", report_id: made.id });
    if (target.host !== "" && status_ids.length > 0) happened({ type: "report.filed", report_id: made.id });
    return made;
  });
}

type Values = Omit<Report, "id" | "assigned_id" | "action_taken_at" | "action_taken_by_id" | "created_at" | "updated_at">;

/** Undefined when a report with this uri is there already. Everybody who runs the server is told. */
async function insertReport(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now">,
  happened: (event: KithEvent) => void,
  values: Values,
): Promise<Report | undefined> {
  const now = kith.now();
  const open = { assigned_id: null, action_taken_at: 0, action_taken_by_id: null, created_at: now, updated_at: now };
  const made = await tx
    .insertInto("reports")
    .values({ id: kith.newId(), ...values, ...open })
    .onConflict((oc) => oc.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (made === undefined) return undefined;
  await reportToGroups(tx, kith, happened, {
    account_id: made.account_id,
    status_ids: fromJson(made.status_ids),
    comment: made.comment,
  });
  const notice = { type: "admin.report", from_account_id: made.account_id, subject_id: made.id } as const;
  for (const account_id of await staffIds(tx)) await notify(tx, kith, happened, { account_id, ...notice });
  return made;
}

async function readRules(db: Reads, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom("rules").select("id").where("id", "in", padded(ids)).where("deleted_at", "=", 0).execute();
  if (rows.length < new Set(ids).size) throw invalid("Validation failed: Rules does not reference valid rules");
  return rows.map(({ id }) => id);
}

/** Those of the statuses that are the target's and that the reporter may see. */
async function readStatuses(db: Reads, viewer_id: number, target_id: number, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom("statuses")
    .select("statuses.id")
    .where("statuses.id", "in", padded(ids.slice(0, MOST_STATUSES)))
    .where("statuses.account_id", "=", target_id)
    .where(visibleTo(viewer_id))
    .orderBy("statuses.id")
    .execute();
  return rows.map(({ id }) => id);
}

/** Those of the collections that are the target's. */
async function readCollections(db: Reads, target_id: number, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom("collections")
    .select("id")
    .where("id", "in", padded(ids))
    .where("account_id", "=", target_id)
    .orderBy("id")
    .execute();
  return rows.map(({ id }) => id);
}

export type RemoteReport = Record<"account_ids" | "status_ids" | "collection_ids" | "story_ids", readonly number[]> & {
  uri: string;
  comment: string;
};

/**
 * A Flag from another server, whose signer and origin have been checked: one report for each account of ours that it names, or whose statuses
 * it names. Nothing comes of it when that server's reports are not wanted.
 */
export async function receiveReport(kith: Kith, account: Account, remote: RemoteReport): Promise<void> {
  if ((await policyOfUrl(kith, account.uri)).reject_reports || (await hasManyWaiting(kith.db, account.id))) return;
  const statuses = await kith.db
    .selectFrom("statuses")
    .select(["id", "account_id"])
    .where("id", "in", padded(remote.status_ids.slice(0, MOST_STATUSES)))
    .where("local", "=", 1)
    .where("deleted_at", "=", 0)
    .execute();
  const collections = await kith.db
    .selectFrom("collections")
    .select(["id", "account_id"])
    .where("id", "in", padded(remote.collection_ids.slice(0, MOST_STATUSES)))
    .execute();
  const stories = await kith.db
    .selectFrom("stories")
    .select(["id", "account_id"])
    .where("id", "in", padded(remote.story_ids.slice(0, MOST_STATUSES)))
    .where("local", "=", 1)
    .execute();
  const named = [...remote.account_ids, ...[...statuses, ...collections, ...stories].map(({ account_id }) => account_id)];
  const targets = await kith.db
    .selectFrom("users")
    .select("id")
    .where("id", "in", padded(named.slice(0, MOST_FLAGGED)))
    .orderBy("id")
    .execute();
  const comment = remote.comment.slice(0, 5000);
  await kith.write(async (tx, happened) => {
    for (const { id: target_id } of targets) {
      const theirs = (rows: readonly { id: number; account_id: number }[]) =>
        toJson(rows.filter(({ account_id }) => account_id === target_id).map(({ id }) => id));
      const lists = { status_ids: theirs(statuses), rule_ids: toJson([]), collection_ids: theirs(collections) };
      const uri = targets.length === 1 ? remote.uri : `${remote.uri}#${target_id}`;
      const values = { uri, account_id: account.id, target_id, category: "other" as const, comment, forwarded: 0 as const };
      const made = await insertReport(tx, kith, happened, { ...values, ...lists });
      const shown = stories.filter(({ account_id }) => account_id === target_id).map(({ id }) => id);
      if (made !== undefined) await insertStoryReports(tx, made.id, shown);
    }
  });
}

async function hasManyWaiting(db: Reads, account_id: number): Promise<boolean> {
  const waiting = await db
    .selectFrom("reports")
    .select("id")
    .where("account_id", "=", account_id)
    .where("action_taken_at", "=", 0)
    .limit(MOST_WAITING)
    .execute();
  return waiting.length >= MOST_WAITING;
}
