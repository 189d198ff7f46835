/** What of Fedify's vocabulary stays in memory: in a process of its own, for what is dropped is of all that has been loaded there. */
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

const vocabulary = new URL("../../src/federation/vocabulary.ts", import.meta.url).href;

/** Loads the vocabulary where one module keeps its text, as Node may leave it, and another is still being loaded, and has use for it. */
const SCRIPT = `
  import { createRequire, Module } from "node:module";
  const { cache } = createRequire(${JSON.stringify(vocabulary)});
  const key = Symbol("text");
  const keeps = (name, loaded) => (cache[name] = Object.assign(new Module(name), { loaded, [key]: "x".repeat(1000) }));
  const [done, underWay] = [keeps("/done.cjs", true), keeps("/under-way.cjs", false)];
  const { vocab } = await import(${JSON.stringify(vocabulary)});
  const textsOf = (module) => Object.getOwnPropertySymbols(module).map((symbol) => module[symbol]).filter((value) => typeof value === "string");
  const sum = (texts) => texts.reduce((length, text) => length + text.length, 0);
  const loaded = Object.values(cache).filter((module) => module.loaded);
  const note = await new vocab.Note({ content: "Bread" }).toJsonLd();
  console.log(JSON.stringify({
    modules: loaded.length, kept: sum(loaded.flatMap(textsOf)), done: sum(textsOf(done)), under_way: sum(textsOf(underWay)), content: note.content,
  }));`;

test("what has been loaded with the vocabulary leaves no second copy of its text behind, and works", { timeout: 60_000 }, () => {
  const args = ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", SCRIPT];
  const held = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as Record<string, unknown>;
  expect(held).toEqual({ modules: expect.any(Number), kept: 0, done: 0, under_way: 1000, content: "Bread" });
  // Fedify's own are among them.
  expect(held["modules"]).toBeGreaterThan(10);
});
