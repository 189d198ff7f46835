/** Pages about letters: which one gets, ending them by one click, an address that does not work, and what those who look after the server see. */
import { expect, test } from "vitest";
import { SMTPServer } from "smtp-server";
import type { AddressInfo } from "node:net";
import { getAccount } from "../../src/accounts/find.ts";
import { getUser } from "../../src/accounts/users.ts";
import { createGroup } from "../../src/groups/create.ts";
import { noteBounce } from "../../src/mailing/bounces.ts";
import { unsubscribeLink } from "../../src/mailing/unsubscribe.ts";
import { openMail } from "../../src/mail/open.ts";
import { createWorld } from "../world/world.ts";
import { letterBox } from "./letters.ts";
import { member, openSite, type Site } from "./site.ts";

const PAGE = "/settings/mail";
const GROUP = {
  name: "gardens",
  title: "Gardens",
  note: "",
  rules: [],
  membership: "public",
  posting: "members",
  approve_first: false,
  private: false,
  revealed: true,
  discoverable: true,
} as const;

const stored = async ({ kith }: Site, id: number) => ({
  digests: (await kith.db.selectFrom("digests").select("user_id").where("user_id", "=", id).execute()).length,
  groups: (await kith.db.selectFrom("group_mail").select("mode").where("account_id", "=", id).execute()).map(({ mode }) => mode),
});

test("one chooses what comes, sees whether letters arrive, and changes one's mind", async () => {
  await using site = await openSite();
  const { letters } = letterBox(site);
  const { account, surfer, reads } = await member(site, "ann");
  const { account: group } = await createGroup(site.kith, account, GROUP);
  expect(await reads(PAGE)).toContain("Gardens");
  await surfer.send(PAGE, { digest: "daily", [`group-${group.id}`]: "each" });
  expect(await stored(site, account.id)).toEqual({ digests: 1, groups: ["each"] });
  expect((await surfer.get(PAGE)).text).toMatch(/<option value="each" selected>/);
  await surfer.send(`${PAGE}/test`, {}, { from: PAGE });
  expect(letters.map(({ to, subject }) => [to, subject])).toEqual([["ann@mail.test", "Kith: a test"]]);
  await surfer.send(PAGE, { digest: "", [`group-${group.id}`]: "" });
  expect(await stored(site, account.id)).toEqual({ digests: 0, groups: [] });
});

test("an app does the same: it sees and changes what comes, in one's own groups alone, and tries it", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const { letters } = letterBox({ kith });
  const [ann, ben] = [await world.person("ann@alpha.test"), await world.person("ben@alpha.test")];
  const { account: group } = await createGroup(kith, await getAccount(kith.db, Number(ann.id)), GROUP);
  const at = "/api/kith/v1/mail";
  expect(await ann.api("GET", at)).toMatchObject({
    sends: true,
    paused: null,
    digest: "",
    groups: [{ id: String(group.id), mode: "off" }],
  });
  const groups = [{ id: String(group.id), mode: "daily" }];
  expect((await ben.asks("PATCH", at, { digest: "daily", groups })).status).toBe(404);
  expect(await ben.api("GET", at)).toMatchObject({ digest: "", groups: [] });
  expect(await ann.api("PATCH", at, { digest: "weekly", quote_private: true, groups })).toMatchObject({
    digest: "weekly",
    quote_private: true,
    groups,
  });
  expect(await ann.api("PATCH", at, { event_letters: true })).toMatchObject({ digest: "weekly", event_letters: true, groups });
  expect((await ann.asks("PATCH", at, { digest: "hourly" })).status).toBe(422);
  expect(await kith.db.selectFrom("digests").select("user_id").execute()).toEqual([{ user_id: Number(ann.id) }]);
  await ann.api("POST", `${at}/test`);
  expect(letters.map(({ subject }) => subject)).toEqual(["Kith: a test"]);
  expect((await world.visitor("alpha.test")("GET", at)).status).toBe(401);
});

test("one click ends letters without signing in, and only those; opening the link ends nothing; no other token does", async () => {
  await using site = await openSite();
  letterBox(site);
  const { account, surfer } = await member(site, "ann");
  const { account: group } = await createGroup(site.kith, account, GROUP);
  await surfer.send(PAGE, { digest: "daily", [`group-${group.id}`]: "daily" });
  const user = await getUser(site.kith.db, account.id);
  const path = async (kind: Parameters<typeof unsubscribeLink>[2]) => {
    const { pathname, search } = new URL(await unsubscribeLink(site.kith, user, kind));
    return pathname + search;
  };
  const visitor = site.surfer();
  const link = await path({ group_id: group.id });
  expect((await visitor.get(link)).text).toContain("Gardens");
  expect(await stored(site, account.id)).toEqual({ digests: 1, groups: ["daily"] });
  const click = async (to: string) =>
    await visitor.click(to, { "content-type": "application/x-www-form-urlencoded" }, "List-Unsubscribe=One-Click");
  expect((await click(link)).status).toBe(200);
  expect((await click(link)).status).toBe(200);
  expect(await stored(site, account.id)).toEqual({ digests: 1, groups: [] });
  expect((await click(`${link}x`)).status).toBe(403);
  expect((await click("/mail/unsubscribe")).status).toBe(403);
  // By the button of the page.
  const digest = await path({ digest: true });
  const done = await visitor.send(digest, {}, { from: digest });
  expect(done.status).toBe(303);
  expect((await visitor.get(String(done.headers.location))).text).toContain("these e-mails do not come any more");
  expect(await stored(site, account.id)).toEqual({ digests: 0, groups: [] });
});

test("whose address letters come back from reads so on their next visit, until they say that it works", async () => {
  await using site = await openSite();
  const { letters } = letterBox(site);
  const { account, surfer, reads } = await member(site, "ann");
  const boss = await member(site, "boss");
  await site.kith.write(
    async (tx) => await tx.updateTable("users").set({ role: "owner" }).where("id", "=", boss.account.id).execute(),
  );
  const user = await getUser(site.kith.db, account.id);
  for (let n = 0; n < 2; n++) await noteBounce(site.kith, user, { why: "550 no such user", hard: true });
  expect(await reads("/home")).not.toContain("keep coming back");
  await noteBounce(site.kith, user, { why: "550 <b>no</b> such user", hard: true });
  expect(await reads("/home")).toContain("keep coming back");
  expect((await surfer.get(PAGE)).text).toContain("550 &lt;b&gt;no&lt;/b&gt; such user");
  await surfer.send(`${PAGE}/test`, {}, { from: PAGE });
  expect(letters).toEqual([]);
  const admin = site.surfer();
  await admin.signsIn("boss");
  expect((await admin.get("/admin/mail")).text).toMatch(/@ann[\s\S]*3 came back/);
  await surfer.send(`${PAGE}/resume`, {}, { from: PAGE });
  expect(await reads("/home")).not.toContain("keep coming back");
  expect((await admin.get("/admin/mail")).text).not.toContain("@ann");
});

test("a real mail server gets text and HTML in one letter, with its headers and its way back; what it refuses is told apart", async () => {
  const got: { from: string; data: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onMailFrom: ({ address }, _session, done) =>
      address.startsWith("wrong") ? done(Object.assign(new Error("you may not send"), { responseCode: 550 })) : done(),
    onRcptTo: ({ address }, _session, done) =>
      address.startsWith("gone") ? done(Object.assign(new Error("no such user"), { responseCode: 550 })) : done(),
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream
        .on("data", (chunk: Buffer) => chunks.push(chunk))
        .on("end", () => {
          const { mailFrom } = envelope;
          got.push({ from: mailFrom === false ? "" : mailFrom.address, data: Buffer.concat(chunks).toString() });
          done();
        });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const mail = openMail(`smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, "Kith <kith@alpha.test>");
  const letter = {
    subject: "Grüße",
    text: "Wörter",
    html: "<p>Wörter</p>",
    from_name: "Ann\r\nBcc: evil@evil.test via Gardens",
    message_id: "<s.1@alpha.test>",
    references: ["<s.0@alpha.test>"],
    headers: { Precedence: "list", "List-Id": "<gardens.alpha.test>" },
  };
  await mail.send({ ...letter, to: "ann@mail.test", return_path: "b.x@alpha.test" });
  const { message_id: _, ...nameless } = letter;
  await mail.send({ ...nameless, to: "ann@mail.test", return_path: "" });
  await expect(mail.send({ ...letter, to: "gone@mail.test" })).rejects.toMatchObject({ name: "MailRefused", hard: true });
  // That is about us, and no address is to suffer for it.
  const ours = mail.send({ ...letter, to: "ann@mail.test", return_path: "wrong@alpha.test" });
  await expect(ours).rejects.toMatchObject({ name: "MailRefused", hard: false });
  expect(got.map(({ from }) => from)).toEqual(["b.x@alpha.test", ""]);
  const [head = "", body = ""] = (got[0]?.data ?? "").split(/\r\n\r\n([\s\S]*)/);
  expect(head.replace(/\r\n /g, "")).toMatch(/^From: .*Ann Bcc: evil.*<kith@alpha\.test>\r?$/m);
  expect(head).not.toMatch(/^Bcc:/im);
  for (const line of ["Precedence: list", "Message-ID: <s.1@alpha.test>", "References: <s.0@alpha.test>"])
    expect(head).toContain(line);
  // Also what comes back to nobody is called after us.
  expect(got[1]?.data).toMatch(/^Message-ID:\s+<[^@<>]+@alpha\.test>\r?$/m);
  expect(head).toMatch(/^List-I[dD]: <gardens\.alpha\.test>$/m);
  expect(body).toMatch(/text\/plain[\s\S]*text\/html/);
  await new Promise<void>((resolve) => server.close(() => resolve()));
});
