/** The exchange: what one person does on one server, seen from the other, step by step. */
import type { NotificationJson, StatusJson } from "../world/entities.ts";
import type { Peer } from "./peer.ts";
import { until } from "./until.ts";

export type Step = { name: string; ok: boolean; ms: number; why: string };
type Log = { steps: Step[]; step<T>(name: string, act: () => Promise<T>): Promise<T | undefined> };

/** Prints and keeps each step; a failed one yields undefined. */
export function makeLog(print: (line: string) => void): Log {
  const steps: Step[] = [];
  return {
    steps,
    step: async (name, act) => {
      const begun = performance.now();
      const row: Step = { name, ok: true, ms: 0, why: "" };
      let value;
      try {
        value = await act();
      } catch (error) {
        row.ok = false;
        row.why = error instanceof Error ? error.message : String(error);
      }
      row.ms = Math.round(performance.now() - begun);
      steps.push(row);
      print(`${row.ok ? "ok  " : "FAIL"} ${String(row.ms).padStart(6)} ms  ${name}${row.ok ? "" : `  -- ${row.why}`}`);
      return value;
    },
  };
}

/** `a` writes, `b` reads and reacts. */
export async function exchange(log: Log, a: Peer, b: Peer): Promise<void> {
  const stamp = `${Date.now().toString(36)}${a.handle.replace(/\W/g, "")}`;
  const say = (what: string) => `${a.handle} → ${b.handle}: ${what}`;
  const bAtA = await log.step(say("the account is found there"), async () => await a.finds(b.handle));
  const aAtB = await log.step(say("and this one from there"), async () => await b.finds(a.handle));
  if (bAtA === undefined || aAtB === undefined) return;
  // Both ways: not every server sends a boost to an author who does not follow.
  await log.step(say("follow back"), async () => await followed(a, bAtA.id));
  await log.step(say("follow"), async () => await followed(b, aAtB.id));
  await log.step(say("follow is notified"), async () => await a.notified("follow", b.handle));
  const own = await log.step(say("post"), async () => await post(a, { status: `hello ${stamp}` }));
  if (own === undefined) return;
  const far = await log.step(say("post arrives in home"), async () => await b.home(`hello ${stamp}`));
  if (far !== undefined) await reactions({ log, say, a, b, stamp }, own, far);
  if (far !== undefined)
    await log.step(say("delete arrives"), async () => {
      await a.deletes(own);
      await until(async () => (await b.status(far.id)) === undefined);
    });
  await log.step(say("unfollow is noticed"), async () => {
    await b.call("POST", `/api/v1/accounts/${aAtB.id}/unfollow`);
    await until(async () => (await a.relationship(bAtA.id))?.followed_by === false);
  });
}

async function followed(peer: Peer, id: string): Promise<void> {
  await peer.call("POST", `/api/v1/accounts/${id}/follow`);
  await until(async () => (await peer.relationship(id))?.following === true);
}

const post = async (peer: Peer, body: object): Promise<StatusJson> =>
  await peer.call("POST", "/api/v1/statuses", { visibility: "public", ...body });

type Scene = { log: Log; say: (what: string) => string; a: Peer; b: Peer; stamp: string };

/** What the reader does with a post, and what the writer does then. */
async function reactions(scene: Scene, own: StatusJson, far: StatusJson): Promise<void> {
  const { log, say, a, b, stamp } = scene;
  const mark = async (verb: string) => await b.call("POST", `/api/v1/statuses/${far.id}/${verb}`);
  const counted = async (field: "favourites_count" | "reblogs_count", count: number) =>
    await until(async () => (await a.status(own.id))?.[field] === count);
  await log.step(say("like is notified and counted"), async () => {
    await mark("favourite");
    await a.notified("favourite", b.handle, stamp);
    await counted("favourites_count", 1);
  });
  await log.step(say("boost is notified and counted"), async () => {
    await mark("reblog");
    await a.notified("reblog", b.handle, stamp);
    await counted("reblogs_count", 1);
  });
  const reply = await log.step(say("reply is notified"), async () => {
    const made = await post(b, { status: `@${a.handle} reply ${stamp}`, in_reply_to_id: far.id });
    return { made, notice: await a.notified("mention", b.handle, `reply ${stamp}`) };
  });
  const answered = async () => (await a.thread(own.id)).descendants.some(({ content }) => content.includes(`reply ${stamp}`));
  await log.step(say("reply stands in the thread"), async () => await until(answered));
  await log.step(say("unlike is counted"), async () => {
    await mark("unfavourite");
    await counted("favourites_count", 0);
  });
  await log.step(say("unboost is counted"), async () => {
    await mark("unreblog");
    await counted("reblogs_count", 0);
  });
  if (reply !== undefined) {
    await log.step(say("direct message arrives"), async () => await directMessage(scene, reply.notice));
    await log.step(say("deleted reply leaves the thread"), async () => {
      await b.deletes(reply.made);
      await until(async () => !(await answered()));
    });
  }
  await log.step(say("edit arrives"), async () => {
    await a.call("PUT", `/api/v1/statuses/${own.id}`, { status: `edited ${stamp}` });
    await until(async () => (await b.status(far.id))?.content.includes(`edited ${stamp}`));
  });
}

/** As an answer, for snac sees no mention in a text when the handle has a port, but it does address whom it answers. */
async function directMessage({ a, b, stamp }: Scene, answered: NotificationJson): Promise<void> {
  const text = `direct ${stamp}`;
  await post(a, { status: `@${b.handle} ${text}`, visibility: "direct", in_reply_to_id: answered.status?.id });
  const { status } = await b.notified("mention", a.handle, text);
  // snac calls private whatever is not public.
  if (status?.visibility !== "direct" && status?.visibility !== "private") throw new Error(`it is ${status?.visibility} there`);
}
