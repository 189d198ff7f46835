/** Which test files PostgreSQL is spared, as they never come near a database. */
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { testsOfDatabases } from "../world/once.ts";

test("what opens the tests' database is played on each; what has none, or one of its own, once", () => {
  const near = testsOfDatabases(resolve(import.meta.dirname, "../.."));
  // A world, a single Kith, one who asks for the template alone, and real processes.
  for (const name of ["stories/groups", "units/jobs", "units/siblings", "stories/processes", "kill/many", "mastodon/odd"])
    expect(near).toContain(`test/${name}.test.ts`);
  for (const name of ["stories/start", "stories/busy-process", "units/ical", "units/lint", "units/once"])
    expect(near).not.toContain(`test/${name}.test.ts`);
});
