/** Where `masto` is tried: a live instance with three people, and note taken of each operation that was asked for with success. */
import { createRestAPIClient, type mastodon } from "masto";
import { afterAll, beforeAll } from "vitest";
import type { Person } from "../../world/person.ts";
import { openLive, type Live, type LiveOptions } from "../live.ts";
import { plain } from "./offered.ts";

/** Requests that were answered with success, as `METHOD path`. */
export type Called = Set<string>;

export type Setting = {
  /** The library with somebody's token, or with none. */
  as: (name?: string) => mastodon.rest.Client;
  id: (name: string) => string;
  token: (name: string) => string;
  url: () => string;
  live: () => Live;
};

/** Tests by what they show. */
export type Steps = Readonly<Record<string, (setting: Setting) => Promise<void>>>;

/** For a group of tests: opened before the first of them, and closed after the last. `mod` may do everything. */
export function openMasto(called: Called, options: LiveOptions = {}): Setting {
  let live: Live;
  const people = new Map<string, Person>();
  beforeAll(async () => {
    live = await openLive(options);
    live.server.on("request", (request, response) => {
      response.once("finish", () => {
        if (response.statusCode < 300) called.add(plain(request.method ?? "", request.url ?? ""));
      });
    });
    for (const name of ["alice", "bob"]) people.set(name, await live.person(name));
    people.set(
      "mod",
      await live.person("mod", { role: "owner", scopes: "read write follow push profile admin:read admin:write" }),
    );
  }, 30_000);
  afterAll(async () => await live[Symbol.asyncDispose]());
  const token = (name: string) => people.get(name)?.token ?? "";
  return {
    as: (name) => createRestAPIClient({ url: live.url, ...(name === undefined ? {} : { accessToken: token(name) }) }),
    id: (name) => people.get(name)?.id ?? "",
    token,
    url: () => live.url,
    live: () => live,
  };
}

export const names = (accounts: readonly { acct: string }[]): string[] => accounts.map(({ acct }) => acct);
