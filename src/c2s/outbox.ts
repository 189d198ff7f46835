/** `POST /users/:id/outbox` (ActivityPub, 6): from a client's activity to what comes of it. 201, and where the activity is. */
import type { Request, Response } from "express";
import type { Account } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { Answer } from "./answer.ts";
import type { Interpret } from "./apex.ts";
import { noteAct } from "../teams/log.ts";
import { assertOwner, getCaller } from "./caller.ts";
import { asObject, idOf, one } from "./documents.ts";
import { findReblogUri, findVoteUri, getSeen } from "./find.ts";
import { readPosted } from "./fill.ts";
import { getAct } from "./perform.ts";
import type { Doc, Port } from "./port.ts";

type Io = { request: Request; response: Response };

/** @throws Refusal of every kind */
export async function post(kith: Kith, port: Port, interpret: Interpret, io: Io): Promise<Answer> {
  const { request, response } = io;
  const caller = await getCaller(kith, request, response);
  await assertOwner(kith, caller, request);
  const posted = await readPosted(port, request, caller.account);
  const { type, removed, blind } = posted;
  const perform = getAct(type, caller);
  const reader = caller.kith;
  const doc = type === "Undo" ? await withUndone(reader, caller.account, posted.doc) : posted.doc;
  const { activity, object: found } = await interpret(caller.account, doc, io);
  const object = idOf(activity["object"]) ?? "";
  const key = request.headers["idempotency-key"];
  const location = await perform({
    kith: reader,
    port,
    caller,
    activity,
    object,
    found,
    removed,
    blind,
    key: typeof key === "string" ? key : undefined,
  });
  const { member } = caller.access;
  if (member !== undefined && type !== "Create") await noteAct(kith, caller.account.id, member, { operation: type, id: object });
  return { status: 201, location };
}

const VOTES = { Like: "favourites", Dislike: "downvotes" } as const;

/** A Like, Dislike or Announce without an id is known by what it was about. */
async function withUndone(kith: Kith, account: Account, doc: Doc): Promise<Doc> {
  const undone = asObject(one(doc.object));
  if (undone === undefined) return doc;
  const status = await getSeen(kith, account, idOf(undone["object"]) ?? "");
  const { type } = undone;
  if (type === "Like" || type === "Dislike")
    return { ...doc, object: await findVoteUri(kith, VOTES[type], { account_id: account.id, status_id: status.id }) };
  return { ...doc, object: type === "Announce" ? await findReblogUri(kith, account.id, status.id) : undefined };
}
