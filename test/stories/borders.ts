/** Two servers whose people follow each other, and who runs the first of them, who can bar the other. */
import type { Person } from "../world/person.ts";
import { staffOf } from "../world/staff.ts";
import type { World } from "../world/world.ts";

/** Alice of alpha and Bob of beta, each of whom follows the other; Ada runs alpha. */
export async function acrossTheBorder(world: World): Promise<{ alice: Person; bob: Person; ada: Person }> {
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  const ada = await staffOf(world, "ada@alpha.test");
  await alice.follows(bob);
  await bob.follows(alice);
  await world.settles();
  return { alice, bob, ada };
}

/** A server is blocked. Returns what lifts that. */
export async function bars(ada: Person, domain: string, more: object = {}): Promise<() => Promise<unknown>> {
  const made = { domain, severity: "suspend", ...more };
  const { id } = await ada.api<{ id: string }>("POST", "/api/v1/admin/domain_blocks", made);
  return async () => await ada.api("DELETE", `/api/v1/admin/domain_blocks/${id}`);
}
