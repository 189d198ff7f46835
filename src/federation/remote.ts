/** Answers the port to other servers: what the domain may ask of them, within a time and without errors that are not its own. */
import { findAccountByHandle } from "../accounts/find.ts";
import type { Account, Row, Status } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { Remote } from "../remote.ts";
import { parseHandle, type Handle } from "../text/names.ts";
import { isOurs } from "../uris.ts";
import { tellTyping } from "./deliver/chat.ts";
import { fetchAccount, findKnownAccount, getRemoteAccount, noteStale, refetchAccount } from "./lookup/account.ts";
import { fetchCollection } from "./lookup/collection.ts";
import { fetchCv } from "./lookup/cv.ts";
import { within } from "./lookup/deadline.ts";
import { isTheirs } from "./lookup/failure.ts";
import { once } from "./lookup/once.ts";
import { moderates } from "./lookup/moderators.ts";
import { fetchBehind } from "./lookup/page.ts";
import { refreshStatus } from "./lookup/refresh.ts";
import { getRemoteStatus } from "./lookup/status.ts";
import { findDoor, finger } from "./lookup/webfinger.ts";
import { checkRecommendation } from "./recommendations.ts";
import { isActor } from "./read/actor.ts";
import { id } from "./read/shape.ts";
import { Unreadable } from "./read/unreadable.ts";
import { chaptersOf, type ChapterRecord } from "./read/video.ts";
import { fetchDocument } from "./signed.ts";

/** ms, where the caller says nothing; at most a minute. */
const TIMEOUT = 10_000;
const LONGEST = 60_000;

export const openRemote = (kith: Kith): Remote => ({
  findAccount: async (handle, options = {}) =>
    await patiently(kith, options.timeout, async (until) => await findAccount(kith, handle.trim(), until)),
  findDoor: async (handle, options = {}) =>
    await patiently(kith, options.timeout, async (until) => await findDoor(kith, handle, until)),
  refreshAccount: async (account) => (account.host === "" ? account : await refetchAccount(kith, account)),
  moderates: async (group, { uri }) => {
    const asked = async () => ((await moderates(kith, group, uri, { passed_on: false })) ? group : undefined);
    return (await patiently(kith, TIMEOUT, asked)) !== undefined;
  },
  fetchCollection: async (uri, options = {}) =>
    await patiently(kith, options.timeout, async (until) => await fetchCollection(kith, uri.trim(), until)),
  refreshStatus: async (status, options = {}) =>
    void (await patiently(kith, options.timeout, async (until) => {
      await refreshStatus(kith, status, until);
      return undefined;
    })),
  refreshFiles: async (of) =>
    void (await patiently(kith, undefined, async (until) => {
      await (await import("./lookup/files.ts")).refreshFiles(kith, of, until);
      return undefined;
    })),
  fetchChapters: async (uri, options = {}) => {
    const { timeout = TIMEOUT } = options;
    return await patiently(kith, timeout, async () => chaptersOf((await fetchDocument(kith, uri, timeout)).hasPart));
  },
  fetchCv: async (account, viewer_id) => await fetchCv(kith, account, viewer_id),
  checkRecommendation: async (uri) => await checkRecommendation(kith, uri.trim()),
  sayTyping: async (account_id, chat_id) => await tellTyping(kith, account_id, chat_id),
  fetchStatus: async (uri, options = {}) =>
    await patiently(kith, options.timeout, async (until) => await getRemoteStatus(kith, uri.trim(), until)),
});

/** Undefined instead of other people's failures, and at the end of the time. */
async function patiently<T extends Account | Status | Row<"collections"> | string | readonly ChapterRecord[]>(
  kith: Kith,
  asked: number | undefined,
  work: (until: number) => Promise<T | undefined>,
): Promise<T | undefined> {
  const timeout = Math.min(Math.max(asked ?? TIMEOUT, 1), LONGEST);
  const found = work(kith.now() + timeout).catch((error: unknown) => {
    if (!isTheirs(error)) throw error;
    kith.log.debug("not found elsewhere: {error}", { error });
    return undefined;
  });
  return await within(timeout, found);
}

async function findAccount(kith: Kith, text: string, until: number): Promise<Account | undefined> {
  if (/^https?:\/\//i.test(text)) return alive(await findByUrl(kith, text, until));
  const handle = parseHandle(text);
  return handle === undefined ? undefined : alive(await findByHandle(kith, handle, until));
}

const alive = (account: Account | undefined): Account | undefined =>
  account === undefined || account.deleted_at > 0 ? undefined : account;

async function findByHandle(kith: Kith, { username, host }: Handle, until: number): Promise<Account | undefined> {
  if (host === undefined || host === kith.instance.domain) return await findAccountByHandle(kith.db, username, "");
  const known = await findAccountByHandle(kith.db, username, host);
  if (known !== undefined) {
    await noteStale(kith, known);
    return known;
  }
  const claimed = await once(
    kith,
    "fingers",
    `${username.toLowerCase()}@${host}`,
    async () => await finger(kith, { username, host }, until),
  );
  if (isOurs(kith.instance, claimed.uri)) return undefined;
  const same = await findKnownAccount(kith, claimed.uri);
  // Known by another name: WebFinger of both hosts decides which one is right.
  return same !== undefined && same.host === claimed.host ? same : await fetchAccount(kith, claimed.uri, { until, claimed });
}

async function findByUrl(kith: Kith, url: string, until: number): Promise<Account | undefined> {
  const known = await findKnownAccount(kith, url);
  if (known !== undefined) {
    await noteStale(kith, known);
    return known;
  }
  if (isOurs(kith.instance, url)) {
    const username = /^\/@([^/@]+)\/?$/.exec(url.slice(kith.instance.origin.length))?.[1];
    return username === undefined ? undefined : await findAccountByHandle(kith.db, username, "");
  }
  const doc = await once(kith, "pages", url, async () => await fetchBehind(kith, url, until));
  const uri = id(doc.id);
  if (uri === undefined || !isActor(doc)) throw new Unreadable("not an actor");
  return await getRemoteAccount(kith, uri, { until });
}
