/** A group on a site, made in the browser by one of three who are signed in. */
import { expect } from "vitest";
import { findAccountByHandle } from "../../src/accounts/find.ts";
import type { Site } from "./site.ts";

export const VALUES = {
  name: "gardens",
  title: "Gardens",
  note: "All that grows",
  rules: "Be kind\nNo goats",
  membership: "public",
  posting: "members",
  revealed: "1",
  discoverable: "1",
  chat: "1",
  downvotes: "1",
};

export async function gather(site: Site, values: Record<string, string | undefined> = {}) {
  for (const name of ["ann", "ben", "eve"]) await site.joins(name);
  const [ann, ben, eve] = [site.surfer(), site.surfer(), site.surfer()];
  for (const [n, surfer] of [ann, ben, eve].entries()) await surfer.signsIn(["ann", "ben", "eve"][n]!);
  const fields = Object.entries({ ...VALUES, ...values }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const made = await ann.send("/groups", Object.fromEntries(fields), { from: "/groups/new", files: true });
  expect([made.status, made.headers["location"]]).toEqual([303, "/@gardens"]);
  const group = (await findAccountByHandle(site.kith.db, "gardens", ""))!;
  return { ann, ben, eve, id: group.id };
}
