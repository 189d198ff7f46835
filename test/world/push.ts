/**
 * A push service and the apps behind it, made by hand: it takes messages, checks who signs them, and opens what only the app can open.
 *
 * Written from RFC 8030, 8188, 8291, 8292 and draft-ietf-webpush-encryption-04, not from Kith's own encryption.
 */
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify, type ECDH } from "node:crypto";
import type { Seen } from "./network.ts";
import type { Person } from "./person.ts";
import type { World } from "./world.ts";

export type PushedJson = {
  access_token: string;
  preferred_locale: string;
  notification_id: number;
  notification_type: string;
  icon: string;
  title: string;
  body: string;
};
export type Pushed = {
  payload: PushedJson;
  headers: Seen["headers"];
  bytes: number;
  signer: string;
  claims: Record<string, unknown>;
};

export type PushApp = {
  /** What the app sends to its server. */
  readonly subscription: { endpoint: string; keys: { p256dh: string; auth: string } };
  readonly heard: Pushed[];
  /** What the service answers from now on; 201 at first. */
  answers(status: number): void;
  /** Subscribes a person's token. */
  subscribes(who: Person, data: object, more?: object): Promise<void>;
};

/** Requests of the service, also of those that were not taken. */
export type PushService = { readonly tries: Seen[]; app(name: string): PushApp };

export async function makePushService(world: World, domain: string): Promise<PushService> {
  const tries: Seen[] = [];
  const apps = new Map<string, (seen: Seen) => number>();
  await world.server(domain, (seen) => {
    tries.push(seen);
    const status = apps.get(seen.path)?.(seen) ?? 410;
    return { status, type: "text/plain" };
  });
  return {
    tries,
    app: (name) => {
      const own = createECDH("prime256v1");
      own.generateKeys();
      const auth = randomBytes(16);
      const heard: Pushed[] = [];
      let status = 201;
      apps.set(`/${name}`, (seen) => {
        if (status < 300) heard.push(open(seen, { own, auth }, `https://${domain}`));
        return status;
      });
      const subscription = {
        endpoint: `https://${domain}/${name}`,
        keys: { p256dh: own.getPublicKey("base64url"), auth: auth.toString("base64url") },
      };
      return {
        subscription,
        heard,
        answers: (now) => (status = now),
        subscribes: async (who, data, more = {}) =>
          void (await who.api("POST", "/api/v1/push/subscription", { subscription: { ...subscription, ...more }, data })),
      };
    },
  };
}

type Keys = { own: ECDH; auth: Buffer };

function open(seen: Seen, keys: Keys, audience: string): Pushed {
  const { headers, bytes } = seen;
  if (seen.method !== "POST" || !(Number(headers["ttl"]) > 0)) throw new Error("not a push message");
  const standard = headers["content-encoding"] === "aes128gcm";
  const plain = standard ? openStandard(bytes, keys) : openOld(seen, keys);
  const [token = "", signer = ""] = standard
    ? (/^vapid t=([^,]+), k=(\S+)$/.exec(headers["authorization"] ?? "")?.slice(1) ?? [])
    : [headers["authorization"]?.replace(/^WebPush /, ""), /p256ecdsa=([^;]+)/.exec(headers["crypto-key"] ?? "")?.[1]];
  const claims = readToken(token, signer);
  if (claims["aud"] !== audience) throw new Error(`signed for ${String(claims["aud"])}`);
  return { payload: JSON.parse(plain.toString("utf8")) as PushedJson, headers, bytes: bytes.length, signer, claims };
}

const derive = (salt: Buffer, secret: Buffer, info: string | Buffer, length: number): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, salt, info, length));

function decrypt(sealed: Buffer, key: Buffer, nonce: Buffer): Buffer {
  const opener = createDecipheriv("aes-128-gcm", key, nonce);
  opener.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([opener.update(sealed.subarray(0, -16)), opener.final()]);
}

function openStandard(bytes: Buffer, { own, auth }: Keys): Buffer {
  const salt = bytes.subarray(0, 16);
  if (bytes.readUInt32BE(16) < bytes.length - 21 - 65) throw new Error("more than one record");
  const sender = bytes.subarray(21, 21 + bytes.readUInt8(20));
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), own.getPublicKey(), sender]);
  const secret = derive(auth, own.computeSecret(sender), info, 32);
  const key = derive(salt, secret, "Content-Encoding: aes128gcm\0", 16);
  const padded = decrypt(bytes.subarray(21 + sender.length), key, derive(salt, secret, "Content-Encoding: nonce\0", 12));
  const end = padded.lastIndexOf(2);
  return padded.subarray(0, end);
}

function openOld({ headers, bytes }: Seen, { own, auth }: Keys): Buffer {
  const salt = Buffer.from(/salt=([\w-]+)/.exec(headers["encryption"] ?? "")?.[1] ?? "", "base64url");
  const sender = Buffer.from(/dh=([\w-]+)/.exec(headers["crypto-key"] ?? "")?.[1] ?? "", "base64url");
  const secret = derive(auth, own.computeSecret(sender), "Content-Encoding: auth\0", 32);
  const context = Buffer.concat([Buffer.from("P-256\0\0\x41"), own.getPublicKey(), Buffer.from([0, 65]), sender]);
  const info = (name: string) => Buffer.concat([Buffer.from(`Content-Encoding: ${name}\0`), context]);
  const padded = decrypt(bytes, derive(salt, secret, info("aesgcm"), 16), derive(salt, secret, info("nonce"), 12));
  return padded.subarray(2 + padded.readUInt16BE(0));
}

/** The claims of a token that the key really has signed. */
function readToken(token: string, signer: string): Record<string, unknown> {
  const [head = "", body = "", signature = ""] = token.split(".");
  const point = Buffer.from(signer, "base64url");
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
  const key = createPublicKey({ key: jwk, format: "jwk" });
  const good = verify(
    "sha256",
    Buffer.from(`${head}.${body}`),
    { key, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  if (!good) throw new Error("the token is not signed by its key");
  return JSON.parse(Buffer.from(body, "base64url").toString()) as Record<string, unknown>;
}
