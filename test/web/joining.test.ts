/** Joining: open, by approval, closed; and that nobody learns from it whose address is known here. */
import { expect, test } from "vitest";
import { approveUser } from "../../src/access/manage.ts";
import { letterBox } from "./letters.ts";
import { openSite, tokenOf } from "./site.ts";

const mia = { username: "mia", email: "mia@mail.test", password: "correct horse battery" };
const users = async (site: Awaited<ReturnType<typeof openSite>>) => await site.kith.db.selectFrom("users").selectAll().execute();

test("where joining is open, a new person is in at once", async () => {
  await using site = await openSite({ registrations: "open" });
  const surfer = site.surfer();
  const answer = await surfer.send("/sign_up", mia);
  expect(answer.headers.location).toBe("/home");
  expect((await surfer.get("/home")).text).toContain("@mia");
  const other = await site.surfer().send("/sign_up", { ...mia, email: "other@mail.test", username: "MIA" });
  expect(other.status).toBe(422);
  expect(other.text).toContain("Somebody has this name already: choose another.");
  expect(other.text).toContain('value="other@mail.test"');
  const known = await site.surfer().send("/sign_up", { ...mia, username: "mia2" });
  expect(known.status).toBe(422);
  expect(known.text).toContain("No account could be made with these details.");
  expect(known.text).not.toContain("taken");
});

test("where requests are read first, one waits, and an address that is known waits just so", async () => {
  await using site = await openSite({ registrations: "approval" });
  const surfer = site.surfer();
  const silent = await surfer.send("/sign_up", { ...mia, reason: " " });
  expect(silent.status).toBe(422);
  expect(silent.text).toContain("why you would like to join");
  const asked = await surfer.send("/sign_up", { ...mia, reason: "I live here" });
  expect(asked.text).toContain("Your request is waiting");
  const again = await site.surfer().send("/sign_up", { ...mia, username: "mia2", reason: "I live here" });
  expect([again.status, again.text]).toEqual([asked.status, asked.text]);
  const [user, ...others] = await users(site);
  expect(others).toEqual([]);
  expect(user).toMatchObject({ approved: 0, sign_up_reason: "I live here" });
  const early = await surfer.signsIn("mia");
  expect(early.status).toBe(422);
  expect(early.text).toContain("Somebody still has to read your request");
  await approveUser(site.kith, user?.id ?? 0);
  expect((await surfer.signsIn("mia")).headers.location).toBe("/home");
});

test("where joining is closed, the page says so and the form is refused", async () => {
  await using site = await openSite({ registrations: "closed" });
  const surfer = site.surfer();
  expect((await surfer.get("/sign_up")).text).toContain("Not open for joining");
  expect((await surfer.send("/sign_up", mia, { from: "/sign_in" })).status).toBe(403);
  expect(await users(site)).toEqual([]);
});

test("letters confirm an address and replace a forgotten password; asking says the same for every address", async () => {
  await using site = await openSite({ registrations: "open" });
  const { letters } = letterBox(site);
  const surfer = site.surfer();
  expect((await surfer.send("/sign_up", mia)).text).toContain("Look into your mail");
  await site.kith.worker.drain();
  const early = await surfer.signsIn("mia");
  expect(early.text).toContain("Confirm your e-mail address first");
  const known = await surfer.send("/auth/password", { email: mia.email });
  const unknown = await surfer.send("/auth/password", { email: "nobody@mail.test" });
  expect(known.text).toBe(unknown.text);
  await expect.poll(async () => (await site.kith.worker.drain(), letters.length)).toBe(2);
  const link = new URL(/https:\S+\/auth\/password\S+/.exec(letters.at(-1)?.text ?? "")?.[0] ?? "");
  const path = link.pathname + link.search;
  const token = link.searchParams.get("token") ?? "";
  const changed = await surfer.send(
    "/auth/password/new",
    { token, password: "a new password", again: "a new password" },
    { from: path },
  );
  expect(changed.headers.location).toBe("/sign_in");
  expect((await surfer.send("/sign_in", { login: "mia", password: "a new password" })).headers.location).toBe("/home");
  const used = await site
    .surfer()
    .send("/auth/password/new", { token, password: "once more", again: "once more" }, { from: path });
  expect(used.status).toBe(403);
});

test("whoever asks twice for a letter gets one, and another after a minute", async () => {
  await using site = await openSite();
  const { letters } = letterBox(site);
  await site.joins("ann");
  const surfer = site.surfer();
  const came = async () => {
    await site.kith.worker.drain();
    return letters.map(({ subject }) => subject);
  };
  const asks = async (path: string) => {
    const csrf = tokenOf(await surfer.get(path));
    const ask = async () => await surfer.resend(path, { csrf, email: "ann@mail.test" });
    const [first, ...others] = [...(await Promise.all([ask(), ask()])), await ask()];
    expect(first?.status).toBe(200);
    expect(others.map(({ text }) => text)).toEqual([first?.text, first?.text]);
  };
  await asks("/auth/password");
  await expect.poll(came).toHaveLength(1);
  await asks("/auth/password");
  expect(await came()).toHaveLength(1);
  site.kith.clock.advance(60_000);
  await asks("/auth/password");
  await expect.poll(came).toHaveLength(2);
  await site.kith.write(async (tx) => await tx.updateTable("users").set({ confirmed_at: 0 }).execute());
  await asks("/auth/confirmation/new");
  await expect.poll(came).toHaveLength(3);
});
