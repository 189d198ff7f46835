/** Asks a group elsewhere, as one of ours who is in it, what it tells nobody else. The handler of a job. */
import type { Account, Row } from "../../db/schema.ts";
import { findClosedElsewhere, forgetInside, keepInside } from "../../groups/inside.ts";
import { loadEldest } from "../../groups/members.ts";
import type { Leased } from "../../jobs/worker.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { sanitizeContent, sanitizeName } from "../../sanitize.ts";
import { httpUrl } from "../../text/outside.ts";
import { aboutOf } from "../read/content.ts";
import { descriptionOf } from "../read/actor.ts";
import { pictureUrl } from "../read/links.ts";
import { rulesOf } from "../read/rules.ts";
import { id, isA, sameOrigin, text, type Doc } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import { readServed, signedGet } from "../signed.ts";
import { isTheirs, mayPass, NotServed } from "./failure.ts";
import { learnModerators } from "./moderators.ts";

const TIMEOUT = 10_000;
/** So many of ours ask in turn: its server may have lost one of them. */
const ASKERS = 3;
/** A server that does not answer is asked so many times in all, over a quarter of an hour. */
const TRIES = 4;

/**
 * Whoever is not let in any more learns nothing new; when that is everybody who asks, what was told goes as well. Who looks after it is told to this server as soon as
 * somebody here is in it, and asked for with the rest.
 */
export async function askInside(
  kith: Kith,
  { group_id }: KithEventOf<"group.veiled">,
  { row: { attempts } }: Leased<Row<"jobs">>,
): Promise<void> {
  const group = await findClosedElsewhere(kith.db, group_id);
  if (group === undefined) return;
  await learnModerators(kith, group).catch(notTheirs);
  if (group.inside_url !== "") await ask(kith, group, attempts < TRIES);
}

/** The same at once, for somebody who waits for a picture: there is no second try. */
export async function refreshInside(kith: Kith, group_id: number): Promise<void> {
  const group = await findClosedElsewhere(kith.db, group_id);
  if (group !== undefined && group.inside_url !== "") await ask(kith, group, false);
}

/** @param again it may be tried again @throws what may pass, where it may */
async function ask(kith: Kith, group: Account & { inside_url: string }, again: boolean): Promise<void> {
  const [group_id, url] = [group.id, group.inside_url];
  for (const as of await loadEldest(kith.db, group_id, ASKERS)) {
    try {
      const doc = await fetchAs(kith, url, as);
      if (id(doc.describes) !== group.uri) throw new Unreadable("what another group tells");
      const told = { account_id: group_id, told_at: kith.now(), ...readInside(doc) };
      return await kith.write(async (tx) => await keepInside(tx, { ...told, url }));
    } catch (error) {
      if (!isTheirs(error) || (mayPass(error) && again)) throw error;
      if (!(error instanceof NotServed) || mayPass(error)) return;
    }
  }
  await kith.write(async (tx) => await forgetInside(tx, group_id));
}

/** What cannot be had now is asked for when it is needed (`moderators.ts`). */
function notTheirs(error: unknown): void {
  if (!isTheirs(error)) throw error;
}

/** At that address and nowhere else. */
async function fetchAs(kith: Kith, url: string, as: number): Promise<Doc> {
  const served = readServed(kith, await signedGet(kith, url, { timeout: TIMEOUT, redirects: 0, as }));
  const doc = await served.doc;
  if (id(doc.id) !== url || !sameOrigin(served.url, url) || !isA(doc, "Profile")) throw new Unreadable("not what a group tells");
  return doc;
}

/** As an account of theirs is read. */
const readInside = (doc: Doc) => ({
  title: sanitizeName(text(doc.name, 500).replace(/\s+/g, " ").trim(), 255),
  note: sanitizeContent(aboutOf(doc).slice(0, 50_000)),
  rules: rulesOf(doc),
  avatar: httpUrl(pictureUrl(doc.icon) ?? "") ?? "",
  header: httpUrl(pictureUrl(doc.image) ?? "") ?? "",
  avatar_description: sanitizeName(descriptionOf(doc.icon), 1500),
  header_description: sanitizeName(descriptionOf(doc.image), 1500),
});
