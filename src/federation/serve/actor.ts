/** Serves actors: one document for each account of ours, the same for everybody. */
import type { Request, Response } from "express";
import { findAccountById } from "../../accounts/find.ts";
import type { Account } from "../../db/schema.ts";
import { gone, missing } from "../../errors.ts";
import { readId } from "../../ids.ts";
import type { Kith } from "../../kith.ts";
import { renderActor } from "../documents.ts";
import { reply, toPage, wantsActivity } from "./answer.ts";
import { bytesOf } from "./bytes.ts";
import { assertMayAsk } from "./reader.ts";

/**
 * An account of ours by the id in its uri.
 *
 * @throws Refusal `missing`, or `gone` when it has been deleted
 */
export async function getLocalAccount(kith: Kith, id: unknown): Promise<Account> {
  const account_id = readId(id);
  const account = account_id === undefined ? undefined : await findAccountById(kith.db, account_id);
  if (account === undefined || account.host !== "") throw missing();
  if (account.deleted_at > 0) throw gone();
  return account;
}

/** The same, of which more may be asked: not suspended. @throws Refusal `missing`, `gone` */
export async function getStandingAccount(kith: Kith, id: unknown): Promise<Account> {
  const account = await getLocalAccount(kith, id);
  if (account.suspended_at > 0) throw gone();
  return account;
}

export async function serveActor(kith: Kith, request: Request, response: Response): Promise<void> {
  const account = await getLocalAccount(kith, request.params.id);
  if (!wantsActivity(request.headers.accept)) return toPage(response, account.url);
  // The instance's own actor signs our requests: whoever wants to check them has nobody to sign with yet.
  if (account.actor_type !== "Application") await assertMayAsk(kith, request);
  await replyActor(kith, account, response);
}

export async function replyActor(kith: Kith, account: Account, response: Response): Promise<void> {
  const version = `${account.updated_at}/${account.suspended_at}`;
  const body = await bytesOf(kith, `actor/${account.id}`, version, async () => JSON.stringify(await renderActor(kith, account)));
  reply(response, { body, open: !kith.instance.federation.authorized_fetch });
}
