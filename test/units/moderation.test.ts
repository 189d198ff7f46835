/** The small rules of moderation: how networks are read, domains are hidden, addresses are hashed, callers are known, and who may what. */
import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { may, PERMISSIONS, ROLE_PERMISSIONS } from "../../src/access/permissions.ts";
import { readSpan } from "../../src/insights/measures.ts";
import { callerOf } from "../../src/mastodon/caller.ts";
import { obfuscated } from "../../src/moderation/domains.ts";
import { canonicalHash } from "../../src/moderation/emails.ts";
import { readNetwork, severityOf, blockIp } from "../../src/moderation/ips.ts";
import { blockDomain } from "../../src/moderation/domains.ts";
import { policyOf } from "../../src/moderation/policy.ts";
import { openTestKith } from "../world/instance.ts";

test("networks have one spelling, and none is the whole internet", () => {
  expect(["192.0.2.7", " 192.0.2.0/24", "::ffff:192.0.2.7", "2001:DB8::/32"].map(readNetwork)).toEqual([
    "192.0.2.7/32",
    "192.0.2.0/24",
    "192.0.2.7/32",
    "2001:db8::/32",
  ]);
  for (const wrong of ["", "host.example", "192.0.2.0/x", "0.0.0.0/0", "192.0.2.0/24/1", "::/0"])
    expect(() => readNetwork(wrong), wrong).toThrow("not a valid IP address");
});

test("the strictest block counts, IPv4 and IPv6 apart", async () => {
  await using kith = await openTestKith();
  const by = { id: 0 };
  await blockIp(kith, by, { ip: "192.0.2.0/24", severity: "sign_up_block" });
  await blockIp(kith, by, { ip: "192.0.2.9", severity: "no_access" });
  await blockIp(kith, by, { ip: "2001:db8::/32", severity: "sign_up_requires_approval" });
  const found = await Promise.all(
    ["192.0.2.9", "::ffff:192.0.2.8", "2001:db8::1", "198.51.100.1", "", undefined, "nonsense"].map(
      async (ip) => await severityOf(kith, ip),
    ),
  );
  expect(found).toEqual(["no_access", "sign_up_block", "sign_up_requires_approval", undefined, undefined, undefined, undefined]);
});

test("a block of a domain holds for what is below it, and the nearest one counts", async () => {
  await using kith = await openTestKith();
  await blockDomain(kith, { id: 0 }, "bad.example", { severity: "suspend" });
  await blockDomain(kith, { id: 0 }, "less.bad.example", { severity: "silence" });
  const severity = async (host: string) => (await policyOf(kith, host)).severity;
  const hosts = ["bad.example", "a.b.bad.example:8443", "x.less.bad.example", "notbad.example", "example", "alpha.test", ""];
  expect(await Promise.all(hosts.map(severity))).toEqual(["suspend", "suspend", "silence", "noop", "noop", "noop", "noop"]);
  await expect(blockDomain(kith, { id: 0 }, "alpha.test", {})).rejects.toThrow("not a valid domain");
});

test("a hidden domain is told from others by its digest only", () => {
  expect(obfuscated("harassment.example")).toBe("haras*****.***mple");
  expect(canonicalHash("Some.One+news@Mail.example")).toBe(canonicalHash("someone@mail.example"));
});

test("who calls is who the nearest stranger says", () => {
  const request = (remoteAddress: string, forwarded?: string) =>
    ({
      socket: { remoteAddress },
      headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
    }) as unknown as IncomingMessage;
  expect(callerOf(request("203.0.113.5", "8.8.8.8"))).toBe("203.0.113.5");
  expect(callerOf(request("::ffff:127.0.0.1", "8.8.8.8, 10.0.0.2"))).toBe("8.8.8.8");
  expect(callerOf(request("127.0.0.1", "evil, 203.0.113.5"))).toBe("203.0.113.5");
  expect(callerOf(request("127.0.0.1"))).toBe("127.0.0.1");
  expect(callerOf(request("fe80::1", "nonsense"))).toBe("nonsense");
});

test("permissions are Mastodon's bits", () => {
  expect([PERMISSIONS.administrator, PERMISSIONS.manage_users, PERMISSIONS.view_feeds]).toEqual([1, 0x400, 0x100000]);
  expect(ROLE_PERMISSIONS.user).toBe(0);
  expect([may("moderator", "manage_reports"), may("moderator", "manage_federation"), may("admin", "manage_federation")]).toEqual([
    true,
    false,
    true,
  ]);
  expect(may("user", "view_dashboard")).toBe(false);
});

test("a span has whole days, ninety at most, and never ends before it begins", () => {
  const day = Date.UTC(2026, 5, 1);
  expect(readSpan(day + 5, day + 6)).toEqual({ from: day, to: day + 86_400_000 });
  expect(readSpan(day, 0)).toEqual({ from: day, to: day + 86_400_000 });
  const { from, to } = readSpan(0, day);
  expect((to - from) / 86_400_000).toBe(90);
});
