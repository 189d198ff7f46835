/** What a user prefers, with the defaults for what they have not said; and the one way to read it from outside. */
import { fromJson, toJson } from "../db/columns.ts";
import type { Tx, User } from "../db/schema.ts";
import type { UserSettings } from "../db/values.ts";
import { conflict } from "../errors.ts";
import type { Kith } from "../kith.ts";

export function readSettings({ settings }: Pick<User, "settings">): Required<UserSettings> {
  return {
    default_privacy: "public",
    default_sensitive: false,
    default_language: "",
    default_quote_policy: "public",
    expand_media: "default",
    expand_spoilers: false,
    show_counts: false,
    time_zone: "",
    theme: "",
    contrast: "",
    text_size: "",
    reduced_motion: false,
    require_descriptions: false,
    keyboard_shortcuts: true,
    home_reblogs: true,
    home_replies: true,
    digest: "",
    read_marks: false,
    show_friends: false,
    event_reminders: "both",
    event_letters: false,
    mail_private: false,
    mail_paused: "",
    story_views: true,
    keep_stories: false,
    ...fromJson(settings),
  };
}

type SettingsChanges = { [Key in keyof UserSettings]?: UserSettings[Key] | undefined };

/** What is said of oneself as a user; absent keys stay as they are. `locale`: in which language one is spoken to (`de`); "" is that of one's browser. */
export type UserChanges = { settings?: SettingsChanges | undefined; locale?: string | undefined };

/** Saves that may come in between, before somebody is told to try again. */
const MOST_TRIES = 5;

/**
 * Changes what is named and nothing else, whatever is saved at the same time: what was read is written only if it still stands, and else read again.
 *
 * @throws Refusal `conflict` when others keep coming in between
 */
export async function updateSettings(tx: Tx, user_id: number, { settings = {}, locale }: UserChanges): Promise<void> {
  const said = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as UserSettings;
  const locales = locale !== undefined && /^(?:[a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$/.test(locale) ? { locale } : {};
  if (Object.keys(said).length + Object.keys(locales).length === 0) return;
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const user = await tx.selectFrom("users").select("settings").where("id", "=", user_id).executeTakeFirstOrThrow();
    const { numUpdatedRows } = await tx
      .updateTable("users")
      .set({ settings: toJson({ ...fromJson(user.settings), ...said }), ...locales })
      .where("id", "=", user_id)
      .where("settings", "=", user.settings)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) return;
  }
  throw conflict("Your settings are being saved elsewhere at this moment: try again");
}

/** Changes what only our own pages ask for, so that nobody elsewhere needs to hear of it. @throws Refusal as `updateSettings` */
export async function changeSettings(kith: Kith, { id }: Pick<User, "id">, changes: UserChanges): Promise<void> {
  await kith.write(async (tx, happened) => {
    await updateSettings(tx, id, changes);
    happened({ type: "access.changed", user_id: id });
  });
}
