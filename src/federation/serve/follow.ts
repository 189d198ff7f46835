/** Serves the follows of our people, each to the server of whom it is about. */
import type { Request, Response } from "express";
import { findAccountById } from "../../accounts/find.ts";
import { missing } from "../../errors.ts";
import type { Kith } from "../../kith.ts";
import { sameOrigin } from "../read/shape.ts";
import { renderFollow } from "../deliver/people.ts";
import { getStandingAccount } from "./actor.ts";
import { reply } from "./answer.ts";
import { assertMayAsk, findSignerUri } from "./reader.ts";

/**
 * Whoever else asks learns nothing: whom somebody follows may be nobody's business.
 *
 * @throws Refusal `missing` for them, and for what has been taken back
 */
export async function serveFollow(kith: Kith, request: Request, response: Response): Promise<void> {
  await assertMayAsk(kith, request);
  const account = await getStandingAccount(kith, request.params.id);
  const uri = `${account.uri}/follows/${String(request.params.follow)}`;
  const query = kith.db.selectFrom("follows").selectAll().where("uri", "=", uri).where("account_id", "=", account.id);
  const row = await query.executeTakeFirst();
  const target = row === undefined ? undefined : await findAccountById(kith.db, row.target_id);
  if (row === undefined || target === undefined || target.host === "") throw missing();
  const signer = await findSignerUri(kith, request);
  if (signer === undefined || !sameOrigin(signer, target.uri)) throw missing();
  reply(response, { body: JSON.stringify(await renderFollow(kith, row, account, target)), open: false });
}
