/** What a user prefers, with the defaults for what they have not said; and the one way to read it from outside. */
import { fromJson, toJson } from "../db/columns.ts";
import type { User } from "../db/schema.ts";
import type { UserSettings } from "../db/values.ts";
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
    ...fromJson(settings),
  };
}

export type SettingsChanges = { [Key in keyof UserSettings]?: UserSettings[Key] | undefined };

/**
 * Changes what is named: what only our pages ask for, so that nobody elsewhere needs to hear of it.
 *
 * @param locale the language in which they are spoken to, such as `de`; "" is that of their browser
 */
export async function changeSettings(
  kith: Kith,
  { id }: Pick<User, "id">,
  changes: SettingsChanges,
  locale?: string,
): Promise<void> {
  const said = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as UserSettings;
  await kith.write(async (tx, happened) => {
    const { settings } = await tx.selectFrom("users").select("settings").where("id", "=", id).executeTakeFirstOrThrow();
    const changed = toJson({ ...fromJson(settings), ...said });
    await tx
      .updateTable("users")
      .set({ settings: changed, ...(locale === undefined ? {} : { locale }) })
      .where("id", "=", id)
      .execute();
    happened({ type: "access.changed", user_id: id });
  });
}
