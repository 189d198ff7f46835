/** One's own account: what others see, and what only its owner does. */
import type { readSettings } from "../../accounts/settings.ts";
import { fromJson } from "../../db/columns.ts";
import type { Account, User } from "../../db/schema.ts";
import { plainText } from "../../text/plain.ts";
import { renderAccount, renderFields } from "./account.ts";
import { renderBadges, renderRole } from "./role.ts";
import type { Scene } from "./scene.ts";

type Settings = ReturnType<typeof readSettings>;
export type Own = { account: Account; user: User; settings: Settings; follow_requests_count: number };

export const renderCredentials = ({ account, user, settings, follow_requests_count }: Own, scene: Scene) => ({
  ...renderAccount(account, scene),
  roles: renderBadges(user.role),
  source: {
    privacy: settings.default_privacy,
    sensitive: settings.default_sensitive,
    language: settings.default_language === "" ? null : settings.default_language,
    note: account.note_source,
    fields: sourceFields(account),
    follow_requests_count,
    hide_collections: account.hide_collections === 1,
    discoverable: account.discoverable === 1,
    indexable: account.indexable === 1,
    attribution_domains: fromJson(account.attribution_domains),
    quote_policy: settings.default_quote_policy,
  },
  role: renderRole(user.role),
});

/** As they were typed: the HTML we make of a value holds all of its text. */
const sourceFields = (account: Account) =>
  renderFields(account.fields).map(({ name, value, verified_at }) => ({ name, value: plainText(value), verified_at }));

export const renderPreferences = (settings: Settings) => ({
  "posting:default:visibility": settings.default_privacy,
  "posting:default:sensitive": settings.default_sensitive,
  "posting:default:language": settings.default_language === "" ? null : settings.default_language,
  "posting:default:quote_policy": settings.default_quote_policy,
  "reading:expand:media": settings.expand_media,
  "reading:expand:spoilers": settings.expand_spoilers,
  "reading:autoplay:gifs": false,
});

/** The newer shape of the same (4.6): texts as typed, pictures null when there are none. */
export function renderProfile(account: Account, scene: Scene) {
  const shown = renderAccount(account, scene);
  return {
    id: shown.id,
    display_name: shown.display_name,
    note: account.note_source,
    fields: sourceFields(account),
    avatar: account.avatar === "" ? null : shown.avatar,
    avatar_static: account.avatar === "" ? null : shown.avatar_static,
    avatar_description: shown.avatar_description,
    header: account.header === "" ? null : shown.header,
    header_static: account.header === "" ? null : shown.header_static,
    header_description: shown.header_description,
    locked: shown.locked,
    bot: shown.bot,
    hide_collections: shown.hide_collections,
    discoverable: shown.discoverable,
    indexable: shown.indexable,
    show_media: shown.show_media,
    show_media_replies: shown.show_media_replies,
    show_featured: shown.show_featured,
    attribution_domains: fromJson(account.attribution_domains),
    emojis: shown.emojis,
  };
}
