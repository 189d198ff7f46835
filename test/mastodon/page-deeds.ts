/** What people do by the forms of pages, with the operation by which apps do the same: what `page-deeds.txt` says, one a line. */
import { readFileSync } from "node:fs";

/** By the path of the form. */
export const IN_API: Readonly<Record<string, string>> = Object.fromEntries(
  readFileSync(new URL("page-deeds.txt", import.meta.url), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [form = "", ...operation] = line.split(" ");
      return [form, operation.join(" ")];
    }),
);

/**
 * No app does these: how one gets in and out, is found again and moves; how pages look; in whose name a browser goes on (an app is asked that when it is let in);
 * what is led to by a letter; and running the server, of which apps have what Mastodon's have.
 */
export const ONLY_PAGES =
  /^\/(?:sign_|setup|auth\/|leave$|shortcuts|home\/shows|teams\/stop|teams\/:id\/act|events\/guest\/|settings\/(?:appearance|preferences|sessions|apps|invites|two-factor|data|moving|delete|password|email)|admin\/(?!reports\/:id\/stories))/;
