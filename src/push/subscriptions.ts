/** Push subscriptions: one for each token, until the token ends or the push service says that nobody is there any more. */
import { createCipheriv, createDecipheriv, ECDH, randomBytes } from "node:crypto";
import { flag, toJson } from "../db/columns.ts";
import type { Reads, Row } from "../db/schema.ts";
import type { NotificationType, PushPolicy } from "../db/values.ts";
import { invalid, missing } from "../errors.ts";
import { purposeKey } from "../keys/purpose.ts";
import type { Kith } from "../kith.ts";

export type PushSubscription = Row<"push_subscriptions">;
/** What an app asks for. */
export type PushWish = { alerts: readonly string[]; policy: PushPolicy };
export type PushEndpoint = { endpoint: string; p256dh: string; auth: string; standard: boolean };

export const ALERTS = [
  "mention",
  "quote",
  "status",
  "reblog",
  "follow",
  "follow_request",
  "favourite",
  "reaction",
  "poll",
  "update",
  "quoted_update",
  "admin.sign_up",
  "admin.report",
] as const satisfies readonly NotificationType[];
export const PUSH_POLICIES: readonly string[] = ["all", "followed", "follower", "none"] satisfies PushPolicy[];

const LONGEST_ENDPOINT = 2000;

export async function getSubscription(db: Reads, token_id: number): Promise<PushSubscription> {
  const row = await db.selectFrom("push_subscriptions").selectAll().where("token_id", "=", token_id).executeTakeFirst();
  if (row === undefined) throw missing();
  return row;
}

/**
 * Subscribes a token, instead of what it was subscribed to before.
 *
 * @throws Refusal `invalid` for an endpoint that is no https address, and for keys that are none
 */
export async function subscribe(
  kith: Kith,
  owner: { token_id: number; account_id: number; access_token: string },
  asked: PushEndpoint & PushWish,
): Promise<PushSubscription> {
  assertEndpoint(kith, asked.endpoint);
  const values = {
    endpoint: asked.endpoint,
    p256dh: readPoint(asked.p256dh),
    auth: readSecret(asked.auth),
    standard: flag(asked.standard),
    alerts: toJson([...asked.alerts]),
    policy: asked.policy,
    access_token: sealToken(kith, owner.access_token),
    created_at: kith.now(),
  };
  const { token_id, account_id } = owner;
  return await kith.write(
    async (tx) =>
      await tx
        .insertInto("push_subscriptions")
        .values({ id: kith.newId(), token_id, account_id, ...values })
        .onConflict((oc) => oc.column("token_id").doUpdateSet((eb) => ({ ...values, id: eb.ref("excluded.id") })))
        .returningAll()
        .executeTakeFirstOrThrow(),
  );
}

/** @throws Refusal `missing` when the token has none */
export const changeSubscription = async (kith: Kith, token_id: number, wish: Partial<PushWish>): Promise<PushSubscription> =>
  await kith.write(async (tx) => {
    const { alerts, policy } = wish;
    const row = await tx
      .updateTable("push_subscriptions")
      .set({
        token_id,
        ...(alerts === undefined ? {} : { alerts: toJson([...alerts]) }),
        ...(policy === undefined ? {} : { policy }),
      })
      .where("token_id", "=", token_id)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw missing();
    return row;
  });

/** Removing what is not there is no error. */
export const unsubscribe = async (kith: Kith, token_id: number): Promise<void> =>
  await kith.write(async (tx) => {
    await tx.deleteFrom("push_subscriptions").where("token_id", "=", token_id).execute();
  });

export const removeSubscription = async (kith: Kith, id: number): Promise<void> =>
  await kith.write(async (tx) => {
    await tx.deleteFrom("push_subscriptions").where("id", "=", id).execute();
  });

/** Where it may lead is checked at each connection, by `kith.http`. */
function assertEndpoint({ instance }: Kith, endpoint: string): void {
  const url = endpoint.length <= LONGEST_ENDPOINT ? URL.parse(endpoint) : null;
  const plain = url?.protocol === "http:" && instance.federation.allow_private_addresses;
  if (url === null || (url.protocol !== "https:" && !plain) || url.username !== "" || url.password !== "")
    throw invalid("Validation failed: Endpoint is not a valid URL");
}

/** Either alphabet of base64, with or without padding. */
const bytesOf = (text: string): Buffer => Buffer.from(text.slice(0, 200), "base64");

function readPoint(text: string): string {
  const point = bytesOf(text);
  try {
    if (point.length !== 65) throw new RangeError("no uncompressed point");
    ECDH.convertKey(point, "prime256v1");
  } catch {
    throw invalid("Validation failed: Key p256dh is invalid");
  }
  return point.toString("base64url");
}

function readSecret(text: string): string {
  const secret = bytesOf(text);
  if (secret.length !== 16) throw invalid("Validation failed: Key auth is invalid");
  return secret.toString("base64url");
}

const PURPOSE = "push-tokens";

function sealToken(kith: Kith, token: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", purposeKey(kith, PURPOSE), nonce);
  return Buffer.concat([nonce, cipher.update(token, "utf8"), cipher.final(), cipher.getAuthTag()]).toString("base64url");
}

/** @throws Error when it was sealed under another secret */
export function unsealToken(kith: Kith, sealed: string): string {
  const bytes = Buffer.from(sealed, "base64url");
  const opener = createDecipheriv("aes-256-gcm", purposeKey(kith, PURPOSE), bytes.subarray(0, 12));
  opener.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([opener.update(bytes.subarray(12, -16)), opener.final()]).toString("utf8");
}
