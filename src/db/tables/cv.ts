/** CVs and recommendations. Columns as in `migrations/`; a test compares them. */
import type { Json } from "../columns.ts";
import type { CvContent } from "../values.ts";

export interface CvsTable {
  account_id: number;
  /** Of an account elsewhere: where its CV is; "" of one of ours, or where it has none. */
  uri: string;
  /** One line, for everybody. */
  headline: string;
  /** Of ours; of others nothing is kept but what they say to everybody in their profile (`open_to`). */
  content: Json<CvContent>;
  updated_at: number;
}

/** By what somebody is found: of what is for everybody alone. */
export interface CvWordsTable {
  account_id: number;
  kind: "headline" | "skill" | "open_to";
  word: string;
}

export type RecommendationState =
  /** The subject has not said whether it may be shown. */
  | "pending"
  | "accepted"
  /** The subject does not want it shown, or does not any more. */
  | "declined"
  /** Taken back by its author: the row stays, so that it cannot come again. */
  | "revoked";

export interface RecommendationsTable {
  id: number;
  uri: string;
  author_id: number;
  subject_id: number;
  relation: string;
  /** Plain text. */
  content: string;
  state: RecommendationState;
  /** The signed document, by the letter; "" once it is taken back. */
  document: string;
  /** By which its proof was checked when it came, or made: keys may be changed later. */
  key_id: string;
  key_pem: string;
  created_at: number;
  /** What the document says; a later one replaces it and has to be accepted anew. */
  updated_at: number;
  /** When its subject last said yes or no; 0 = never. */
  answered_at: number;
}

/** Of ours: to be signed anew, in the form that proofs have now. */
export interface RecommendationsToSignTable {
  recommendation_id: number;
}

export interface CvTables {
  cvs: CvsTable;
  cv_words: CvWordsTable;
  recommendations: RecommendationsTable;
  recommendations_to_sign: RecommendationsToSignTable;
}
