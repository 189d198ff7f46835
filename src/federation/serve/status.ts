/** Serves statuses and what brought them: public ones to everybody, others to those who may see them and sign. */
import type { Request, Response } from "express";
import type { Account, Status } from "../../db/schema.ts";
import { gone, missing } from "../../errors.ts";
import { readId } from "../../ids.ts";
import type { Kith } from "../../kith.ts";
import { findVisibleStatus, loadStatusPage } from "../../statuses/load.ts";
import type { StatusPage } from "../../statuses/page.ts";
import { isOpen } from "../../statuses/visible.ts";
import { statusUrl } from "../../uris.ts";
import { renderActivity, renderNote } from "../documents.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { getStandingAccount } from "./actor.ts";
import { reply, toPage, wantsActivity } from "./answer.ts";
import { bytesOf } from "./bytes.ts";
import { toFormer } from "../write/activities.ts";
import { assertMayAsk, findReader, findSignerUri } from "./reader.ts";

type Kind = "note" | "activity";

export async function serveStatus(kith: Kith, request: Request, response: Response, kind: Kind): Promise<void> {
  const author = await getStandingAccount(kith, request.params.id);
  if (!wantsActivity(request.headers.accept)) return toPage(response, pageOf(kith, author, request.params.status));
  const status = await getOwnStatus(kith, author, request.params.status);
  await assertMayAsk(kith, request);
  if (status.deleted_at > 0) return await replyTombstone(kith, status, response);
  await assertMaySee(kith, request, status);
  await replyStatus(kith, status, response, kind);
}

/** @throws Refusal `missing` also for what never leaves this server */
export async function getOwnStatus(kith: Kith, author: Account, id: unknown): Promise<Status> {
  const status_id = readId(id);
  const status =
    status_id === undefined
      ? undefined
      : await kith.db.selectFrom("statuses").selectAll().where("id", "=", status_id).executeTakeFirst();
  if (status === undefined || status.account_id !== author.id || status.local === 0 || status.local_only === 1) throw missing();
  return status;
}

/** @throws Refusal `missing`: whether it is there is nobody else's business */
export async function assertMaySee(kith: Kith, request: Request, status: Status): Promise<void> {
  // With authorized_fetch everybody has signed, so that blocks can be kept.
  const signed = !isOpen(status) || kith.instance.federation.authorized_fetch;
  if (signed && isOpen(status) && (await isFromBlocked(kith, request, status))) throw missing();
  const reader = signed ? await findReader(kith, request) : undefined;
  const seen = isOpen(status) || reader !== undefined ? await findVisibleStatus(kith.db, reader?.id ?? 0, status.id) : undefined;
  if (seen === undefined) throw missing();
}

/** Servers often sign as themselves: whoever blocks all of one means its own account, too. */
async function isFromBlocked(kith: Kith, request: Request, status: Status): Promise<boolean> {
  const signer = await findSignerUri(kith, request);
  const row = await kith.db
    .selectFrom("account_domain_blocks")
    .select("id")
    .where("account_id", "=", status.account_id)
    .where("host", "=", URL.parse(signer ?? "")?.host ?? "")
    .executeTakeFirst();
  return row !== undefined;
}

export async function replyStatus(kith: Kith, status: Status, response: Response, kind: Kind): Promise<void> {
  const wanted = status.reblog_of_id === null ? kind : "activity";
  const body = await statusBytes(kith, status, wanted);
  reply(response, { body, open: isOpen(status) && !kith.instance.federation.authorized_fetch });
}

/**
 * The document of a status that may be seen, as bytes.
 *
 * @param known the page that it has been loaded in, if it has
 */
export async function statusBytes(kith: Kith, status: Status, kind: Kind, known?: StatusPage): Promise<Buffer> {
  return await bytesOf(kith, `${kind}/${status.id}`, `${status.version}/${status.edited_at}`, async () => {
    const page = known ?? (await loadStatusPage(kith.db, status.account_id, [status.id]));
    const found = page.statuses.get(status.id);
    // What it reblogs may have been hidden from its author since.
    if (found === undefined || page.ids.length === 0) throw missing();
    return JSON.stringify(await (kind === "note" ? renderNote : renderActivity)(kith, found, page));
  });
}

/** What was for everybody leaves a tombstone; of the rest nobody is told that it ever was. */
async function replyTombstone(kith: Kith, status: Status, response: Response): Promise<void> {
  if (!isOpen(status)) throw missing();
  if (status.reblog_of_id !== null) throw gone();
  const { vocab } = await loadWriter(kith);
  const deleted = Temporal.Instant.fromEpochMilliseconds(status.deleted_at);
  const gone_form = await kith.db.selectFrom("gone_forms").select("form").where("status_id", "=", status.id).executeTakeFirst();
  const tombstone = new vocab.Tombstone({ id: URL.parse(status.uri), ...toFormer(gone_form?.form, vocab), deleted });
  reply(response, { body: JSON.stringify(await serialise(tombstone, "gone")), status: 410 });
}

/** Wherever there could be one: the page itself says whether there is, to this reader. @throws Refusal `missing` for what is no id */
export function pageOf({ instance }: Kith, { username }: Account, id: unknown): string {
  const status_id = readId(id);
  if (status_id === undefined) throw missing();
  return statusUrl(instance, username, status_id);
}
