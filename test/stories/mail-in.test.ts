/** Letters that come in, by a real conversation with the listener: answers, threads, pictures, and letters that come back. */
import { expect, test } from "vitest";
import sharp from "sharp";
import { askEmailChange } from "../../src/access/email-change.ts";
import { askLetter } from "../../src/access/letters.ts";
import { getUser } from "../../src/accounts/users.ts";
import { letterOf, talkTo } from "../world/smtp.ts";
import { feed, plain } from "./gardeners.ts";
import { BEN, from, gather, postOf, reads } from "./mailers.ts";

test("an answer by mail is an answer, without what it quotes; it reaches the others by mail, in the same thread", async () => {
  await using scene = await gather();
  const { kith, ann, ben, gardens, came, letters, goesOut, port, posts, roses, world } = scene;
  const cem = await world.person("cem@alpha.test");
  await reads(kith, cem, gardens.id);
  await using relay = await talkTo(port);
  const words =
    "Wunderschön!\n\nOn Mon, 1 Jun 2026 at 12:00, ann via Gardens\n<kith@alpha.test> wrote:\n> My roses bloom\n>\n> -- \n> Read it on the page\n\n-- \nBen\n";
  const data = letterOf(from(BEN), words);
  expect(
    await relay.brings({ from: BEN, to: [came.reply_to!.toUpperCase()], data: Buffer.from(data).toString("latin1") }),
  ).toEqual({
    recipients: [expect.stringMatching(/^250/)],
    end: expect.stringMatching(/^250/) as string,
  });
  expect(await posts()).toEqual(["@ann Wunderschön!"]);
  await goesOut();
  const answer = letters.find(({ to, subject }) => to === "cem@mail.test" && subject.startsWith("Re: "));
  expect(answer?.in_reply_to).toBe(`<s.${roses.id}@alpha.test>`);
  // The mail server was not sure that it had been heard, and brings it again.
  await relay.brings({ from: BEN, to: [came.reply_to!], data: Buffer.from(data).toString("latin1") });
  await world.passes("3 hours");
  await relay.brings({ from: BEN, to: [came.reply_to!], data: Buffer.from(data).toString("latin1") });
  expect(await posts()).toHaveLength(1);
  expect(await ann.notifications()).toMatchObject([{ type: "mention" }]);
  // To the list itself: a thread.
  await relay.brings({ from: BEN, to: [postOf(came)], data: letterOf(from(BEN, { Subject: "Tulips" }), "Who has bulbs?") });
  expect((await feed(ben, gardens))[0]).toBe("TulipsWho has bulbs?");
  await relay.brings({ from: BEN, to: [postOf(came)], data: letterOf(from(BEN, { Subject: "Long ".repeat(60) }), "Words") });
  const threads = kith.db.selectFrom("statuses").select(["title", "text"]).where("text", "like", "%o%").orderBy("id", "desc");
  expect(await threads.limit(2).execute()).toEqual([
    { title: "", text: expect.stringMatching(/^Long .*\n\nWords$/) as string },
    { title: "Tulips", text: "Who has bulbs?" },
  ]);
});

test("a letter of HTML alone loses its quotes and its looks; its pictures come along, within limits", async () => {
  await using scene = await gather();
  const { came, port, ben, roses } = scene;
  const picture = await sharp({ create: { width: 40, height: 40, channels: 3, background: "teal" } })
    .png()
    .toBuffer();
  const part = (type: string, more: string, body: string) => `--x\nContent-Type: ${type}\n${more}\n${body}\n`;
  const encoded = picture.toString("base64");
  const image = (name: string) =>
    part("image/png", `Content-Disposition: attachment; filename="${name}"\nContent-Transfer-Encoding: base64\n`, encoded);
  const html =
    '<style>p{color:red}</style><p>Mine <b>too</b> &amp; more</p><div class="gmail_quote">On Monday Ann wrote:<blockquote>My roses <blockquote>deep</blockquote></blockquote></div>';
  const body = [
    part("text/html; charset=utf-8", "", html),
    ...["1.png", "2.png", "3.png", "4.png", "5.png"].map(image),
    part("image/png", "Content-Transfer-Encoding: base64\n", Buffer.from("no picture").toString("base64")),
    part("application/x-msdownload", 'Content-Disposition: attachment; filename="x.exe"\n', "MZ"),
    "--x--\n",
  ].join("");
  await using relay = await talkTo(port);
  const data = letterOf(from(BEN, { "Content-Type": 'multipart/mixed; boundary="x"', "MIME-Version": "1.0" }), body);
  expect((await relay.brings({ from: BEN, to: [came.reply_to!], data })).end).toMatch(/^250/);
  const [answer] = (await ben.thread(roses)).descendants;
  expect(plain(answer!.content)).toBe("@ann Mine too &amp; more");
  expect(answer!.media_attachments.map(({ type }) => type)).toEqual(["image", "image", "image", "image"]);
});

test("an old address is told so once, as is an empty letter; programs are told nothing", async () => {
  await using scene = await gather();
  const { came, port, posts, letters, world } = scene;
  const told = () => letters.filter(({ subject }) => subject === "Kith: your e-mail was not posted");
  await using relay = await talkTo(port);
  const brings = async (headers: Record<string, string>, words: string, envelope = BEN) =>
    (await relay.brings({ from: envelope, to: [came.reply_to!], data: letterOf(headers, words) })).end.slice(0, 3);
  for (const headers of [
    { "Auto-Submitted": "auto-replied" },
    { Precedence: "bulk" },
    { "List-Id": "<other.list>" },
    { "X-Autoreply": "yes" },
    { "X-Auto-Response-Suppress": "All" },
    { Subject: "Automatic reply: [Gardens] My roses bloom" },
    { Subject: "Abwesenheitsnotiz" },
    { Subject: `=?utf-8?B?${Buffer.from("自動応答：[Gardens]").toString("base64")}?=` },
  ])
    expect(await brings(from(BEN, headers), "I am away until Monday")).toBe("250");
  expect(await brings(from(BEN), "I am away", "")).toBe("250");
  expect([await posts(), told()]).toEqual([[], []]);
  expect(await brings(from(BEN), "> My roses bloom\n")).toBe("250");
  expect(told()).toHaveLength(1);
  expect(told()[0]).toMatchObject({ to: BEN, return_path: "", headers: { "Auto-Submitted": "auto-replied" } });
  expect(await brings(from(BEN), "> My roses\n")).toBe("250");
  expect(told()).toHaveLength(1);
  // Another mistake is another matter.
  for (let n = 0; n < 2; n++) expect(await brings(from(BEN), "Roses ".repeat(2000 + n))).toBe("250");
  expect(told().map(({ text }) => text.includes("too long"))).toEqual([false, true]);
  await world.passes("61 days");
  for (let n = 0; n < 3; n++) expect(await brings(from(BEN), "So late")).toBe("250");
  expect(told().map(({ text }) => text.includes("too old"))).toEqual([false, false, true]);
  expect(await posts()).toEqual([]);
});

test("commands that come in one piece are answered in their order", async () => {
  await using scene = await gather();
  const { came, port, posts } = scene;
  await using relay = await talkTo(port);
  await relay.says("EHLO relay.test\r\n");
  const first = await relay.says(
    `MAIL FROM:<${BEN}>\r\nRCPT TO:<nobody@lists.alpha.test>\r\nRCPT TO:<${came.reply_to}>\r\nDATA\r\n`,
  );
  const rest = [await relay.says(""), await relay.says(""), await relay.says("")];
  expect([first, ...rest].map((answer) => answer.slice(0, 3))).toEqual(["250", "550", "250", "354"]);
  const end = await relay.says(`${letterOf(from(BEN), "In one piece")}\r\n.\r\nNOOP\r\nQUIT\r\n`);
  expect([end, await relay.says(""), await relay.says("")].map((answer) => answer.slice(0, 3))).toEqual(["250", "250", "221"]);
  expect(await posts()).toEqual(["@ann In one piece"]);
});

test("what comes back for good counts against the address, once each; anybody's word does not", async () => {
  await using scene = await gather();
  const { came, port, kith, ben, letters, world } = scene;
  await using relay = await talkTo(port);
  const report = (status: string, action: string) =>
    letterOf(
      from("mailer-daemon@relay.test", {
        "Content-Type": 'multipart/report; report-type=delivery-status; boundary="x"',
        "MIME-Version": "1.0",
      }),
      `--x\nContent-Type: text/plain\n\nIt came back\n--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; relay.test\n\nFinal-Recipient: rfc822; ben@mail.test\nAction: ${action}\nStatus: ${status}\nDiagnostic-Code: smtp; 550 no such user\n--x--\n`,
    );
  const brings = async (data: string, envelope = "", to = came.return_path!) =>
    (await relay.brings({ from: envelope, to: [to], data })).end.slice(0, 3);
  const count = async () =>
    (await kith.db.selectFrom("mail_bounces").selectAll().where("user_id", "=", Number(ben.id)).executeTakeFirst())?.count ?? 0;
  expect(await brings(report("4.2.2", "delayed"))).toBe("250");
  expect(await brings(report("5.1.1", "failed"), "mallory@mail.test")).toBe("550");
  expect(await count()).toBe(0);
  const once = report("5.1.1", "failed");
  await using other = await talkTo(port);
  await Promise.all([brings(once), other.brings({ from: "", to: [came.return_path!], data: once })]);
  await brings(once);
  expect(await count()).toBe(1);
  await brings(report("5.1.1", "failed"));
  // So does a letter about one's way in; a letter to another address, which may be a stranger's, does not.
  const user = await getUser(kith.db, Number(ben.id));
  await askLetter(kith, user.id, "reset");
  await askEmailChange(kith, user, "new@mail.test");
  await world.settles();
  const about = (to: string) => letters.findLast((letter) => letter.to === to && letter.message_id?.startsWith("<job."));
  expect(about("new@mail.test")).toMatchObject({ text: expect.stringContaining("token=") as string });
  expect(about("new@mail.test")).not.toHaveProperty("return_path");
  await brings(report("5.1.1", "failed"), "", about(BEN)?.return_path ?? "nobody@lists.alpha.test");
  const row = await kith.db.selectFrom("mail_bounces").selectAll().executeTakeFirstOrThrow();
  expect([row.count, row.paused_at > 0, row.last_error]).toEqual([3, true, "smtp; 550 no such user"]);
});
