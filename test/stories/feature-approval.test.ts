/** What an account says of who may put it into a collection depends on who looks, wherever the account is shown. */
import { expect, test } from "vitest";
import type { Person } from "../world/person.ts";
import { createWorld } from "../world/world.ts";
import { mayBeFound } from "./curators.ts";

type Shown = { id: string; feature_approval: { automatic: string[]; manual: string[]; current_user: string } };

test("visitors may put nobody into a collection, people of this server each other", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  await mayBeFound(alice);
  const status = await alice.posts("Hello");
  const of = (account: Shown) => account.feature_approval;
  const visitor = world.visitor("alpha.test");
  const seen = async (path: string) => (await visitor("GET", path)).json<Shown & { account: Shown }>();
  expect(of(await seen(`/api/v1/accounts/${alice.id}`))).toEqual({ automatic: ["public"], manual: [], current_user: "denied" });
  expect(of((await seen(`/api/v1/statuses/${status.id}`)).account).current_user).toBe("denied");
  for (const who of [alice, bob]) {
    expect(of(await who.api<Shown>("GET", `/api/v1/accounts/${alice.id}`)).current_user).toBe("automatic");
    const { account } = await who.api<{ account: Shown }>("GET", `/api/v1/statuses/${status.id}`);
    expect(of(account).current_user).toBe("automatic");
  }
  expect(of(await alice.api<Shown>("GET", "/api/v1/accounts/verify_credentials")).current_user).toBe("automatic");
});

test("for somebody elsewhere it is as their policy says to who looks; without one it is missing", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, carol] = [await world.person("alice@alpha.test"), await world.person("carol@alpha.test")];
  const policies: Record<string, unknown> = {
    open: { automaticApproval: "https://www.w3.org/ns/activitystreams#Public" },
    asked: { manualApproval: ["https://www.w3.org/ns/activitystreams#Public"] },
    closed: { automaticApproval: [] },
    followed: { automaticApproval: ["https://far.test/users/followed/followers"] },
    some: { automaticApproval: ["https://far.test/users/somebody"] },
  };
  const shown: Record<string, Shown> = {};
  for (const name of ["open", "asked", "closed", "followed", "some", "silent"]) {
    const stranger = await world.stranger(`${name}@far.test`);
    if (policies[name] !== undefined) Object.assign(stranger.actor, { interactionPolicy: { canFeature: policies[name] } });
    shown[name] = (await alice.finds(stranger.handle)) as unknown as Shown;
  }
  const answers = async (who: Person) =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(shown).map(async ([name, { id }]) => [
          name,
          (await who.api<Shown>("GET", `/api/v1/accounts/${id}`)).feature_approval.current_user,
        ]),
      ),
    ) as Record<string, string>;
  const policy = { open: "automatic", asked: "manual", closed: "denied", followed: "denied", some: "unknown", silent: "missing" };
  expect(await answers(alice)).toEqual(policy);
  const kith = world.instance("alpha.test");
  await alice.api("POST", `/api/v1/accounts/${shown.followed?.id ?? ""}/follow`);
  expect(await answers(alice)).toEqual(policy);
  await kith.write(async (tx) => await tx.updateTable("follows").set({ state: "accepted" }).execute());
  expect(await answers(alice)).toEqual({ ...policy, followed: "automatic" });
  expect(await answers(carol)).toEqual(policy);
});
