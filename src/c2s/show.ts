/** Documents for a client's person: what is here as they may see it, what is elsewhere through us (`proxyUrl`), so that only one server is asked. */
import type { Request, Response } from "express";
import { findAccountById } from "../accounts/find.ts";
import { malformed, missing, unsupported } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { findSeenStatus } from "../statuses/find.ts";
import { findVisibleStatus, loadStatusPage } from "../statuses/load.ts";
import { isOpen } from "../statuses/visible.ts";
import { isDiscreet } from "../teams/acting.ts";
import { httpUrl } from "../text/outside.ts";
import { isOurs, localAccountId } from "../uris.ts";
import { inContext, type Answer } from "./answer.ts";
import { assertScope, findCaller, type Caller } from "./caller.ts";
import { all, asObject, deedJson, idOf } from "./documents.ts";
import { deedOf, findDone, findKnown } from "./find.ts";
import type { Json, Port } from "./port.ts";

const MOST_AUTHORS = 50;
const EVERYONE = "https://www.w3.org/ns/activitystreams#Public";

/**
 * `POST …/proxy` with a form's `id`: the document of that id (ActivityPub, 4.1).
 *
 * @throws Refusal `unsupported`, `malformed`; `missing` for what is not there, is no ActivityPub, or is not for the caller
 */
export async function proxy(kith: Kith, port: Port, caller: Caller, request: Request): Promise<Answer> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers["content-type"] ?? ""))
    throw unsupported("Post application/x-www-form-urlencoded, with the id");
  const written = new URLSearchParams((await port.readBody(request)).toString("utf8")).get("id") ?? "";
  const uri = httpUrl(written.replace(/#.*$/s, ""));
  if (uri === undefined) throw malformed("It takes the id of what is to be fetched, an https address");
  const body = isOurs(kith.instance, uri) ? await findOurs(kith, port, caller, uri) : await findTheirs(kith, port, caller, uri);
  if (body === undefined) throw missing("There is no such document, or not for you");
  return { body };
}

async function findOurs(kith: Kith, port: Port, caller: Caller, uri: string): Promise<Json | undefined> {
  const account_id = localAccountId(kith.instance, uri);
  const account = account_id === undefined ? undefined : await findAccountById(kith.db, account_id);
  if (account !== undefined) {
    const standing = account.host === "" && account.deleted_at === 0 && account.suspended_at === 0;
    return standing ? await port.renderActor(account) : undefined;
  }
  return await showStatus(kith, port, caller, uri);
}

/** A status that is here, as the Note or what brought it. */
async function showStatus(kith: Kith, port: Port, { account }: Caller, uri: string): Promise<Json | undefined> {
  const status = await findKnown(kith, account, uri);
  if (status === undefined) return undefined;
  const page = await loadStatusPage(kith.db, account.id, [status.id]);
  return page.ids.length === 0 ? undefined : await port.renderStatus(status, page, uri === status.uri ? "note" : "activity");
}

/**
 * What is known here is judged by the rows: whom its author blocks is told nothing. What is not for everybody is shown from them, for its server
 * would not give it to the instance. Anything else is judged by whom it is addressed to.
 */
async function findTheirs(kith: Kith, port: Port, caller: Caller, uri: string): Promise<Json | undefined> {
  const known = await findSeenStatus(kith.db, uri);
  if (known !== undefined) {
    const seen = await findVisibleStatus(kith.db, caller.account.id, known.id);
    if (seen === undefined) return undefined;
    if (!isOpen(seen)) return await showStatus(kith, port, caller, uri);
  }
  const document = await port.fetch(uri);
  if (document === undefined) return undefined;
  const docs = [document, asObject(document["object"])].filter((doc) => doc !== undefined);
  if (!docs.every((doc) => isFor(port, caller, doc))) return undefined;
  return (await isByBlocker(kith, caller, docs)) ? undefined : document;
}

async function isByBlocker({ db }: Kith, { account }: Caller, docs: readonly Readonly<Json>[]): Promise<boolean> {
  const authors = docs.flatMap((doc) =>
    [...all(doc["attributedTo"]), ...all(doc["actor"])].flatMap((named) => idOf(named) ?? []),
  );
  const row = await db
    .selectFrom("blocks")
    .innerJoin("accounts", "accounts.id", "blocks.account_id")
    .select("blocks.id")
    .where("blocks.target_id", "=", account.id)
    .where("accounts.uri", "in", ["", ...authors.slice(0, MOST_AUTHORS)])
    .executeTakeFirst();
  return row !== undefined;
}

/** Actors and collections are addressed to nobody, which is everybody. */
function isFor(port: Port, { account, access }: Caller, doc: Readonly<Json>): boolean {
  if (doc["to"] === undefined && doc["cc"] === undefined) return true;
  const to = port.readAddressees(doc);
  return to.includes(EVERYONE) || (to.includes(account.uri) && !isDiscreet(access.member));
}

/** `GET` of a status by a client with a token. Without one, the door between servers answers. */
export async function showToViewer(
  kith: Kith,
  port: Port,
  io: { request: Request; response: Response },
): Promise<Answer | undefined> {
  const caller = await findCaller(kith, io.request, io.response);
  if (caller === undefined) return undefined;
  assertScope(caller, "read:statuses");
  const body = await showStatus(caller.kith, port, caller, `${kith.instance.origin}${io.request.baseUrl}${io.request.path}`);
  if (body === undefined) throw missing();
  return { body };
}

/** `GET` of a Follow or Block of one's own, where `Location` said that it is. @throws Refusal `missing` */
export async function showDone(kith: Kith, { account }: Caller, request: Request): Promise<Answer> {
  const done = await findDone(kith, account, `${kith.instance.origin}${request.baseUrl}${request.path}`);
  if (done === undefined) throw missing();
  return { body: inContext(deedJson(done.kind, await deedOf(kith, done))) };
}
