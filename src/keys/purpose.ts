/** Keys for one purpose each, from the instance's one secret: what opens one thing must not open another. */
import { hkdfSync } from "node:crypto";
import type { Kith } from "../kith.ts";

/** 32 bytes by HKDF-SHA-256 (RFC 5869); `purpose` is a label such as `actor-keys` and never changes. */
export const purposeKey = ({ secret }: Pick<Kith, "secret">, purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync("sha256", secret, new Uint8Array(0), `kith/${purpose}`, 32));
