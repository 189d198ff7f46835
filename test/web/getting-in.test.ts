/** Rules that are agreed to, invitations, letters that are sent again, another address of e-mail, and in which language one is spoken to. */
import { expect, test } from "vitest";
import { accountIds, loadAccountPage } from "../../src/moderation/accounts.ts";
import { COMMAND_LINE } from "../../src/moderation/audit.ts";
import { addRule } from "../../src/policies/rules.ts";
import { PASSWORD } from "../world/people.ts";
import { letterBox } from "./letters.ts";
import { openSite, type Site } from "./site.ts";

const mia = { username: "mia", email: "mia@mail.test", password: PASSWORD };
const userOf = async ({ kith }: Site, email: string) =>
  await kith.db.selectFrom("users").selectAll().where("email", "=", email).executeTakeFirst();

test("whoever joins reads the rules in their language and agrees; the page's language and the clock's zone stay theirs", async () => {
  await using site = await openSite({ registrations: "open" });
  const translations = { de: { text: "Sei nett.", hint: "Auch zu Fremden." } };
  await addRule(site.kith, COMMAND_LINE, { text: "Be kind.", hint: "To strangers, too.", translations });
  const surfer = site.surfer();
  expect((await surfer.get("/sign_up")).text).toContain("Be kind.");
  surfer.cookies.set("kith_language", "de");
  const german = (await surfer.get("/sign_up")).text;
  expect(german).toContain('<html lang="de"');
  expect(german).toContain("Sei nett.");
  expect(german).toContain("Auch zu Fremden.");
  const silent = await surfer.send("/sign_up", mia);
  expect([silent.status, silent.text.includes("Lies die Regeln")]).toEqual([422, true]);
  const joined = await surfer.send("/sign_up", { ...mia, agreement: "1", time_zone: "Europe/Berlin" });
  expect(joined.headers.location).toBe("/home");
  const user = await userOf(site, mia.email);
  expect([user?.locale, JSON.parse(user?.settings ?? "{}")]).toEqual(["de", { time_zone: "Europe/Berlin" }]);
});

test("an invitation lets in whom it is for, where nobody else can join, until it is used up or taken back", async () => {
  await using site = await openSite({ registrations: "closed", members_invite: true });
  await site.joins("ann");
  const ann = site.surfer();
  await ann.signsIn("ann");
  const path = "/settings/invites";
  const makes = async (max_uses: string, days: string) => {
    await ann.send(path, { max_uses, days });
    return /value="https:\/\/alpha\.test(\/invite\/[\w-]+)"/.exec((await ann.get(path)).text)?.[1] ?? "";
  };
  const link = await makes("1", "7");
  const surfer = site.surfer();
  const page = await surfer.get(link);
  expect(page.text).toContain("@ann");
  const invite = link.slice("/invite/".length);
  const joins = async (username: string, code: string) =>
    await site
      .surfer()
      .send(
        "/sign_up",
        { ...mia, username, email: `${username}@mail.test`, invite: code },
        { from: link === "" ? "/" : "/sign_in" },
      );
  expect((await joins("mia", invite)).headers.location).toBe("/home");
  expect((await joins("jon", invite)).status).toBe(403);
  const over = await surfer.get(link);
  expect([over.status, over.text.includes("This invitation is over")]).toEqual([410, true]);
  expect((await ann.get(path)).text).toContain('href="/@mia"');
  const inviter = await userOf(site, "ann@mail.test");
  const [came] = await accountIds(site.kith.db, { invited_by: inviter?.id }, { limit: 10 });
  expect((await loadAccountPage(site.kith.db, [came ?? 0])).inviters.get(came ?? 0)).toBe(inviter?.id);

  const second = await makes("0", "1");
  site.kith.clock.advance(25 * 3_600_000);
  expect((await surfer.get(second)).status).toBe(410);
  const third = await makes("5", "0");
  expect((await surfer.get(third)).status).toBe(200);
  const [ending = ""] = /\/settings\/invites\/\d+\/end/.exec((await ann.get(path)).text) ?? [];
  await ann.send(ending, {}, { from: path });
  expect((await surfer.get(third)).status).toBe(410);
  expect((await joins("tom", "guessedguess")).status).toBe(403);
});

test("where members may not invite, there is no such page, and what they made before lets nobody in", async () => {
  await using site = await openSite({ registrations: "closed" });
  await site.joins("ann");
  const ann = site.surfer();
  await ann.signsIn("ann");
  expect((await ann.get("/settings/invites")).status).toBe(404);
  expect((await ann.send("/settings/invites", { max_uses: "1", days: "1" }, { from: "/settings/password" })).status).not.toBe(
    303,
  );
  expect((await ann.get("/settings")).text).not.toContain("/settings/invites");
});

test("a letter that never came is sent again, and nobody learns for whom", async () => {
  await using site = await openSite({ registrations: "open" });
  const { letters, linkIn } = letterBox(site);
  const surfer = site.surfer();
  await surfer.send("/sign_up", mia);
  await site.kith.worker.drain();
  const early = await surfer.signsIn("mia");
  expect(early.text).toContain('href="/auth/confirmation/new"');
  const path = "/auth/confirmation/new";
  const [known, unknown] = [
    await surfer.send(path, { email: mia.email }),
    await surfer.send(path, { email: "nobody@mail.test" }),
  ];
  expect(known.text).toBe(unknown.text);
  await expect.poll(async () => (await site.kith.worker.drain(), letters.length)).toBe(2);
  expect((await surfer.get(linkIn(mia.email))).headers.location).toBe("/sign_in");
  expect((await surfer.signsIn("mia")).headers.location).toBe("/home");
});

test("another address is confirmed by a letter to it, and the old one is told, in one's own language", async () => {
  await using site = await openSite();
  const { letters, linkIn } = letterBox(site);
  await site.joins("ann");
  await site.joins("jon");
  const surfer = site.surfer();
  await surfer.signsIn("ann");
  await surfer.send("/settings/appearance", { locale: "fr", time_zone: "" });
  const path = "/settings/email";
  const asks = async (email: string, current_password = PASSWORD) => await surfer.send(path, { email, current_password });
  expect((await asks("new@mail.test", "guess")).text).toContain("Ce n’est pas votre mot de passe.");
  expect((await asks("nowhere")).text).toContain('aria-invalid="true"');
  expect((await asks("jon@mail.test")).status).toBe(303);
  await site.kith.worker.drain();
  expect(letters).toEqual([]);
  expect((await asks("new@mail.test")).status).toBe(303);
  await site.kith.worker.drain();
  expect(letters.map(({ to }) => to)).toEqual(["new@mail.test"]);
  expect(letters[0]?.subject).toBe("Kith\u00a0: confirmez votre nouvelle adresse e-mail");
  expect((await surfer.get(path)).text).toContain("new@mail.test");
  const link = linkIn("new@mail.test");
  expect(await userOf(site, "new@mail.test")).toBeUndefined();
  expect((await surfer.get(link)).headers.location).toBe(path);
  expect((await userOf(site, "new@mail.test"))?.confirmed_at).toBeGreaterThan(0);
  await site.kith.worker.drain();
  expect(letters.at(-1)).toMatchObject({ to: "ann@mail.test", subject: "Kith\u00a0: votre adresse e-mail a changé" });
  expect((await site.surfer().get(link)).status).toBe(403);
});

test("a change of address that was taken back is void", async () => {
  await using site = await openSite();
  const { linkIn } = letterBox(site);
  await site.joins("ann");
  const surfer = site.surfer();
  await surfer.signsIn("ann");
  await surfer.send("/settings/email", { email: "new@mail.test", current_password: PASSWORD });
  await site.kith.worker.drain();
  await surfer.send("/settings/email/cancel", {}, { from: "/settings/email" });
  expect((await surfer.get(linkIn("new@mail.test"))).status).toBe(403);
  expect((await userOf(site, "ann@mail.test"))?.email).toBe("ann@mail.test");
});

test("an app that was let in is listed with what it may do, and put out", async () => {
  await using site = await openSite();
  const { createApp } = await import("../../src/access/apps.ts");
  const { createToken, findAccess } = await import("../../src/access/tokens.ts");
  const ann = await site.joins("ann");
  const surfer = site.surfer();
  await surfer.signsIn("ann");
  const { app } = await createApp(site.kith, { client_name: "Elk <b>", redirect_uris: "https://elk.test/" });
  const token = await createToken(site.kith, { app_id: app.id, user_id: ann.id, scopes: "read write:statuses" });
  const { text } = await surfer.get("/settings/sessions");
  expect(text).toContain("Elk &lt;b&gt;");
  expect(text).toContain("change: posts");
  await surfer.send(`/settings/apps/${app.id}/revoke`, {}, { from: "/settings/sessions" });
  expect(await findAccess(site.kith, token)).toBeUndefined();
  expect((await surfer.get("/settings/sessions")).text).toContain("No app has been let in.");
});
