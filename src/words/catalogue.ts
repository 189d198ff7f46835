/**
 * Where the texts are: a folder a language, a file an area, ICU messages (https://unicode-org.github.io/icu/userguide/format_parse/messages/) by name.
 *
 * English is the pattern: its files say which texts there are, and so the types of their keys. A text is called `area.name`.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type about from "./en/about.json";
import type access from "./en/access.json";
import type admin from "./en/admin.json";
import type common from "./en/common.json";
import type compose from "./en/compose.json";
import type cv from "./en/cv.json";
import type errors from "./en/errors.json";
import type events from "./en/events.json";
import type explore from "./en/explore.json";
import type friends from "./en/friends.json";
import type groups from "./en/groups.json";
import type insights from "./en/insights.json";
import type letters from "./en/letters.json";
import type lists from "./en/lists.json";
import type mail from "./en/mail.json";
import type messages from "./en/messages.json";
import type moving from "./en/moving.json";
import type notifications from "./en/notifications.json";
import type people from "./en/people.json";
import type planning from "./en/planning.json";
import type post from "./en/post.json";
import type profile from "./en/profile.json";
import type push from "./en/push.json";
import type recurrence from "./en/recurrence.json";
import type stories from "./en/stories.json";
import type settings from "./en/settings.json";
import type teams from "./en/teams.json";
import type thread from "./en/thread.json";
import type videos from "./en/videos.json";
import type { Language } from "./languages.ts";

/** A new area is a file in each language and a line here. */
type Areas = {
  common: typeof common;
  post: typeof post;
  thread: typeof thread;
  compose: typeof compose;
  mail: typeof mail;
  messages: typeof messages;
  notifications: typeof notifications;
  profile: typeof profile;
  people: typeof people;
  planning: typeof planning;
  teams: typeof teams;
  explore: typeof explore;
  events: typeof events;
  friends: typeof friends;
  cv: typeof cv;
  lists: typeof lists;
  groups: typeof groups;
  insights: typeof insights;
  stories: typeof stories;
  videos: typeof videos;
  settings: typeof settings;
  access: typeof access;
  moving: typeof moving;
  admin: typeof admin;
  about: typeof about;
  errors: typeof errors;
  letters: typeof letters;
  push: typeof push;
  recurrence: typeof recurrence;
};

export type Area = keyof Areas;
export type Key = { [A in Area]: `${A}.${keyof Areas[A] & string}` }[Area];

export const AREAS: readonly Area[] = [
  "common",
  "post",
  "thread",
  "compose",
  "mail",
  "messages",
  "notifications",
  "profile",
  "people",
  "planning",
  "teams",
  "explore",
  "events",
  "friends",
  "cv",
  "lists",
  "groups",
  "insights",
  "stories",
  "videos",
  "settings",
  "access",
  "moving",
  "admin",
  "about",
  "errors",
  "letters",
  "push",
  "recurrence",
];

/** All texts of a language, by their keys; English where it has none. @throws Error when a file is missing or no JSON */
export function readCatalogue(language: Language): Map<string, string> {
  const texts = language === "en" ? new Map<string, string>() : readCatalogue("en");
  for (const area of AREAS) {
    for (const [name, text] of Object.entries(readArea(language, area))) texts.set(`${area}.${name}`, text);
  }
  return texts;
}

/** The texts of one file. @throws Error when it is missing or no JSON */
export const readArea = (language: Language, area: Area): Record<string, string> =>
  JSON.parse(readFileSync(join(import.meta.dirname, language, `${area}.json`), "utf8")) as Record<string, string>;
