/** A database that can be served from: open, up to date, not being moved, and with the secret that its keys were made with. */
import { getLogger } from "@logtape/logtape";
import type { Instance } from "./config.ts";
import { migrate } from "./db/migrate.ts";
import { openDatabase, type DatabaseOptions, type OpenDatabase } from "./db/open.ts";
import { assertNotEmptied, assertSecret } from "./keys/secret.ts";

type Means = Pick<DatabaseOptions, "guard" | "synchronous"> & {
  now: () => number;
  /** Whatever its keys were made with. */
  anySecret: boolean;
};

/** @throws Error in one sentence when it is not to be served from; nothing stays open then */
export async function openReady(
  instance: Instance,
  { guard, synchronous = "full", now, anySecret }: Means,
): Promise<OpenDatabase> {
  assertNotEmptied(instance);
  let ready = false;
  const { database: address, replicas, connections, data: folder } = instance;
  const warn: DatabaseOptions["warn"] = (message, properties) => {
    // Until then whoever wants to start says what is wrong.
    if (ready) getLogger(["kith"]).warning(message, properties);
  };
  const database = await openDatabase({ database: address, replicas, connections, folder, guard, synchronous, warn });
  try {
    if (database.engine === "postgres") {
      await (await import("./db/move/target.ts")).assertNoMove(database.reads);
      await (await import("./db/postgres-whole.ts")).assertWhole(database.reads);
    }
    await migrate(database, now);
    if (!anySecret) await assertSecret(instance, database.reads);
  } catch (error) {
    await database.close().catch(() => undefined);
    throw (await import("./db/unusable.ts")).explained(error, address);
  }
  ready = true;
  return database;
}
