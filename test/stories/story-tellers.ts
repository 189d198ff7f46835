/** Those between whom stories are told: alice and eve here, hana who follows alice and is followed by her, and otto whom nobody knows. */
import { followsStranger } from "../world/handshake.ts";
import type { Person } from "../world/person.ts";
import type { World } from "../world/world.ts";

export const AT = "/api/kith/v1/stories";

export const trayOf = async <Entry>(who: Person): Promise<Entry[]> => await who.api<Entry[]>("GET", AT);

export async function gatherTellers(world: World) {
  const [alice, eve] = [await world.person("alice@alpha.test"), await world.person("eve@alpha.test")];
  const [hana, otto] = [await world.stranger("hana@honest.test"), await world.stranger("otto@other.test")];
  await hana.sends("alpha.test", hana.activity("Follow", alice.uri, { to: [alice.uri] }));
  await followsStranger(world, alice, hana);
  return { alice, eve, hana, otto };
}
