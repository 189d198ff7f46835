/**
 * The ten hottest operations of the client API, as the apps of people who read and write ask for them; what other servers ask for most; and pages
 * as browsers ask for them, packed on their way.
 */
import { Pool } from "undici";
import { request, type Ask } from "./load.ts";
import { SESSION_COOKIE } from "../src/access/cookies.ts";
import { SESSION, TOKENS } from "./marks.ts";
import type { Seeded } from "./seed.ts";
import type { Server } from "./server.ts";
import { word } from "./words.ts";

export type Operation = { name: string; ask: (n: number) => Ask };

const DEEP_PAGES = 30;
const browser = { cookie: `${SESSION_COOKIE}=${SESSION}`, accept: "text/html", "accept-encoding": "gzip, deflate, br" };
const bearer = { authorization: `Bearer ${TOKENS.viewer}` };

export const OPERATIONS = [
  "home",
  "home-deep",
  "public",
  "account",
  "context",
  "notifications",
  "search",
  "status",
  "relationships",
  "post",
  "actor",
  "page-home",
  "page-thread",
  "page-profile",
] as const;

/** The operations, with ids of what is there. `deep` are cursors of older pages of the home timeline. */
export function operations(seeded: Seeded, deep: readonly string[]): Operation[] {
  const get = (path: string): Ask => ({ method: "GET", path, headers: bearer });
  const page = (path: string): Ask => ({ method: "GET", path, headers: browser });
  const activity = (path: string): Ask => ({ method: "GET", path, headers: { accept: "application/activity+json" } });
  const one = <Item>(items: readonly Item[], n: number): Item | undefined => items[n % items.length];
  const ids = seeded.account_ids.slice(0, 40).map((id) => `id[]=${id}`);
  const asks: Record<(typeof OPERATIONS)[number], Operation["ask"]> = {
    home: () => get("/api/v1/timelines/home?limit=20"),
    "home-deep": (n) => get(`/api/v1/timelines/home?limit=20&max_id=${one(deep, n)}`),
    public: () => get("/api/v1/timelines/public?limit=20"),
    account: (n) => get(`/api/v1/accounts/${one(seeded.account_ids, n)}/statuses?limit=20`),
    context: () => get(`/api/v1/statuses/${seeded.thread_id}/context`),
    notifications: () => get("/api/v1/notifications?limit=20"),
    search: (n) => get(`/api/v2/search?limit=20&q=${word(20 + (n % 200))}`),
    status: (n) => get(`/api/v1/statuses/${one(seeded.status_ids, n)}`),
    relationships: () => get(`/api/v1/accounts/relationships?${ids.join("&")}`),
    post: (n) => postOf(TOKENS.viewer, `Number ${n} of the posts of a benchmark, about ${word(n % 5000)} #${word(100)}`),
    actor: () => activity(`/users/${seeded.viewer_id}`),
    "page-home": () => page("/home"),
    "page-thread": () => page(seeded.thread_path),
    "page-profile": () => page(seeded.profile_path),
  };
  return OPERATIONS.map((name) => ({ name, ask: asks[name] }));
}

export const postOf = (token: string, status: string): Ask => ({
  method: "POST",
  path: "/api/v1/statuses",
  headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  body: JSON.stringify({ status, visibility: "public" }),
});

/** Walks down the home timeline for cursors; also shows that there is something to measure. */
export async function deepCursors(server: Server): Promise<string[]> {
  const pool = new Pool(server.address, { connections: 1 });
  try {
    const cursors: string[] = [];
    let path = "/api/v1/timelines/home?limit=20";
    while (cursors.length < DEEP_PAGES) {
      const { status, text } = await request(pool, { method: "GET", path, headers: bearer });
      if (status !== 200) throw new Error(`the home timeline is answered with ${status}: ${text()}`);
      const last = (JSON.parse(text()) as { id: string }[]).at(-1)?.id;
      if (last === undefined) break;
      cursors.push(last);
      path = `/api/v1/timelines/home?limit=20&max_id=${last}`;
    }
    if (cursors.length < 2) throw new Error("the home timeline is empty");
    return cursors.slice(0, -1);
  } finally {
    await pool.close();
  }
}
