/** The village for the tests of a file that walk through its forms: a visitor, and Mia, who runs the server, each with the pages that are for them. */
import { afterAll, beforeAll } from "vitest";
import type { InstanceConfig } from "../../src/config.ts";
import { makeClient } from "../world/client.ts";
import { openTestKith, type TestKith } from "../world/instance.ts";
import { makeSurfer, type Surfer } from "./site.ts";
import { adminPages } from "./village-admin-pages.ts";
import { memberPages, visitorPages } from "./village-pages.ts";
import { populate, raise, VILLAGE_PASSWORD, type Neighbour, type Open, type Village } from "./village.ts";

export type Walker = { surfer: Surfer; pages: readonly string[] };

const open: Open = async ({ domain, ...config }) => await openTestKith(domain, { config, now: () => Date.now() });

/** Is raised before the file's tests, and ends after them. */
export function villageWalkers(registrations: InstanceConfig["registrations"]) {
  let scene: { here: Neighbour; there: Neighbour; village: Village };
  beforeAll(async () => {
    const here = await raise(open, { title: "Lindenhof", registrations, limits: { rate: false } });
    const there = await raise(open, { title: "Harbour" });
    scene = { here, there, village: await populate(here.kith, there.kith) };
  }, 120_000);
  afterAll(async () => {
    await scene.here.close();
    await scene.there.close();
  });
  const surfer = (): Surfer => {
    const { origin, domain } = scene.here.kith.instance;
    return makeSurfer(
      makeClient(domain, () => Number(new URL(origin).port)),
      origin,
    );
  };
  return {
    kith: () => scene.here.kith as TestKith,
    visitor: (): Walker => ({ surfer: surfer(), pages: Object.values(visitorPages(scene.village)) }),
    mia: async (): Promise<Walker> => {
      const { there, village } = scene;
      const mia = surfer();
      await mia.send("/sign_in", { login: "mia", password: VILLAGE_PASSWORD });
      const hers = memberPages(village, there.kith.instance.domain);
      return { surfer: mia, pages: [...Object.values(hers), ...Object.values(adminPages(village))] };
    },
  };
}
