/** Who publishes the links that trend. What is decided of a publisher holds for each of its links on which nobody has decided by itself. */
import { padded, parts } from "../db/lists.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Reads, Row, Tx } from "../db/schema.ts";
import { missing } from "../errors.ts";
import { parseHttpUrl } from "../http/urls.ts";
import type { Kith } from "../kith.ts";
import { writeAudit, type By } from "../moderation/audit.ts";

export type Publisher = Row<"link_publishers">;

/** The strongest links that follow their publisher; more trend never. */
const MOST = 1000;
const CHUNK = 200;

/** Newest first. */
export async function loadPublishers(db: Reads, paging: Paging): Promise<Publisher[]> {
  return inOrder(await paged(db.selectFrom("link_publishers").selectAll(), "id", paging).execute(), paging);
}

/** Whether the links of a publisher may trend, now and later. @throws Refusal `missing` */
export async function reviewPublisher(
  kith: Kith,
  by: By,
  { id, state }: { id: number; state: "approved" | "rejected" },
): Promise<Publisher> {
  return await kith.write(async (tx) => {
    const publisher = await tx
      .updateTable("link_publishers")
      .set({ state, reviewed_at: kith.now() })
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst();
    if (publisher === undefined) throw missing();
    const action = state === "approved" ? "approve" : "reject";
    await writeAudit(tx, kith, by, { action, target_type: "trends/publisher", target_id: id, target_name: publisher.host });
    await followPublishers(tx, kith);
    return publisher;
  });
}

/** Gives links on which nobody has decided the state of their publishers, which are written down when they are new. */
export async function followPublishers(tx: Tx, kith: Pick<Kith, "newId" | "now">): Promise<void> {
  const links = await tx
    .selectFrom("trends")
    .innerJoin("cards", "cards.id", "trends.subject_id")
    .select(["trends.id", "trends.state", "cards.url"])
    .where("trends.kind", "=", "link")
    .where("trends.reviewed_at", "=", 0)
    .orderBy("trends.score", "desc")
    .limit(MOST)
    .execute();
  const hosted = links.flatMap((link) => {
    const host = parseHttpUrl(link.url)?.hostname.replace(/^www\./, "");
    return host === undefined ? [] : [{ ...link, host }];
  });
  const states = await statesOf(tx, kith, [...new Set(hosted.map(({ host }) => host))].sort());
  for (const state of ["pending", "approved", "rejected"] as const) {
    const changed = hosted.filter((link) => states.get(link.host) === state && link.state !== state);
    for (const part of parts(changed, CHUNK)) {
      const ids = padded(part.map(({ id }) => id));
      await tx.updateTable("trends").set({ state }).where("id", "in", ids).execute();
    }
  }
}

async function statesOf(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now">,
  hosts: readonly string[],
): Promise<Map<string, Publisher["state"]>> {
  const states = new Map<string, Publisher["state"]>();
  for (const part of parts(hosts, CHUNK)) {
    const rows = part.map((host) => ({
      id: kith.newId(),
      host,
      state: "pending" as const,
      reviewed_at: 0,
      created_at: kith.now(),
    }));
    await tx
      .insertInto("link_publishers")
      .values(rows)
      .onConflict((oc) => oc.doNothing())
      .execute();
    const known = await tx.selectFrom("link_publishers").select(["host", "state"]).where("host", "in", part).execute();
    for (const { host, state } of known) states.set(host, state);
  }
  return states;
}
