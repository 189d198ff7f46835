/** What only the database knows: whose uris it holds, whether its keys open, and what has gone wrong with its work. */
import { hasOwner } from "../access/setup.ts";
import { instantOf } from "../ids.ts";
import { loadDeadJobs } from "../jobs/queue.ts";
import { signingKey } from "../keys/load.ts";
import type { Kith } from "../kith.ts";
import { isOurs } from "../uris.ts";
import type { Finding } from "./finding.ts";

const FIVE_MINUTES = 300_000;

/** The domain is in every uri that other servers remember: with another one, every account is a stranger to them. */
export async function checkDomain({ db, instance }: Kith): Promise<Finding> {
  const about = "domain";
  const oldest = await db.selectFrom("accounts").select("uri").where("host", "=", "").orderBy("id").limit(1).executeTakeFirst();
  if (oldest === undefined || isOurs(instance, oldest.uri))
    return { about, state: "ok", text: instance.origin, code: "domain_ok", values: { origin: instance.origin } };
  const stored = URL.parse(oldest.uri)?.origin ?? oldest.uri;
  return {
    about,
    state: "wrong",
    text: `the accounts here are of ${stored}, and the configuration says ${instance.origin}: put the old domain back, it can never change`,
    code: "domain_wrong",
    values: { stored, origin: instance.origin },
  };
}

export async function checkKeys(kith: Kith): Promise<Finding> {
  const about = "keys";
  const one = await kith.db.selectFrom("keys").select("account_id").orderBy("account_id").limit(1).executeTakeFirst();
  if (one === undefined) return { about, state: "note", text: "none yet", code: "keys_none" };
  try {
    await signingKey(kith, one.account_id);
    return { about, state: "ok", text: "the secret opens them", code: "keys_ok" };
  } catch {
    return {
      about,
      state: "wrong",
      text: `secret.key does not open the keys in the database: restore both from the same backup, or, if it is lost for good, "keys renew --sure ${kith.instance.domain}"`,
      code: "keys_wrong",
    };
  }
}

/** Without asking anybody: what is written here must not lie in the future. */
export async function checkClock(kith: Kith): Promise<Finding> {
  const about = "clock";
  const newest = async (table: "accounts" | "tokens" | "jobs") =>
    (
      await kith.db
        .selectFrom(table)
        .select((eb) => eb.fn.max("id").as("id"))
        .where("id", "<", Number.MAX_SAFE_INTEGER)
        .executeTakeFirst()
    )?.id ?? 0;
  const latest = Math.max(...(await Promise.all([newest("accounts"), newest("tokens"), newest("jobs")]))) || 0;
  const ahead = instantOf(latest) - kith.now();
  const minutes = Math.round(ahead / 60_000);
  if (latest > 0 && ahead > FIVE_MINUTES) {
    return {
      about,
      state: "wrong",
      text: `it is behind what is written here by ${minutes} minutes: set it, and let it be kept by NTP`,
      code: "clock_behind",
      values: { minutes },
    };
  }
  return { about, state: "ok", text: new Date(kith.now()).toISOString(), code: "clock_ok" };
}

export async function checkPeople(kith: Kith): Promise<Finding> {
  const about = "people";
  if (!(await hasOwner(kith))) {
    return {
      about,
      state: "note",
      text: 'nobody owns this server yet: open the set-up link that it prints when it starts, or use "account create NAME --role owner"',
      code: "people_ownerless",
    };
  }
  const waiting = await kith.db.selectFrom("users").select("id").where("approved", "=", 0).limit(1000).execute();
  return {
    about,
    state: "ok",
    text: waiting.length === 0 ? "nobody waits for approval" : `${waiting.length} wait for approval: "account approve NAME"`,
    ...(waiting.length === 0 ? { code: "people_ok" } : { code: "people_waiting", values: { count: waiting.length } }),
  };
}

export async function checkDeadJobs(kith: Kith): Promise<Finding> {
  const about = "jobs";
  const dead = await loadDeadJobs(kith, 1000);
  const [first] = dead;
  if (first === undefined) return { about, state: "ok", text: "none has been given up", code: "jobs_ok" };
  const text = `${dead.length} have been given up, the last of kind ${first.kind} with "${first.last_error.slice(0, 200)}": mend the cause`;
  return { about, state: "wrong", text, code: "jobs_failed", values: { count: dead.length, kind: first.kind } };
}

/** Servers that do not answer are their business, and good to know. */
export async function checkHosts({ db }: Kith): Promise<Finding> {
  const down = await db.selectFrom("hosts").select("host").where("state", "<>", "ok").orderBy("host").limit(21).execute();
  if (down.length === 0) return { about: "neighbours", state: "ok", text: "all answer", code: "hosts_ok" };
  const names = down.slice(0, 20).map(({ host }) => host);
  return {
    about: "neighbours",
    state: "note",
    text: `these do not answer at the moment: ${names.join(", ")}${down.length > 20 ? ", and more" : ""}`,
    code: "hosts_silent",
    values: { count: down.length, names: names.join(", ") },
  };
}
