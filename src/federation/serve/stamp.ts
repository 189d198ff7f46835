/** Serves the stamps by which our people let others quote them: to everybody where both posts are for everybody, else to those whom they concern. */
import type { Request, Response } from "express";
import { loadAccounts } from "../../accounts/find.ts";
import type { Status } from "../../db/schema.ts";
import { missing } from "../../errors.ts";
import { hostOf } from "../../http/urls.ts";
import type { Kith } from "../../kith.ts";
import { findQuote } from "../../quotes/answer.ts";
import { isStampOpen, readStampName } from "../../quotes/stamps.ts";
import { findStatusById } from "../../statuses/find.ts";
import { findVisibleStatus } from "../../statuses/load.ts";
import { toStamp } from "../write/quote.ts";
import { getStandingAccount } from "./actor.ts";
import { reply } from "./answer.ts";
import { assertMayAsk, findReader, findSignerUri } from "./reader.ts";

/** @throws Refusal `missing` for what is not, or no longer, allowed, and whom it does not concern */
export async function serveStamp(kith: Kith, request: Request, response: Response): Promise<void> {
  await assertMayAsk(kith, request);
  const author = await getStandingAccount(kith, request.params.id);
  const name = readStampName(kith, request.params.status);
  const quote = name === undefined ? undefined : await findQuote(kith.db, name.quoting_id);
  if (quote === undefined || quote.quoted_account_id !== author.id || quote.state !== "accepted" || quote.stamp_uri === "")
    throw missing();
  const quoting = await findStatusById(kith.db, quote.status_id);
  const quoted = await findStatusById(kith.db, quote.quoted_id);
  if (quoting === undefined || quoted === undefined) throw missing();
  const pair = { quoting, quoted };
  if (!isStampOpen(pair) && !(await isConcerned(kith, request, { ...pair, known: name?.known === true }))) throw missing();
  const stamp = { uri: quote.stamp_uri, author_uri: author.uri, quoting_uri: quoting.uri, quoted_uri: quoted.uri };
  // Consent can be taken back: nobody keeps it.
  reply(response, { body: JSON.stringify(toStamp(stamp)), open: false });
}

type Asked = Record<"quoting" | "quoted", Status> & {
  /** It is asked for by the name that is in the quote. */
  known: boolean;
};

/** Who signs, and has been sent the quote, or is the server of who quotes or is quoted, or sees both. */
async function isConcerned(kith: Kith, request: Request, { quoting, quoted, known }: Asked): Promise<boolean> {
  const signer = await findSignerUri(kith, request);
  if (signer === undefined) return false;
  const authors = [...(await loadAccounts(kith.db, [quoting.account_id, quoted.account_id])).values()];
  if (known || authors.some(({ uri }) => hostOf(uri) === hostOf(signer))) return true;
  const reader = await findReader(kith, request);
  if (reader === undefined) return false;
  const seen = [quoting, quoted].map(async ({ id }) => await findVisibleStatus(kith.db, reader.id, id));
  return (await Promise.all(seen)).every((status) => status !== undefined);
}
