/** What is for several people, for servers that know messages to one alone. */
import type { Kith } from "../../kith.ts";
import { parts } from "../../db/lists.ts";
import { showsToFollowers } from "../../hosts/software.ts";
import { hostOf } from "../../http/urls.ts";
import { addresseesOf } from "../read/audience.ts";
import { aloneTo } from "../write/copy.ts";
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
    ({ activity }) => addresseesOf(activity["to"]).length + addresseesOf(activity["cc"]).length > 1,
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
      activity: aloneTo(envelope.activity, people.get(inbox) ?? { uri: "", mark: 0 }),
      inboxes: [inbox],
    }));
    const rest = all.filter((inbox) => !apart.includes(inbox));
    return rest.length === 0 ? copies : [{ ...envelope, inboxes: rest }, ...copies];
  });
}

async function loadPeople({ db }: Kith, inboxes: readonly string[]): Promise<Map<string, { uri: string; mark: number }>> {
  const people = new Map<string, { uri: string; mark: number }>();
  for (const part of parts(inboxes, ROWS)) {
    const rows = await db.selectFrom("accounts").select(["id", "uri", "inbox_url"]).where("inbox_url", "in", part).execute();
    for (const { id, uri, inbox_url } of rows) people.set(inbox_url, { uri, mark: id });
  }
  return people;
}
