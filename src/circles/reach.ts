/** Whom a circle reaches: exactly those to whom a post would go now. What is shown before sending and what is sent come from the same query. */
import { notBlockedBetween } from "../blocks/hidden.ts";
import { grouped } from "../db/lists.ts";
import type { Reads, Row, Tx } from "../db/schema.ts";
import { invalid } from "../errors.ts";
import { getCircle, type Circle } from "./circles.ts";

/** `hosts`: how many on each server, "" is this one; the most first. */
export type Reach = { people: number; servers: number; hosts: { host: string; people: number }[] };

type Addressee = { circle_id: number; id: number; host: string };

/** Who is gone, suspended, or has been blocked or has blocked meanwhile gets nothing. */
const selectAddressees = async (db: Reads, account_id: number, circle_id: number | undefined): Promise<Addressee[]> => {
  const query = db
    .selectFrom("circles")
    .innerJoin("circle_members", "circle_members.circle_id", "circles.id")
    .innerJoin("accounts", "accounts.id", "circle_members.account_id")
    .select(["circles.id as circle_id", "accounts.id", "accounts.host"])
    .where("circles.account_id", "=", account_id)
    .where("accounts.suspended_at", "=", 0)
    .where("accounts.deleted_at", "=", 0)
    .where(notBlockedBetween(account_id, "accounts.id"));
  return await (circle_id === undefined ? query : query.where("circles.id", "=", circle_id)).orderBy("accounts.id").execute();
};

function reachOf(people: readonly Pick<Addressee, "host">[]): Reach {
  const hosts = [...grouped(people, ({ host }) => host)].map(([host, there]) => ({ host, people: there.length }));
  hosts.sort((a, b) => b.people - a.people || (a.host < b.host ? -1 : 1));
  return { people: people.length, servers: hosts.length, hosts };
}

export const loadReach = async (db: Reads, circle: Circle): Promise<Reach> =>
  reachOf(await selectAddressees(db, circle.account_id, circle.id));

/** Of all of an account's circles, by their ids: one query. */
export async function loadReaches(db: Reads, circles: readonly Circle[]): Promise<Map<number, Reach>> {
  const [first] = circles;
  if (first === undefined) return new Map();
  const found = grouped(await selectAddressees(db, first.account_id, undefined), ({ circle_id }) => circle_id);
  return new Map(circles.map(({ id }) => [id, reachOf(found.get(id) ?? [])]));
}

/** To whom a post goes, and what its author is told of it afterwards. `ids` ascending. */
export type CircleAudience = Omit<Row<"status_circles">, "status_id"> & { ids: number[] };

/**
 * The audience of a draft that is for a circle, as it is now.
 *
 * @param draft `local_only`: those elsewhere get nothing
 * @throws Refusal `missing` for somebody else's circle, `invalid` when there is nobody in it
 */
export async function getAudience(
  db: Reads,
  account_id: number,
  { circle_id, local_only = false }: { circle_id?: number | undefined; local_only?: boolean | undefined },
): Promise<CircleAudience> {
  if (circle_id === undefined) throw invalid("Validation failed: Circle can't be blank");
  const circle = await getCircle(db, account_id, circle_id);
  const people = (await selectAddressees(db, account_id, circle_id)).filter(({ host }) => host === "" || !local_only);
  if (people.length === 0) throw invalid("Validation failed: Circle has nobody in it");
  const { servers } = reachOf(people);
  const { name, title } = circle;
  return { circle_id, name, title, people: people.length, servers, ids: people.map(({ id }) => id) };
}

export const insertAudience = async (
  tx: Tx,
  status_id: number,
  { circle_id, name, title, people, servers }: CircleAudience,
): Promise<void> => {
  await tx.insertInto("status_circles").values({ status_id, circle_id, name, title, people, servers }).execute();
};
