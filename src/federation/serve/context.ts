/** Serves the whole thread that one of our statuses has begun, by uri, the oldest first (FEP-7888, FEP-f228). */
import type { Request, Response } from "express";
import { missing } from "../../errors.ts";
import { readId } from "../../ids.ts";
import type { Kith } from "../../kith.ts";
import { isOpen } from "../../statuses/visible.ts";
import { contextUri } from "../../uris.ts";
import { loadConversation } from "../threads.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { toOrderedCollection, toOrderedPage } from "../write/collection.ts";
import { reply } from "./answer.ts";
import { beginOf } from "./responses.ts";

const STATUSES = 60;

export async function serveContext(kith: Kith, request: Request, response: Response): Promise<void> {
  const status = await beginOf(kith, request, response);
  if (status === undefined) return;
  // Only who has begun a thread says what belongs to it.
  if (status.in_reply_to_id !== null || status.in_reply_to_uri !== "" || !isOpen(status)) throw missing();
  const [uri, writer] = [contextUri(status.uri), await loadWriter(kith)];
  const first = `${uri}?page=true`;
  if (request.query.page === undefined) {
    const owner = await kith.db.selectFrom("accounts").select("uri").where("id", "=", status.account_id).executeTakeFirst();
    const json = await serialise(toOrderedCollection({ uri, first, owner: owner?.uri }, writer), "status");
    return reply(response, { body: JSON.stringify(json) });
  }
  const after = readId(request.query.min_id) ?? 0;
  const rows = await loadConversation(kith.db, status.conversation_id, { after, limit: STATUSES });
  const page = {
    uri: after === 0 ? first : `${first}&min_id=${after}`,
    collection: uri,
    items: rows.map((row) => row.uri),
    next: rows.length === STATUSES ? `${first}&min_id=${rows.at(-1)?.id}` : undefined,
  };
  reply(response, { body: JSON.stringify(await serialise(toOrderedPage(page, writer), "status")) });
}
