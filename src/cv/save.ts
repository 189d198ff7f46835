/** Writing one's CV. What everybody may see of it goes into the profile that other servers read, and into the words by which one is found. */
import { fromJson, toJson } from "../db/columns.ts";
import type { Account, Tx } from "../db/schema.ts";
import type { CvContent, CvEntry, OpenTo } from "../db/values.ts";
import { conflict, missing, readAll } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { wordsOf } from "../search/words.ts";
import { audienceOf, readContent, readHeadline } from "./content.ts";
import { contentOf, findCvRow, isShared, type CvRow } from "./load.ts";

/** What is left out stays. Entries without an id (0) are new. */
export type CvChanges = { headline?: string | undefined; content?: Partial<CvContent> | undefined };

const MOST_WORDS = 200;

/** @throws Refusal `invalid` for what is too long or too much; `conflict` when it was changed elsewhere meanwhile */
export async function saveCv(kith: Kith, account: Pick<Account, "id">, changes: CvChanges): Promise<CvRow> {
  const was = await findCvRow(kith.db, account.id);
  const { headline, content } = readAll({
    headline: () => (changes.headline === undefined ? (was?.headline ?? "") : readHeadline(changes.headline)),
    content: () => readContent({ ...contentOf(was), ...changes.content }),
  });
  const numbered = (entries: CvEntry[]) => entries.map((entry) => (entry.id === 0 ? { ...entry, id: kith.newId() } : entry));
  const whole = { ...content, experience: numbered(content.experience), education: numbered(content.education) };
  const row = { account_id: account.id, uri: "", headline, content: toJson(whole), updated_at: kith.now() };
  const { account_id: _, ...values } = row;
  return await kith.write(async (tx, happened) => {
    const written =
      was === undefined
        ? await tx
            .insertInto("cvs")
            .values(row)
            .onConflict((oc) => oc.doNothing())
            .returningAll()
            .executeTakeFirst()
        : await tx
            .updateTable("cvs")
            .set(values)
            .where("account_id", "=", account.id)
            .where("content", "=", was.content)
            .where("headline", "=", was.headline)
            .returningAll()
            .executeTakeFirst();
    if (written === undefined) throw conflict("Your CV has been changed elsewhere meanwhile. Look at it and try again");
    await writeWords(tx, written);
    if (toldOf(was) !== toldOf(written)) {
      await tx.updateTable("accounts").set({ updated_at: kith.now() }).where("id", "=", account.id).execute();
      happened({ type: "account.updated", account_id: account.id });
    }
    return written;
  });
}

/** What the profile says of it: a change of anything else is news to nobody until they look. */
const toldOf = (row: CvRow | undefined): string =>
  JSON.stringify([row?.headline ?? "", row === undefined ? [] : openToAll(row), isShared(row)]);

/** To whom everybody may turn about what. */
export function openToAll(row: CvRow): OpenTo[] {
  const content = contentOf(row);
  return audienceOf(content, "open_to") === "everyone" ? content.open_to : [];
}

/** By what everybody finds the account. */
export async function writeWords(tx: Tx, row: Pick<CvRow, "account_id" | "headline" | "content">): Promise<void> {
  const { account_id } = row;
  const content = fromJson(row.content);
  const all = (section: "skills" | "open_to"): string[] => (audienceOf(content, section) === "everyone" ? content[section] : []);
  const words = (kind: "headline" | "skill" | "open_to", found: Iterable<string>) =>
    [...new Set(found)].slice(0, MOST_WORDS).map((word) => ({ account_id, kind, word }));
  const rows = [
    ...words("headline", wordsOf(row.headline)),
    ...words("skill", all("skills").flatMap(wordsOf)),
    ...words("open_to", all("open_to")),
  ];
  await tx.deleteFrom("cv_words").where("account_id", "=", account_id).execute();
  if (rows.length > 0) await tx.insertInto("cv_words").values(rows).execute();
}

export type EntrySection = "experience" | "education";

const entriesOf = async (kith: Kith, account: Pick<Account, "id">, section: EntrySection): Promise<CvEntry[]> =>
  contentOf(await findCvRow(kith.db, account.id))[section];

/** Adds one (id 0, which goes first), or replaces the one with its id. @throws as `saveCv`; Refusal `missing` */
export async function putEntry(kith: Kith, account: Pick<Account, "id">, section: EntrySection, entry: CvEntry): Promise<void> {
  const entries = await entriesOf(kith, account, section);
  if (entry.id !== 0 && !entries.some(({ id }) => id === entry.id)) throw missing();
  const changed = entry.id === 0 ? [entry, ...entries] : entries.map((one) => (one.id === entry.id ? entry : one));
  await saveCv(kith, account, { content: { [section]: changed } });
}

export async function removeEntry(kith: Kith, account: Pick<Account, "id">, section: EntrySection, id: number): Promise<void> {
  const entries = await entriesOf(kith, account, section);
  await saveCv(kith, account, { content: { [section]: entries.filter((entry) => entry.id !== id) } });
}

/** By one place; at the end it stays. */
export async function moveEntry(
  kith: Kith,
  account: Pick<Account, "id">,
  section: EntrySection,
  { id, by }: { id: number; by: -1 | 1 },
): Promise<void> {
  const entries = [...(await entriesOf(kith, account, section))];
  const at = entries.findIndex((entry) => entry.id === id);
  const [one, other] = [entries[at], entries[at + by]];
  if (one === undefined || other === undefined) return;
  [entries[at], entries[at + by]] = [other, one];
  await saveCv(kith, account, { content: { [section]: entries } });
}

/** What an account elsewhere tells everybody of itself; nothing is kept of one that says nothing. */
export async function receiveTold(
  tx: Tx,
  account_id: number,
  told: { uri: string; headline: string; open_to: readonly OpenTo[]; content: CvRow["content"]; now: number },
): Promise<void> {
  const { uri, headline, open_to, content, now } = told;
  if (uri === "" && headline === "" && open_to.length === 0) {
    await tx.deleteFrom("cvs").where("account_id", "=", account_id).execute();
    await tx.deleteFrom("cv_words").where("account_id", "=", account_id).execute();
    return;
  }
  const values = { uri, headline, content, updated_at: now };
  await tx
    .insertInto("cvs")
    .values({ account_id, ...values })
    .onConflict((oc) => oc.column("account_id").doUpdateSet(values))
    .execute();
  await writeWords(tx, { account_id, headline, content });
}
