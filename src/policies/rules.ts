/** The rules of this server: short sentences in an order, with translations. A rule that is taken away stays for the reports that name it. */
import { toJson } from "../db/columns.ts";
import type { Reads, Row } from "../db/schema.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { writeAudit, type By } from "../moderation/audit.ts";

export type Rule = Row<"rules">;
/** What is left out stays. `translations`: by language, whole. */
export type RuleText = {
  text?: string | undefined;
  hint?: string | undefined;
  position?: number | undefined;
  translations?: Readonly<Record<string, { text: string; hint: string }>> | undefined;
};

const LENGTH = Object.freeze({ text: 300, hint: 1000 });
const MOST = 100;

export const loadRules = async (db: Reads): Promise<Rule[]> =>
  await db.selectFrom("rules").selectAll().where("deleted_at", "=", 0).orderBy("position").orderBy("id").limit(MOST).execute();

function readText({ text, hint, position, translations }: RuleText) {
  if (text !== undefined && (text.trim() === "" || text.length > LENGTH.text))
    throw invalid(`Validation failed: Text must have 1 to ${LENGTH.text} characters`);
  if (hint !== undefined && hint.length > LENGTH.hint)
    throw invalid(`Validation failed: Hint is too long (maximum is ${LENGTH.hint} characters)`);
  for (const [language, words] of Object.entries(translations ?? {}))
    if (!/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(language) || words.text.length > LENGTH.text || words.hint.length > LENGTH.hint)
      throw invalid("Validation failed: Translations are not by language, or too long");
  return {
    ...(text === undefined ? {} : { text: text.trim() }),
    ...(hint === undefined ? {} : { hint: hint.trim() }),
    ...(position === undefined ? {} : { position }),
    ...(translations === undefined ? {} : { translations: toJson({ ...translations }) }),
  };
}

const deedOf = (action: string, { id, text }: Pick<Rule, "id" | "text">) => ({
  action,
  target_type: "Rule",
  target_id: id,
  target_name: text.slice(0, 100),
});

/** @throws Refusal `invalid` */
export async function addRule(kith: Kith, by: By, given: RuleText & { text: string }): Promise<Rule> {
  const values = { hint: "", translations: toJson({}), ...readText(given), text: given.text.trim() };
  const now = kith.now();
  return await kith.write(async (tx, happened) => {
    const { last } = await tx
      .selectFrom("rules")
      .select((eb) => eb.fn.coalesce(eb.fn.max<number>("position"), eb.lit(0)).as("last"))
      .where("deleted_at", "=", 0)
      .executeTakeFirstOrThrow();
    const row = { id: kith.newId(), position: Number(last) + 1, ...values, created_at: now, updated_at: now, deleted_at: 0 };
    const made = await tx.insertInto("rules").values(row).returningAll().executeTakeFirstOrThrow();
    await writeAudit(tx, kith, by, deedOf("create", made));
    happened({ type: "instance.changed" });
    return made;
  });
}

/** @throws Refusal `invalid`, `missing` */
export async function changeRule(kith: Kith, by: By, id: number, given: RuleText): Promise<Rule> {
  return await update(kith, by, id, { action: "update", values: readText(given) });
}

export async function removeRule(kith: Kith, by: By, id: number): Promise<void> {
  await update(kith, by, id, { action: "destroy", values: { deleted_at: kith.now() } });
}

/** Changes places with its neighbour; the first cannot go up, nor the last down. @throws Refusal `missing` */
export async function moveRule(kith: Kith, by: By, id: number, way: "up" | "down"): Promise<void> {
  await kith.write(async (tx, happened) => {
    const rules = await loadRules(tx);
    const at = rules.findIndex((rule) => rule.id === id);
    const moved = rules[at];
    if (moved === undefined) throw missing();
    const to = way === "up" ? at - 1 : at + 1;
    const other = rules[to];
    if (other === undefined) return;
    [rules[at], rules[to]] = [other, moved];
    for (const [place, rule] of rules.entries())
      if (rule.position !== place + 1)
        await tx
          .updateTable("rules")
          .set({ position: place + 1 })
          .where("id", "=", rule.id)
          .execute();
    await writeAudit(tx, kith, by, deedOf("update", moved));
    happened({ type: "instance.changed" });
  });
}

/** @throws Refusal `missing` */
export async function getRule(db: Reads, id: number): Promise<Rule> {
  const rule = await db.selectFrom("rules").selectAll().where("id", "=", id).where("deleted_at", "=", 0).executeTakeFirst();
  if (rule === undefined) throw missing();
  return rule;
}

async function update(
  kith: Kith,
  by: By,
  id: number,
  { action, values }: { action: string; values: Partial<Rule> },
): Promise<Rule> {
  return await kith.write(async (tx, happened) => {
    const changed = await tx
      .updateTable("rules")
      .set({ ...values, updated_at: kith.now() })
      .where("id", "=", id)
      .where("deleted_at", "=", 0)
      .returningAll()
      .executeTakeFirst();
    if (changed === undefined) throw missing();
    await writeAudit(tx, kith, by, deedOf(action, changed));
    happened({ type: "instance.changed" });
    return changed;
  });
}
