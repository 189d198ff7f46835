/**
 * NodeInfo, in both versions that clients ask for. Written here because Fedify serves one version only, and some clients have `/nodeinfo/2.0` built in;
 * what stands in it is ten lines.
 */
import type { Response } from "express";
import { sql } from "kysely";
import { isPerson } from "../../accounts/users.ts";
import type { Kith } from "../../kith.ts";
import { VERSION } from "../../version.ts";
import { reply } from "./answer.ts";

type Version = "2.0" | "2.1";
type Usage = { users: { total: number; activeMonth: number; activeHalfyear: number }; localPosts: number };
type Counted = { usage: Promise<Usage>; until: number };

const DAY = 86_400_000;
/** ms for which the numbers stand. */
const KEPT = 600_000;

export function serveNodeInfoLinks({ instance }: Kith, response: Response): void {
  const links = (["2.0", "2.1"] as const).map((version) => ({
    rel: `http://nodeinfo.diaspora.software/ns/schema/${version}`,
    href: `${instance.origin}/nodeinfo/${version}`,
  }));
  reply(response, { body: JSON.stringify({ links }), type: "application/json" });
}

export async function serveNodeInfo(kith: Kith, response: Response, version: Version): Promise<void> {
  const { instance } = kith;
  const body = {
    version,
    software: { name: "kith", version: VERSION, ...repositoryOf(instance, version) },
    protocols: ["activitypub"],
    services: { inbound: [], outbound: [] },
    usage: await usageOf(kith),
    openRegistrations: instance.registrations === "open",
    // Some clients pick their dialect by `upstream`, and stumble where `metadata` is missing.
    metadata: { nodeName: instance.title, nodeDescription: instance.description, upstream: { name: "mastodon" } },
  };
  const profile = `http://nodeinfo.diaspora.software/ns/schema/${version}#`;
  reply(response, { body: JSON.stringify(body), type: `application/json; profile="${profile}"` });
}

/** Only 2.1 has a word for it. */
const repositoryOf = ({ source_url }: Kith["instance"], version: Version) =>
  version === "2.1" && source_url !== "" ? { repository: source_url } : {};

/** Counted once in ten minutes, by whoever asks first; the others wait for the same numbers. */
async function usageOf(kith: Kith): Promise<Usage> {
  const cache = kith.cache<Counted>("nodeinfo-usage", 1);
  const known = cache.get("");
  if (known !== undefined && known.until > kith.now()) return await known.usage;
  const usage = count(kith);
  cache.set("", { usage, until: kith.now() + KEPT });
  usage.catch(() => cache.delete(""));
  return await usage;
}

/** From the accounts of this server and their counts: never from the statuses. */
async function count({ db, now }: Kith): Promise<Usage> {
  const { total, posts } = await db
    .selectFrom("accounts")
    .innerJoin("users", "users.id", "accounts.id")
    .select((eb) => [
      sql<number>`coalesce(sum(case when ${isPerson} then 1 else 0 end), 0)`.as("total"),
      eb.fn.sum<number | null>("accounts.statuses_count").as("posts"),
    ])
    .where("accounts.host", "=", "")
    .where("accounts.suspended_at", "=", 0)
    .where("accounts.deleted_at", "=", 0)
    .executeTakeFirstOrThrow();
  const seenSince = async (since: number) => {
    const row = await db
      .selectFrom("users")
      .select((eb) => eb.fn.countAll<number>().as("n"))
      .where("last_seen_at", ">", since)
      .where(isPerson)
      .executeTakeFirstOrThrow();
    return Number(row.n);
  };
  return {
    users: {
      total: Number(total),
      activeMonth: await seenSince(now() - 30 * DAY),
      activeHalfyear: await seenSince(now() - 180 * DAY),
    },
    localPosts: Number(posts ?? 0),
  };
}
