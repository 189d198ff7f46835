/** Domain allows: the servers with which a server of limited federation has to do at all. */
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Reads, Row } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { writeAudit, type By } from "./audit.ts";
import { readDomain } from "./domains.ts";

export type DomainAllow = Row<"domain_allows">;

/** Allowing again changes nothing. */
export async function allowDomain(kith: Kith, by: By, name: string): Promise<DomainAllow> {
  const domain = readDomain(kith, name);
  return await kith.write(async (tx, happened) => {
    const made = await tx
      .insertInto("domain_allows")
      .values({ id: kith.newId(), domain, created_at: kith.now() })
      .onConflict((oc) => oc.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (made === undefined)
      return await tx.selectFrom("domain_allows").selectAll().where("domain", "=", domain).executeTakeFirstOrThrow();
    await writeAudit(tx, kith, by, { action: "create", target_type: "DomainAllow", target_id: made.id, target_name: domain });
    happened({ type: "domain.changed", domain, was: 0, at: kith.now() });
    return made;
  });
}

export async function disallowDomain(kith: Kith, by: By, id: number): Promise<void> {
  await kith.write(async (tx, happened) => {
    const gone = await tx.deleteFrom("domain_allows").where("id", "=", id).returningAll().executeTakeFirst();
    if (gone === undefined) throw missing();
    await writeAudit(tx, kith, by, {
      action: "destroy",
      target_type: "DomainAllow",
      target_id: id,
      target_name: gone.domain,
    });
    happened({ type: "domain.changed", domain: gone.domain, was: 0, at: kith.now() });
  });
}

/** @throws Refusal `missing` */
export async function getDomainAllow(db: Reads, id: number): Promise<DomainAllow> {
  const row = await db.selectFrom("domain_allows").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw missing();
  return row;
}

export const loadDomainAllows = async (db: Reads, paging: Paging): Promise<DomainAllow[]> =>
  inOrder(await paged(db.selectFrom("domain_allows").selectAll(), "id", paging).execute(), paging);
