/** Serves what others have done with a status: replies by uri, likes and shares by number. */
import type { Request, Response } from "express";
import type { Status } from "../../db/schema.ts";
import { gone } from "../../errors.ts";
import { readId } from "../../ids.ts";
import type { Kith } from "../../kith.ts";
import { isOpen } from "../../statuses/visible.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { toCollection, toPage as toCollectionPage } from "../write/collection.ts";
import { getStandingAccount } from "./actor.ts";
import { reply, toPage, wantsActivity } from "./answer.ts";
import { loadReplies } from "../threads.ts";
import { assertMayAsk } from "./reader.ts";
import { assertMaySee, getOwnStatus, pageOf } from "./status.ts";

const REPLIES = 40;

export async function beginOf(kith: Kith, request: Request, response: Response): Promise<Status | undefined> {
  const author = await getStandingAccount(kith, request.params.id);
  if (!wantsActivity(request.headers.accept)) {
    toPage(response, pageOf(kith, author, request.params.status));
    return undefined;
  }
  const status = await getOwnStatus(kith, author, request.params.status);
  await assertMayAsk(kith, request);
  if (status.deleted_at > 0 && isOpen(status)) throw gone();
  await assertMaySee(kith, request, status);
  return status;
}

/** The first page has the author's own replies, those after it everybody's (as Mastodon pages them): threads are read first. */
export async function serveReplies(kith: Kith, request: Request, response: Response): Promise<void> {
  const status = await beginOf(kith, request, response);
  if (status === undefined) return;
  const uri = `${status.uri}/replies`;
  const writer = await loadWriter(kith);
  const open = isOpen(status);
  if (request.query.page === undefined) {
    const head = toCollection({ uri, total: status.replies_count, first: `${uri}?page=true` }, writer);
    return reply(response, { body: JSON.stringify(await serialise(head, "status")), open });
  }
  const others = request.query.others === "true";
  const after = readId(request.query.min_id) ?? 0;
  const rows = await loadReplies(kith.db, status, { own: !others, after, limit: REPLIES });
  const next = nextOf(uri, rows, others);
  const page = toCollectionPage(
    { uri: `${uri}?page=true&others=${others}&min_id=${after}`, collection: uri, items: rows.map((row) => row.uri), next },
    writer,
  );
  reply(response, { body: JSON.stringify(await serialise(page, "status")), open });
}

function nextOf(uri: string, rows: readonly { id: number }[], others: boolean): string | undefined {
  if (rows.length === REPLIES) return `${uri}?page=true&others=${others}&min_id=${rows.at(-1)?.id}`;
  return others ? undefined : `${uri}?page=true&others=true&min_id=0`;
}

export async function serveTotals(kith: Kith, request: Request, response: Response, kind: "likes" | "shares"): Promise<void> {
  const status = await beginOf(kith, request, response);
  if (status === undefined) return;
  const total = kind === "likes" ? status.favourites_count : status.reblogs_count;
  const json = await serialise(toCollection({ uri: `${status.uri}/${kind}`, total }, await loadWriter(kith)), "status");
  reply(response, { body: JSON.stringify(json), open: isOpen(status) });
}
