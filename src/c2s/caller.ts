/** Who calls, and whether it is their own outbox, inbox or proxy. */
import type { Request, Response } from "express";
import { takeFor, type LimitName } from "../access/limits.ts";
import { mayUse } from "../access/scopes.ts";
import { bearer, findAccess, type Access } from "../access/tokens.ts";
import type { Account } from "../db/schema.ts";
import { forbidden, missing, unauthenticated } from "../errors.ts";
import { readId } from "../ids.ts";
import type { Kith } from "../kith.ts";
import { readerFor } from "../teams/acting.ts";

/** `kith`: with the reads of who calls. */
export type Caller = { account: Account; access: Access; kith: Kith };

/**
 * Whose token the request bears.
 *
 * @param limit a stricter one that the call also draws on
 * @throws Refusal `unauthenticated` without a person's token; `too-many`
 */
export async function getCaller(kith: Kith, request: Request, response: Response, limit?: LimitName): Promise<Caller> {
  const token = bearer(request);
  const access = token === undefined ? undefined : await findAccess(kith, token);
  await takeFor(kith, { account_id: access?.account?.id, ip: request.ip ?? "", limit }, response);
  if (access === undefined) throw unauthenticated();
  if (access.account === null) throw unauthenticated("This takes a person's access token");
  return { access, account: access.account, kith: await readerFor(kith, access.member) };
}

/** As `getCaller`; undefined for a request without a token, which the other doors answer. */
export const findCaller = async (kith: Kith, request: Request, response: Response): Promise<Caller | undefined> =>
  bearer(request) === undefined ? undefined : await getCaller(kith, request, response);

/** @throws Refusal `forbidden` */
export function assertScope({ access }: Caller, needed: string): void {
  if (!mayUse(access.scopes, needed)) throw forbidden(`This action takes the scope ${needed}`);
}

export const isOwner = ({ account }: Caller, request: Request): boolean => readId(request.params.id) === account.id;

/** @throws Refusal `missing` where nobody lives, `forbidden` where somebody else does */
export async function assertOwner({ db }: Kith, caller: Caller, request: Request): Promise<void> {
  if (isOwner(caller, request)) return;
  const id = readId(request.params.id);
  const row =
    id === undefined
      ? undefined
      : await db.selectFrom("accounts").select("id").where("id", "=", id).where("host", "=", "").executeTakeFirst();
  if (row === undefined) throw missing();
  throw forbidden("This belongs to somebody else");
}
