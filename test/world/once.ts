/**
 * Which test files say the same whatever database the tests are given: those that never come near it. The suite on SQLite plays them; on PostgreSQL
 * they would only be played again.
 *
 * Nobody lists them: a file comes near the database when it, or something in `test/` that it imports, asks where that is.
 */
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const ASKS = /\binject\("template"\)|\bKITH_TEST_DATABASE\b/;
const IMPORTS = /\b(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+\.ts)"/g;

/** The test files below `root` that come near the database, by their paths from there. */
export function testsOfDatabases(root: string): string[] {
  const files = globSync("test/**/*.ts", { cwd: root });
  const known = new Set(files);
  const asking = new Set<string>();
  const importers = new Map<string, string[]>();
  for (const file of files) {
    const text = readFileSync(join(root, file), "utf8");
    if (ASKS.test(text)) asking.add(file);
    for (const [, path = ""] of text.matchAll(IMPORTS)) {
      const imported = join(dirname(file), path);
      if (known.has(imported)) importers.set(imported, [...(importers.get(imported) ?? []), file]);
    }
  }
  // A set tells also what joins it meanwhile.
  for (const file of asking) for (const importer of importers.get(file) ?? []) asking.add(importer);
  return [...asking].filter((file) => file.endsWith(".test.ts")).sort();
}
