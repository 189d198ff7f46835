/**
 * Carries a request out once, however often it is sent: by an app with its Idempotency-Key, by a browser with a form of the same page. The doors say what names a
 * request, and what of its answer is given again.
 */
import { conflict } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { claimRequest, keepAnswer, noting, releaseRequest, type RequestName } from "./repeats.ts";

const MOST_UNDER_WAY = 10_000;

/**
 * - `work`: what is only done the first time, with the Kith that it is to write by;
 * - `kept`: what whoever sends it again is answered, undefined where nothing has been done.
 */
type Work<Answer> = { work: (kith: Kith) => Promise<Answer>; kept: (answer: Answer) => Answer | undefined };

/**
 * Of two that come at the same moment the second waits for the first.
 *
 * @throws Refusal `conflict` while another process is at it, or when nobody knows any more what it was answered; and whatever `work` throws: then it may be
 *   sent again
 */
export async function carryOutOnce<Answer>(kith: Kith, name: RequestName, work: Work<Answer>): Promise<Answer> {
  const under = kith.cache<{ ended: Promise<unknown> }>("requests-under-way", MOST_UNDER_WAY);
  const place = `${name.account_id}/${name.key}`;
  const before = under.get(place)?.ended;
  const mine = carryOut(kith, name, { ...work, before });
  const ended = mine.catch(() => {});
  under.set(place, { ended });
  try {
    return await mine;
  } finally {
    if (under.get(place)?.ended === ended) under.delete(place);
  }
}

async function carryOut<Answer>(
  kith: Kith,
  name: RequestName,
  { before, work, kept }: Work<Answer> & { before: Promise<unknown> | undefined },
): Promise<Answer> {
  await before;
  const claim = await claimRequest(kith, name);
  if (claim === "under way") throw conflict("This request is being carried out already");
  if (claim === "done") throw conflict("This request has been carried out; what it was answered is not known any more");
  if (claim !== "mine") return JSON.parse(claim.answer) as Answer;
  try {
    const answered = await work(noting(kith, name));
    const again = kept(answered);
    if (again === undefined) await releaseRequest(kith, name);
    else await keepAnswer(kith, name, JSON.stringify(again));
    return answered;
  } catch (error) {
    await releaseRequest(kith, name);
    throw error;
  }
}
