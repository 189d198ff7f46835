/** Aliases, moving, lists of follows, leaving and reactions, on the pages. */
import { expect, test } from "vitest";
import { createGroup } from "../../src/groups/create.ts";
import { createTeam } from "../../src/teams/create.ts";
import { PASSWORD } from "../world/people.ts";
import { openSite, textOf, type Surfer } from "./site.ts";

test("one adds an alias, moves and comes back", async () => {
  await using site = await openSite();
  const [mia, jon] = [await site.joins("mia"), await site.joins("jon")];
  const [miasBrowser, jons] = [site.surfer(), site.surfer()];
  await miasBrowser.signsIn("mia");
  await jons.signsIn("jon");
  const from = "/settings/moving";
  const refused = await miasBrowser.send("/settings/moving/alias", { alias: "nobody@nowhere.test" }, { from });
  expect([refused.status, refused.text.includes("There is no account")]).toEqual([422, true]);
  expect((await jons.send("/settings/moving/alias", { alias: "mia" }, { from })).status).toBe(303);
  expect((await jons.get(from)).text).toContain("@mia");
  const wrong = await miasBrowser.send("/settings/moving/away", { target: "jon", current_password: "wrong" }, { from });
  expect([wrong.status, wrong.text.includes("This is not your password.")]).toEqual([422, true]);
  const away = await miasBrowser.send("/settings/moving/away", { target: "jon", current_password: PASSWORD }, { from });
  expect(away.status).toBe(303);
  expect((await miasBrowser.get(from)).text).toContain("You have moved");
  expect((await jons.get("/@mia")).text).toContain("This account has moved to");
  const kept = await miasBrowser.send("/compose", { status: "Hello" }, { from: "/compose", files: true });
  expect(kept.status).not.toBe(303);
  expect((await miasBrowser.send("/settings/moving/back", {}, { from })).status).toBe(303);
  expect((await miasBrowser.get(from)).text).not.toContain("You have moved");
  expect((await site.surfer().get(from)).status).toBe(303);
  expect([mia.id, jon.id].every(Boolean)).toBe(true);
});

test("who moves is told what others count on, before and after, and to whom to write is told to others", async () => {
  await using site = await openSite();
  const [mia, jon] = [await site.joins("mia"), await site.joins("jon")];
  const [hers, jons] = [site.surfer(), site.surfer()];
  await hers.signsIn("mia");
  await jons.signsIn("jon");
  await jons.send("/settings/moving/alias", { alias: "mia" }, { from: "/settings/moving" });
  const from = "/settings/moving";
  const said = async (surfer: Surfer, path: string) => textOf((await surfer.get(path)).text);
  expect(await said(hers, from)).not.toContain("Others count on these");
  await createGroup(site.kith, mia, { name: "bees", title: "Bee keepers" });
  await createTeam(site.kith, mia, { username: "press", display_name: "The Press" });
  const when = { starts: "2027-03-28T10:00", ends: "", time_zone: "UTC" };
  await hers.send("/events", { title: "Honey day", ...when, visibility: "public" }, { from: "/events/new", files: true });
  const to = { from: `/messages/new?to=${jon.id}`, files: true };
  await hers.send("/messages/new", { text: "Hello Jon", do: "publish", to: String(jon.id) }, to);
  const before = await said(hers, from);
  for (const words of ["Others count on these", "Bee keepers", "The Press", "Honey day", "Your friends follow the new account"])
    expect(before).toContain(words);
  await hers.send("/settings/moving/away", { target: "jon", current_password: PASSWORD }, { from });
  const after = await said(hers, from);
  for (const words of ["moved to @jon", "Others still count on these", "Bee keepers", "Honey day"])
    expect(after).toContain(words);
  expect(await said(hers, "/home")).toContain("You have moved. You can read here");
  const chat = /\/messages\/(\d+)/.exec((await jons.get("/messages")).text)?.[0] ?? "";
  expect(await said(jons, chat)).toContain("mia has moved. What you write here reaches only the old account");
  const own = (await hers.get(/\/messages\/(\d+)/.exec((await hers.get("/messages")).text)?.[0] ?? "")).text;
  expect([textOf(own).includes("You have moved. You can read here"), own.includes("<textarea")]).toEqual([true, false]);
});

test("one leaves for good, with name and password", async () => {
  await using site = await openSite();
  await site.joins("mia");
  const surfer = site.surfer();
  await surfer.signsIn("mia");
  const from = "/settings/delete";
  const leaves = async (username: string, current_password: string) =>
    await surfer.send(from, { username, current_password }, { from });
  expect((await leaves("jon", PASSWORD)).status).toBe(422);
  expect((await leaves("mia", "wrong")).status).toBe(422);
  expect((await surfer.get("/home")).status).toBe(200);
  expect((await leaves("@Mia", PASSWORD)).status).toBe(303);
  await site.kith.worker.drain();
  expect((await surfer.get("/home")).status).toBe(303);
  expect((await site.surfer().get("/@mia")).status).toBe(410);
});

test("reactions stand under a post; one adds and takes back one's own there", async () => {
  await using site = await openSite();
  const mia = await site.joins("mia");
  await site.joins("jon");
  const id = await site.posts(mia, "Bread?");
  const at = `/@mia/${id}`;
  const jons = site.surfer();
  await jons.signsIn("jon");
  expect((await jons.get(at)).text).toContain(`action="/statuses/${id}/react"`);
  expect((await jons.send(`/statuses/${id}/react`, { emoji: "", other: "🍞" }, { from: at })).status).toBe(303);
  const page = (await jons.get(at)).text;
  expect(page).toContain(`formaction="/statuses/${id}/unreact" name="emoji" value="🍞" aria-pressed="true"`);
  const visitor = (await site.surfer().get(at)).text;
  expect([visitor.includes("🍞"), visitor.includes("/react")]).toEqual([true, false]);
  const miasBrowser = site.surfer();
  await miasBrowser.signsIn("mia");
  expect((await miasBrowser.get("/notifications")).text).toContain("reacted to your post");
  expect((await jons.send(`/statuses/${id}/unreact`, { emoji: "🍞" }, { from: at })).status).toBe(303);
  expect((await site.surfer().get(at)).text).not.toContain("🍞");
  expect((await jons.send(`/statuses/${id}/react`, { emoji: "<b>" }, { from: at })).status).toBe(422);
});
