/** Friends on pages: asking, answering from a notification, the list of friends, suggestions, and introducing two of them. */
import { expect, test } from "vitest";
import type { Account } from "../../src/db/schema.ts";
import { follow } from "../../src/follows/follow.ts";
import { openSite, type Site, type Surfer } from "./site.ts";

async function surfing(site: Site, username: string): Promise<Surfer> {
  const surfer = site.surfer();
  await surfer.signsIn(username);
  return surfer;
}

const befriended = async ({ kith }: Site, one: Account, others: readonly Account[]) => {
  for (const other of others) {
    await follow(kith, one, other);
    await follow(kith, other, one);
  }
};

test("asked on a profile, answered from the notification, ended from the menu", async () => {
  await using site = await openSite();
  const [ann, bob] = [await site.joins("ann"), await site.joins("bob", { locked: true })];
  const [one, other] = [await surfing(site, "ann"), await surfing(site, "bob")];
  expect((await one.get("/@bob")).text).toContain("Add as friend");
  const asked = await one.send(`/accounts/${bob.id}/befriend`, {}, { from: "/@bob" });
  expect(asked.status).toBe(303);
  expect((await one.get("/@bob")).text).toContain("Request sent");
  expect((await one.get("/friends")).text).toContain("Whom you asked");
  const notices = (await other.get("/notifications")).text;
  expect(notices).toContain("wants to be your friend");
  expect(notices).toContain(`/accounts/${ann.id}/decline`);
  expect((await other.get("/@ann")).text).toContain("wants to be your friend.");
  expect((await other.get("/friends")).text).toContain("Who asks");
  await other.send(`/accounts/${ann.id}/befriend`, {}, { from: "/notifications" });
  expect((await other.get("/notifications")).text).not.toContain(`/accounts/${ann.id}/decline`);
  expect((await one.get("/notifications")).text).toContain("is your friend now");
  for (const [surfer, path] of [
    [one, "/@bob"],
    [other, "/@ann"],
  ] as const) {
    const profile = (await surfer.get(path)).text;
    expect(profile).toMatch(/class="stands">friends</);
    expect(profile).toContain("End the friendship");
    expect(profile).not.toContain("Add as friend");
  }
  await one.send(`/accounts/${bob.id}/unfriend`, {}, { from: "/@bob" });
  expect((await one.get("/friends")).text).toContain("No friends yet");
  expect((await other.get("/friends")).text).toContain("No friends yet");
});

test("who is declined is not told", async () => {
  await using site = await openSite();
  const [ann, bob] = [await site.joins("ann"), await site.joins("bob")];
  const [one, other] = [await surfing(site, "ann"), await surfing(site, "bob")];
  await one.send(`/accounts/${bob.id}/befriend`, {}, { from: "/@bob" });
  await other.send(`/accounts/${ann.id}/decline`, {}, { from: "/notifications" });
  expect((await one.get("/@bob")).text).toContain("Request sent");
  expect((await other.get("/friends")).text).not.toContain("Who asks");
});

test("friends of friends are suggested, with how many know them, until they are put aside; and never in home", async () => {
  await using site = await openSite();
  const [ann, bob, cleo, dan] = [
    await site.joins("ann"),
    await site.joins("bob"),
    await site.joins("cleo"),
    await site.joins("dan"),
  ];
  await befriended(site, ann, [bob, cleo]);
  await site.kith.write(
    async (tx) => await tx.updateTable("accounts").set({ discoverable: 1 }).where("id", "=", dan.id).execute(),
  );
  for (const one of [bob, cleo]) await follow(site.kith, one, dan);
  const surfer = await surfing(site, "ann");
  const page = (await surfer.get("/friends")).text;
  expect(page).toContain("2 friends know them");
  expect((await surfer.get("/home")).text).not.toContain("friends know them");
  await surfer.send("/explore/people/dismiss", { id: String(dan.id) }, { from: "/friends" });
  expect((await surfer.get("/friends")).text).not.toContain("friends know them");
});

test("friends stand on a profile when one wants that, without those who hide whom they follow; one finds them by name to introduce them", async () => {
  await using site = await openSite();
  const [ann, bob, cleo, dora] = [
    await site.joins("ann"),
    await site.joins("bob"),
    await site.joins("cleo"),
    await site.joins("dora"),
  ];
  await befriended(site, ann, [bob, cleo, dora]);
  await site.kith.write(
    async (tx) => await tx.updateTable("accounts").set({ hide_collections: 1 }).where("id", "=", dora.id).execute(),
  );
  const [own, other, visitor] = [await surfing(site, "ann"), await surfing(site, "bob"), site.surfer()];
  const named = (text: string) => ["@bob", "@cleo", "@dora"].filter((name) => text.includes(`href="/${name}"`));
  // Nobody has been asked for it yet.
  for (const one of [other, visitor]) {
    expect((await one.get("/@ann")).text).not.toContain('href="/@ann/friends"');
    expect(named((await one.get("/@ann/friends")).text).filter((name) => name !== "@bob")).toEqual([]);
  }
  expect(named((await own.get("/@ann/friends")).text)).toEqual(["@bob", "@cleo", "@dora"]);
  await own.send("/settings/privacy", { show_friends: "1" }, { from: "/settings/privacy" });
  expect((await own.get("/settings/privacy")).text).toMatch(/name="show_friends" value="1" checked/);
  expect((await visitor.get("/@ann")).text).toContain('href="/@ann/friends"');
  expect(named((await visitor.get("/@ann/friends")).text)).toEqual(["@bob", "@cleo"]);
  await own.send("/settings/privacy", { show_friends: "1", hide_collections: "1" }, { from: "/settings/privacy" });
  expect(named((await visitor.get("/@ann/friends")).text)).toEqual([]);
  const found = (await own.get(`/introduce?q=cle&first=${bob.id}`)).text;
  const options = (select: string) =>
    [...(new RegExp(`<select id="f-${select}"[^]*?</select>`).exec(found)?.[0] ?? "").matchAll(/value="(\d+)"/g)].map(([, id]) =>
      Number(id),
    );
  expect([options("first"), options("second")]).toEqual([
    [bob.id, cleo.id],
    [bob.id, cleo.id],
  ]);
  expect((await own.get("/introduce?q=nobody")).text).toContain('name="q" type="search" value="nobody"');
  // Somebody who is followed and does not follow is no friend.
  const eve = await site.joins("evelyn");
  await follow(site.kith, ann, eve);
  expect((await own.get("/introduce?q=evelyn")).text).not.toContain(`value="${eve.id}"`);
});

test("two friends are introduced; each finds the other in the message, with one button", async () => {
  await using site = await openSite();
  const [ann, bob, cleo] = [await site.joins("ann"), await site.joins("bob"), await site.joins("cleo")];
  const surfer = await surfing(site, "ann");
  expect((await surfer.get("/introduce")).text).toContain("You need two friends");
  await befriended(site, ann, [bob, cleo]);
  expect((await surfer.get("/@bob")).text).toContain(`/introduce?first=${bob.id}`);
  const form = (await surfer.get(`/introduce?first=${bob.id}`)).text;
  expect(form).toMatch(new RegExp(`value="${bob.id}" selected`));
  const same = { first: String(bob.id), second: String(bob.id), comment: "Hm" };
  expect((await surfer.send("/introduce", same, { from: "/introduce" })).status).toBe(422);
  const done = await surfer.send(
    "/introduce",
    { ...same, second: String(cleo.id), comment: "You both sing." },
    { from: "/introduce" },
  );
  expect(done.headers.location).toBe("/friends");
  const other = await surfing(site, "cleo");
  const notices = (await other.get("/notifications")).text;
  expect(notices).toContain("introduces you to");
  expect(notices).toContain(`action="/accounts/${bob.id}/befriend"`);
  // Whoever has taken the step is not asked for it again, and the other is asked to answer.
  await other.send(`/accounts/${bob.id}/befriend`, {}, { from: "/notifications" });
  const asked = (await other.get("/notifications")).text;
  expect([asked.includes("Request sent"), asked.includes(`action="/accounts/${bob.id}/befriend"`)]).toEqual([true, false]);
  const bobs = await surfing(site, "bob");
  expect((await bobs.get(`/@ann/${(await site.kith.db.selectFrom("statuses").selectAll().execute())[0]?.id}`)).text).toContain(
    `formaction="/accounts/${cleo.id}/decline"`,
  );
  await befriended(site, bob, [cleo]);
  expect((await other.get("/notifications")).text).not.toContain(`action="/accounts/${bob.id}/befriend"`);
  const [status] = await site.kith.db.selectFrom("statuses").selectAll().execute();
  expect((await other.get(`/@ann/${status?.id}`)).text).toContain("You both sing.");
  expect((await surfer.get(`/@ann/${status?.id}`)).text).not.toContain("You are being introduced");
});
