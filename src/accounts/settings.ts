/** What a user prefers, with the defaults for what they have not said; and the one way to read it from outside. */
import { fromJson } from "../db/columns.ts";
import type { User } from "../db/schema.ts";
import type { UserSettings } from "../db/values.ts";

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
    require_descriptions: false,
    ...fromJson(settings),
  };
}
