/**
 * How the tests run: in two threads whose files share their modules, for nothing in `src` has module state, and which Node reads as it reads the program:
 * what Vite makes of them takes a fifth more of the CPU, as each use of an import becomes a look-up.
 *
 * SQLite is the default; KITH_TEST_DATABASE=postgres://… plays what comes near the database on PostgreSQL (`.ci/postgres` starts one).
 */
import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { testsOfDatabases } from "./test/world/once.ts";

if (Number.parseInt(process.versions.node, 10) < 26) {
  throw new Error(`The tests need Node 26, this is ${process.version}: "npm test" finds the one that npm install brought.`);
}

// A zone that betrays whoever shows a date in local time: half past, and with a change of clocks. Worker threads inherit it
// from here, where it is set for the process; vitest's own `env` would come too late.
process.env["TZ"] = "Australia/Lord_Howe";
// As `src/main.ts` has it.
process.env["UV_THREADPOOL_SIZE"] = "16";
// Real processes share what was compiled for the first of them, as those of one installation do. Not where `start.js` keeps its own: what CI really
// starts afterwards has nothing there yet.
process.env["NODE_COMPILE_CACHE"] = fileURLToPath(new URL("node_modules/.cache/kith-tests", import.meta.url));

/** What takes tens of seconds begins first: last, it would leave the other thread with nothing to do. */
const LONG =
  /\/test\/(?:kill\/|web\/(?:accessible|themes|passkeys|filling|\w+-browser|browser)\.|stories\/(?:processes|start|busy-process|database-move)\.)/;

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONG.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/** On PostgreSQL what comes near the database, and whatever else is asked for by its name: it says the same on both, but it is not nothing. */
const onPostgres = (): string[] => {
  const named = process.argv.slice(2).map((name) => relative(import.meta.dirname, resolve(name)));
  const files = named.filter((name) => /^test\/.*\.test\.ts$/.test(name) && existsSync(join(import.meta.dirname, name)));
  return [...new Set([...testsOfDatabases(import.meta.dirname), ...files])];
};

export default defineConfig({
  test: {
    include: (process.env["KITH_TEST_DATABASE"] ?? "") === "" ? ["test/**/*.test.ts"] : onPostgres(),
    environment: "node",
    pool: "threads",
    isolate: false,
    experimental: { viteModuleRunner: false, nodeLoader: false },
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    globalSetup: existsSync("test/world/setup.ts") ? ["test/world/setup.ts"] : [],
    // How long a slow machine may take, and no more than that: what has to be quick says so itself.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    teardownTimeout: 10_000,
  },
});
