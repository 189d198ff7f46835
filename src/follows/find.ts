/** Finding somebody among those whom one follows, or who follow one. */
import { sql, type SqlBool } from "kysely";
import type { Account, Reads } from "../db/schema.ts";
import { wordsOf } from "../search/words.ts";
import { normalizeUsername } from "../text/names.ts";

/** Greater than every character of a name, in the order of both databases. */
const END = "\uffff";
const MOST_WORDS = 5;

/**
 * Those whose handle, host or a word of whose name begins with each of the words that were typed; the newest follow first.
 *
 * @param q a handle (`ann@far`) or words
 */
export async function findAmongFollows(
  db: Reads,
  account_id: number,
  { which, q, limit }: { which: "followers" | "following" | "friends"; q: string; limit: number },
): Promise<Account[]> {
  const [mine, theirs] = which === "followers" ? (["target_id", "account_id"] as const) : (["account_id", "target_id"] as const);
  const [name = "", host = ""] = normalizeUsername(q.trim().slice(0, 200).replace(/^@/, "")).split("@");
  const words = wordsOf(name).slice(0, MOST_WORDS);
  if (words.length === 0 && host === "") return [];
  let query = db
    .selectFrom("follows")
    .innerJoin("accounts", "accounts.id", `follows.${theirs}`)
    .selectAll("accounts")
    .where(`follows.${mine}`, "=", account_id)
    .where("follows.state", "=", "accepted");
  for (const word of words)
    query = query.where(sql<SqlBool>`((accounts.username_lower >= ${word} and accounts.username_lower < ${word + END})
      or exists (select 1 from account_words where account_words.account_id = accounts.id and account_words.word >= ${word}
        and account_words.word < ${word + END}))`);
  if (which === "friends")
    query = query.where(sql<SqlBool>`exists (select 1 from follows as back where back.account_id = follows.target_id
      and back.target_id = follows.account_id and back.state = 'accepted')`);
  if (host !== "") query = query.where("accounts.host", ">=", host).where("accounts.host", "<", host + END);
  return await query.orderBy("follows.id", "desc").limit(limit).execute();
}
