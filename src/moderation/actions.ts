/** What those who run the server do to accounts, and take back: each act is in the audit log, and its account is told of what was done to it. */
import { toJson } from "../db/columns.ts";
import type { Account, Row, Tx } from "../db/schema.ts";
import { conflict, forbidden, invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { notify } from "../notifications/notify.ts";
import { acct } from "../uris.ts";
import { writeAudit, type By } from "./audit.ts";
import { settleReports } from "./reports.ts";
import { assertMayModerate } from "./staff.ts";
import { markAccount, setDisabled, type Mark } from "./suspend.ts";

export type Strike = Row<"strikes">;
const ACTIONS = ["none", "sensitive", "disable", "silence", "suspend"] as const;
export type ActionType = (typeof ACTIONS)[number];
export type Action = {
  type: string;
  /** What the account is told. */
  text?: string | undefined;
  /** 0 = none. */
  report_id?: number | undefined;
  /** By letter, too. */
  letter?: boolean | undefined;
};
type Happened = (event: KithEvent) => void;

const MARKS: Readonly<Partial<Record<ActionType, Mark>>> = {
  sensitive: "sensitized_at",
  silence: "silenced_at",
  suspend: "suspended_at",
};

const isAction = (text: string): text is ActionType => (ACTIONS as readonly string[]).includes(text);

/**
 * Warns, limits or suspends an account. What it is already it stays; the warning is recorded all the same.
 *
 * @throws Refusal `invalid` for what cannot be done to this account, `forbidden` when it is not the moderator's to do
 */
export async function moderate(kith: Kith, by: By, target: Account, action: Action): Promise<Strike> {
  const { type, text = "", report_id = 0, letter = true } = action;
  if (!isAction(type) || (type === "disable" && target.host !== ""))
    throw invalid("Validation failed: Type is not included in the list");
  await assertMayModerate(kith.db, by, target);
  return await kith.write(async (tx, happened) => {
    await carryOut(tx, kith, happened, { target, type });
    await writeAudit(tx, kith, by, deedOf(type === "none" ? "warn" : type, target, { text, report_id }));
    const strike = await tx
      .insertInto("strikes")
      .values({
        id: kith.newId(),
        moderator_id: by.id,
        target_id: target.id,
        report_id,
        action: type,
        comment: text.slice(0, 5000),
        status_ids: toJson([]),
        created_at: kith.now(),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    if (report_id > 0) await settleReports(tx, kith, happened, { by, report_id, target_id: target.id, all: type !== "none" });
    if (target.host === "") await tell(tx, kith, happened, strike);
    if (target.host === "" && letter) happened({ type: "account.warned", account_id: target.id, strike_id: strike.id });
    return strike;
  });
}

async function carryOut(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now">,
  happened: Happened,
  { target, type }: { target: Account; type: ActionType },
): Promise<void> {
  const mark = MARKS[type];
  if (mark !== undefined) await markAccount(tx, kith, happened, { target, mark, at: kith.now() });
  if (type === "disable") await setDisabled(tx, happened, target.id, 1);
}

async function tell(tx: Tx, kith: Pick<Kith, "newId" | "now">, happened: Happened, strike: Strike): Promise<void> {
  const { target_id: account_id, id: subject_id } = strike;
  await notify(tx, kith, happened, { account_id, from_account_id: account_id, type: "moderation_warning", subject_id });
}

const deedOf = (action: string, target: Account, details: Record<string, unknown> = {}) => ({
  action,
  target_type: "Account",
  target_id: target.id,
  target_name: acct(target),
  details,
});

export type Undoing = "enable" | "unsensitive" | "unsilence" | "unsuspend";
const UNDONE: Readonly<Record<Exclude<Undoing, "enable">, Mark>> = {
  unsensitive: "sensitized_at",
  unsilence: "silenced_at",
  unsuspend: "suspended_at",
};

/** @throws Refusal `forbidden`, also for an account that has been deleted */
export async function undo(kith: Kith, by: By, target: Account, undoing: Undoing): Promise<void> {
  await assertMayModerate(kith.db, by, target);
  if (target.deleted_at > 0) throw forbidden();
  await kith.write(async (tx, happened) => {
    if (undoing === "enable") await setDisabled(tx, happened, target.id, 0);
    else await markAccount(tx, kith, happened, { target, mark: UNDONE[undoing], at: 0 });
    await writeAudit(tx, kith, by, deedOf(undoing, target));
  });
}

/** Lets somebody in who waits. @throws Refusal `forbidden` for who does not wait */
export async function approve(kith: Kith, by: By, target: Account): Promise<void> {
  await kith.write(async (tx, happened) => {
    const waited = await tx
      .updateTable("users")
      .set({ approved: 1 })
      .where("id", "=", target.id)
      .where("approved", "=", 0)
      .returning("id")
      .executeTakeFirst();
    if (waited === undefined) throw forbidden();
    await writeAudit(tx, kith, by, deedOf("approve", target));
    happened({ type: "account.marked", account_id: target.id });
    happened({ type: "account.approved", account_id: target.id });
  });
}

/** Removes somebody who waits; the name is free again. @throws Refusal `forbidden` for who does not wait */
export async function reject(kith: Kith, by: By, target: Account): Promise<void> {
  await kith.write(async (tx, happened) => {
    const waited = await tx
      .deleteFrom("users")
      .where("id", "=", target.id)
      .where("approved", "=", 0)
      .returning("id")
      .executeTakeFirst();
    if (waited === undefined) throw forbidden();
    await tx.deleteFrom("accounts").where("id", "=", target.id).execute();
    await writeAudit(tx, kith, by, deedOf("reject", target));
    happened({ type: "tokens.revoked", user_id: target.id });
  });
}

/** Deletes the data of a suspended account, for good. @throws Refusal `conflict` for one that is not suspended */
export async function erase(kith: Kith, by: By, target: Account): Promise<void> {
  await assertMayModerate(kith.db, by, target);
  if (target.suspended_at === 0) throw conflict("Only a suspended account can be deleted");
  await kith.write(async (tx, happened) => {
    await writeAudit(tx, kith, by, deedOf("destroy", target));
    happened({ type: "account.condemned", account_id: target.id });
  });
}
