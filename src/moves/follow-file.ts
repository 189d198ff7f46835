/** The list of whom one follows as a file, as Mastodon writes and reads it: CSV (RFC 4180), one account a line. */
import { sql } from "kysely";
import { fromJson, toJson, type Json } from "../db/columns.ts";
import type { Account, Row } from "../db/schema.ts";
import { invalid } from "../errors.ts";
import { follow } from "../follows/follow.ts";
import type { Kith, KithEventOf } from "../kith.ts";
import { Refusal } from "../errors.ts";
import { findAccountById } from "../accounts/find.ts";
import { normalizeHost, parseHandle } from "../text/names.ts";

const HEADER = "Account address,Show boosts,Notify on new posts,Languages";
const MOST_IMPORTED = 10_000;
const LARGEST = 2_000_000;
/** Accounts that one job looks up: each may mean asking another server. */
const AT_ONCE = 10;
const TIMEOUT = 20_000;
const AT_A_TIME = 500;

/** Whom an account follows, with what it has set for each. */
export async function writeFollowFile(kith: Kith, account: Pick<Account, "id">): Promise<string> {
  const rows = await kith.db
    .selectFrom("follows")
    .innerJoin("accounts", "accounts.id", "follows.target_id")
    .select(["accounts.username", "accounts.host", "follows.reblogs", "follows.notify", "follows.languages"])
    .where("follows.account_id", "=", account.id)
    .where("follows.state", "=", "accepted")
    .orderBy("follows.id")
    .execute();
  const lines = rows.map(({ username, host, reblogs, notify, languages }) => {
    const cells = [`${username}@${host || kith.instance.domain}`, String(reblogs === 1), String(notify === 1)];
    return [...cells, quoted(fromJson(languages).join(", "))].join(",");
  });
  return `${[HEADER, ...lines].join("\n")}\n`;
}

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

type Wanted = { handle: string; reblogs: 0 | 1; notify: 0 | 1; languages: Json<string[]> };

/**
 * Reads such a file. Also one that is only a column of handles; lines that name nobody are passed over.
 *
 * @throws Refusal `invalid` for one that is too long or names nobody at all
 */
function readFollowFile(kith: Pick<Kith, "instance">, text: string): Wanted[] {
  if (text.length > LARGEST) throw invalid("Validation failed: The file is too large");
  const rows = text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/)
    .map(cellsOf);
  const names = (rows[0] ?? []).map((cell) => cell.trim().toLowerCase());
  const headed = names.includes("account address");
  const at = (name: string, otherwise: number) => (headed ? names.indexOf(name) : otherwise);
  const [address, reblogs, notify, languages] = [
    at("account address", 0),
    at("show boosts", 1),
    at("notify on new posts", 2),
    at("languages", 3),
  ];
  const wanted = new Map<string, Wanted>();
  for (const row of headed ? rows.slice(1) : rows) {
    const handle = handleOf(kith, row[address] ?? "");
    if (handle === undefined || wanted.has(handle)) continue;
    const spoken = (row[languages] ?? "").split(",").map((each) => each.trim());
    wanted.set(handle, {
      handle,
      reblogs: /^\s*(?:false|0|no)\s*$/i.test(row[reblogs] ?? "") ? 0 : 1,
      notify: /^\s*(?:true|1|yes)\s*$/i.test(row[notify] ?? "") ? 1 : 0,
      languages: toJson(spoken.filter((tag) => /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag)).slice(0, 50)),
    });
  }
  if (wanted.size === 0) throw invalid("Validation failed: The file names no accounts");
  if (wanted.size > MOST_IMPORTED)
    throw invalid(`Validation failed: The file names too many accounts (maximum is ${MOST_IMPORTED})`);
  return [...wanted.values()];
}

function handleOf({ instance }: Pick<Kith, "instance">, cell: string): string | undefined {
  const handle = cell.length > 400 ? undefined : parseHandle(cell.trim());
  if (handle === undefined) return undefined;
  const host = handle.host === undefined ? instance.domain : normalizeHost(handle.host);
  return host === undefined ? undefined : `${handle.username.toLowerCase()}@${host}`;
}

/** The cells of one line; a quoted cell may hold commas. */
function cellsOf(line: string): string[] {
  const cells: string[] = [];
  for (const [, plain = "", inQuotes] of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    cells.push(inQuotes ?? plain.replaceAll('""', '"'));
  }
  return cells;
}

/** Begins to follow everybody whom the file names, in the background. Returns how many that are. @throws Refusal `invalid` */
export async function importFollows(kith: Kith, account: Account, text: string): Promise<number> {
  const wanted = readFollowFile(kith, text);
  await kith.write(async (tx, happened) => {
    await tx.deleteFrom("follow_imports").where("account_id", "=", account.id).where("state", "<>", "waiting").execute();
    for (let at = 0; at < wanted.length; at += AT_A_TIME) {
      const part = wanted.slice(at, at + AT_A_TIME);
      const base = { account_id: account.id, state: "waiting" as const, created_at: kith.now() };
      await tx
        .insertInto("follow_imports")
        .values(part.map((one) => ({ id: kith.newId(), ...base, ...one })))
        .onConflict((oc) => oc.doNothing())
        .execute();
    }
    happened({ type: "follows.imported", account_id: account.id });
  });
  return wanted.length;
}

type ImportState = Record<Row<"follow_imports">["state"], number>;

/** How far the last import has come. */
export async function importState({ db }: Pick<Kith, "db">, account_id: number): Promise<ImportState> {
  const rows = await db
    .selectFrom("follow_imports")
    .select(["state", sql<number>`count(*)`.as("count")])
    .where("account_id", "=", account_id)
    .groupBy("state")
    .execute();
  return { waiting: 0, done: 0, failed: 0, ...Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)])) };
}

/** The handler of a job: follows the next few, and asks for its next turn. */
export async function followImported(kith: Kith, { account_id }: KithEventOf<"follows.imported">): Promise<void> {
  const account = await findAccountById(kith.db, account_id);
  const rows = await kith.db
    .selectFrom("follow_imports")
    .selectAll()
    .where("account_id", "=", account_id)
    .where("state", "=", "waiting")
    .orderBy("id")
    .limit(AT_ONCE)
    .execute();
  if (account === undefined || account.deleted_at > 0 || account.suspended_at > 0) return;
  for (const row of rows) {
    const state = (await followOne(kith, account, row)) ? "done" : "failed";
    await kith.write(async (tx) => await tx.updateTable("follow_imports").set({ state }).where("id", "=", row.id).execute());
  }
  if (rows.length === AT_ONCE) await kith.write(async (_, happened) => happened({ type: "follows.imported", account_id }));
}

async function followOne(kith: Kith, account: Account, row: Row<"follow_imports">): Promise<boolean> {
  const target = await kith.remote.findAccount(row.handle, { timeout: TIMEOUT });
  if (target === undefined) return false;
  try {
    const options = { reblogs: row.reblogs === 1, notify: row.notify === 1, languages: fromJson(row.languages) };
    await follow(kith, account, target, options);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
