/** Serves the stamps by which our people let others quote them. */
import type { Request, Response } from "express";
import { missing } from "../../errors.ts";
import { readId } from "../../ids.ts";
import type { Kith } from "../../kith.ts";
import { findQuote } from "../../quotes/answer.ts";
import { findStatusById } from "../../statuses/find.ts";
import { toStamp } from "../write/quote.ts";
import { getStandingAccount } from "./actor.ts";
import { reply } from "./answer.ts";
import { assertMayAsk } from "./reader.ts";

/** @throws Refusal `missing` for what is not, or no longer, allowed */
export async function serveStamp(kith: Kith, request: Request, response: Response): Promise<void> {
  await assertMayAsk(kith, request);
  const author = await getStandingAccount(kith, request.params.id);
  const quoting_id = readId(request.params.status);
  const quote = quoting_id === undefined ? undefined : await findQuote(kith.db, quoting_id);
  if (quote === undefined || quote.quoted_account_id !== author.id || quote.state !== "accepted" || quote.stamp_uri === "")
    throw missing();
  const quoting = await findStatusById(kith.db, quote.status_id);
  const quoted = await findStatusById(kith.db, quote.quoted_id);
  if (quoting === undefined || quoted === undefined) throw missing();
  const stamp = { uri: quote.stamp_uri, author_uri: author.uri, quoting_uri: quoting.uri, quoted_uri: quoted.uri };
  // Consent can be taken back: nobody keeps it.
  reply(response, { body: JSON.stringify(toStamp(stamp)), open: false });
}
