/**
 * Every operation that Mastodon documents, with the errors that it documents for each: what `operations.txt` says, one a line.
 *
 * They are facts of the API and not of this server, so tests can hold this server against them.
 */
import { readFileSync } from "node:fs";

export type Operation = { name: string; method: string; path: string; errors: readonly number[] };

export const operations: readonly Operation[] = readFileSync(new URL("operations.txt", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => {
    const [method = "", path = "", errors = ""] = line.split(" ");
    return { name: `${method} ${path}`, method, path, errors: errors.split(",").map(Number) };
  });

/** Those that document an error. */
export const documenting = (error: number): Operation[] => operations.filter(({ errors }) => errors.includes(error));

/** Its path with one value for all that it names. */
export const pathWith = ({ path }: Operation, value: string): string => path.replaceAll(/\{\w+\}/g, value);

export const hasParameter = ({ path }: Operation): boolean => path.includes("{");
