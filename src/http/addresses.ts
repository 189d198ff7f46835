/**
 * Which IP addresses are on the public internet, by IANA's special-purpose registries (RFC 6890 and its successors).
 * Everything else is refused: a stranger's URL must never make us knock at our own doors.
 */
import { isIPv4, isIPv6 } from "node:net";

/** Not public in IPv4, as address and prefix length. */
const CLOSED_V4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8], // this network
  ["10.0.0.0", 8], // private, RFC 1918
  ["100.64.0.0", 10], // carrier-grade NAT, RFC 6598
  ["127.0.0.0", 8], // loopback
  ["168.63.129.16", 32], // public by number, but it is every Azure machine's own host
  ["169.254.0.0", 16], // link-local, and the clouds' metadata
  ["172.16.0.0", 12], // private
  ["192.0.0.0", 24], // protocol assignments
  ["192.0.2.0", 24], // documentation
  ["192.88.99.0", 24], // 6to4 relays, retired
  ["192.168.0.0", 16], // private
  ["198.18.0.0", 15], // benchmarks
  ["198.51.100.0", 24], // documentation
  ["203.0.113.0", 24], // documentation
  ["224.0.0.0", 4], // multicast
  ["240.0.0.0", 4], // reserved, and broadcast
];

/** Not public within 2000::/3, the one block that IPv6 routes globally. */
const CLOSED_V6: readonly (readonly [string, number])[] = [
  ["2001::", 23], // protocol assignments: Teredo, ORCHID, benchmarks
  ["2001:db8::", 32], // documentation
  ["3fff::", 20], // documentation, RFC 9637
];

const CLOSED_V4_BITS = CLOSED_V4.map(([address, prefix]) => [bitsOfV4(address), 32 - prefix] as const);
const CLOSED_V6_BITS = CLOSED_V6.map(([address, prefix]) => [bitsOfV6(address), BigInt(128 - prefix)] as const);

/**
 * Whether an address may be connected to.
 * @param ip an IPv4 address in four decimals, or an IPv6 address in any spelling, brackets allowed. Anything else,
 *   zone ids included, is not public. An IPv4 address inside a mapped, NAT64 or 6to4 address is judged as itself.
 */
export function isPublicAddress(ip: string): boolean {
  const address = ip.startsWith("[") && ip.endsWith("]") ? ip.slice(1, -1) : ip;
  if (isIPv4(address)) return isPublicV4(bitsOfV4(address));
  // A zone id picks one of our own interfaces: link-local by nature, whatever stands before it.
  if (!isIPv6(address) || address.includes("%")) return false;
  return isPublicV6(bitsOfV6(address));
}

function isPublicV4(bits: number): boolean {
  return !CLOSED_V4_BITS.some(([closed, rest]) => bits >>> rest === closed >>> rest);
}

function isPublicV6(bits: bigint): boolean {
  const embedded = embeddedV4(bits);
  if (embedded !== undefined) return isPublicV4(embedded);
  // IPv4-compatible (::/96), local NAT64, ULA, link-local, site-local and multicast all lie outside.
  if (bits >> 125n !== 1n) return false;
  return !CLOSED_V6_BITS.some(([closed, rest]) => bits >> rest === closed >> rest);
}

/** The IPv4 address that packets to this IPv6 address end up at, if the form says so. */
function embeddedV4(bits: bigint): number | undefined {
  if (bits >> 32n === 0xffffn) return low32(bits); // ::ffff:0:0/96, mapped, RFC 4291
  if (bits >> 32n === 0x64ff9bn << 64n) return low32(bits); // 64:ff9b::/96, NAT64, RFC 6052
  if (bits >> 112n === 0x2002n) return low32(bits >> 80n); // 2002::/16, 6to4, RFC 3056
  return undefined;
}

function low32(bits: bigint): number {
  return Number(bits & 0xffffffffn);
}

function bitsOfV4(address: string): number {
  return address.split(".").reduce((bits, part) => ((bits << 8) | Number(part)) >>> 0, 0);
}

function bitsOfV6(address: string): bigint {
  const [head = "", tail] = address.split("::");
  const front = groupsOf(head);
  const back = tail === undefined ? [] : groupsOf(tail);
  const gap = Math.max(0, 8 - front.length - back.length);
  const groups = [...front, ...Array<number>(gap).fill(0), ...back];
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(group), 0n);
}

/** The 16-bit groups of one side of `::`; four decimals at the end count as two groups. */
function groupsOf(side: string): number[] {
  if (side === "") return [];
  return side.split(":").flatMap((group) => {
    if (!group.includes(".")) return [parseInt(group, 16)];
    const bits = bitsOfV4(group);
    return [bits >>> 16, bits & 0xffff];
  });
}
