/** Everything that somebody could try with letters that come in. */
import { expect, test } from "vitest";
import { letterOf, talkTo } from "../world/smtp.ts";
import { does, feed } from "./gardeners.ts";
import { BEN, from, gather, postOf, reads } from "./mailers.ts";

const MEGABYTE = 1_000_000;

test("nobody writes as somebody else: not with another's address, not with a forged or doubled From, not with a token of another purpose or person", async () => {
  await using scene = await gather();
  const { came, port, posts, letters, ann, gardens, kith, world } = scene;
  const mallory = await world.person("mallory@alpha.test");
  await reads(kith, mallory, gardens.id);
  await using relay = await talkTo(port);
  const to = came.reply_to!;
  const tries = async (headers: Record<string, string>, address = to, envelope = BEN) =>
    await relay.brings({ from: envelope, to: [address], data: letterOf(headers, "I am Ben") });
  expect((await tries(from("mallory@mail.test"), to, "mallory@mail.test")).end).toMatch(/^550/);
  expect((await tries(from("mallory@mail.test", { Sender: BEN, "Reply-To": BEN }))).end).toMatch(/^550/);
  const { From: _from, ...nobody } = from(BEN);
  expect((await tries(nobody)).end).toMatch(/^550/);
  const doubled = letterOf(from("mallory@mail.test"), "I am Ben").replace("From:", `From: <${BEN}>\r\nFrom:`);
  expect((await relay.brings({ from: BEN, to: [to], data: doubled })).end).toMatch(/^550/);
  expect((await tries(from(BEN, { From: `${BEN}, mallory@mail.test` }))).end).toMatch(/^550/);
  // One letter of the address changed; the purpose changed; another host.
  const flipped = to.replace(/^r\.(.)/, (_all, first: string) => `r.${first === "a" ? "b" : "a"}`);
  for (const address of [
    flipped,
    to.replace(/^r/, "g"),
    to.replace(/^r/, "b"),
    to.replace("lists.", "other."),
    "r.aaaa@lists.alpha.test",
    "postmaster@lists.alpha.test",
  ])
    expect((await tries(from(BEN), address)).recipients).toEqual([expect.stringMatching(/^550/)]);
  await world.settles();
  expect(await posts()).toEqual([]);
  expect(letters.filter(({ subject }) => subject.includes("not posted"))).toEqual([]);
  expect(await ann.notifications()).toEqual([]);
});

test("where the mail server says who is proven, others are not believed, whatever they write of themselves", async () => {
  await using scene = await gather({ authserv_id: "mx.alpha.test" });
  const { came, port, posts } = scene;
  await using relay = await talkTo(port);
  const tries = async (...results: string[]) => {
    const head = results.map((result) => `Authentication-Results: ${result}\r\n`).join("");
    const data = head + letterOf(from(BEN), "It is me");
    return (await relay.brings({ from: BEN, to: [came.reply_to!], data })).end.slice(0, 3);
  };
  expect(await tries()).toBe("550");
  expect(await tries("mx.alpha.test; dkim=fail header.d=mail.test; spf=fail smtp.mailfrom=mail.test")).toBe("550");
  expect(await tries("mx.alpha.test; dkim=pass header.d=evil.test; spf=pass smtp.mailfrom=x@evil.test")).toBe("550");
  expect(await tries("mx.evil.test; dkim=pass header.d=mail.test")).toBe("550");
  expect(await tries("mx.alpha.test; dkim=none", "mx.alpha.test; dkim=pass header.d=mail.test")).toBe("550");
  expect(await tries('mx.alpha.test; dkim=fail (dkim=pass header.d=mail.test) header.d="mail.test"')).toBe("550");
  expect(await posts()).toEqual([]);
  expect(await tries("mx.alpha.test; dkim=pass header.d=mail.test")).toBe("250");
  expect(await posts()).toHaveLength(1);
});

test("letters are not smuggled, too large, too many or endless", async () => {
  await using scene = await gather({ message_bytes: 2 * MEGABYTE, connections: 3 }, { rate: true });
  const { came, port, posts, kith } = scene;
  const to = [came.reply_to!];
  await using relay = await talkTo(port);
  for (const end of ["\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r"]) {
    const inner = `MAIL FROM:<${BEN}>\r\nRCPT TO:<${to[0]}>\r\nDATA\r\n${letterOf(from(BEN), "Smuggled")}`;
    const { end: answer } = await relay.brings({
      from: "x@evil.test",
      to,
      data: `${letterOf(from("x@evil.test"), "Hello")}${end}${inner}`,
    });
    expect(answer).toMatch(/^550/);
  }
  expect(await relay.says("MAIL FROM:<a@b.test> SIZE=50000000\r\n")).toMatch(/^552/);
  await relay.says("RSET\r\n");
  const before = process.memoryUsage.rss();
  await using big = await talkTo(port);
  const much = `${letterOf(from(BEN), "")}${`${"A".repeat(998)}\r\n`.repeat(50_000)}`;
  expect((await big.brings({ from: BEN, to, data: much })).end).toMatch(/^552/);
  expect(process.memoryUsage.rss() - before).toBeLessThan(400 * MEGABYTE);
  expect(
    (
      await relay.brings({ from: BEN, to: Array.from({ length: 12 }, () => to[0]!), data: letterOf(from(BEN), "Once") })
    ).recipients.slice(-1),
  ).toEqual([expect.stringMatching(/^452|^250/)]);
  expect(await posts()).toEqual(["@ann Once"]);
  const answers: string[] = [];
  for (let n = 0; n < 62; n++)
    answers.push((await relay.brings({ from: BEN, to, data: letterOf(from(BEN), `Bomb ${n}`) })).end.slice(0, 3));
  expect(answers.filter((code) => code === "250").length).toBeLessThanOrEqual(60);
  expect(answers.at(-1)).toBe("451");
  const nested = `Content-Type: multipart/mixed; boundary="0"\r\n\r\n${Array.from({ length: 500 }, (_, n) => `--${n}\r\nContent-Type: multipart/mixed; boundary="${n + 1}"\r\n\r\n`).join("")}`;
  expect((await relay.brings({ from: BEN, to, data: `From: ${BEN}\r\n${nested}` })).end).toMatch(/^550/);
  await using third = await talkTo(port);
  await using fourth = await talkTo(port);
  expect([await third.says("NOOP\r\n"), await fourth.says("NOOP\r\n")].some((answer) => /^421|closed/.test(answer))).toBe(true);
  expect(await relay.says("VRFY ben\r\n")).toMatch(/^(?:252|502)/);
  expect(kith.instance.mail.inbound?.connections).toBe(3);
});

test("an address is worth nothing any more once its person has left, is suspended or has another address; and guessing finds none", async () => {
  await using scene = await gather();
  const { came, port, posts, letters, gardens, kith, ben, ann, world } = scene;
  await using relay = await talkTo(port);
  const thread = postOf(came);
  const tries = async (to: string, sender = BEN) =>
    await relay.brings({ from: sender, to: [to], data: letterOf(from(sender, { Subject: "Tulips" }), "Who has bulbs?") });
  const before = letters.length;
  // Of as many guesses as anybody has time for, and one that is nearly right.
  const letter = "abcdefghijklmnopqrstuvwxyz234567";
  for (let n = 0; n < 52; n++) {
    const at = 2 + n;
    const other = letter[(letter.indexOf(thread[at]!) + 1) % 32]!;
    const guess = thread.slice(0, at) + other + thread.slice(at + 1);
    // The last digit carries bits that stand for nothing.
    if (n < 51) expect([n, (await tries(guess)).recipients[0]?.slice(0, 3)]).toEqual([n, "550"]);
  }
  await does(ben, gardens, "leave");
  expect((await tries(thread)).end).toMatch(/^250/);
  expect(await feed(ann, gardens)).toEqual(["@gardens My roses bloom"]);
  expect(letters.slice(before).map(({ subject, to }) => [subject, to])).toEqual([["Kith: your e-mail was not posted", BEN]]);
  await does(ben, gardens, "join");
  const suspend = async (suspended_at: number) =>
    await kith.write(
      async (tx) => await tx.updateTable("accounts").set({ suspended_at }).where("id", "=", Number(ben.id)).execute(),
    );
  await suspend(kith.now());
  for (const to of [thread, came.reply_to!]) expect((await tries(to)).end).toMatch(/^(?:250|550)/);
  await world.settles();
  expect(letters.slice(before)).toHaveLength(1);
  await suspend(0);
  expect(await posts()).toEqual([]);
  expect(await feed(ann, gardens)).toEqual(["@gardens My roses bloom"]);
  // Another address of one's own makes all earlier ones nobody's.
  await kith.write(
    async (tx) =>
      await tx
        .updateTable("users")
        .set({ email: "new@mail.test", email_lower: "new@mail.test" })
        .where("id", "=", Number(ben.id))
        .execute(),
  );
  for (const sender of [BEN, "new@mail.test"]) expect((await tries(thread, sender)).recipients[0]).toMatch(/^550/);
});

test("what others write into names, titles and subjects stays where it is put", async () => {
  await using scene = await gather();
  const { came, port, posts, ann, gardens, letters, goesOut, ben } = scene;
  await using relay = await talkTo(port);
  await ann.api("PATCH", "/api/v1/accounts/update_credentials", {
    display_name: 'Ann\r\nBcc: eve@evil.test\r\n\r\nHello <eve@evil.test>, "x"',
  });
  await ann.api("PATCH", `/api/kith/v1/groups/${gardens.id}`, { title: 'Gar"dens\r\nBcc: eve@evil.test <x>' });
  await ann.posts("@gardens Subject\r\nBcc: eve@evil.test\r\n\r\nbody", { title: "One\r\nBcc: eve@evil.test" } as never);
  await goesOut();
  const sent = letters.slice(1);
  expect(sent.length).toBeGreaterThan(0);
  for (const { subject, headers = {}, from_name = "", reply_to = "", to } of sent) {
    expect([to, /[\r\n]/.test([subject, from_name, reply_to, ...Object.values(headers)].join(""))]).toEqual([BEN, false]);
  }
  // Neither does what somebody writes by mail: a subject that goes on in the next line, and one that is packed.
  for (const subject of [
    "Tulips\r\n Bcc: eve@evil.test",
    `=?utf-8?B?${Buffer.from("Tulips\r\nBcc: eve@evil.test").toString("base64")}?=`,
    `=?utf-8?Q?Tulips=0D=0ABcc:_eve@evil.test=00?=`,
  ])
    expect(
      (await relay.brings({ from: BEN, to: [postOf(came)], data: letterOf(from(BEN, { Subject: subject }), "Words") })).end,
    ).toMatch(/^250/);
  const titles = (await ben.api<{ title?: string; content: string }[]>("GET", `/api/kith/v1/groups/${gardens.id}/timeline`)).map(
    ({ title = "", content }) => title + content,
  );
  expect(titles.filter((text) => /[\r\n\0]/.test(text))).toEqual([]);
  expect(await posts()).toEqual([]);
});
