/** The village for the tests of a file that walk through its forms: a visitor, and Mia, who runs the server, each with the pages that are for them. */
import { afterAll, beforeAll } from "vitest";
import type { InstanceConfig } from "../../src/config.ts";
import type { Kith } from "../../src/kith.ts";
import { makeClient } from "../world/client.ts";
import { openTestKith, type TestKith } from "../world/instance.ts";
import { makeSurfer, type Surfer } from "./site.ts";
import { adminPages } from "./village-admin-pages.ts";
import { memberPages, visitorPages } from "./village-pages.ts";
import { populate, raise, VILLAGE_PASSWORD, type Neighbour, type Open, type Village } from "./village.ts";

export type Walker = { surfer: Surfer; pages: readonly string[] };

const open: Open = async ({ domain, ...config }) => await openTestKith(domain, { config, now: () => Date.now() });

async function hasWork({ db, now }: Kith): Promise<boolean> {
  const due = now();
  const left = await db
    .selectFrom("jobs")
    .select("id")
    .where("run_at", "<=", due)
    .union(db.selectFrom("inbox").select("id").where("done_at", "=", 0).where("run_at", "<=", due))
    .union(db.selectFrom("deliveries").select("id").where("done_at", "=", 0).where("run_at", "<=", due))
    .limit(1)
    .execute();
  return left.length > 0;
}

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
    /** Waits until neither server has anything under way: what one of them does may be work for the other. */
    settles: async () => {
      const both = [scene.here.kith, scene.there.kith];
      do for (const { worker } of both) await worker.drain();
      while ((await Promise.all(both.map(hasWork))).includes(true));
    },
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
