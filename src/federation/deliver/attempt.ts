/** An attempt at a delivery: whether it may be made now, how it went, and what becomes of it. */
import type { Row } from "../../db/schema.ts";
import type { DeliveryState } from "../../db/values.ts";
import { instantOf } from "../../ids.ts";
import { LeaseLost } from "../../jobs/leases.ts";
import type { Leased } from "../../jobs/worker.ts";
import type { Kith } from "../../kith.ts";
import { isBarred } from "../../moderation/policy.ts";
import { noteFailure, noteRequest, noteSuccess, pauseOf, troubleOf } from "./hosts.ts";
import { hostOfLane } from "./lanes.ts";
import { ladder, Later } from "./later.ts";
import { letterOf, post, type Fate } from "./post.ts";
import { GIVE_UP, GIVE_UP_TAKING_BACK, probeAnother, TOO_LONG, WAITS_FOR_OBJECT } from "./waiting.ts";

type Delivery = Row<"deliveries">;

const HOUR = 3_600_000;
/** ms */
const FRESH = 10_000;
/** So many accounts may share a personal inbox that is asked about. */
const MOST_OWNERS = 20;

/**
 * Delivers a document to an inbox.
 *
 * @throws Later when it is to be tried again
 */
export async function deliver(kith: Kith, leased: Leased<Delivery>): Promise<void> {
  try {
    await attempt(kith, leased);
  } catch (error) {
    // A fault of ours is tried again as well, and like the others not for ever.
    if (error instanceof Later || error instanceof LeaseLost || !(await isOld(kith, leased.row))) throw error;
    await giveUp(kith, leased, { state: "failed", why: String(error) });
  }
}

async function isOld(kith: Kith, { id, document_id }: Delivery): Promise<boolean> {
  const age = kith.now() - instantOf(id);
  if (age <= GIVE_UP || age > GIVE_UP_TAKING_BACK) return age > GIVE_UP;
  return (await letterOf(kith, document_id))?.takes_back !== true;
}

async function attempt(kith: Kith, leased: Leased<Delivery>): Promise<void> {
  const { row } = leased;
  if ((await isBarred(kith, row.inbox_url)) && !(await (await import("./parting.ts")).isLastWord(kith, row)))
    return await giveUp(kith, leased, { state: "suspended", why: "its server is blocked here" });
  const host = hostOfLane(row.lane);
  const paused = await pauseOf(kith, host);
  if (paused > 0) {
    // What is due with the probe each time is under way while the rest of what is too old is given up.
    if (await isOld(kith, row)) return await giveUp(kith, leased, { state: "failed", why: TOO_LONG });
    throw new Later(whyStill(row), paused, false);
  }
  const letter = await letterOf(kith, row.document_id);
  if (letter === undefined) return await giveUp(kith, leased, { state: "failed", why: "the document is gone" });
  const trouble = await troubleOf(kith, host);
  if (mayHaveCome(kith, row) && (await (await import("./withheld.ts")).isWithheld(kith, row, letter))) {
    await forget(kith, leased);
    if (trouble === "away") await probeAnother(kith, host);
    return;
  }
  const wait =
    trouble === "none" ? undefined : await (await import("./order.ts")).findWait(kith, row, { letter, away: trouble === "away" });
  if (wait !== undefined) throw new Later(wait.why, wait.run_at, false);
  await settle(kith, leased, await post(kith, letter, row.inbox_url));
}

/** A block, say, since it was written. What is sent at once, as nearly everything is, has just found its recipients. */
const mayHaveCome = ({ now }: Kith, { id, attempts }: Delivery): boolean => attempts > 1 || now() - instantOf(id) > FRESH;

/** What may not be a probe stays known for that. */
const whyStill = ({ last_error }: Delivery): string => (last_error === WAITS_FOR_OBJECT ? last_error : "its server is away");

async function settle(kith: Kith, leased: Leased<Delivery>, fate: Fate): Promise<void> {
  const { row } = leased;
  const host = hostOfLane(row.lane);
  if (fate.fate === "delivered") return await noteSuccess(kith, host);
  if (fate.fate === "refused") {
    // It answers, so it is there.
    await noteSuccess(kith, host);
    const owners = fate.gone === true ? await ownersOf(kith, row.inbox_url) : [];
    return await giveUp(kith, leased, { state: "refused", why: fate.why, owners });
  }
  const { until, probed } = await (fate.retry_at === undefined
    ? noteFailure(kith, host)
    : noteRequest(kith, host, fate.retry_at));
  if (await isOld(kith, row)) return await giveUp(kith, leased, { state: "failed", why: fate.why });
  // Where nothing else would ask whether its server is back, it does, however often it has been tried.
  throw new Later(fate.why, until > 0 && !probed ? until : Math.max(until, ladder(kith, row)), true);
}

/** Whose an inbox is that is gone, unless they have just been asked after. It is not their server's: that it is gone says nothing of them. */
async function ownersOf({ db, now }: Kith, inbox_url: string): Promise<number[]> {
  const rows = await db
    .selectFrom("accounts")
    .select("id")
    .where("inbox_url", "=", inbox_url)
    .where("shared_inbox_url", "<>", inbox_url)
    .where("deleted_at", "=", 0)
    .where("fetched_at", "<", now() - HOUR)
    .limit(MOST_OWNERS)
    .execute();
  return rows.map(({ id }) => id);
}

/** It is for nobody any more. No receipt says so: of a block by somebody elsewhere its author is to learn nothing. */
async function forget(kith: Kith, { row, complete }: Leased<Delivery>): Promise<void> {
  await kith.write(async (tx) => {
    await complete(tx);
    await tx.deleteFrom("deliveries").where("id", "=", row.id).execute();
  });
}

type End = { state: DeliveryState; why: string; owners?: readonly number[] };

/** Ends a row without success, keeps the reason for whoever looks, and has its owners asked after. */
async function giveUp(kith: Kith, { row, complete }: Leased<Delivery>, { state, why, owners = [] }: End): Promise<void> {
  await kith.write(async (tx, happened) => {
    for (const account_id of owners) happened({ type: "account.stale", account_id });
    await complete(tx);
    await tx
      .updateTable("deliveries")
      .set({ state, last_error: why.slice(0, 500) })
      .where("id", "=", row.id)
      .execute();
  });
}
