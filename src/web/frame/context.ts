/** What every page is given besides its own data: see `views/frame/context.ts`. */
import { may } from "../../access/permissions.ts";
import { readSettings } from "../../accounts/settings.ts";
import { countUnreadChats } from "../../chats/load.ts";
import { countFollowRequests } from "../../follows/load.ts";
import { countUnread } from "../../notifications/load.ts";
import { addressesOf } from "../../media/addresses.ts";
import type { User } from "../../db/schema.ts";
import type { UserSettings } from "../../db/values.ts";
import type { Viewer, ViewContext } from "../../../views/frame/context.ts";
import { isSomebodyWaiting } from "../../health/waiting.ts";
import { styleOf } from "../../site/accent.ts";
import { LANGUAGES } from "../../words/languages.ts";
import { mayVisit } from "./acting.ts";
import type { Visit } from "./visit.ts";

/** Unread notifications and requests are counted no further: the pages show a mark, not a score. */
const MOST_COUNTED = 99;

export async function contextOf(visit: Visit): Promise<ViewContext> {
  const { kith, assets } = visit;
  const viewer = await loadViewer(visit);
  return {
    instance: kith.instance,
    viewer,
    languages: LANGUAGES,
    locale: visit.locale,
    t: visit.locale.t,
    rich: visit.locale.rich,
    translates: kith.instance.translation.url !== "",
    sends_mail: kith.mail.configured,
    // Read by pages with forms only: a visitor who reads gets no cookie.
    get csrf() {
      return visit.csrf();
    },
    now: kith.now(),
    path: visit.path,
    refused: visit.refused,
    flash: visit.said === undefined ? undefined : { kind: "done", text: visit.said },
    ...addressesOf(kith),
    assetUrl: (name) => (name === "site.css" ? `/assets/${styleOf(kith).file}` : assets.url(name)),
  };
}

async function loadViewer({ kith, session }: Visit): Promise<Viewer | undefined> {
  if (session === undefined) return undefined;
  const { account, user, member } = session;
  return {
    account,
    user,
    settings: member === undefined ? readSettings(user) : { ...readSettings(user), ...looksOf(member.own.user) },
    acting: member === undefined ? undefined : { account: member.own.account, role: member.role, messages: member.messages },
    mayOpen: (path) => member === undefined || mayVisit(member, { method: "get", path }),
    maySend: (path) => member === undefined || mayVisit(member, { method: "post", path }),
    unread_notifications: await countUnread(kith, account.id, {}, MOST_COUNTED),
    unread_messages: await countUnreadChats(kith.db, account.id, MOST_COUNTED),
    follow_requests: await countFollowRequests(kith.db, account.id, MOST_COUNTED),
    may: (permission) => may(user.role, permission),
    work_waits: user.role !== "user" && (await isSomebodyWaiting(kith.db)),
  };
}

/** Pages look as who reads them wants it, in whoever's name. */
function looksOf(user: User): Partial<UserSettings> {
  const { theme, contrast, text_size, reduced_motion, keyboard_shortcuts, show_counts } = readSettings(user);
  return { theme, contrast, text_size, reduced_motion, keyboard_shortcuts, show_counts };
}
