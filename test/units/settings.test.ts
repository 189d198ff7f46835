// Settings that are saved at the same time, from two pages or an app, do not undo each other.
import { expect, test } from "vitest";
import { changeSettings, readSettings } from "../../src/accounts/settings.ts";
import { updateProfile } from "../../src/accounts/update.ts";
import { getUser } from "../../src/accounts/users.ts";
import { openSite } from "../web/site.ts";

test("what several save at once is all there in the end", async () => {
  await using site = await openSite();
  const { kith } = site;
  const ann = await site.joins("ann");
  await Promise.all([
    changeSettings(kith, ann, { settings: { theme: "dark" } }),
    changeSettings(kith, ann, { settings: { show_counts: true }, locale: "de" }),
    updateProfile(kith, ann, { settings: { default_privacy: "unlisted" } }),
    changeSettings(kith, ann, { settings: { digest: "weekly" } }),
  ]);
  const user = await getUser(kith.db, ann.id);
  expect(readSettings(user)).toMatchObject({ theme: "dark", show_counts: true, default_privacy: "unlisted", digest: "weekly" });
  expect(user.locale).toBe("de");
});
