/** Who plays in the kill tests: one person here, and on a server made by hand one whom they follow and several who follow them. */
import { expect } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import type { Installation } from "../world/process.ts";
import type { Remote } from "./remote.ts";
import { eventually, type Api } from "./watch.ts";

export const FOLLOWERS = 6;

export type Scene = { remote: Remote; place: Installation; api: Api };

/** Follows both ways, so that Creates stand in alice's home and her posts are owed to every follower. */
export async function getAcquainted({ remote, place, api }: Scene): Promise<void> {
  const q = encodeURIComponent(remote.handle);
  const found = await api<{ accounts: { id: string }[] }>("GET", `/api/v2/search?q=${q}&resolve=true&type=accounts`);
  await api("POST", `/api/v1/accounts/${found?.accounts[0]?.id}/follow`);
  await eventually(async () => remote.followed.has("bob"));
  const me = await api<{ id: string }>("GET", "/api/v1/accounts/verify_credentials");
  for (let i = 0; i < FOLLOWERS; i++) {
    const actor = remote.uri(`fan${i}`);
    const follow = {
      "@context": "https://www.w3.org/ns/activitystreams",
      id: `${actor}/follow`,
      type: "Follow",
      actor,
      object: `${place.origin}/users/${me?.id}`,
    };
    expect(await remote.send(`${place.origin}/inbox`, `fan${i}`, follow)).toBe(202);
  }
  await eventually(
    async () =>
      (await api<{ followers_count: number }>("GET", "/api/v1/accounts/verify_credentials"))?.followers_count === FOLLOWERS,
  );
}

/** Every uri in home, with how often it stands there. */
export async function homeUris(api: Api): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (let max_id = ""; ;) {
    const page = await api<StatusJson[]>("GET", `/api/v1/timelines/home?limit=40${max_id}`);
    if (page === undefined || page.length === 0) return counts;
    for (const { uri } of page) counts.set(uri, (counts.get(uri) ?? 0) + 1);
    max_id = `&max_id=${page.at(-1)?.id}`;
  }
}
