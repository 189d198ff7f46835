/** One of several processes: does the part that its supervisor gave it, and stops when it is told to. */
import { ipcSiblings } from "../db/ipc-siblings.ts";
import { createSetupLink } from "../access/setup.ts";
import type { Instance } from "../config.ts";
import { makeHolder } from "../jobs/holder.ts";
import { launch, PATIENCE, sayLink } from "../start.ts";
import type { Kith } from "../kith.ts";
import { isOurs, PULSE, type FromChild, type Role, type ToChild } from "./messages.ts";

/** ms that clients have to come back to connections on which they have been quiet, and ms for all that is under way, when another has taken over. */
const LINGER = 5000;
const LONG_PATIENCE = 30_000;

/** Runs until the supervisor, or a signal, ends it. @throws Error in one sentence when it cannot start */
export async function serveAsChild(instance: Instance, role: Role): Promise<void> {
  const holder = makeHolder();
  const heard: { news: (news: readonly unknown[]) => void } = { news: () => undefined };
  const channel = {
    send: (news: readonly unknown[]) => say({ kith: "news", news }),
    listen: (on: typeof heard.news) => void (heard.news = on),
  };
  // Before it takes anything: should it die, others know what it held.
  say({ kith: "calls", holder });
  const running = await launch(instance, {
    web: role !== "worker",
    worker: role !== "web",
    options: {
      holder,
      ...(instance.database === "sqlite" ? { siblings: ipcSiblings(channel), heldUp: () => say({ kith: "held-up" }) } : {}),
    },
  });
  let stopping = false;
  const stop = (linger: number, patience: number) => {
    if (stopping) return;
    stopping = true;
    // What takes longer is leased, and done by another.
    setTimeout(() => process.exit(0), patience).unref();
    void running.stop(linger).then(() => process.exit(0));
  };
  process.on("message", (message: ToChild) => {
    if (!isOurs(message)) return;
    if (message.kith === "news") heard.news(message.news);
    else if (message.kith === "retire") stop(LINGER, LONG_PATIENCE);
    else if (message.kith === "alive") say({ kith: "lives" });
    else void bury(running.kith, message.holder);
  });
  // Not once: a service manager tells all processes, and the supervisor tells them again.
  process.on("SIGTERM", () => stop(0, PATIENCE)).on("SIGINT", () => stop(0, PATIENCE));
  // The supervisor takes it for all.
  process.on("SIGHUP", () => undefined);
  if (process.env.KITH_FIRST === "1" && role !== "worker") sayLink(await createSetupLink(running.kith));
  say({ kith: "ready", port: running.port });
  setInterval(() => say({ kith: "lives" }), PULSE).unref();
}

function say(message: FromChild): void {
  // The other end may have gone a moment ago, and this process follows it.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

/** Frees what another process held that died without freeing it. */
async function bury(kith: Kith, holder: string): Promise<void> {
  try {
    await kith.worker.inherit(holder);
    await kith.write(async (tx) => await tx.deleteFrom("slots").where("holder", "=", holder).execute());
    say({ kith: "buried", holder });
  } catch (error) {
    kith.log.warning("what a dead process held stays leased for a minute: {error}", { error });
  }
}
