/** Who has read what, as far as it may be known: only of those who tell it, and only to those who tell it themselves. */
import { readSettings } from "../accounts/settings.ts";
import { fromJson } from "../db/columns.ts";
import { padded } from "../db/lists.ts";
import type { Reads, User } from "../db/schema.ts";
import type { Member } from "./load.ts";

export const tellsReading = (user: Pick<User, "settings">): boolean => readSettings(user).read_marks;

/** Whether somebody has said so, or the contrary: else nothing is told, and they may be asked once. */
export const hasChosenMarks = ({ settings }: Pick<User, "settings">): boolean => fromJson(settings).read_marks !== undefined;

type Asked = { status_id: number; members: readonly Pick<Member, "account_id" | "read_id">[] };

/** Ids of the members who have read a message. What came from elsewhere has been told by their own choice. */
export async function seenBy(db: Reads, viewer: Pick<User, "id" | "settings">, { status_id, members }: Asked): Promise<number[]> {
  if (!tellsReading(viewer)) return [];
  const read = members.filter(({ read_id }) => read_id >= status_id).map(({ account_id }) => account_id);
  const quiet = new Set(await quietOnes(db, read));
  return read.filter((id) => !quiet.has(id));
}

/** Those of ours who do not tell. */
export async function quietOnes(db: Reads, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom("users").select(["id", "settings"]).where("id", "in", padded(ids)).execute();
  return rows.filter((user) => !tellsReading(user)).map(({ id }) => id);
}
