/** Ann, who may have letters that sum up what she has missed, Bob, and what has come to whom. */
import { changeSettings } from "../../src/accounts/settings.ts";
import { getUser } from "../../src/accounts/users.ts";
import type { UserSettings } from "../../src/db/values.ts";
import type { Kith } from "../../src/kith.ts";
import { planDigest, planDueDigests } from "../../src/mailing/digest.ts";
import type { Letter } from "../../src/mail/open.ts";
import { letterBox } from "../web/letters.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";

export async function wants(kith: Kith, person: Person, settings: UserSettings, locale = "en"): Promise<void> {
  await changeSettings(kith, await getUser(kith.db, Number(person.id)), { settings, locale });
  await planDigest(kith, Number(person.id));
}

export async function later(world: World, time: string): Promise<void> {
  await world.passes(time);
  await planDueDigests(world.instance("alpha.test"));
  await world.settles();
}

export async function gather() {
  const world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const { letters } = letterBox({ kith });
  const [ann, bob] = [await world.person("ann@alpha.test"), await world.person("bob@alpha.test")];
  const to = (name: string): Letter[] => letters.filter((letter) => letter.to.startsWith(`${name}@`));
  return { world, kith, ann, bob, to };
}
