/** What is for several people, for servers that know messages to one alone. */
import type { Kith } from "../../kith.ts";
import { parts } from "../../db/lists.ts";
import { deletesBySharedInbox, showsToFollowers } from "../../hosts/software.ts";
import { hostOf } from "../../http/urls.ts";
import { addresseesOf } from "../read/audience.ts";
import { aloneTo, isCopy, markedFor } from "../write/copy.ts";
import type { Envelope } from "./send.ts";

const ROWS = 200;

/**
 * What is for a few, so that it stays with them: those whose server would show it to all followers of its author get a copy each, which names them as the only ones
 * for whom it is. All others have it as it was.
 *
 * @param envelopes with the inboxes of single people
 */
export async function keptApart(kith: Kith, envelopes: readonly Envelope[]): Promise<Envelope[]> {
  const shared = envelopes.filter(
    ({ activity }) => isCopy(activity) || addresseesOf(activity["to"]).length + addresseesOf(activity["cc"]).length > 1,
  );
  const inboxes = [...new Set(shared.flatMap((envelope) => [...envelope.inboxes]))];
  const hosts = await showsToFollowers(kith.db, [...new Set(inboxes.map(hostOf))]);
  if (hosts.size === 0) return [...envelopes];
  const people = await loadPeople(
    kith,
    inboxes.filter((inbox) => hosts.has(hostOf(inbox))),
  );
  return envelopes.flatMap((envelope) => {
    const all = [...envelope.inboxes];
    const apart = shared.includes(envelope) ? all.filter((inbox) => people.has(inbox)) : [];
    const copies = apart.map((inbox) => ({
      ...envelope,
      activity: aloneTo(envelope.activity, people.get(inbox) ?? NOBODY),
      inboxes: [inbox],
    }));
    const rest = all.filter((inbox) => !apart.includes(inbox));
    return rest.length === 0 ? copies : [{ ...envelope, inboxes: rest }, ...copies];
  });
}

/**
 * The end of what was for a few: to each at their own door, but where it is believed only at the door that all share; and by the id under which each has it who got a
 * copy. (Who got none knows of no such id.)
 *
 * @param envelope a deletion, with the inboxes of single people
 */
export async function endedApart(kith: Kith, envelope: Envelope): Promise<Envelope[]> {
  const inboxes = [...envelope.inboxes];
  const names = [...new Set(inboxes.map(hostOf))];
  const [hosts, shown] = [await deletesBySharedInbox(kith.db, names), await showsToFollowers(kith.db, names)];
  const people = await loadPeople(
    kith,
    inboxes.filter((inbox) => hosts.has(hostOf(inbox)) || shown.has(hostOf(inbox))),
  );
  const doorOf = (inbox: string) => (hosts.has(hostOf(inbox)) ? people.get(inbox)?.shared_inbox_url : "") || inbox;
  const copies = inboxes.flatMap((inbox) => {
    const person = shown.has(hostOf(inbox)) ? people.get(inbox) : undefined;
    return person === undefined
      ? []
      : [{ ...envelope, activity: markedFor(envelope.activity, person.mark), inboxes: [doorOf(inbox)] }];
  });
  return [{ ...envelope, inboxes: new Set(inboxes.map(doorOf)) }, ...copies];
}

type Person = { uri: string; mark: number; shared_inbox_url: string };
const NOBODY: Person = Object.freeze({ uri: "", mark: 0, shared_inbox_url: "" });

async function loadPeople({ db }: Kith, inboxes: readonly string[]): Promise<Map<string, Person>> {
  const people = new Map<string, Person>();
  for (const part of parts(inboxes, ROWS)) {
    const rows = await db
      .selectFrom("accounts")
      .select(["id", "uri", "inbox_url", "shared_inbox_url"])
      .where("inbox_url", "in", part)
      .execute();
    for (const { id, inbox_url, ...row } of rows) people.set(inbox_url, { ...row, mark: id });
  }
  return people;
}
