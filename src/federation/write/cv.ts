/** CVs and recommendations in JSON: words of our own, for no vocabulary has them. What a headline says stands in a plain field as well. */
import { rfc3339 } from "../../db/columns.ts";
import type { Row } from "../../db/schema.ts";
import type { CvEntry, OpenTo } from "../../db/values.ts";
import { escapeHtml } from "../../html.ts";
import type { Cv } from "../../cv/load.ts";
import type { Json } from "./complete.ts";
import { CV_CONTEXT } from "./context.ts";

export type Told = { headline: string; open_to: readonly OpenTo[]; uri: string };

/** An actor that says what somebody does; `uri` "": there is no more to read. */
export function withCvTerms(actor: Json, { headline, open_to, uri }: Told): Json {
  const field = { type: "PropertyValue", name: "Headline", value: escapeHtml(headline) };
  const attachment = [actor["attachment"] ?? []].flat();
  return {
    ...actor,
    ...(headline === "" ? {} : { headline, attachment: [...attachment, field] }),
    ...(open_to.length === 0 ? {} : { openTo: [...open_to] }),
    ...(uri === "" ? {} : { cv: uri }),
  };
}

const toEntry = ({ title, organisation, place, from, until, text }: CvEntry): Json => ({
  type: "CvEntry",
  name: title,
  organisation,
  place,
  from,
  until,
  content: text,
});

export type Recommended = { row: Row<"recommendations">; author_uri: string };

/** As one reader may see it: what is not for them is not there. */
export const toCv = (
  { uri, owner_uri, subject_uri }: { uri: string; owner_uri: string; subject_uri: string },
  cv: Cv,
  recommended: readonly Recommended[],
): Json => ({
  "@context": CV_CONTEXT,
  id: uri,
  type: "Cv",
  attributedTo: owner_uri,
  headline: cv.headline,
  openTo: cv.open_to,
  experience: cv.experience.map(toEntry),
  education: cv.education.map(toEntry),
  skills: cv.skills,
  spokenLanguages: cv.languages.map(({ name, level }) => ({ type: "CvLanguage", name, level })),
  recommendations: recommended.map(({ row, author_uri }) => ({
    id: row.uri,
    type: "Recommendation",
    attributedTo: author_uri,
    subject: subject_uri,
    relation: row.relation,
    content: row.content,
    mediaType: "text/plain",
    published: rfc3339(row.created_at),
    updated: rfc3339(row.updated_at),
  })),
});

export type Recommending = {
  uri: string;
  author_uri: string;
  subject_uri: string;
  relation: string;
  content: string;
  created_at: number;
  updated_at: number;
};

/** Whole, to be signed: it stands by itself wherever it is found. */
export const toRecommendation = ({ uri, author_uri, subject_uri, ...said }: Recommending): Json => ({
  "@context": CV_CONTEXT,
  id: uri,
  type: "Recommendation",
  attributedTo: author_uri,
  subject: subject_uri,
  relation: said.relation,
  content: said.content,
  mediaType: "text/plain",
  published: rfc3339(said.created_at),
  updated: rfc3339(said.updated_at),
});

type Deed = { uri: string; actor_uri: string; object: string; to: string };

/** Offer, Accept, Reject or Delete: the recommendation itself is fetched from where it stands. */
export const toRecommendationDeed = (
  type: "Offer" | "Accept" | "Reject" | "Delete",
  { uri, actor_uri, object, to }: Deed,
): Json => ({
  "@context": CV_CONTEXT,
  id: uri,
  type,
  actor: actor_uri,
  to: [to],
  object,
});
