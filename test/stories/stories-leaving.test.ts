/** Stories go with the account that shows them. */
import { expect, test } from "vitest";
import type { Person } from "../world/person.ts";
import { createWorld } from "../world/world.ts";

const AT = "/api/kith/v1/stories";
const tray = async (who: Person) => await who.api<unknown[]>("GET", AT);

test("an account that goes takes its stories along", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const [ann, bob] = [await world.person("ann@alpha.test"), await world.person("bob@beta.test")];
  for (const one of [ann, bob]) await one.follows(alice);
  await world.settles();
  await alice.api("POST", AT, { text: "Last one" });
  await world.settles();
  for (const one of [ann, bob]) expect(await tray(one)).toHaveLength(1);
  await world.settles();
  const kith = world.instance("alpha.test");
  await kith.write(async (tx, happened) => {
    await tx.updateTable("accounts").set({ suspended_at: kith.now() }).where("id", "=", Number(alice.id)).execute();
    happened({ type: "account.condemned", account_id: Number(alice.id) });
  });
  await world.settles();
  for (const one of [ann, bob]) expect(await tray(one)).toEqual([]);
  expect(await kith.db.selectFrom("stories").selectAll().execute()).toEqual([]);
});
