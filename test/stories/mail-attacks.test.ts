/** Everything that somebody could try with letters that come in. */
import { expect, test } from "vitest";
import { letterOf, talkTo } from "../world/smtp.ts";
import { BEN, from, gather, reads } from "./mailers.ts";

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
