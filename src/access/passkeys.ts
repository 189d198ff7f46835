/** Passkeys and security keys (https://www.w3.org/TR/webauthn-3/): a key that never leaves somebody's device signs what we ask it to. */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { fromJson, toJson } from "../db/columns.ts";
import type { Reads, Row, User } from "../db/schema.ts";
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { stripNul } from "../text/outside.ts";
import { challengeStep, type Step } from "./steps.ts";

export type Passkey = Row<"passkeys">;

const MOST = 20;
const LONGEST_ANSWER = 20_000;

/** Keys are bound to the host, whatever the port. */
const hostOf = ({ instance }: Kith): string => new URL(instance.origin).hostname;

export const loadPasskeys = async (db: Reads, user_id: number): Promise<Passkey[]> =>
  await db.selectFrom("passkeys").selectAll().where("user_id", "=", user_id).orderBy("id").limit(MOST).execute();

const described = (keys: readonly Passkey[]) =>
  keys.map(({ credential_id, transports }) => ({ id: credential_id, transports: fromJson(transports) }));

/** What `navigator.credentials.create` is to be given, as JSON. */
export async function askForKey(kith: Kith, step: Step, { id, username }: { id: number; username: string }): Promise<string> {
  const { generateRegistrationOptions } = await import("@simplewebauthn/server");
  const options = await generateRegistrationOptions({
    rpName: kith.instance.title,
    rpID: hostOf(kith),
    userName: username,
    userID: new TextEncoder().encode(String(id)),
    attestationType: "none",
    excludeCredentials: described(await loadPasskeys(kith.db, id)),
    authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
  });
  await challengeStep(kith, step, options.challenge);
  return JSON.stringify(options);
}

/**
 * Keeps a key. The step was found before its challenge was used up.
 *
 * @param answer what the browser made of `askForKey`, as JSON
 * @throws Refusal `invalid`
 */
export async function addPasskey(
  kith: Kith,
  { challenge, user_id }: Step,
  { answer, name }: { answer: string; name: string },
): Promise<void> {
  if ((await loadPasskeys(kith.db, user_id)).length >= MOST) throw invalid("You have as many keys as fit: remove one first");
  const response = parse<RegistrationResponseJSON>(answer);
  const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
  const expected = { expectedChallenge: challenge, expectedOrigin: kith.instance.origin, expectedRPID: hostOf(kith) };
  const verified = await verifyRegistrationResponse({ response, ...expected, requireUserVerification: false }).catch(
    () => undefined,
  );
  if (challenge === "" || verified?.verified !== true) throw wrong();
  const { id, publicKey, counter, transports = [] } = verified.registrationInfo.credential;
  const now = kith.now();
  const row = {
    id: kith.newId(),
    user_id,
    credential_id: id,
    public_key: Buffer.from(publicKey).toString("base64url"),
    counter,
    transports: toJson(transports.slice(0, 10)),
    name: stripNul(name).trim().slice(0, 60),
    created_at: now,
    last_used_at: 0,
  };
  const made = await kith.write(
    async (tx) =>
      await tx
        .insertInto("passkeys")
        .values(row)
        .onConflict((oc) => oc.doNothing())
        .returning("id")
        .executeTakeFirst(),
  );
  if (made === undefined) throw invalid("This key is known already");
}

/** What `navigator.credentials.get` is to be given, as JSON. Without a user, any passkey of this server will do, if it asks who holds it. */
export async function askToSign(kith: Kith, step: Step): Promise<string> {
  const { generateAuthenticationOptions } = await import("@simplewebauthn/server");
  const keys = step.user_id === 0 ? [] : await loadPasskeys(kith.db, step.user_id);
  const options = await generateAuthenticationOptions({
    rpID: hostOf(kith),
    allowCredentials: described(keys),
    userVerification: step.user_id === 0 ? "required" : "preferred",
  });
  await challengeStep(kith, step, options.challenge);
  return JSON.stringify(options);
}

/** Whose key has signed; undefined when it is none of theirs, or has not signed what it was asked to. */
export async function useKey(kith: Kith, step: Step, answer: string): Promise<User["id"] | undefined> {
  if (step.challenge === "") return undefined;
  const response = parse<AuthenticationResponseJSON>(answer);
  const key = await kith.db
    .selectFrom("passkeys")
    .selectAll()
    .where("credential_id", "=", String(response.id).slice(0, 2000))
    .executeTakeFirst();
  if (key === undefined || (step.user_id !== 0 && key.user_id !== step.user_id)) return undefined;
  const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
  const verified = await verifyAuthenticationResponse({
    response,
    expectedChallenge: step.challenge,
    expectedOrigin: kith.instance.origin,
    expectedRPID: hostOf(kith),
    credential: { id: key.credential_id, publicKey: Buffer.from(key.public_key, "base64url"), counter: key.counter },
    // A key alone, without a password before it, must have made sure who holds it.
    requireUserVerification: step.user_id === 0,
  }).catch(() => undefined);
  if (verified?.verified !== true) return undefined;
  const counter = verified.authenticationInfo.newCounter;
  await kith.write(
    async (tx) => await tx.updateTable("passkeys").set({ counter, last_used_at: kith.now() }).where("id", "=", key.id).execute(),
  );
  return key.user_id;
}

export async function removePasskey(kith: Kith, user_id: number, id: number): Promise<void> {
  await kith.write(async (tx) => await tx.deleteFrom("passkeys").where("user_id", "=", user_id).where("id", "=", id).execute());
}

/** @throws Refusal `invalid` */
function parse<Answer extends object>(text: string): Answer {
  try {
    const value: unknown = text.length > LONGEST_ANSWER ? undefined : JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Answer;
  } catch {
    // Not JSON.
  }
  throw wrong();
}

const wrong = () => invalid("The key could not be used: try again");
