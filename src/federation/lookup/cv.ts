/** The CV of an account elsewhere: asked for when somebody wants to see it, believed from its own server alone, and kept for a few minutes for who asked. */
import { findCvRow } from "../../cv/load.ts";
import { LEVELS, MOST, OPEN_TO, readContent, EMPTY } from "../../cv/content.ts";
import { standingWith } from "../../cv/load.ts";
import type { Account } from "../../db/schema.ts";
import type { CvEntry } from "../../db/values.ts";
import type { Kith } from "../../kith.ts";
import { MOST_TEXT } from "../../recommendations/rules.ts";
import type { RemoteCv } from "../../remote.ts";
import { id, instant, isA, list, objects, sameOrigin, text, type Doc } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import { readServed, signedGet } from "../signed.ts";
import { isTheirs } from "./failure.ts";

const TIMEOUT = 8000;
const KEPT = 5 * 60_000;
const MOST_KEPT = 500;
const MOST_RECOMMENDATIONS = 40;

/** Whoever follows the account asks as themselves, for there may be more for them; everybody else sees what everybody sees. */
export async function fetchCv(kith: Kith, account: Account, viewer_id: number): Promise<RemoteCv | undefined> {
  const row = await findCvRow(kith.db, account.id);
  if (row === undefined || row.uri === "" || account.host === "" || !sameOrigin(row.uri, account.uri)) return undefined;
  const near = viewer_id !== 0 && (await standingWith(kith.db, viewer_id, account.id)).has("followers");
  const as = near ? viewer_id : undefined;
  const kept = kith.cache<{ until: number; cv: RemoteCv | undefined }>("cvs", MOST_KEPT);
  const name = `${as ?? 0}/${row.uri}/${row.updated_at}`;
  const known = kept.get(name);
  if (known !== undefined && known.until > kith.now()) return known.cv;
  const cv = await ask(kith, account, row.uri, as).catch((error: unknown) => {
    if (!isTheirs(error)) throw error;
    kith.log.debug("no CV at {uri}: {error}", { uri: row.uri, error });
    return undefined;
  });
  // What did not come may come in a moment.
  kept.set(name, { until: kith.now() + (cv === undefined ? KEPT / 10 : KEPT), cv });
  return cv;
}

async function ask(kith: Kith, account: Account, uri: string, as: number | undefined): Promise<RemoteCv> {
  const response = await signedGet(kith, uri, { timeout: TIMEOUT, ...(as === undefined ? {} : { as }) });
  const doc = await readServed(kith, response).doc;
  if (id(doc.id) !== uri || !sameOrigin(response.url, uri)) throw new Unreadable("a CV that is not where its id says");
  if (!isA(doc, "Cv") || id(doc.attributedTo) !== account.uri) throw new Unreadable("not the CV of this account");
  return readCv(doc);
}

/** What is too much or too long is cut: one bad entry does not spoil the rest. */
function readCv(doc: Doc): RemoteCv {
  const { audience: _, ...content } = readContent({
    ...EMPTY,
    experience: entriesOf(doc.experience),
    education: entriesOf(doc.education),
    skills: list(doc.skills, MOST.skills).map((skill) => text(skill, MOST.skill)),
    languages: objects(doc.spokenLanguages, MOST.languages).map((entry) => ({
      name: text(entry.name, MOST.skill),
      level: LEVELS.find((level) => level === text(entry.level, 20)) ?? "",
    })),
    open_to: OPEN_TO.filter((one) => list(doc.openTo, 10).some((said) => text(said, 20) === one)),
  });
  return { ...content, headline: text(doc.headline, MOST.headline), recommendations: recommendationsOf(doc) };
}

const MONTH = /^(?:19|20)\d{2}(?:-(?:0[1-9]|1[0-2]))?$/;
const monthOf = (value: unknown): string => {
  const month = text(value, 10);
  return MONTH.test(month) ? month : "";
};

const entriesOf = (value: unknown): CvEntry[] =>
  objects(value, MOST.entries)
    .map((entry, at) => {
      const [from, until] = [monthOf(entry.from), monthOf(entry.until)];
      return {
        id: at + 1,
        title: text(entry.name, MOST.line),
        organisation: text(entry.organisation, MOST.line),
        place: text(entry.place, MOST.line),
        from,
        until: from !== "" && until !== "" && until.slice(0, from.length) < from.slice(0, until.length) ? "" : until,
        text: text(entry.content, MOST.text),
      };
    })
    .filter(({ title, organisation }) => (title + organisation).trim() !== "");

const recommendationsOf = (doc: Doc): RemoteCv["recommendations"] =>
  objects(doc.recommendations, MOST_RECOMMENDATIONS).flatMap((entry) => {
    const [uri, author_uri] = [id(entry.id), id(entry.attributedTo)];
    const content = text(entry.content, MOST_TEXT).trim();
    if (uri === undefined || author_uri === undefined || content === "" || !sameOrigin(uri, author_uri)) return [];
    return [{ uri, author_uri, relation: text(entry.relation, 50), content, updated: instant(entry.updated) ?? 0 }];
  });
