/**
 * Relays: servers that pass on to each other's federated timelines what is public on those that use them.
 *
 * There are two kinds. Mastodon's is known by its inbox and is sent our public statuses as they are; LitePub's (Pleroma's) is an actor that is followed and
 * is sent Announces of them. Of either nothing is believed but where something new is to be found.
 */
import type { Reads, Row, Tx } from "../db/schema.ts";
import type { RelayState } from "../db/values.ts";
import { invalid, missing } from "../errors.ts";
import { parseHttpUrl } from "../http/urls.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { writeAudit, type By } from "../moderation/audit.ts";
import { isBarred } from "../moderation/policy.ts";
import { isOurs } from "../uris.ts";

export type Relay = Row<"relays">;

const MOST = 50;

/**
 * Adds a relay and asks it to let us in.
 *
 * @param url its inbox (`https://relay.example/inbox`) or its actor (`https://relay.example/relay`)
 * @throws Refusal `invalid` in one sentence
 */
export async function addRelay(kith: Kith, by: By, url: string): Promise<Relay> {
  const place = await findPlace(kith, url.trim());
  const now = kith.now();
  const id = kith.newId();
  const values = {
    id,
    ...place,
    state: "pending" as const,
    follow_uri: await followUri(kith, id),
    created_at: now,
    updated_at: now,
  };
  return await kith.write(async (tx, happened) => {
    const { count } = await tx.selectFrom("relays").select(tx.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
    if (Number(count) >= MOST) throw invalid(`Validation failed: There are ${MOST} relays already`);
    const made = await tx
      .insertInto("relays")
      .values(values)
      .onConflict((oc) => oc.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (made === undefined) throw invalid("Validation failed: Url has already been taken");
    await writeAudit(tx, kith, by, deedOf("create", made));
    happened({ type: "relay.asked", relay_id: made.id });
    return made;
  });
}

async function findPlace(kith: Kith, url: string): Promise<Pick<Relay, "kind" | "url" | "inbox_url" | "actor_uri">> {
  const parsed = parseHttpUrl(url);
  if (parsed === undefined || isOurs(kith.instance, url) || (parsed.protocol !== "https:" && !kith.instance.development))
    throw invalid("Validation failed: Url is not the https address of a relay");
  if (await isBarred(kith, url)) throw invalid("Validation failed: Url is of a server that is blocked here");
  if (parsed.pathname.endsWith("/inbox")) return { kind: "mastodon", url, inbox_url: url, actor_uri: "" };
  const actor = await kith.remote.findAccount(url);
  if (actor === undefined || actor.host === "")
    throw invalid("Validation failed: Url is neither an inbox nor an actor that answers");
  return { kind: "litepub", url: actor.uri, inbox_url: actor.inbox_url, actor_uri: actor.uri };
}

/** Each request has an id of its own: an answer to an old one is none to the new. */
const followUri = async (kith: Kith, id: number): Promise<string> =>
  `${(await kith.instanceAccount()).uri}#relays/${id}/${kith.newId()}`;

/** Asks anew to be let in, whatever was answered before. */
export async function enableRelay(kith: Kith, by: By, id: number): Promise<Relay> {
  const follow_uri = await followUri(kith, id);
  return await kith.write(async (tx, happened) => {
    const relay = await change(tx, kith, id, { state: "pending", follow_uri });
    await writeAudit(tx, kith, by, deedOf("enable", relay));
    happened({ type: "relay.asked", relay_id: id });
    return relay;
  });
}

/** Leaves it; it stays in the list. */
export async function disableRelay(kith: Kith, by: By, id: number): Promise<Relay> {
  return await kith.write(async (tx, happened) => {
    const before = await getRelay(tx, id);
    const relay = await change(tx, kith, id, { state: "idle" });
    await writeAudit(tx, kith, by, deedOf("disable", relay));
    leave(happened, before);
    return relay;
  });
}

export async function removeRelay(kith: Kith, by: By, id: number): Promise<void> {
  await kith.write(async (tx, happened) => {
    const gone = await tx.deleteFrom("relays").where("id", "=", id).returningAll().executeTakeFirst();
    if (gone === undefined) throw missing();
    await writeAudit(tx, kith, by, deedOf("destroy", gone));
    leave(happened, gone);
  });
}

/** Whoever was never asked need not be told. */
function leave(happened: (event: KithEvent) => void, { id, kind, state, inbox_url, actor_uri, follow_uri }: Relay): void {
  happened({ type: "relay.left", relay_id: id, told: state === "idle" ? undefined : { kind, inbox_url, actor_uri, follow_uri } });
}

const deedOf = (action: string, { id, url }: Relay) => ({ action, target_type: "Relay", target_id: id, target_name: url });

async function change(tx: Tx, kith: Kith, id: number, values: Partial<Pick<Relay, "state" | "follow_uri">>): Promise<Relay> {
  const row = await tx
    .updateTable("relays")
    .set({ ...values, updated_at: kith.now() })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw missing();
  return row;
}

/** @throws Refusal `missing` */
export async function getRelay(db: Reads, id: number): Promise<Relay> {
  const row = await db.selectFrom("relays").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw missing();
  return row;
}

export const loadRelays = async (db: Reads): Promise<Relay[]> =>
  await db.selectFrom("relays").selectAll().orderBy("id").execute();

/** A relay has answered the request of this id. From now on it is known by the actor that did. */
export async function receiveRelayAnswer(kith: Kith, relay: Relay, actor_uri: string, state: RelayState): Promise<void> {
  await kith.write(async (tx, happened) => {
    const known = await tx
      .updateTable("relays")
      .set({ state, actor_uri, updated_at: kith.now() })
      .where("id", "=", relay.id)
      .where("follow_uri", "=", relay.follow_uri)
      .where("state", "<>", "idle")
      .returningAll()
      .executeTakeFirst();
    if (known !== undefined) happened({ type: "relay.answered", relay_id: known.id });
  });
}
