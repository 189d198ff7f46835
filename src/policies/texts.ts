/** The long texts of this server: what it says of itself, its privacy policy, and its terms of service, each from a day on. */
import type { Reads, Row } from "../db/schema.ts";
import { assertNone, invalid, missing, wrongIf } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { writeAudit, type By } from "../moderation/audit.ts";

export type TextName = "extended_description" | "privacy_policy";
/** Plain text or simple Markdown as it was written; `updated_at` in ms. */
export type Written = { text: string; updated_at: number };
export type Terms = Row<"terms_of_service">;

const LONGEST = 100_000;

/** Undefined when nobody has written one. */
export async function findText(db: Reads, name: TextName): Promise<Written | undefined> {
  const row = await db.selectFrom("settings").select("value").where("key", "=", name).executeTakeFirst();
  return row === undefined ? undefined : (JSON.parse(row.value) as Written);
}

/** An empty text takes it away: then what comes with the program is shown. @throws Refusal `invalid` */
export async function writeText(kith: Kith, by: By, name: TextName, text: string): Promise<void> {
  if (text.length > LONGEST) throw invalid(`Validation failed: Text is too long (maximum is ${LONGEST} characters)`);
  const value = JSON.stringify({ text, updated_at: kith.now() } satisfies Written);
  await kith.write(async (tx, happened) => {
    if (text.trim() === "") await tx.deleteFrom("settings").where("key", "=", name).execute();
    else
      await tx
        .insertInto("settings")
        .values({ key: name, value })
        .onConflict((oc) => oc.column("key").doUpdateSet({ value }))
        .execute();
    await writeAudit(tx, kith, by, { action: "update", target_type: "Text", target_id: 0, target_name: name });
    happened({ type: "instance.changed" });
  });
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(Date.parse(`${text}T00:00:00Z`));

/** Terms that begin on a day (`2026-05-01`); those of a day are written once. @throws Refusal `invalid` */
export async function publishTerms(
  kith: Kith,
  by: By,
  { text, effective_date, changelog = "" }: { text: string; effective_date: string; changelog?: string | undefined },
): Promise<Terms> {
  const unfit = text.trim() === "" || text.length > LONGEST || changelog.length > LONGEST;
  assertNone([
    wrongIf(!isDay(effective_date), "Effective date is not a day such as 2026-05-01"),
    wrongIf(unfit, "Text can't be blank, nor too long"),
  ]);
  return await kith.write(async (tx, happened) => {
    const made = await tx
      .insertInto("terms_of_service")
      .values({ id: kith.newId(), effective_date, text, changelog, created_at: kith.now() })
      .onConflict((oc) => oc.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (made === undefined) throw invalid("Validation failed: Effective date has already been taken");
    const deed = { action: "publish", target_type: "TermsOfService", target_id: made.id, target_name: effective_date };
    await writeAudit(tx, kith, by, deed);
    happened({ type: "instance.changed" });
    return made;
  });
}

export const loadTerms = async (db: Reads): Promise<Terms[]> =>
  await db.selectFrom("terms_of_service").selectAll().orderBy("effective_date", "desc").limit(200).execute();

export type TermsInTime = { terms: Terms; effective: boolean; succeeded_by: string | null };

/**
 * The terms of a day, or those in force today; before the first begin, those that will.
 *
 * @throws Refusal `missing`
 */
export async function getTerms(kith: Pick<Kith, "db" | "now">, date?: string): Promise<TermsInTime> {
  const today = new Date(kith.now()).toISOString().slice(0, 10);
  const all = await loadTerms(kith.db);
  const found =
    date === undefined
      ? (all.find(({ effective_date }) => effective_date <= today) ?? all.at(-1))
      : all.find(({ effective_date }) => effective_date === date);
  if (found === undefined) throw missing();
  const next = all.findLast(({ effective_date }) => effective_date > found.effective_date);
  return { terms: found, effective: found.effective_date <= today, succeeded_by: next?.effective_date ?? null };
}
