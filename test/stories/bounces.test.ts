/** Letters that come back, as mail servers of all makes write them: what has been given up for good counts, what may still become well counts half, and the rest nothing. */
import { expect, test } from "vitest";
import { getUser } from "../../src/accounts/users.ts";
import { receiveMail } from "../../src/mailing/receive.ts";
import { tokenAddress } from "../../src/mailing/tokens.ts";
import { createWorld } from "../world/world.ts";

let serial = 0;

/** @param fields of the one recipient, as the server writes them @param encoded by which the report is packed */
function report(
  fields: string,
  { words = "It came back", encoded = false, type = "message/delivery-status", end = "\n" } = {},
): string {
  const inside = `Reporting-MTA: dns; relay.test\nArrival-Date: Mon, 01 Jun 2026 12:00:00 +0000\n\n${fields}\n`;
  const body = encoded ? Buffer.from(inside).toString("base64") : inside;
  const parts = [
    `Content-Type: text/plain; charset=utf-8\n\n${words}\n`,
    `Content-Type: ${type}\n${encoded ? "Content-Transfer-Encoding: base64\n" : ""}\n${body}\n`,
    "Content-Type: message/rfc822\n\nSubject: Hello\nX-Failed-Recipients: nobody@mail.test\n\nAction: failed\nStatus: 5.1.1\n",
  ];
  const head = `From: MAILER-DAEMON@relay.test\nTo: kith@alpha.test\nSubject: Undelivered Mail Returned to Sender\nMessage-ID: <${++serial}@relay.test>\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="x"\n\n`;
  return `${head}${parts.map((part) => `--x\n${part}`).join("")}--x--\n`.replaceAll("\n", end);
}

const plain = (words: string, headers = ""): string =>
  `From: Mail Delivery System <Mailer-Daemon@relay.test>\nSubject: Mail delivery failed: returning message to sender\nMessage-ID: <${++serial}@relay.test>\n${headers}\n${words}`;

const POSTFIX =
  "Final-Recipient: rfc822; ben@mail.test\nOriginal-Recipient: rfc822;ben@mail.test\nAction: failed\nStatus: 5.1.1\nRemote-MTA: dns; mx.mail.test\nDiagnostic-Code: smtp; 550 5.1.1 <ben@mail.test>: Recipient address rejected: User\n    unknown in virtual mailbox table";
const EXIM =
  "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  ben@mail.test\n    host mx.mail.test [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<ben@mail.test>:\n    550 5.1.1 No such user\n\n------ This is a copy of the message, including all the headers. ------\n\n450 4.2.2 words of the letter\n";
const QMAIL =
  "Hi. This is the qmail-send program at relay.test.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<ben@mail.test>:\n192.0.2.1 does not like recipient.\nRemote host said: 553 sorry, no mailbox here by that name\nGiving up on 192.0.2.1.\n\n--- Below this line is a copy of the message.\n\nSubject: Hello\n";

/** What of it counts: a whole one, half a one, or nothing. */
const LETTERS: readonly (readonly [string, string, "hard" | "soft" | "no"])[] = [
  ["Postfix", report(POSTFIX), "hard"],
  ["Postfix, with line ends of SMTP", report(POSTFIX, { end: "\r\n" }), "hard"],
  ["packed", report(POSTFIX, { encoded: true }), "hard"],
  ["in UTF-8 (RFC 6533)", report(POSTFIX, { type: "message/global-delivery-status" }), "hard"],
  [
    "Exchange",
    report(
      "Final-recipient: RFC822; ben@mail.test\nAction: Failed\nStatus: 5.1.10\nDiagnostic-code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound\nRemote-MTA: dns;mx.mail.test",
    ),
    "hard",
  ],
  [
    "without a status",
    report("Final-Recipient: rfc822;ben@mail.test\nAction: failed\nDiagnostic-Code: smtp; 550 no such user"),
    "hard",
  ],
  [
    "Sendmail that has tried for five days",
    report("Final-Recipient: RFC822; ben@mail.test\nAction: failed\nStatus: 4.4.7"),
    "soft",
  ],
  [
    "a mailbox that is full",
    report(
      "Final-Recipient: rfc822;ben@mail.test\nAction: failed\nStatus: 4.2.2 (mailbox full)\nDiagnostic-Code: smtp; 452 4.2.2 Over quota",
    ),
    "soft",
  ],
  ["Sendmail that goes on trying", report("Final-Recipient: RFC822; ben@mail.test\nAction: delayed\nStatus: 4.4.1"), "no"],
  ["that it has arrived", report("Final-Recipient: rfc822;ben@mail.test\nAction: delivered\nStatus: 2.1.5"), "no"],
  ["that it has gone on", report("Final-Recipient: rfc822;ben@mail.test\nAction: relayed\nStatus: 2.0.0"), "no"],
  [
    "an alias of which one end works",
    report(
      "Final-Recipient: rfc822;ben@home.test\nAction: delivered\nStatus: 2.0.0\n\nFinal-Recipient: rfc822;ben@work.test\nAction: failed\nStatus: 5.1.1",
    ),
    "no",
  ],
  ["a report about nobody", report(""), "no"],
  ["Exim of old", plain(EXIM, "X-Failed-Recipients: ben@mail.test\n"), "hard"],
  [
    "Exim of old, for a while",
    plain(EXIM.replace("550 5.1.1 No such user", "452 4.2.2 Mailbox full"), "X-Failed-Recipients: ben@mail.test\n"),
    "soft",
  ],
  ["qmail", plain(QMAIL), "hard"],
  ["somebody's words", plain("I could not deliver it. 550 5.1.1 you know\n"), "no"],
];

test("what mail servers of all makes say is understood", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { mail: { inbound: { domain: "lists.alpha.test" } } } });
  const kith = world.instance("alpha.test");
  const seen: unknown[] = [];
  for (const [n, [name, letter]] of LETTERS.entries()) {
    const ben = await world.person(`ben${n}@alpha.test`);
    const to = tokenAddress(kith, "b", await getUser(kith.db, Number(ben.id)))!;
    const outcome = await receiveMail(kith, { bytes: Buffer.from(letter), from: "", to: [to] });
    const bounces = kith.db.selectFrom("mail_bounces").selectAll().where("user_id", "=", Number(ben.id));
    const row = await bounces.executeTakeFirst();
    seen.push([name, outcome.taken, row === undefined ? "no" : row.count === 1 ? "hard" : row.soft === 1 ? "soft" : row]);
    if (name === "Postfix") expect(row?.last_error).toMatch(/^smtp; 550 5\.1\.1 <ben@mail\.test>: .* User unknown in virtual/);
    if (name === "Exim of old") expect(row?.last_error).toBe("550 5.1.1 No such user");
  }
  expect(seen).toEqual(LETTERS.map(([name, , kind]) => [name, true, kind]));
});

test("a mailbox that is full counts half, and once a day: after a week of it no more letters go there, and after a month without it all is forgotten", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { mail: { inbound: { domain: "lists.alpha.test" } } } });
  const kith = world.instance("alpha.test");
  const [ben, eve] = [await world.person("ben@alpha.test"), await world.person("eve@alpha.test")];
  const comesBack = async (who: { id: string }, status: string) => {
    const to = tokenAddress(kith, "b", await getUser(kith.db, Number(who.id)))!;
    const fields = `Final-Recipient: rfc822; x@mail.test\nAction: failed\nStatus: ${status}`;
    await receiveMail(kith, { bytes: Buffer.from(report(fields)), from: "", to: [to] });
    const row = await kith.db
      .selectFrom("mail_bounces")
      .selectAll()
      .where("user_id", "=", Number(who.id))
      .executeTakeFirstOrThrow();
    return [row.count, row.soft, row.paused_at > 0];
  };
  for (let n = 0; n < 8; n++) expect(await comesBack(ben, "4.2.2")).toEqual([0, 1, false]);
  for (let day = 2; day <= 5; day++) {
    await world.passes("25 hours");
    expect(await comesBack(ben, "4.2.2")).toEqual([0, day, false]);
    expect(await comesBack(ben, "4.4.7")).toEqual([0, day, false]);
  }
  await world.passes("25 hours");
  expect(await comesBack(ben, "4.2.2")).toEqual([0, 6, true]);
  // Both together; and a month in which all arrived.
  expect(await comesBack(eve, "5.1.1")).toEqual([1, 0, false]);
  expect(await comesBack(eve, "4.2.2")).toEqual([1, 1, false]);
  await world.passes("31 days");
  expect(await comesBack(eve, "4.2.2")).toEqual([0, 1, false]);
  expect(await comesBack(eve, "5.1.1")).toEqual([1, 1, false]);
  expect(await comesBack(eve, "5.1.1")).toEqual([2, 1, false]);
  expect(await comesBack(eve, "5.1.1")).toEqual([3, 1, true]);
});
