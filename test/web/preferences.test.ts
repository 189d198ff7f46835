/** How pages look and behave for one, which notifications come, whom one keeps away; and every page of it in every language. */
import { expect, test } from "vitest";
import { LANGUAGES } from "../../src/words/languages.ts";
import { openSite, type Site, type Surfer } from "./site.ts";

async function signedIn(site: Site): Promise<Surfer> {
  await site.joins("ann");
  const surfer = site.surfer();
  await surfer.signsIn("ann");
  return surfer;
}

test("language, clock, colours and size of text are those that one has chosen", async () => {
  await using site = await openSite();
  const surfer = await signedIn(site);
  expect((await surfer.get("/home")).text).toContain('<html lang="en" dir="ltr">');
  const path = "/settings/appearance";
  const wrong = await surfer.send(path, { locale: "de", time_zone: "Mars/Base" });
  expect([wrong.status, wrong.text.includes("There is no such time zone")]).toEqual([422, true]);
  const chosen = {
    locale: "de",
    time_zone: "Asia/Tokyo",
    theme: "dark",
    contrast: "more",
    text_size: "large",
    reduced_motion: "1",
  };
  expect((await surfer.send(path, chosen)).status).toBe(303);
  const { text } = await surfer.get("/home");
  expect(text).toContain(
    '<html lang="de" dir="ltr" data-theme="dark" data-contrast="more" data-text-size="large" data-motion="less">',
  );
  expect(text).toContain('<meta name="theme-color" content="#161a1a">');
  const ann = await site.kith.db.selectFrom("accounts").selectAll().where("username", "=", "ann").executeTakeFirstOrThrow();
  const id = await site.posts(ann, "Good morning");
  expect((await surfer.get(`/@ann/${id}`)).text).toMatch(/21:0\d/);
  await surfer.send(path, { locale: "", time_zone: "", theme: "", contrast: "", text_size: "" });
  expect((await surfer.get("/home", { "accept-language": "es" })).text).toContain('<html lang="es" dir="ltr">');
});

test("a change of preferences is nobody else's business", async () => {
  await using site = await openSite();
  const surfer = await signedIn(site);
  await site.kith.worker.drain();
  await surfer.send("/settings/preferences", { default_privacy: "private", home_reblogs: "1" });
  expect(await site.kith.db.selectFrom("jobs").select("kind").where("kind", "like", "account.updated%").execute()).toEqual([]);
});

test("who may notify one, and whom one keeps away, have pages of their own; flags are kept", async () => {
  await using site = await openSite();
  const surfer = await signedIn(site);
  const { text } = await surfer.get("/settings/notifications");
  expect(text).toContain('href="/notifications/policy"');
  expect(text).not.toContain('name="digest"');
  const privacy = "/settings/privacy";
  await surfer.send(privacy, { locked: "1", discoverable: "1" });
  expect(
    await site.kith.db
      .selectFrom("accounts")
      .select(["locked", "discoverable", "show_media"])
      .where("username", "=", "ann")
      .executeTakeFirst(),
  ).toEqual({ locked: 1, discoverable: 1, show_media: 0 });
  expect((await surfer.get(privacy)).text).toContain('href="/domain_blocks"');
});

test("featured tags are added and taken away", async () => {
  await using site = await openSite();
  const surfer = await signedIn(site);
  const from = "/settings/profile";
  await surfer.send("/settings/profile/tags", { tag: "#Garden" }, { from });
  const { text } = await surfer.get(from);
  expect(text).toContain(">#garden</a>");
  const wrong = await surfer.send("/settings/profile/tags", { tag: "no tag" }, { from });
  expect([wrong.status, wrong.text.includes('aria-describedby="f-tag-problem"')]).toEqual([422, true]);
  await surfer.send(/\/settings\/profile\/tags\/\d+\/remove/.exec(text)?.[0] ?? "", {}, { from });
  expect((await surfer.get(from)).text).not.toContain(">#garden</a>");
});

const PAGES = [
  "",
  "/profile",
  "/privacy",
  "/appearance",
  "/preferences",
  "/notifications",
  "/mail",
  "/email",
  "/password",
  "/two-factor",
  "/sessions",
  "/invites",
  "/data",
  "/moving",
  "/delete",
];
const DOORS = ["/sign_in", "/sign_in/passkey", "/sign_up", "/auth/password", "/auth/confirmation/new"];

test.each(Object.keys(LANGUAGES))(
  "every page stands in the language %s, and no English is left in the others",
  async (language) => {
    await using site = await openSite({ members_invite: true, registrations: "approval" });
    const surfer = await signedIn(site);
    const headings = async (path: string, who: Surfer) => {
      const { status, text } = await who.get(path);
      expect([path, status]).toEqual([path, 200]);
      expect(text).toContain(`<html lang="${language}"`);
      return [...text.matchAll(/<(?:h1|h2|label|legend|button)\b[^>]*>(.*?)<\/(?:h1|h2|label|legend|button)>/gs)].map(
        ([, words = ""]) => words.replace(/<[^>]*>/g, ""),
      );
    };
    await surfer.send("/settings/appearance", { locale: language, time_zone: "" });
    const guest = site.surfer();
    guest.cookies.set("kith_language", language);
    const said = new Set<string>();
    for (const path of PAGES) for (const words of await headings(`/settings${path}`, surfer)) said.add(words);
    for (const path of DOORS) for (const words of await headings(path, guest)) said.add(words);
    expect(said.size).toBeGreaterThan(60);
    if (language !== "en") for (const words of said) expect(words).not.toMatch(/\b(?:the|your|with|you|and|this)\b/);
  },
);
