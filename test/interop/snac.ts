/**
 * `npm run interop`: Kith as a real process exchanges follows, posts, likes, boosts, replies, edits, direct messages and deletes with a real
 * snac2, both ways, over loopback. Prints each step; the exit status is the number of those that failed.
 */
import type { StatusJson } from "../world/entities.ts";
import { install } from "../world/process.ts";
import { exchange, makeLog } from "./exchange.ts";
import { makePeer } from "./peer.ts";
import { hasSnac, startSnac, type Snac } from "./snac-server.ts";

/** snac sends an Undo of an Announce, and ignores those that it gets, by design. */
const BY_DESIGN = /^ann@.*/;

async function main(): Promise<number> {
  if (!(await hasSnac())) {
    console.log("skipped: snac is not installed (Debian: snac2 in bookworm-backports)");
    return 0;
  }
  await using snac = await startSnac();
  using place = await install({ log: "warning" });
  await place.cli("account", "create", "alice", "--email", "alice@mail.test", "--password", "correct horse battery");
  const token = await place.cli("token", "create", "alice", "--scopes", "read write follow");
  const server = await place.start();
  try {
    const kith = makePeer({ handle: `alice@127.0.0.1:${place.port}`, base: place.origin, token });
    const other = makePeer({
      handle: snac.handle,
      base: snac.base,
      token: snac.token,
      erase: async (status) => await erase(snac, status),
    });
    const log = makeLog((line) => console.log(line));
    await exchange(log, kith, other);
    await exchange(log, other, kith);
    const failed = log.steps.filter(({ ok }) => !ok);
    const excused = failed.filter(({ name }) => BY_DESIGN.test(name) && name.endsWith("unboost is counted"));
    console.log(`${log.steps.length - failed.length} ok, ${failed.length} failed, ${excused.length} of them by snac's design`);
    const bad = failed.length - excused.length;
    if (bad > 0) console.log(`--- Kith said\n${server.output().slice(-4000)}\n--- snac said\n${snac.log().slice(-4000)}`);
    return bad;
  } finally {
    server.signal("SIGTERM");
    await server.ended;
  }
}

/** snac has no DELETE for statuses; the form of its own pages has. */
async function erase(snac: Snac, status: StatusJson): Promise<void> {
  const [user = ""] = snac.handle.split("@");
  const answer = await fetch(`${snac.base}/${user}/admin/action`, {
    method: "POST",
    redirect: "manual",
    headers: {
      authorization: `Basic ${Buffer.from(`${user}:${snac.password}`).toString("base64")}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams({ id: status.uri, action: "Delete" }).toString(),
  });
  if (answer.status >= 400) throw new Error(`snac's form of deletion: ${answer.status}`);
}

process.exitCode = Math.min(await main(), 100);
