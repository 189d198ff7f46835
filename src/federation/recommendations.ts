/**
 * Recommendations as documents of their own, signed by their authors (FEP-8b32): what one of ours writes is signed once and kept by the letter; what is
 * said to be somebody's is fetched from where it stands, and checked against a key that its author's own actor names.
 */
import { createPublicKey, type KeyObject } from "node:crypto";
import { findAccountById, loadAccounts } from "../accounts/find.ts";
import { publicKeys, signingKey } from "../keys/load.ts";
import type { Kith } from "../kith.ts";
import { findRecommendationByUri, type Recommendation } from "../recommendations/load.ts";
import { MOST_TEXT } from "../recommendations/rules.ts";
import type { RecommendationCheck } from "../remote.ts";
import { isOurs } from "../uris.ts";
import { fetchCv } from "./lookup/cv.ts";
import { isGone, isTheirs, NotServed } from "./lookup/failure.ts";
import { fetchKey, findKey } from "./lookup/keys.ts";
import { isProofBy, withProof } from "./proof.ts";
import { id, instant, isA, objects, sameOrigin, text, type Doc } from "./read/shape.ts";
import { Unreadable } from "./read/unreadable.ts";
import { readerOf } from "./reader.ts";
import { fetchWhole } from "./signed.ts";
import type { Json } from "./write/complete.ts";
import { toRecommendation } from "./write/cv.ts";
import { HttpFailure } from "../http/failure.ts";

/** The signed document of what one of ours has written; made when it is first wanted. Undefined for what has been taken back or changed meanwhile. */
export async function documentOf(kith: Kith, row: Recommendation): Promise<string | undefined> {
  if (row.document !== "" || row.content === "") return row.document || undefined;
  const people = await loadAccounts(kith.db, [row.author_id, row.subject_id]);
  const [author, subject] = [people.get(row.author_id), people.get(row.subject_id)];
  if (author === undefined || subject === undefined || author.host !== "") return undefined;
  const { uri, relation, content, created_at, updated_at } = row;
  const said = { uri, author_uri: author.uri, subject_uri: subject.uri, relation, content, created_at, updated_at };
  const key = await signingKey(kith, author.id, "ed25519");
  const document = JSON.stringify(withProof(toRecommendation(said), key, kith.now()));
  const key_pem = toPem((await publicKeys(kith, author.id)).ed25519.key);
  const kept = await kith.write(async (tx) => {
    const values = { document, key_id: key.key_id, key_pem };
    const bare = tx.updateTable("recommendations").set(values).where("id", "=", row.id).where("updated_at", "=", updated_at);
    await bare.where("document", "=", "").where("content", "<>", "").execute();
    return await tx.selectFrom("recommendations").selectAll().where("id", "=", row.id).executeTakeFirst();
  });
  return kept?.updated_at === updated_at ? kept.document || undefined : undefined;
}

const toPem = (key: KeyObject): string => key.export({ type: "spki", format: "pem" }).toString();

export type RecommendationRecord = {
  uri: string;
  author_uri: string;
  subject_uri: string;
  relation: string;
  content: string;
  published: number;
  updated: number;
};

/** @throws Unreadable for what is none, or is not of its author's origin */
export function readRecommendation(doc: Doc): RecommendationRecord {
  const [uri, author_uri, subject_uri] = [id(doc.id), id(doc.attributedTo), id(doc.subject)];
  if (!isA(doc, "Recommendation") || uri === undefined || author_uri === undefined || subject_uri === undefined)
    throw new Unreadable("not a recommendation");
  if (!sameOrigin(uri, author_uri)) throw new Unreadable("recommendation and author differ in origin");
  const content = text(doc.content, MOST_TEXT + 1).trim();
  const updated = instant(doc.updated) ?? instant(doc.published);
  if (content === "" || content.length > MOST_TEXT || updated === undefined)
    throw new Unreadable("a recommendation without words");
  const published = instant(doc.published) ?? updated;
  return { uri, author_uri, subject_uri, relation: text(doc.relation, 50), content, published, updated };
}

type Proven = { proof: NonNullable<RecommendationCheck["proof"]>; key_id: string; key_pem: string; signed_at: number };

const unproven = (proof: Proven["proof"], key_id = "", signed_at = 0): Proven => ({ proof, key_id, key_pem: "", signed_at });

/** Who has signed a document, by the letter. @param known the key by which it was checked when it came */
export async function provenBy(
  kith: Kith,
  doc: Json,
  author_uri: string,
  known?: Pick<Recommendation, "key_id" | "key_pem">,
): Promise<Proven> {
  const [proof] = objects(doc["proof"], 1);
  if (proof === undefined) return unproven("missing");
  const [key_id, signed_at] = [id(proof["verificationMethod"]), instant(proof["created"]) ?? 0];
  if (key_id === undefined || !sameOrigin(key_id, author_uri)) return unproven("invalid", key_id, signed_at);
  const named = await namedKey(kith, key_id, author_uri);
  if (named !== undefined && isProofBy(doc, proof, named, kith.now()))
    return { proof: "valid", key_id, key_pem: toPem(named), signed_at };
  const kept = known?.key_id === key_id && known.key_pem !== "" ? createPublicKey(known.key_pem) : undefined;
  if (kept !== undefined && isProofBy(doc, proof, kept, kith.now()))
    return { proof: "old_key", key_id, key_pem: toPem(kept), signed_at };
  return unproven(named === undefined ? "unknown_key" : "invalid", key_id, signed_at);
}

/** The key of this name, if the author's actor names it now. */
async function namedKey(kith: Kith, key_id: string, author_uri: string): Promise<KeyObject | undefined> {
  if (isOurs(kith.instance, author_uri)) {
    const { db } = kith;
    const author = await db.selectFrom("accounts").select("id").where("uri", "=", author_uri).executeTakeFirst();
    const own = author === undefined ? undefined : (await publicKeys(kith, author.id)).ed25519;
    return own?.key_id === key_id ? own.key : undefined;
  }
  try {
    const found = await fetchKey(kith, key_id);
    return found.owner_uri === author_uri ? found.key : undefined;
  } catch (error) {
    if (!isTheirs(error)) throw error;
    if (error instanceof Unreadable || error instanceof NotServed) return undefined;
    // It does not answer now: what it named lately will do.
    const found = await findKey(kith, key_id);
    return found?.owner_uri === author_uri ? found.key : undefined;
  }
}

/** Fetched from where it stands, and proven by a key of its author's. @throws as `fetchDocument`; Unreadable without a proof that holds */
export async function fetchRecommendation(kith: Kith, uri: string) {
  const doc = await fetchWhole(kith, uri);
  const record = readRecommendation(await readerOf(kith).read(doc));
  if (record.uri !== uri) throw new Unreadable("a recommendation that is elsewhere");
  const { proof, key_id, key_pem } = await provenBy(kith, doc, record.author_uri);
  if (proof !== "valid") throw new Unreadable("a recommendation without a proof of its author's");
  return { record, document: JSON.stringify(doc), key_id, key_pem };
}

export async function checkRecommendation(kith: Kith, uri: string): Promise<RecommendationCheck> {
  const nothing = { uri, proof: undefined, key_id: "", signed: undefined, shown: undefined };
  try {
    const known = await findRecommendationByUri(kith.db, uri);
    const doc = isOurs(kith.instance, uri) ? await ownDocument(kith, known) : await fetchWhole(kith, uri);
    if (doc === undefined) return { ...nothing, origin: "gone" };
    const record = readRecommendation(await readerOf(kith).read(doc));
    if (record.uri !== uri) return { ...nothing, origin: "unreadable" };
    const { proof, key_id, signed_at } = await provenBy(kith, doc, record.author_uri, known);
    const { author_uri, subject_uri, relation, content, updated } = record;
    const signed = { author_uri, subject_uri, relation, content, updated, signed_at };
    return { uri, origin: "found", proof, key_id, signed, shown: await isShownBySubject(kith, record) };
  } catch (error) {
    if (!isTheirs(error)) throw error;
    if (isGone(error)) return { ...nothing, origin: "gone" };
    const away = error instanceof NotServed || error instanceof HttpFailure;
    return { ...nothing, origin: away ? "unreachable" : "unreadable" };
  }
}

/** What is shown, and no other: what waits is between its author and its subject. */
async function ownDocument(kith: Kith, row: Recommendation | undefined): Promise<Json | undefined> {
  if (row?.state !== "accepted") return undefined;
  const author = await findAccountById(kith.db, row.author_id);
  if (author === undefined || author.suspended_at > 0 || author.deleted_at > 0) return undefined;
  const document = await documentOf(kith, row);
  return document === undefined ? undefined : (JSON.parse(document) as Json);
}

async function isShownBySubject(kith: Kith, { uri, subject_uri }: RecommendationRecord): Promise<boolean | undefined> {
  if (isOurs(kith.instance, subject_uri)) return (await findRecommendationByUri(kith.db, uri))?.state === "accepted";
  const subject = await kith.remote.findAccount(subject_uri);
  const cv = subject?.uri === subject_uri ? await fetchCv(kith, subject, 0) : undefined;
  return cv?.recommendations.some((one) => one.uri === uri);
}
