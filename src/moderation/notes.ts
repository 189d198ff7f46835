/** What those who run the server write to each other about an account or a report. */
import type { Reads, Row } from "../db/schema.ts";
import { forbidden, invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { writeAudit, type By } from "./audit.ts";

export type Note = Row<"moderation_notes">;
export type NoteTarget = Pick<Note, "target_type" | "target_id">;

const LONGEST = 5000;
const MOST = 200;

/** The oldest first. */
export const loadNotes = async (db: Reads, { target_type, target_id }: NoteTarget): Promise<Note[]> =>
  await db
    .selectFrom("moderation_notes")
    .selectAll()
    .where("target_type", "=", target_type)
    .where("target_id", "=", target_id)
    .orderBy("id")
    .limit(MOST)
    .execute();

/** @throws Refusal `invalid` */
export async function addNote(kith: Kith, by: By, target: NoteTarget & { name: string }, text: string): Promise<Note> {
  const content = text.trim();
  if (content === "" || content.length > LONGEST)
    throw invalid(`Validation failed: Content must have 1 to ${LONGEST} characters`);
  const { target_type, target_id, name } = target;
  return await kith.write(async (tx) => {
    const values = { id: kith.newId(), target_type, target_id, account_id: by.id, content, created_at: kith.now() };
    const made = await tx.insertInto("moderation_notes").values(values).returningAll().executeTakeFirstOrThrow();
    await writeAudit(tx, kith, by, { action: "note", target_type, target_id, target_name: name });
    return made;
  });
}

/** One's own only. @throws Refusal `missing`, `forbidden` */
export async function removeNote(kith: Kith, by: By, id: number): Promise<void> {
  await kith.write(async (tx) => {
    const note = await tx.selectFrom("moderation_notes").selectAll().where("id", "=", id).executeTakeFirst();
    if (note === undefined) throw missing();
    if (note.account_id !== by.id) throw forbidden();
    await tx.deleteFrom("moderation_notes").where("id", "=", id).execute();
    const { target_type, target_id } = note;
    await writeAudit(tx, kith, by, { action: "remove_note", target_type, target_id, target_name: `#${target_id}` });
  });
}
