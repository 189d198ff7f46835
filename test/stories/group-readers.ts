/** Groups that are read by mail: who reads them how, and what comes to whom. */
import { getUser } from "../../src/accounts/users.ts";
import type { GroupMailMode } from "../../src/db/values.ts";
import type { Kith } from "../../src/kith.ts";
import type { Letter } from "../../src/mail/open.ts";
import { planGroupMail } from "../../src/mailing/group-due.ts";
import { setGroupMail } from "../../src/mailing/group-settings.ts";
import { letterBox } from "../web/letters.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { makes } from "./gardeners.ts";

export const INBOUND = { domain: "alpha.test", config: { mail: { inbound: { port: 0, domain: "lists.alpha.test" } } } } as const;

export async function reads(kith: Kith, person: Person, group_id: string, mode: GroupMailMode | undefined): Promise<void> {
  await setGroupMail(kith, await getUser(kith.db, Number(person.id)), Number(group_id), mode);
}

/** What is due in groups goes out. */
export async function goesOut(world: World): Promise<void> {
  await world.settles();
  await planGroupMail(world.instance("alpha.test"));
  await world.settles();
}

/** Ann has a group on a server that takes letters in, too. */
export async function gather(options: Record<string, unknown> = {}) {
  const world = await createWorld(INBOUND, "beta.test");
  const kith = world.instance("alpha.test");
  const { letters } = letterBox({ kith });
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const gardens = await makes(ann, options);
  const to = (name: string): Letter[] => letters.filter((letter) => letter.to === `${name}@mail.test`);
  return { world, kith, ann, ben, gardens, to, letters };
}
