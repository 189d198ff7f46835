/** 403 for other reasons than a token's scopes: what a person may not do to another, or not any more. */
import { expect, test } from "vitest";
import type { Answer } from "../world/client.ts";
import { createWorld } from "../world/world.ts";

const said = ({ status, text }: Answer): unknown[] => [status, Object.keys(JSON.parse(text) as object)];
const FORBIDDEN = [403, ["error"]];

test("what belongs to others, and who has shut one out", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const eve = await world.person("eve@alpha.test");
  const { collection } = await alice.api<{ collection: { id: string } }>("POST", "/api/v1/collections", {
    name: "Neighbours",
    account_ids: [bob.id],
    discoverable: true,
  });
  const at = `/api/v1/collections/${collection.id}`;
  const { collection: shown } = await alice.api<{ collection: { items: { id: string }[] } }>("GET", at);
  const item = `${at}/items/${shown.items[0]?.id}`;
  await alice.blocks(eve);
  const cases: [string, Answer][] = [
    ["change another's collection", await bob.asks("PATCH", at, { name: "Mine" })],
    ["remove it", await bob.asks("DELETE", at)],
    ["add to it", await bob.asks("POST", `${at}/items`, { account_id: eve.id })],
    ["remove from it", await bob.asks("DELETE", item)],
    ["follow who has blocked one", await eve.asks("POST", `/api/v1/accounts/${alice.id}/follow`)],
    ["confirm what is confirmed", await alice.asks("POST", "/api/v1/emails/confirmations")],
  ];
  for (const [what, answer] of cases) expect([what, ...said(answer)]).toEqual([what, ...FORBIDDEN]);
});

test("somebody locked out hears so on everything that is theirs", async () => {
  await using world = await createWorld("alpha.test");
  const mod = await world.person("mod@alpha.test", { role: "owner", scopes: "read write admin:read admin:write" });
  const eve = await world.person("eve@alpha.test");
  await mod.api("POST", `/api/v1/admin/accounts/${eve.id}/action`, { type: "disable" });
  for (const path of ["/api/v1/accounts/verify_credentials", "/api/v1/timelines/home", "/oauth/userinfo"]) {
    const answer = await eve.asks("GET", path);
    expect([path, answer.status, answer.json()]).toEqual([path, 403, { error: "Your login is currently disabled" }]);
  }
});
