/** How many people have voted, where only votes are told. Pure. */
import type { Row } from "../db/schema.ts";

type Counted = Pick<Row<"polls">, "votes_count" | "voters_count">;

/**
 * Undefined where it is not known: Misskey and its kin tell votes and no voters, which are fewer where somebody may choose several. Such a poll is kept with
 * votes and no voters.
 */
export const votersOf = ({ votes_count, voters_count }: Counted): number | undefined =>
  voters_count > 0 || votes_count === 0 ? voters_count : undefined;
