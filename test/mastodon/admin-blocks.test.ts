/** Blocks of e-mail providers, addresses and networks: kept, listed, changed, and honoured at sign-up, log-in and on every request. */
import { expect, test } from "vitest";
import { createApp, OOB } from "../../src/access/apps.ts";
import { createToken } from "../../src/access/tokens.ts";
import type { Answer } from "../world/client.ts";
import { staffOf } from "../world/staff.ts";
import { createWorld, type World } from "../world/world.ts";

const at = "/api/v1/admin";
type Named = { id: string };

/** Somebody signs up through an app, from the address that the tests' proxy names. */
async function signsUp(world: World, username: string, email: string): Promise<Answer> {
  const kith = world.instance("alpha.test");
  const { app } = await createApp(kith, { client_name: "Newcomers", redirect_uris: OOB, scopes: "read write" });
  const token = await createToken(kith, { app_id: app.id, user_id: null, scopes: "read write" });
  const body = { username, email, password: "correct horse 9", agreement: true, locale: "en" };
  return await world.visitor("alpha.test")("POST", "/api/v1/accounts", { headers: { authorization: `Bearer ${token}` }, body });
}

test("nobody signs up with a blocked e-mail provider or address", async () => {
  await using world = await createWorld("alpha.test");
  const ada = await staffOf(world, "ada@alpha.test");
  const made = await ada.api<Named>("POST", `${at}/email_domain_blocks`, { domain: "Throwaway.example" });
  expect((await signsUp(world, "eve", "eve@mail.throwaway.example")).json()).toMatchObject({
    details: { email: [{ error: "ERR_BLOCKED" }] },
  });
  const known = await ada.api<{ history: { accounts: string; uses: string }[] }>("GET", `${at}/email_domain_blocks/${made.id}`);
  expect(known.history).toHaveLength(7);
  expect(known.history[0]).toMatchObject({ accounts: "1", uses: "1" });
  const again = await ada.asks("POST", `${at}/email_domain_blocks`, { domain: "throwaway.example" });
  expect(again.status).toBe(422);
  await ada.api("DELETE", `${at}/email_domain_blocks/${made.id}`);
  expect((await signsUp(world, "eve", "eve@throwaway.example")).status).toBe(200);

  await ada.api("POST", `${at}/canonical_email_blocks`, { email: "Spa.mmer+1@mail.example" });
  expect(await ada.api<unknown[]>("POST", `${at}/canonical_email_blocks/test`, { email: "spammer@mail.example" })).toHaveLength(
    1,
  );
  expect(await ada.api<unknown[]>("POST", `${at}/canonical_email_blocks/test`, { email: "other@mail.example" })).toEqual([]);
  expect((await signsUp(world, "mal", "s.pammer@mail.example")).status).toBe(422);
  expect((await ada.asks("POST", `${at}/canonical_email_blocks`, { canonical_email_hash: "nonsense" })).status).toBe(422);
});

test("a network waits for approval, may not sign up, or has no access at all", async () => {
  await using world = await createWorld("alpha.test");
  const ada = await staffOf(world, "ada@alpha.test");
  // The proxy of the tests says that everybody comes from 192.0.2.7.
  const made = await ada.api<Named>("POST", `${at}/ip_blocks`, {
    ip: "192.0.2.0/24",
    severity: "sign_up_requires_approval",
    comment: "a café",
    expires_in: 3600,
  });
  expect((await signsUp(world, "eve", "eve@mail.example")).status).toBe(200);
  const waiting = await ada.api<{ username: string; ip: string | null }[]>("GET", `${at}/accounts?pending=true`);
  expect(waiting).toMatchObject([{ username: "eve", ip: "192.0.2.7" }]);
  expect(await ada.api<unknown[]>("GET", `${at}/accounts?ip=192.0.2.7`)).toHaveLength(1);
  await ada.api("PUT", `${at}/ip_blocks/${made.id}`, { severity: "sign_up_block" });
  expect((await signsUp(world, "mal", "mal@mail.example")).status).toBe(403);
  await ada.api("PUT", `${at}/ip_blocks/${made.id}`, { severity: "no_access" });
  const shut = await ada.asks("GET", "/api/v1/timelines/home");
  expect([shut.status, shut.json()]).toEqual([403, { error: "Your network has no access to this server." }]);
  expect((await world.visitor("alpha.test")("GET", "/")).status).toBe(403);
  await world.passes("2 hours");
  expect((await ada.asks("GET", "/api/v1/timelines/home")).status).toBe(200);
  expect(await ada.api("GET", `${at}/ip_blocks/${made.id}`)).toMatchObject({ ip: "192.0.2.0/24", comment: "a café" });
  for (const ip of ["nonsense", "0.0.0.0/0", "192.0.2.0/33", "192.0.2.0/24"])
    expect([ip, (await ada.asks("POST", `${at}/ip_blocks`, { ip, severity: "no_access" })).status]).toEqual([ip, 422]);
});

test("who waits is approved or rejected, once", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { registrations: "approval" } });
  const ada = await staffOf(world, "ada@alpha.test");
  await signsUp(world, "eve", "eve@mail.example");
  await signsUp(world, "mal", "mal@mail.example");
  const pending = async () => await ada.api<{ id: string; username: string }[]>("GET", `${at}/accounts?pending=true`);
  const [mal, eve] = await pending();
  expect(await ada.api("POST", `${at}/accounts/${eve?.id}/approve`)).toMatchObject({ username: "eve", approved: true });
  expect((await ada.asks("POST", `${at}/accounts/${eve?.id}/approve`)).status).toBe(403);
  expect((await ada.asks("POST", `${at}/accounts/${eve?.id}/reject`)).status).toBe(403);
  expect(await ada.api("POST", `${at}/accounts/${mal?.id}/reject`)).toMatchObject({ username: "mal" });
  expect(await pending()).toEqual([]);
  expect((await signsUp(world, "mal", "mal@mail.example")).status).toBe(200);
});

test("a server of limited federation speaks only with those that are allowed", async () => {
  await using world = await createWorld(
    { domain: "alpha.test", config: { federation: { limited: true } } },
    "beta.test",
    "gamma.test",
  );
  const ada = await staffOf(world, "ada@alpha.test");
  const [bob, carol] = [await world.person("bob@beta.test"), await world.person("carol@gamma.test")];
  const allow = await ada.api<Named>("POST", `${at}/domain_allows`, { domain: "beta.test" });
  expect((await ada.finds(bob.handle)).acct).toBe("bob@beta.test");
  await expect(ada.finds(carol.handle)).rejects.toThrow("finds no");
  expect(await ada.api("GET", `${at}/domain_allows`)).toMatchObject([{ id: allow.id, domain: "beta.test" }]);
  await ada.api("DELETE", `${at}/domain_allows/${allow.id}`);
  await world.settles();
  await ada.follows(await ada.finds(bob.handle)).catch(() => undefined);
  await world.settles();
  expect(await bob.notifications()).toEqual([]);
});

test("whom a withdrawn allowance cuts off is told when that was", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { federation: { limited: true } } }, "beta.test");
  const ada = await staffOf(world, "ada@alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  const allow = await ada.api<Named>("POST", `${at}/domain_allows`, { domain: "beta.test" });
  await alice.follows(bob);
  await world.settles();
  await world.passes("3 days");
  const then = world.clock.now();
  await ada.api("DELETE", `${at}/domain_allows/${allow.id}`);
  await world.settles();
  type Severed = { event: { target_name: string; following_count: number; created_at: string } };
  const [lost, ...others] = await alice.api<Severed[]>("GET", "/api/v1/notifications?types[]=severed_relationships");
  expect(others).toEqual([]);
  expect(lost?.event).toMatchObject({ target_name: "beta.test", following_count: 1 });
  expect(Math.abs(Date.parse(lost?.event.created_at ?? "") - then)).toBeLessThan(60_000);
});
