/** What is moved from one database to another, part by part: a table is one, what has to be made anew from others is another. */
import type { Client } from "pg";

/** The values of a primary key. */
export type Key = readonly (number | string)[];
/** Rows between two keys: after `after` (undefined: from the start), up to `last`. */
export type Batch = { after: Key | undefined; last: Key; rows: readonly (readonly unknown[])[] };

export type Part = {
  name: string;
  /** How many rows the source has. */
  count(): number;
  /** The next rows in the order of their keys, a few thousand and a few megabytes at most; undefined when there are no more. */
  read(after: Key | undefined): Promise<Batch | undefined>;
  write(client: Client, batch: Batch): Promise<void>;
  /** What of a batch is not in the target as it is in the source, in words. */
  compare(client: Client, batch: Batch): Promise<string[]>;
};

/** Told of all that has been done. `total` is over all parts. */
export type Step = {
  doing: "copying" | "verifying" | "indexing";
  part: string;
  rows: number;
  of: number;
  done: number;
  total: number;
};

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
