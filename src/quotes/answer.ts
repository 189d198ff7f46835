/** Consent between servers: requests that arrive are answered by the quoted author's policy, answers and revocations are believed of the quoted author alone. */
import type { Account, Reads, Status } from "../db/schema.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { insertQuote, mayQuote, moveQuote, type Quote } from "./add.ts";

export const findQuote = async (db: Reads, status_id: number): Promise<Quote | undefined> =>
  await db.selectFrom("quotes").selectAll().where("status_id", "=", status_id).executeTakeFirst();

/**
 * A QuoteRequest from elsewhere for one of our statuses: accepted if the policy says so, and answered in either case. What was revoked stays so.
 *
 * @param asked `status` quotes `quoted`, and its author has asked under `request_uri`
 */
export async function receiveQuoteRequest(
  kith: Kith,
  asked: { status: Status; quoted: Status; request_uri: string },
): Promise<void> {
  const { status, quoted, request_uri } = asked;
  await kith.write(async (tx, happened) => {
    if (status.quoted_id === null)
      await tx.updateTable("statuses").set({ quoted_id: quoted.id }).where("id", "=", status.id).execute();
    await insertQuote(tx, kith, happened, { status, quoted, stamp_uri: "" });
    const quote = await findQuote(tx, status.id);
    if (quote === undefined || quote.quoted_id !== quoted.id) return;
    const may = quote.state !== "revoked" && quote.state !== "deleted" && (await mayQuote(tx, quoted, status.account_id));
    if (may) await moveQuote(tx, kith, happened, { status_id: status.id, from: ["pending", "rejected"], to: "accepted" });
    await tx.updateTable("quotes").set({ request_uri }).where("status_id", "=", status.id).execute();
    happened({ type: "quote.answered", status_id: status.id, accepted: may });
  });
}

/** The answer to our QuoteRequest, by `account`: a stamp that is still to be checked, or none for a refusal. */
export async function receiveQuoteAnswer(
  kith: Kith,
  account: Pick<Account, "id">,
  status_id: number,
  stamp_uri: string | undefined,
): Promise<void> {
  await kith.write(async (tx, happened) => {
    const quote = await findQuote(tx, status_id);
    if (quote === undefined || quote.quoted_account_id !== account.id) return;
    if (stamp_uri === undefined) {
      await moveQuote(tx, kith, happened, { status_id, from: ["pending", "accepted"], to: "rejected", stamp_uri: "" });
      return;
    }
    await nameStamp(tx, happened, quote, stamp_uri);
  });
}

/** Keeps the stamp that a quote is said to have, and has it checked. */
async function nameStamp(
  tx: Parameters<typeof insertQuote>[0],
  happened: Parameters<typeof insertQuote>[2],
  { status_id, state, stamp_uri: known }: Quote,
  stamp_uri: string,
): Promise<void> {
  if (state === "accepted" || (known === stamp_uri && state === "rejected")) return;
  await tx
    .updateTable("quotes")
    .set({ stamp_uri, state: "pending" })
    .where("status_id", "=", status_id)
    .where("state", "in", ["pending", "rejected"])
    .execute();
  happened({ type: "quote.stamped", status_id });
}

/** An edit or a refresh of a remote status may name the stamp that its quote has got meanwhile. */
export async function receiveStamp(kith: Kith, status: Pick<Status, "id">, stamp_uri: string): Promise<void> {
  const quote = await findQuote(kith.db, status.id);
  if (quote === undefined || quote.stamp_uri === stamp_uri || quote.state !== "pending") return;
  await kith.write(async (tx, happened) => await nameStamp(tx, happened, quote, stamp_uri));
}

/** What came of checking a stamp. */
export const settleQuote = async (kith: Kith, { status_id, stamp_uri }: Quote, good: boolean): Promise<void> => {
  await kith.write(
    async (tx, happened) =>
      await moveQuote(tx, kith, happened, { status_id, from: ["pending"], to: good ? "accepted" : "rejected", stamp_uri }),
  );
};

/**
 * The quoted author takes their consent back.
 *
 * @throws Refusal `missing` when the status is not the account's own or the other one does not quote it
 */
export async function revokeQuote(kith: Kith, account: Pick<Account, "id">, quoted_id: number, status_id: number): Promise<void> {
  await kith.write(async (tx, happened) => {
    const quote = await findQuote(tx, status_id);
    if (quote === undefined || quote.quoted_id !== quoted_id || quote.quoted_account_id !== account.id) throw missing();
    if (quote.account_id === account.id) throw invalid("Validation failed: a quote of your own is deleted with your post");
    const moved = await moveQuote(tx, kith, happened, { status_id, from: ["accepted", "pending", "rejected"], to: "revoked" });
    if (moved?.stamp_uri) happened({ type: "quote.revoked", status_id, account_id: account.id, stamp_uri: moved.stamp_uri });
  });
}

/** A Delete by `account` of a uri that may be a stamp of theirs. Whether it was one. */
export async function receiveRevocation(kith: Kith, account: Pick<Account, "id">, stamp_uri: string): Promise<boolean> {
  const rows = await kith.db
    .selectFrom("quotes")
    .select("status_id")
    .where("stamp_uri", "=", stamp_uri)
    .where("stamp_uri", "<>", "")
    .where("quoted_account_id", "=", account.id)
    .limit(10)
    .execute();
  for (const { status_id } of rows)
    await kith.write(
      async (tx, happened) =>
        await moveQuote(tx, kith, happened, { status_id, from: ["accepted", "pending", "rejected"], to: "revoked" }),
    );
  return rows.length > 0;
}
