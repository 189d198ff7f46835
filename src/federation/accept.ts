/**
 * The inbox's door: what is answered 202 has been proven to come from the actor that it names, and has been written down.
 *
 * Nothing is understood here, and no JSON-LD is touched: size, signature, key, origin, one row. What the activity means is for `inbox.ts`, later and
 * in the order of its actor's lane. DESIGN §4a has the reasons and the measurements.
 */
import { hash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import { Refusal } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { isBarred } from "../moderation/policy.ts";
import { bodyReader, type BodyReader } from "./body.ts";
import { blindReader } from "./copies.ts";
import { compareFollowers } from "./followers/theirs.ts";
import { isGone, isTheirs } from "./lookup/failure.ts";
import { assertModest } from "./read/inspection.ts";
import { id, object, sameOrigin, types, type Doc } from "./read/shape.ts";
import { Unreadable } from "./read/unreadable.ts";
import { takeRelayed } from "./relays.ts";
import { findSigner, isSuspended } from "./signer.ts";
import type { ReadSignature } from "./signatures/request.ts";
import { readSignature } from "./signatures/verify.ts";
import { storeActivity, TAKEN } from "./take.ts";
import { isOurs } from "../uris.ts";

/** ms for a whole body to arrive. */
const BODY_TIMEOUT = 30_000;
const MOST_HELD = 64_000_000;

/** A status, and a sentence for the sender's log. `foreign`: there is no HTTP signature of the actor, though there may be another proof. */
type Verdict = { status: number; why?: string; foreign?: boolean };
type Named = { uri: string; actor_uri: string; type: string; object_uri: string | undefined; deletes_itself: boolean };

/**
 * Handles `POST /inbox` and `POST /users/:id/inbox`. Mount it before any parser of bodies.
 *
 * 202: accepted, or of no interest; 400: not JSON; 401: the signature, in one sentence; 403: suspended here; 408, 413, 415, 503: the body, or too much
 * at once. A request without an HTTP signature by its actor that carries a signature or proof of its own inside goes on to `next()`, with
 * `request.body` as a Buffer.
 */
export function acceptActivity(kith: Kith): RequestHandler {
  const read = bodyReader({ max_bytes: kith.instance.limits.inbox_bytes, max_held: MOST_HELD, timeout: BODY_TIMEOUT });
  return async (request, response, next) => await accept({ kith, read, request, response, next });
}

type Exchange = { kith: Kith; read: BodyReader; request: Request; response: Response; next: NextFunction };

async function accept({ kith, read, request, response, next }: Exchange): Promise<void> {
  const body = await read(request);
  if ("status" in body) return refuseBody(response, body.status);
  try {
    const verdict = await judge(kith, request, body.bytes);
    if (verdict !== undefined) return answer(response, verdict);
  } finally {
    body.release();
  }
  // Fedify knows LD signatures and FEP-8b32 proofs; it wants the bytes as they came.
  request.body = body.bytes;
  next();
}

/** The answer, or undefined when the activity may vouch for itself by other means than the HTTP signature. */
async function judge(kith: Kith, request: Request, body: Buffer): Promise<Verdict | undefined> {
  const signature = readSignature(incoming(kith, request, body), kith.now());
  const activity = parse(body);
  if (activity === undefined) return { status: 400, why: "The body is not a JSON object" };
  const followers = request.headers["collection-synchronization"];
  const verdict = await judgeSigned(kith, signature, activity, {
    body,
    followers: followers?.toString(),
    inbox_id: request.params.id,
  });
  const vouches = verdict.foreign === true && ("signature" in activity || "proof" in activity);
  if (!vouches) return verdict;
  // Hollo passes on to its people's followers what it gets, to who has said it as well: from that nothing can be learnt, and a refusal is asked again for days.
  return isOurs(kith.instance, id(activity.actor) ?? "") ? TAKEN : whyImmodest(activity);
}

/** Nobody has signed this request: what would cost a JSON-LD processor much, or all of its stack, is not given to one. */
function whyImmodest(activity: Doc): Verdict | undefined {
  try {
    assertModest(activity);
    return undefined;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { status: 400, why: `The activity cannot be read: ${error.message}` };
  }
}

type Signature = ReturnType<typeof readSignature>;

type Came = { body: Buffer; followers: string | undefined; inbox_id: unknown };

async function judgeSigned(kith: Kith, signature: Signature, activity: Doc, came: Came): Promise<Verdict> {
  if ("foreign" in signature) return unsigned("The request is not signed");
  if ("refused" in signature) return unsigned(`The signature is not acceptable: ${signature.refused}`);
  const named = nameOf(kith, activity);
  // Somebody speaks another dialect, or nonsense: a 400 would make Fedify's servers knock for days.
  if (named === undefined) return TAKEN;
  const refusal = await whyRefused(kith, signature, named);
  if (refusal !== undefined) return refusal;
  const { body, followers, inbox_id } = came;
  if (named.type === "Typing") {
    const { takeTyping } = await import("./receive/chat.ts");
    await takeTyping(kith, named.actor_uri, activity);
    return TAKEN;
  }
  const verdict = await storeActivity(
    kith,
    {
      ...named,
      type: isRelay(named, activity) ? "" : named.type,
      made_at: Number.isFinite(signature.made_at) ? signature.made_at : 0,
      said: saidBy(named, activity, body),
    },
    body,
    blindReader(kith, inbox_id, activity),
  );
  if (followers !== undefined) await compareFollowers(kith, named.actor_uri, followers);
  return verdict;
}

/** A group that passes on what others have done says nothing of its own, and says it once. */
const isRelay = ({ type }: Named, { object }: Doc): boolean => type === "Announce" && typeof object !== "string";

const unsigned = (why: string): Verdict => ({ status: 401, why, foreign: true });

/** Everything that stands between a well-formed signature and the row: undefined when nothing does. */
async function whyRefused(kith: Kith, signature: ReadSignature, named: Named): Promise<Verdict | undefined> {
  // Before the key is fetched: half the fediverse says goodbye to accounts that we never knew.
  if (named.deletes_itself && !(await isKnown(kith, named.actor_uri))) return TAKEN;
  if (await isBarred(kith, named.actor_uri)) return { status: 403, why: "This server is blocked here" };
  try {
    const signer = await findSigner(kith, signature);
    if (signer === undefined) return unsigned("The signature does not match the key");
    if (signer.owner_uri !== named.actor_uri)
      return (await takeRelayed(kith, signer.owner_uri, named))
        ? TAKEN
        : unsigned("The key does not belong to the activity's actor");
    // Otherwise one server could use up the ids of another's activities before they arrive.
    if (!sameOrigin(named.uri, named.actor_uri)) return { status: 401, why: "The activity and its actor differ in origin" };
    return (await isSuspended(kith, signer)) ? { status: 403, why: "This account is suspended here" } : undefined;
  } catch (error) {
    return await onKeyFailure(kith, named, error);
  }
}

async function onKeyFailure(kith: Kith, named: Named, error: unknown): Promise<Verdict> {
  if (named.deletes_itself && isGone(error)) {
    // Its own server confirms it, and the account is asked after there.
    await askAfter(kith, named.actor_uri);
    return TAKEN;
  }
  if (error instanceof Refusal && error.kind === "unavailable")
    return { status: 503, why: "Too many keys are being fetched; try again soon" };
  if (!isTheirs(error)) throw error;
  kith.log.debug("the key of {actor} could not be had: {error}", { actor: named.actor_uri, error });
  return unsigned("The key could not be fetched, or is not its actor's");
}

const isKnown = async (kith: Kith, uri: string): Promise<boolean> =>
  (await kith.db.selectFrom("accounts").select("id").where("uri", "=", uri).executeTakeFirst()) !== undefined;

async function askAfter(kith: Kith, uri: string): Promise<void> {
  const account = await kith.db.selectFrom("accounts").select("id").where("uri", "=", uri).executeTakeFirst();
  if (account !== undefined) await kith.write(async (_, happened) => happened({ type: "account.stale", account_id: account.id }));
}

/**
 * What of the activity is needed to know whose it is; undefined when it is not said plainly. Mastodon sends Add and Remove without an id: such a one
 * gets a name here, and doing it twice does no harm.
 */
function nameOf(kith: Kith, activity: Doc): Named | undefined {
  const actor_uri = id(activity.actor);
  const arranges = activity.type === "Add" || activity.type === "Remove";
  const nameless = arranges && actor_uri !== undefined && (activity.id ?? null) === null;
  const uri = nameless ? `${actor_uri}#nameless/${kith.newId()}` : id(activity.id);
  if (uri === undefined || actor_uri === undefined) return undefined;
  const [type, object_uri] = [types(activity).join(), id(activity.object)];
  return { uri, actor_uri, type, object_uri, deletes_itself: type === "Delete" && object_uri === actor_uri };
}

/**
 * What tells apart activities of one id. GoToSocial has one for all edits of a status, with each count of its poll, and one for all votes of a person in a poll, also
 * when it has been asked anew; Hollo has one for all counts of a poll, and PeerTube one for all that changes while a film gets its sizes.
 */
function saidBy({ type }: Named, activity: Doc, body: Buffer): string {
  const ballot = type === "Create" && isBallot(object(activity.object));
  return type === "Update" || ballot ? hash("sha256", body, "base64url") : "";
}

const isBallot = (doc: Doc | undefined): boolean =>
  doc?.name !== undefined && doc.content === undefined && doc.inReplyTo !== undefined;

function parse(body: Buffer): Doc | undefined {
  try {
    return object(JSON.parse(body.toString("utf8")));
  } catch {
    return undefined;
  }
}

function incoming(kith: Kith, request: Request, body: Buffer) {
  const target = request.originalUrl;
  return { method: request.method, target, headers: plainHeaders(request), body, url: kith.instance.origin + target };
}

/** Only `set-cookie` is ever a list, and nobody signs that. */
function plainHeaders({ headers }: IncomingMessage): Record<string, string | undefined> {
  if (headers["set-cookie"] !== undefined)
    return { ...headers, "set-cookie": headers["set-cookie"].join(", ") } as Record<string, string>;
  return headers as Record<string, string | undefined>;
}

function answer(response: Response, { status, why }: Verdict): void {
  response.statusCode = status;
  if (status === 503) response.setHeader("retry-after", "30");
  if (why === undefined) return void response.end();
  response.setHeader("content-type", "text/plain; charset=utf-8");
  response.end(`${why}.\n`);
}

function refuseBody(response: Response, status: number): void {
  // What is left of the body is not worth reading.
  response.setHeader("connection", "close");
  answer(response, { status, why: status === 413 ? "The activity is too large" : "The body could not be read" });
}
