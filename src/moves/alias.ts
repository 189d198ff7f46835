/** Aliases: the other accounts that one says are one's own. Without them nobody can move here, for anybody could say that they move to anybody. */
import { findAccountById } from "../accounts/find.ts";
import { fromJson, toJson } from "../db/columns.ts";
import type { Account } from "../db/schema.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";

const MOST_ALIASES = 10;
/** ms to find the account behind a handle. */
const TIMEOUT = 15_000;

/**
 * The account behind a handle or an address, as its server describes it now if that answers. One that we know to have moved to `whither` is not
 * asked after: what is gone there would be gone here, too, with all who followed it.
 *
 * @throws Refusal `missing`
 */
export async function findOther(kith: Kith, handle: string, whither?: Pick<Account, "uri">): Promise<Account> {
  const found = await kith.remote.findAccount(handle, { timeout: TIMEOUT });
  if (found === undefined) throw missing(`There is no account ${handle.trim().slice(0, 100)}, or its server does not answer`);
  if (whither !== undefined && found.moved_to_uri === whither.uri) return found;
  return (await kith.remote.refreshAccount(found)) ?? found;
}

/**
 * Names another account as one's own. If that account has said before that it moved here, and we knew it then, its followers here come along now:
 * so a move can be finished when the old server is gone.
 *
 * @throws Refusal `missing` when there is none, `invalid` for oneself and for one too many
 */
export async function addAlias(kith: Kith, account: Account, handle: string): Promise<Account> {
  const other = await findOther(kith, handle, account);
  if (other.id === account.id) throw invalid("Validation failed: This is the account itself");
  await kith.write(async (tx, happened) => {
    const known = fromJson((await findAccountById(tx, account.id))?.also_known_as ?? toJson([]));
    if (known.includes(other.uri)) return;
    if (known.length >= MOST_ALIASES) throw invalid(`Validation failed: Aliases are too many (maximum is ${MOST_ALIASES})`);
    const changes = { also_known_as: toJson([...known, other.uri]), updated_at: kith.now() };
    await tx.updateTable("accounts").set(changes).where("id", "=", account.id).execute();
    happened({ type: "account.updated", account_id: account.id });
    if (other.moved_to_uri === account.uri)
      happened({ type: "account.moved", account_id: other.id, target_id: account.id, local: other.host === "" });
  });
  return other;
}

/** Takes an alias back, by its uri; there need not be one. */
export async function removeAlias(kith: Kith, account: Pick<Account, "id">, uri: string): Promise<void> {
  await kith.write(async (tx, happened) => {
    const known = fromJson((await findAccountById(tx, account.id))?.also_known_as ?? toJson([]));
    if (!known.includes(uri)) return;
    const changes = { also_known_as: toJson(known.filter((each) => each !== uri)), updated_at: kith.now() };
    await tx.updateTable("accounts").set(changes).where("id", "=", account.id).execute();
    happened({ type: "account.updated", account_id: account.id });
  });
}
