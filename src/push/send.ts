/** From a notification to the phones and browsers of its reader: RFC 8030. Two steps, so that each subscription is tried anew by itself. */
import { localeOfUser } from "../access/language.ts";
import { mayUse, splitScopes } from "../access/scopes.ts";
import { loadAccounts } from "../accounts/find.ts";
import { fromJson } from "../db/columns.ts";
import type { Row, User } from "../db/schema.ts";
import type { NotificationType } from "../db/values.ts";
import { summaryOf } from "../events/content.ts";
import { HttpFailure } from "../http/failure.ts";
import type { Leased } from "../jobs/worker.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { findNotification, type Notification } from "../notifications/load.ts";
import { loadSubjects } from "../notifications/subjects.ts";
import { loadStatusPage } from "../statuses/load.ts";
import { findActing, readerFor } from "../teams/acting.ts";
import { scopesIn } from "../teams/roles.ts";
import { encrypt, encryptOld } from "./encrypt.ts";
import { payloadOf } from "./payload.ts";
import { removeSubscription, unsealToken, type PushSubscription } from "./subscriptions.ts";
import { vapidOf, vapidToken } from "./vapid.ts";

type Job = Leased<Row<"jobs">>;

/** ms for which a service keeps a message for a device that is off; older ones are not sent any more. */
const KEPT = 48 * 3_600_000;
const TIMEOUT = 10_000;
/** ms for which a host that does not answer is left alone: it must not hold the other jobs up. */
const REST = 60_000;

/** Finds the subscriptions that want this notification: each is owed a message of its own. */
export async function duePushes(kith: Kith, event: KithEventOf<"notification.created">, job: Job): Promise<void> {
  const notification = await findNotification(kith, event.account_id, event.notification_id);
  const rows = notification === undefined ? [] : await wanting(kith, notification);
  await kith.write(async (tx, happened) => {
    await job.complete(tx);
    for (const { id } of rows) happened({ type: "push.due", subscription_id: id, notification_id: event.notification_id });
  });
}

async function wanting({ db }: Kith, { account_id, from_account_id, type }: Notification): Promise<PushSubscription[]> {
  const rows = await db.selectFrom("push_subscriptions").selectAll().where("account_id", "=", account_id).execute();
  const awake = rows.filter(({ alerts, policy }) => policy !== "none" && fromJson(alerts).includes(alertOf(type)));
  // What comes from nobody else is theirs, whomever they follow.
  if (from_account_id === account_id || awake.every(({ policy }) => policy === "all")) return awake;
  const follows = await db
    .selectFrom("follows")
    .select("account_id")
    .where("state", "=", "accepted")
    .where((eb) =>
      eb.or([eb.and({ account_id, target_id: from_account_id }), eb.and({ account_id: from_account_id, target_id: account_id })]),
    )
    .execute();
  const is = (id: number) => follows.some((row) => row.account_id === id);
  const fits = { all: true, followed: is(account_id), follower: is(from_account_id), none: false };
  return awake.filter(({ policy }) => fits[policy]);
}

/** What an app has to want: that an event is gone is told to whoever wants to hear of its changes. */
const alertOf = (type: NotificationType): NotificationType => (type === "event_gone" ? "update" : type);

/**
 * Sends one message. A subscription that its service does not know any more is removed.
 *
 * @throws Error when the service should be asked again later
 */
export async function sendPush(kith: Kith, event: KithEventOf<"push.due">): Promise<void> {
  const found = await findReader(kith, event.subscription_id);
  const notification = found && (await findNotification(found.reads, found.subscription.account_id, event.notification_id));
  if (found === undefined || notification === undefined) return;
  const left = notification.created_at + KEPT - kith.now();
  const payload = left <= 0 ? undefined : await payloadFor(found.reads, found, notification);
  if (payload === undefined) return;
  const { subscription } = found;
  const { body, headers } = await messageOf(kith, subscription, payload);
  const status = await post(kith, subscription.endpoint, { body, headers: { ...headers, ttl: String(Math.floor(left / 1000)) } });
  if (status >= 200 && status < 300) return;
  if (status === 408 || status === 429 || status >= 500) throw new Error(`the push service answered ${status}`);
  // As Mastodon has it: what a service refuses today it refuses tomorrow; an app that is alive subscribes again. 413 is about this message alone.
  if (status !== 413) await removeSubscription(kith, subscription.id);
}

/** `reads`: what they may read. */
type Found = { subscription: PushSubscription; reader: Pick<User, "locale" | "settings">; reads: Kith };

/** Nothing is sent to whoever may not log in, nor to who is here in the name of a team and may not (any more) be told in it. */
async function findReader(kith: Kith, id: number): Promise<Found | undefined> {
  const row = await kith.db
    .selectFrom("push_subscriptions")
    .innerJoin("tokens", "tokens.id", "push_subscriptions.token_id")
    .innerJoin("users", "users.id", "push_subscriptions.account_id")
    .innerJoin("accounts", "accounts.id", "push_subscriptions.account_id")
    .selectAll("push_subscriptions")
    .select(["users.locale", "users.settings", "tokens.member_id", "tokens.scopes"])
    .where("push_subscriptions.id", "=", id)
    .where("users.disabled", "=", 0)
    .where("accounts.suspended_at", "=", 0)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { locale, settings, member_id, scopes, ...subscription } = row;
  const member = member_id === null ? undefined : await findActing(kith.db, subscription.account_id, member_id);
  if (
    member_id !== null &&
    (member === undefined || !mayUse(scopesIn(member.role, splitScopes(scopes), member.personal), "push"))
  )
    return undefined;
  return { subscription, reader: { locale, settings }, reads: await readerFor(kith, member) };
}

async function payloadFor(kith: Kith, { subscription, reader }: Found, notification: Notification): Promise<Buffer | undefined> {
  const { account_id, access_token } = subscription;
  const { status_id, from_account_id } = notification;
  const page = status_id === null ? undefined : await loadStatusPage(kith.db, account_id, [status_id]);
  const sender = (await loadAccounts(kith.db, [from_account_id])).get(from_account_id);
  const status = status_id === null ? undefined : page?.statuses.get(status_id);
  if (sender === undefined || (status_id !== null && status === undefined)) return undefined;
  const locale = localeOfUser(kith, reader);
  const gone = (await loadSubjects(kith.db, [notification])).gone_events.get(notification.subject_id);
  const about = gone === undefined ? undefined : `${gone.title}\n${summaryOf(gone, locale)}`;
  return payloadOf(kith, { access_token: unsealToken(kith, access_token), locale, notification, sender, status, about });
}

async function messageOf(kith: Kith, subscription: PushSubscription, payload: Buffer) {
  const keys = { p256dh: Buffer.from(subscription.p256dh, "base64url"), auth: Buffer.from(subscription.auth, "base64url") };
  const token = await vapidToken(kith, subscription.endpoint);
  const ours = (await vapidOf(kith)).public_key.replace(/=+$/, "");
  const common = { "content-type": "application/octet-stream", urgency: "normal" };
  if (subscription.standard === 1) {
    const headers = { ...common, "content-encoding": "aes128gcm", authorization: `vapid t=${token}, k=${ours}` };
    return { body: encrypt(payload, keys), headers };
  }
  const { body, salt, dh } = encryptOld(payload, keys);
  const headers = {
    ...common,
    "content-encoding": "aesgcm",
    encryption: `salt=${salt}`,
    "crypto-key": `dh=${dh};p256ecdsa=${ours}`,
    authorization: `WebPush ${token}`,
  };
  return { body, headers };
}

type Rest = { until: number };

/** The status of the answer. @throws Error when there is none, or when there was none a moment ago */
async function post(kith: Kith, url: string, { body, headers }: { body: Buffer; headers: Record<string, string> }) {
  const { host } = new URL(url);
  const resting = kith.cache<Rest>("push-hosts", 1000);
  if ((resting.get(host)?.until ?? 0) > kith.now()) throw new Error(`${host} has not answered lately`);
  try {
    const answer = await kith.http.request({ method: "POST", url, headers, body, timeout: TIMEOUT, max_bytes: 10_000 });
    return answer.status;
  } catch (error) {
    // An address that is none of the public internet's is no push service, and one that says too much has heard us.
    if (error instanceof HttpFailure && (error.reason === "blocked" || error.reason === "url")) return 410;
    if (error instanceof HttpFailure && error.reason === "too-large" && error.status !== undefined) return error.status;
    resting.set(host, { until: kith.now() + REST });
    throw error;
  }
}
