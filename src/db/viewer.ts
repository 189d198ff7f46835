/** Who looks, in conditions of queries. */
import { sql, type RawBuilder } from "kysely";

/** An account's id, 0 for anybody; or a column that holds it, where one query is about many viewers. */
export type Viewer = number | RawBuilder<number>;

/** Whoever is signed in here, whoever it is: they see what is for everybody, and what is for people of this server or who are signed in. */
export const SOMEBODY = -1;

/** Viewers as a column names them: `home_entries.account_id`. */
export const viewerIn = (column: string): Viewer => sql.ref<number>(column) as unknown as RawBuilder<number>;
