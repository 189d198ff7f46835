// The poll of a Question, or of a Note that has one.
import { count, flag, instant, object, objects, one, text, type Doc } from "./shape.ts";

export type PollRecord = {
  multiple: boolean;
  options: { title: string; votes: number }[];
  /** Milliseconds; undefined if it never ends. */
  expires_at: number | undefined;
  /** Its server says outright that it is over; a poll is also over once it has expired. */
  closed: boolean;
  voters_count: number | undefined;
};

/** Undefined if there are no options. At most 50 are kept. */
export function pollOf(doc: Doc): PollRecord | undefined {
  if (doc.oneOf === undefined && doc.anyOf === undefined) return undefined;
  const multiple = objects(doc.anyOf, 1).length > 0;
  const options = objects(multiple ? doc.anyOf : doc.oneOf, 50)
    .map((option) => ({
      title: text(option.name ?? option.nameMap ?? option.content, 500),
      votes: count(object(one(option.replies))?.totalItems) ?? 0,
    }))
    .filter((option) => option.title !== "");
  if (options.length === 0) return undefined;
  // `closed` is true, the instant when it was closed, or (Pleroma) when it will close.
  const ends = [instant(doc.endTime), instant(doc.closed)].filter((at) => at !== undefined);
  return {
    multiple,
    options,
    expires_at: ends.length === 0 ? undefined : Math.min(...ends),
    closed: flag(doc.closed),
    voters_count: count(doc.votersCount),
  };
}
