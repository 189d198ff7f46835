/** Words for warnings that are needed again and again, so that nobody writes them in anger. */
import type { Reads, Row } from "../db/schema.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { writeAudit, type By } from "./audit.ts";

export type Template = Row<"warning_templates">;
type Words = Pick<Template, "title" | "text">;

const LONGEST = Object.freeze({ title: 100, text: 5000 });
const MOST = 200;

export const loadTemplates = async (db: Reads): Promise<Template[]> =>
  await db.selectFrom("warning_templates").selectAll().orderBy("title").orderBy("id").limit(MOST).execute();

function readWords({ title, text }: Words): Words {
  const words = { title: title.trim(), text: text.trim() };
  if (words.title === "" || words.title.length > LONGEST.title)
    throw invalid(`Validation failed: Title must have 1 to ${LONGEST.title} characters`);
  if (words.text === "" || words.text.length > LONGEST.text)
    throw invalid(`Validation failed: Text must have 1 to ${LONGEST.text} characters`);
  return words;
}

const deedOf = (action: string, { id, title }: Pick<Template, "id" | "title">) => ({
  action,
  target_type: "WarningTemplate",
  target_id: id,
  target_name: title,
});

/** @throws Refusal `invalid` */
export async function addTemplate(kith: Kith, by: By, given: Words): Promise<Template> {
  const words = readWords(given);
  const now = kith.now();
  return await kith.write(async (tx) => {
    const values = { id: kith.newId(), ...words, created_at: now, updated_at: now };
    const made = await tx.insertInto("warning_templates").values(values).returningAll().executeTakeFirstOrThrow();
    await writeAudit(tx, kith, by, deedOf("create", made));
    return made;
  });
}

/** @throws Refusal `invalid`, `missing` */
export async function changeTemplate(kith: Kith, by: By, id: number, given: Words): Promise<Template> {
  const words = readWords(given);
  return await kith.write(async (tx) => {
    const made = await tx
      .updateTable("warning_templates")
      .set({ ...words, updated_at: kith.now() })
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst();
    if (made === undefined) throw missing();
    await writeAudit(tx, kith, by, deedOf("update", made));
    return made;
  });
}

/** @throws Refusal `missing` */
export async function removeTemplate(kith: Kith, by: By, id: number): Promise<void> {
  await kith.write(async (tx) => {
    const gone = await tx.deleteFrom("warning_templates").where("id", "=", id).returningAll().executeTakeFirst();
    if (gone === undefined) throw missing();
    await writeAudit(tx, kith, by, deedOf("destroy", gone));
  });
}
