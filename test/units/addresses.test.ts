/** Which addresses are public, and how URLs, hosts and origins from outside are spelled. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPublicAddress } from "../../src/http/addresses.ts";
import { HttpFailure } from "../../src/http/failure.ts";
import { hostOf, originOf, parseHttpUrl } from "../../src/http/urls.ts";

const CLOSED_V4 = [
  "0.0.0.0",
  "0.1.2.3",
  "10.0.0.1",
  "10.255.255.255",
  "100.64.0.1",
  "100.127.255.255",
  "127.0.0.1",
  "127.255.0.9",
  "168.63.129.16",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.0.1",
  "192.0.2.7",
  "192.88.99.1",
  "192.168.1.1",
  "198.18.0.1",
  "198.19.255.255",
  "198.51.100.3",
  "203.0.113.9",
  "224.0.0.1",
  "239.255.255.255",
  "240.0.0.1",
  "255.255.255.255",
];
const OPEN_V4 = [
  "1.1.1.1",
  "9.255.255.255",
  "11.0.0.0",
  "100.63.255.255",
  "100.128.0.0",
  "126.255.255.255",
  "128.0.0.0",
  "168.63.129.15",
  "168.63.129.17",
  "169.253.255.255",
  "172.15.255.255",
  "172.32.0.0",
  "192.0.1.0",
  "192.167.255.255",
  "192.169.0.0",
  "198.17.255.255",
  "198.20.0.0",
  "223.255.255.255",
];
const CLOSED_V6 = [
  "::",
  "::1",
  "0:0:0:0:0:0:0:1",
  "::127.0.0.1",
  "::8.8.8.8",
  "::ffff:0:8.8.8.8",
  "64:ff9b:1::1",
  "100::1",
  "fc00::1",
  "fd00:ec2::254",
  "fe80::1",
  "febf::1",
  "fec0::1",
  "ff02::1",
  "2001::1",
  "2001:0:4136:e378:8000:63bf:3fff:fdd2",
  "2001:2::1",
  "2001:10::1",
  "2001:1ff::1",
  "2001:db8::1",
  "3fff::1",
  "3fff:fff::1",
  "5f00::1",
  "4000::1",
  "2606:4700:4700::1111%eth0",
  "fe80::1%1",
];
const OPEN_V6 = [
  "2606:4700:4700::1111",
  "2a00:1450:4001::200e",
  "2001:200::1",
  "2001:4860:4860::8888",
  "3ffe::1",
  "[2606:4700::1]",
];

describe("isPublicAddress", () => {
  test.each(CLOSED_V4)("refuses %s, also inside IPv6", (ip) => {
    const [a = 0, b = 0, c = 0, d = 0] = ip.split(".").map(Number);
    const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
    expect(isPublicAddress(ip)).toBe(false);
    for (const form of [
      `::ffff:${ip}`,
      `::FFFF:${hex}`,
      `0:0:0:0:0:ffff:${hex}`,
      `64:ff9b::${ip}`,
      `64:ff9b::${hex}`,
      `2002:${hex}::1`,
      `[::ffff:${ip}]`,
    ]) {
      expect(isPublicAddress(form), form).toBe(false);
    }
  });
  test.each(OPEN_V4)("allows %s, also inside IPv6", (ip) => {
    expect(isPublicAddress(ip)).toBe(true);
    expect(isPublicAddress(`::ffff:${ip}`)).toBe(true);
    expect(isPublicAddress(`64:ff9b::${ip}`)).toBe(true);
  });
  test.each(CLOSED_V6)("refuses %s", (ip) => expect(isPublicAddress(ip)).toBe(false));
  test.each(OPEN_V6)("allows %s", (ip) => expect(isPublicAddress(ip)).toBe(true));
  test.each([
    "",
    "alpha.test",
    "1.1.1",
    "01.1.1.1",
    "0x1.1.1.1",
    "16843009",
    "1.1.1.1.",
    "[1.1.1.1",
    ":::",
    "2606::1::1",
    "1.1.1.1/8",
  ])("refuses %j, which is no address", (text) => expect(isPublicAddress(text)).toBe(false));
  test("every spelling of an IPv6 address is judged alike", () => {
    const groups = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(groups, (parts) => {
        const long = parts.map((part) => part.toString(16).padStart(4, "0")).join(":");
        const short = new URL(`http://[${long}]/`).hostname;
        expect(isPublicAddress(long)).toBe(isPublicAddress(short));
      }),
    );
  });
});

describe("URLs", () => {
  test.each([
    ["https://ALPHA.test:443/x", "https://alpha.test", "alpha.test"],
    ["http://alpha.test.:80/", "http://alpha.test", "alpha.test"],
    ["https://alpha.test.:8443", "https://alpha.test:8443", "alpha.test:8443"],
    ["https://Bücher.example/", "https://xn--bcher-kva.example", "xn--bcher-kva.example"],
    ["https://1.1.1.1./", "https://1.1.1.1", "1.1.1.1"],
    ["https://[2606:4700:0:0::1]:3000/", "https://[2606:4700::1]:3000", "[2606:4700::1]:3000"],
  ])("%s has one origin and host", (url, origin, host) => {
    expect(originOf(url)).toBe(origin);
    expect(hostOf(url)).toBe(host);
  });
  test.each([
    "",
    "alpha.test",
    "ftp://alpha.test/",
    "file:///etc/passwd",
    "data:,x",
    "javascript:0",
    "https://",
    "https://./",
    "https://a../",
    "https://user@alpha.test/",
    "https://:secret@alpha.test/",
    "https://[fe80::1%25eth0]/",
    "https://a b/",
    `https://alpha.test/${"x".repeat(9000)}`,
  ])("%j is refused", (url) => {
    expect(parseHttpUrl(url)).toBeUndefined();
    expect(() => hostOf(url)).toThrow(HttpFailure);
    expect(() => originOf(url)).toThrow(expect.objectContaining({ reason: "url" }));
  });
  test("relative references are read against a base, and checked like the rest", () => {
    const base = new URL("https://alpha.test/users/1");
    expect(parseHttpUrl("../inbox", base)?.href).toBe("https://alpha.test/inbox");
    expect(parseHttpUrl("//beta.test./", base)?.href).toBe("https://beta.test/");
    expect(parseHttpUrl("mailto:a@b.test", base)).toBeUndefined();
  });
});
