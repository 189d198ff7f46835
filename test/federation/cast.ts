/** Who delivers to whom in the tests of deliveries. */
import type { Account } from "../../src/db/schema.ts";
import type { KithEventOf } from "../../src/kith-events.ts";
import { addPerson } from "../units/persons.ts";
import { addRemote, followedBy, openOutside, type Outside } from "./outside.ts";

export type Cast = Outside & { alice: Account; bob: Account };

/** Alice here; bob and bert on beta and carol on gamma, who follow her. */
export async function cast(): Promise<Cast> {
  const outside = await openOutside();
  const { kith } = outside;
  const alice = await addPerson(kith, "alice");
  const bob = await addRemote(kith, "bob@beta.test");
  for (const follower of [bob, await addRemote(kith, "bert@beta.test"), await addRemote(kith, "carol@gamma.test")])
    await followedBy(kith, alice, follower);
  return { ...outside, alice, bob };
}

export const published = (status: { id: number; account_id: number }): KithEventOf<"status.published"> => ({
  type: "status.published",
  status_id: status.id,
  account_id: status.account_id,
  local: true,
  visibility: "public",
  reblog: false,
  fresh: true,
  elsewhere: true,
  linked: false,
  more_followers: false,
});

/** Every delivery that there is, oldest first. */
export const rows = async ({ kith }: Outside) => await kith.db.selectFrom("deliveries").selectAll().orderBy("id").execute();
