/** Who calls, where Express has not read it: at the upgrade to a WebSocket. */
import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";
import { plainAddress } from "../moderation/addresses.ts";

/** As Express's `trust proxy` has it with loopback, linklocal and uniquelocal: what a proxy there says of its caller is believed, hop by hop. */
export function callerOf({ socket, headers }: Pick<IncomingMessage, "socket" | "headers">): string {
  const said = [headers["x-forwarded-for"] ?? []].flat().join(",").split(",");
  const hops = [...said.map((hop) => hop.trim()).filter((hop) => hop !== ""), socket.remoteAddress ?? ""].map(plainAddress);
  const near = neighbours();
  const isNear = (hop: string) => isIP(hop) > 0 && near.check(hop, isIP(hop) === 6 ? "ipv6" : "ipv4");
  return hops.findLast((hop, at) => at === 0 || !isNear(hop)) ?? "";
}

function neighbours(): BlockList {
  const list = new BlockList();
  const networks = [
    "127.0.0.0/8",
    "169.254.0.0/16",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "::1/128",
    "fe80::/10",
    "fc00::/7",
  ];
  for (const network of networks) {
    const [address = "", bits = ""] = network.split("/");
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? "ipv6" : "ipv4");
  }
  return list;
}
