/** A private group on alpha that tells outsiders nothing, and people of two servers inside and outside. */
import { FormData } from "undici";
import sharp from "sharp";
import { expect } from "vitest";
import type { Person } from "../world/person.ts";
import type { World } from "../world/world.ts";
import { group, makes, plain, type GroupJson } from "./gardeners.ts";

export const SECRETS = { title: "Roses at dusk", note: "Where we meet by night", rules: ["Say nothing"] };
export const WORDS = ["Roses at dusk", "Where we meet", "Say nothing"];

/** Ann's group on alpha with a picture; Bob on beta is in it, Mal on beta and Eve on alpha are not. */
export async function gather(world: World) {
  const [ann, eve] = [await world.person("ann@alpha.test"), await world.person("eve@alpha.test")];
  const [bob, mal] = [await world.person("bob@beta.test"), await world.person("mal@beta.test")];
  const circle = await makes(ann, { name: "circle", private: true, ...SECRETS });
  const form = new FormData();
  const red = sharp({ create: { width: 500, height: 500, channels: 3, background: "red" } });
  form.append("avatar", new Blob([new Uint8Array(await red.png().toBuffer())], { type: "image/png" }), "a.png");
  form.append("avatar_description", "A red wall");
  const pictured = await ann.asks("PATCH", `/api/kith/v1/groups/${circle.id}`, form);
  expect(pictured.status).toBe(200);
  await bob.follows("@circle@alpha.test");
  await mal.finds("@circle@alpha.test");
  await world.settles();
  return { ann, eve, bob, mal, circle };
}

/** As somebody's own server has it. */
export const seenBy = async (who: Person): Promise<GroupJson & { avatar: string }> =>
  (await group(who, await who.finds("@circle@alpha.test"))) as GroupJson & { avatar: string };

export const told = async (who: Person): Promise<string[]> => {
  const { title, note, rules } = await seenBy(who);
  return [title, plain(note), ...rules];
};

export const ALL = [SECRETS.title, SECRETS.note, ...SECRETS.rules];
export const NOTHING = ["circle", ""];
