/** What one sets about oneself: the profile, preferences, the password; and the owner's account, set up once. */
import sharp from "sharp";
import { expect, test } from "vitest";
import { createSetupLink } from "../../src/access/setup.ts";
import { openSite, type Site, type Surfer } from "./site.ts";

const picture = async (): Promise<Blob> =>
  new Blob(
    [
      new Uint8Array(
        await sharp({ create: { width: 64, height: 48, channels: 3, background: "teal" } })
          .png()
          .toBuffer(),
      ),
    ],
    { type: "image/png" },
  );

async function signedIn(site: Site): Promise<Surfer> {
  await site.joins("ann");
  const surfer = site.surfer();
  await surfer.signsIn("ann");
  return surfer;
}
test("the profile and its pictures are saved, and a mistake keeps what was typed", async () => {
  await using site = await openSite();
  const surfer = await signedIn(site);
  const path = "/settings/profile";
  const fields = {
    display_name: "Ann <3",
    note: "I write.\r\nOften.",
    field_name_1: "Site",
    field_value_1: "https://ann.test",
    avatar_description: "Ann, smiling",
    attribution_domains: "https://blog.ann.test/\nann.test",
    avatar: await picture(),
  };
  expect((await surfer.send(path, fields, { files: true })).status).toBe(303);
  const ann = await site.kith.db.selectFrom("accounts").selectAll().where("username", "=", "ann").executeTakeFirstOrThrow();
  expect(ann).toMatchObject({ display_name: "Ann <3", note_source: "I write.\nOften.", avatar_description: "Ann, smiling" });
  expect(JSON.parse(ann.attribution_domains)).toEqual(["blog.ann.test", "ann.test"]);
  expect(ann.avatar).toMatch(/^media\/.*\.(?:jpg|png)$/);
  const { text } = await surfer.get(path);
  expect(text).toContain("Your profile is saved.");
  expect(text).toContain('value="https://ann.test"');
  const wrong = await surfer.send(
    path,
    { ...fields, note: "x".repeat(501), avatar: new Blob(["nothing"]), display_name: "Ann the second" },
    { files: true },
  );
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain('value="Ann the second"');
  const long = await surfer.send(
    path,
    { ...fields, avatar: "", note: "x".repeat(501), display_name: "Ann the second" },
    { files: true },
  );
  expect(long.text).toContain("What you write about yourself is too long: at most 500 characters.");
  await surfer.send(path, { display_name: "Ann", remove_avatar: "1", field_name_1: "", field_value_1: "" }, { files: true });
  const after = await site.kith.db
    .selectFrom("accounts")
    .select(["avatar", "avatar_description", "fields"])
    .where("username", "=", "ann")
    .executeTakeFirstOrThrow();
  expect(after).toEqual({ avatar: "", avatar_description: "", fields: "[]" });
});

test("preferences are saved", async () => {
  await using site = await openSite();
  const surfer = await signedIn(site);
  await surfer.send("/settings/preferences", {
    default_privacy: "private",
    default_language: "de",
    expand_media: "show_all",
    expand_spoilers: "1",
  });
  const { settings } = await site.kith.db.selectFrom("users").select("settings").executeTakeFirstOrThrow();
  expect(JSON.parse(settings)).toMatchObject({
    default_privacy: "private",
    default_language: "de",
    expand_media: "show_all",
    default_sensitive: false,
    expand_spoilers: true,
    keyboard_shortcuts: false,
  });
  expect((await surfer.get("/compose")).text).toMatch(/value="private"[^>]* checked/);
});

test("a new password signs out every other browser; the list of browsers ends one of them", async () => {
  await using site = await openSite();
  const surfer = await signedIn(site);
  const other = site.surfer();
  await other.signsIn("ann");
  const sessions = await surfer.get("/settings/sessions");
  const [, ending = ""] = /action="(\/settings\/sessions\/\d+\/end)"/.exec(sessions.text) ?? [];
  await surfer.send(ending, {}, { from: "/settings/sessions" });
  expect((await other.get("/home")).status).toBe(303);
  await other.signsIn("ann");
  await surfer.send("/settings/sessions/others", {}, { from: "/settings/sessions" });
  expect([(await other.get("/home")).status, (await surfer.get("/home")).status]).toEqual([303, 200]);
  await other.signsIn("ann");
  const path = "/settings/password";
  const passwords = { current_password: "correct horse battery", password: "another horse", again: "another horse" };
  expect((await surfer.send(path, { ...passwords, current_password: "wrong" })).text).toContain("This is not your password.");
  expect((await surfer.send(path, { ...passwords, again: "another house" })).text).toContain("The two are not the same");
  expect((await surfer.send(path, { ...passwords, password: "short", again: "short" })).text).toContain("This is too short");
  expect((await surfer.send(path, passwords)).status).toBe(303);
  expect((await surfer.get("/home")).status).toBe(200);
  expect((await other.get("/home")).status).toBe(303);
});

test("the owner is set up once, with the link that was printed", async () => {
  await using site = await openSite();
  const { pathname, search } = new URL((await createSetupLink(site.kith)) ?? "");
  const surfer = site.surfer();
  expect((await surfer.get("/setup?token=guess")).status).toBe(403);
  const token = new URLSearchParams(search).get("token") ?? "";
  const person = { token, username: "mia", email: "mia@mail.test", password: "correct horse battery" };
  const wrong = await surfer.send(
    pathname,
    { ...person, username: "not a name", password: "short" },
    { from: pathname + search },
  );
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain("Use letters (a to z), digits and _ only.");
  expect(wrong.text).toContain("This is too short: at least 8 characters.");
  expect(wrong.text).toContain('value="not a name"');
  const made = await surfer.send(pathname, person, { from: pathname + search });
  expect(made.headers.location).toBe("/home");
  expect((await surfer.get("/home")).status).toBe(200);
  expect((await surfer.get(pathname + search)).status).toBe(403);
  expect(await site.kith.db.selectFrom("users").select("role").execute()).toEqual([{ role: "owner" }]);
});
