/** CVs and recommendations as this API shows them. */
import type { CvContent } from "../../db/values.ts";
import { rfc3339 } from "../../db/columns.ts";
import type { ShownCv, ShownRecommendation } from "../../cv/show.ts";
import type { Recommendation } from "../../recommendations/load.ts";
import type { RecommendationCheck } from "../../remote.ts";
import { renderAccount, type AccountJson } from "./account.ts";
import type { Scene } from "./scene.ts";

const renderEntry = ({ id, from, until, ...entry }: CvContent["experience"][number]) => ({
  id: String(id),
  ...entry,
  from: from || null,
  until: until || null,
});

/** @param audience of one's own CV */
export const renderCv = (cv: ShownCv, scene: Scene, audience?: CvContent["audience"]) => ({
  headline: cv.headline,
  experience: cv.experience.map(renderEntry),
  education: cv.education.map(renderEntry),
  skills: cv.skills,
  languages: cv.languages,
  open_to: cv.open_to,
  links: cv.links.map(({ verified_at, ...link }) => ({ ...link, verified_at: rfc3339(verified_at) })),
  recommendations: cv.recommendations.map((one) => renderShown(one, scene)),
  ...(audience === undefined ? {} : { audience }),
});

const renderShown = ({ id, author, updated_at, told_by, ...one }: ShownRecommendation, scene: Scene) => ({
  id: id === 0 ? null : String(id),
  ...one,
  author: author === undefined ? null : renderAccount(author, scene),
  updated_at: rfc3339(updated_at),
  told_by: told_by || null,
});

export const renderRecommendation = (row: Recommendation, author: AccountJson | null, subject: AccountJson | null) => ({
  id: String(row.id),
  uri: row.uri,
  author,
  subject,
  relation: row.relation,
  content: row.content,
  state: row.state,
  created_at: rfc3339(row.created_at),
  updated_at: rfc3339(row.updated_at),
});

export const renderCheck = ({ uri, origin, proof, key_id, signed, shown }: RecommendationCheck) => ({
  uri,
  origin,
  proof: proof ?? null,
  key_id: key_id || null,
  signed:
    signed === undefined
      ? null
      : {
          ...signed,
          updated: rfc3339(signed.updated),
          signed_at: signed.signed_at === 0 ? null : rfc3339(signed.signed_at),
        },
  shown: shown ?? null,
});
