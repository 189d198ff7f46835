/** Who reads and types, as far as it may be known: only of those who tell it, only to those who tell it themselves, and never where one has blocked the other. */
import { readSettings } from "../accounts/settings.ts";
import { loadHidden, notHiddenFrom } from "../blocks/hidden.ts";
import { fromJson } from "../db/columns.ts";
import { padded, parts } from "../db/lists.ts";
import type { User } from "../db/schema.ts";
import { viewerIn } from "../db/viewer.ts";
import type { Kith } from "../kith.ts";
import type { Member } from "./load.ts";

export const tellsReading = (user: Pick<User, "settings">): boolean => readSettings(user).read_marks;

/** Whether somebody has said so, or the contrary: else nothing is told, and they may be asked once. */
export const hasChosenMarks = ({ settings }: Pick<User, "settings">): boolean => fromJson(settings).read_marks !== undefined;

/** Ids in one query. */
const AT_ONCE = 500;

type Ground = Pick<Kith, "db" | "now">;
type Asked = { status_id: number; members: readonly Pick<Member, "account_id" | "read_id">[] };

/** Ids of the members who have read a message. What came from elsewhere has been told by their own choice. */
export async function seenBy(
  kith: Ground,
  viewer: Pick<User, "id" | "settings">,
  { status_id, members }: Asked,
): Promise<number[]> {
  if (!tellsReading(viewer)) return [];
  const read = members.filter(({ read_id }) => read_id >= status_id).map(({ account_id }) => account_id);
  const silent = await unheardBy(kith, viewer.id, read);
  return read.filter((id) => !silent.has(id));
}

/** Of those whose reading and typing an account is told: who does not tell it, and whoever is hidden from the account. */
export async function unheardBy({ db, now }: Ground, account_id: number, ids: readonly number[]): Promise<Set<number>> {
  const unheard = new Set<number>();
  for (const some of parts(ids, AT_ONCE)) {
    for (const id of await loadHidden(db, account_id, some, now())) unheard.add(id);
    const users = await db.selectFrom("users").select(["id", "settings"]).where("id", "in", padded(some)).execute();
    for (const user of users) if (!tellsReading(user)) unheard.add(user.id);
  }
  return unheard;
}

/**
 * Those of ours who look on while an account reads or types: they tell it themselves, and nothing is between them and the account.
 *
 * @param ids of people of this server
 */
export async function listenersTo({ db, now }: Ground, account_id: number, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom("users")
    .innerJoin("accounts as teller", (join) => join.on("teller.id", "=", account_id))
    .select(["users.id", "users.settings"])
    .where("users.id", "in", padded(ids))
    .where((eb) => eb.or([eb("users.id", "=", account_id), notHiddenFrom(viewerIn("users.id"), "teller.id", now())]))
    .orderBy("users.id")
    .execute();
  return rows.filter((user) => user.id === account_id || tellsReading(user)).map(({ id }) => id);
}
