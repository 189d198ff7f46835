/** Serves CVs, each part to those for whom it is, and recommendations: those that are shown to everybody, those that wait to their subject's server alone. */
import type { Request, Response } from "express";
import { findAccountById, loadAccounts } from "../../accounts/find.ts";
import { isBlockedBetween } from "../../blocks/hidden.ts";
import { findCvRow, hasCv, standingWith, visibleCv } from "../../cv/load.ts";
import { gone, missing } from "../../errors.ts";
import { readId } from "../../ids.ts";
import type { Kith } from "../../kith.ts";
import { findRecommendation, loadShown } from "../../recommendations/load.ts";
import { cvUri } from "../../uris.ts";
import { sameOrigin } from "../read/shape.ts";
import { documentOf } from "../recommendations.ts";
import { toCv } from "../write/cv.ts";
import { getStandingAccount } from "./actor.ts";
import { reply, toPage, wantsActivity } from "./answer.ts";
import { assertMayAsk, findReader, findSignerUri } from "./reader.ts";

const MOST = 40;

/** @throws Refusal `missing` where there is none, and for whom the account has blocked */
export async function serveCv(kith: Kith, request: Request, response: Response): Promise<void> {
  const account = await getStandingAccount(kith, request.params.id);
  if (!wantsActivity(request.headers.accept)) return toPage(response, `${account.url}/cv`);
  await assertMayAsk(kith, request);
  const row = await findCvRow(kith.db, account.id);
  const reader = await findReader(kith, request);
  const blocked = reader !== undefined && (await isBlockedBetween(kith.db, account.id, reader.id));
  if (blocked || !(await hasCv(kith.db, account, row))) throw missing();
  const cv = visibleCv(row, await standingWith(kith.db, reader?.id ?? 0, account.id));
  const asked = { viewer_id: reader?.id ?? 0, now: kith.now(), paging: { limit: MOST } };
  const rows = cv.hidden.has("recommendations") ? [] : await loadShown(kith.db, account.id, asked);
  const authors = await loadAccounts(
    kith.db,
    rows.map(({ author_id }) => author_id),
  );
  const recommended = rows.flatMap((one) => {
    const author_uri = authors.get(one.author_id)?.uri;
    return author_uri === undefined ? [] : [{ row: one, author_uri }];
  });
  const uris = { uri: cvUri(kith.instance, account.id), owner_uri: account.uri, subject_uri: account.uri };
  reply(response, { body: JSON.stringify(toCv(uris, cv, recommended)), open: false });
}

/** @throws Refusal `missing` for what is not for who asks, `gone` for what has been taken back */
export async function serveRecommendation(kith: Kith, request: Request, response: Response): Promise<void> {
  const author = await getStandingAccount(kith, request.params.id);
  const row = await findRecommendation(kith.db, readId(request.params.recommendation) ?? 0);
  if (row === undefined || row.author_id !== author.id) throw missing();
  if (!wantsActivity(request.headers.accept)) return toPage(response, `${kith.instance.origin}/recommendations/${row.id}`);
  await assertMayAsk(kith, request);
  if (row.content === "") throw gone();
  if (row.state !== "accepted" && !(await asksItsSubject(kith, request, row.subject_id))) throw missing();
  const body = await documentOf(kith, row);
  if (body === undefined) throw missing();
  // Consent can be taken back, and so can words: nobody keeps them.
  reply(response, { body, open: false });
}

async function asksItsSubject(kith: Kith, request: Request, subject_id: number): Promise<boolean> {
  const subject = await findAccountById(kith.db, subject_id);
  const signer = subject === undefined || subject.host === "" ? undefined : await findSignerUri(kith, request);
  return signer !== undefined && subject !== undefined && sameOrigin(signer, subject.uri);
}
