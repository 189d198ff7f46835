/** A form that is refused for something else gives its files back: nobody chooses them again, and nobody gets at another's. */
import sharp from "sharp";
import { expect, test } from "vitest";
import { removeUnattachedMedia } from "../../src/media/remove.ts";
import { ffmpeg, filmTest, PICTURES } from "../mastodon/uploads.ts";
import { hidden, mediaOf, picture } from "./writing-site.ts";
import { member, openSite, type Fields, type Site, type Surfer } from "./site.ts";

const files = { files: true };

/** What a form that came again names: the id of what was put aside for a field, or "". */
const asideIn = (text: string, field: string): string => hidden(text, `aside_${field}`);

/** The colour in the middle of a picture here. */
async function colourOf({ kith }: Site, name: string): Promise<number[]> {
  const { data } = await sharp(await kith.files.read(name))
    .removeAlpha()
    .extract({ left: 20, top: 20, width: 1, height: 1 })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return [...data].map((value) => Math.round(value / 128));
}
const TEAL = [0, 1, 1];

/** Sends with a mistake, then right, with what the form has given back in the place of the file. */
async function twice(
  surfer: Surfer,
  to: string,
  field: string,
  { from = to, wrong, right }: { from?: string } & Record<"wrong" | "right", Fields>,
) {
  const refused = await surfer.send(to, { ...wrong, [field]: await picture() }, { from, ...files });
  expect([to, refused.status]).toEqual([to, 422]);
  const id = asideIn(refused.text, field);
  expect([to, id]).toEqual([to, expect.stringMatching(/^\d+$/)]);
  expect(refused.text).toContain("<bdi>picture.png</bdi>");
  const shown = new RegExp(`name="aside_${field}"[^]*?<img src="([^"]*)"`).exec(refused.text)?.[1] ?? "";
  const small = await surfer.get(shown.replaceAll("&amp;", "&").replace("https://alpha.test", ""));
  expect([to, small.status, small.headers["content-type"]]).toEqual([to, 200, "image/webp"]);
  const again = { ...right, [field]: "", [`aside_${field}`]: id, [`aside_name_${field}`]: "picture.png" };
  // Two mistakes in a row keep it as well, and make no second one of it.
  const still = await surfer.send(to, { ...again, ...wrong }, { from, ...files });
  expect([to, still.status, asideIn(still.text, field)]).toEqual([to, 422, id]);
  const done = await surfer.send(to, again, { from, ...files });
  expect([to, done.status]).toEqual([to, 303]);
}

const asideOf = async (site: Site) => (await mediaOf(site)).filter(({ state }) => state === "aside");

test("pictures of a profile, a group, an event, a story and a playlist outlast a mistake", async () => {
  await using site = await openSite();
  const { kith } = site;
  const { surfer: ann, account } = await member(site, "ann");
  const profile = { display_name: "Ann", note: "" };
  await twice(ann, "/settings/profile", "avatar", { wrong: { display_name: "n".repeat(61) }, right: profile });
  const now = await kith.db.selectFrom("accounts").selectAll().where("id", "=", account.id).executeTakeFirstOrThrow();
  expect([now.display_name, await colourOf(site, now.avatar)]).toEqual(["Ann", TEAL]);
  const group = { name: "bakers", title: "Bakers" };
  await twice(ann, "/groups", "header", { from: "/groups/new", wrong: { title: " " }, right: group });
  const bakers = await kith.db.selectFrom("accounts").selectAll().where("username", "=", "bakers").executeTakeFirstOrThrow();
  expect(await colourOf(site, bakers.header)).toEqual(TEAL);
  const event = { title: "Picnic", starts: "2030-06-01T10:00", time_zone: "UTC", description: "A meadow" };
  await twice(ann, "/events", "picture", { from: "/events/new", wrong: { title: " " }, right: event });
  await twice(ann, "/stories", "file", { from: "/stories/new", wrong: { text: "x".repeat(600) }, right: { text: "Look" } });
  const [shown, told] = (await mediaOf(site)).filter(({ state }) => state === "ready");
  expect([shown?.description, await colourOf(site, shown?.file ?? "")]).toEqual(["A meadow", TEAL]);
  expect(await colourOf(site, told?.file ?? "")).toEqual(TEAL);
  const list = { title: "Bread", visibility: "public" };
  await twice(ann, "/playlists", "picture", { from: "/playlists/new", wrong: { title: "" }, right: list });
  // What has been used lies aside no more.
  expect(await asideOf(site)).toEqual([]);
});

test("words that are too long are wrong themselves, not the picture that they are about", async () => {
  await using site = await openSite();
  const { surfer: ann } = await member(site, "ann");
  const description = "d".repeat(1501);
  const event = { title: "Picnic", starts: "2030-06-01T10:00", time_zone: "UTC" };
  for (const [to, from, field, fields] of [
    ["/stories", "/stories/new", "file", { text: "Look" }],
    ["/events", "/events/new", "picture", event],
  ] as const) {
    const told = await ann.send(to, { ...fields, description, [field]: await picture() }, { from, ...files });
    const led = [...told.text.matchAll(/<a href="#f-(\w+)">/g)].map(([, name]) => name);
    expect([to, led, told.text.includes('id="f-description-problem"')]).toEqual([to, ["description"], true]);
    expect([to, asideIn(told.text, field)]).toEqual([to, expect.stringMatching(/^\d+$/)]);
  }
});

test("what was said of a file that cannot be taken stays with the post and with the message", async () => {
  await using site = await openSite();
  const { surfer: ann } = await member(site, "ann");
  const fields = { text: "Look", do: "publish", description_2: "A meadow", file_2: new Blob(["none"], { type: "image/png" }) };
  const told = await ann.send("/compose", { ...fields, file_1: await picture(), description_1: "A square" }, files);
  expect(told.text).toMatch(/name="description_\d{16}"[^>]*>\nA square</);
  expect(told.text).toMatch(/name="description_1"[^>]*>\nA meadow</);
});

test("a picture of a post outlasts words about it that are too long, new and kept already", async () => {
  await using site = await openSite();
  const { surfer: ann } = await member(site, "ann");
  const description = "d".repeat(1501);
  const post = { text: "Look", do: "publish" };
  let told = await ann.send("/compose", { ...post, file_1: await picture(), description_1: description }, files);
  for (let n = 0; n < 2; n++) {
    const id = hidden(told.text, "media_ids");
    expect([told.status, id, told.text.includes(`\n${description}</textarea>`)]).toEqual([
      422,
      expect.stringMatching(/^\d+$/),
      true,
    ]);
    told = await ann.send("/compose", { ...post, media_ids: id, [`description_${id}`]: description }, files);
  }
  const id = hidden(told.text, "media_ids");
  const done = await ann.send("/compose", { ...post, media_ids: id, [`description_${id}`]: "A square" }, files);
  expect([done.status, (await mediaOf(site)).map((media) => media.description)]).toEqual([303, ["A square"]]);
});

test("the pictures of a server and of its emojis outlast a mistake", async () => {
  await using site = await openSite();
  const { surfer, account } = await member(site, "ada");
  await site.kith.write(
    async (tx) => await tx.updateTable("users").set({ role: "owner" }).where("id", "=", account.id).execute(),
  );
  await twice(surfer, "/admin/site/look", "picture", {
    wrong: { own_accent: "1", accent: "#ffff00" },
    right: { accent: "#000000" },
  });
  expect(site.kith.instance.picture).not.toBe("");
  await twice(surfer, "/admin/emojis", "picture", { wrong: { shortcode: "?" }, right: { shortcode: "wave" } });
  expect(await site.kith.db.selectFrom("custom_emojis").select("shortcode").execute()).toEqual([{ shortcode: "wave" }]);
  expect(await asideOf(site)).toEqual([]);
});

test("what lies aside can be left out, makes way for another, and goes by itself after a day", async () => {
  await using site = await openSite();
  const { surfer: ann } = await member(site, "ann");
  const wrong = { text: "x".repeat(600) };
  const refused = async (fields: Fields) =>
    await ann.send("/stories", { ...wrong, ...fields }, { from: "/stories/new", ...files });
  const first = asideIn((await refused({ file: await picture() })).text, "file");
  const without = await refused({ aside_file: first, leave_out_file: "1" });
  expect([asideIn(without.text, "file"), await asideOf(site)]).toEqual(["", []]);
  const second = asideIn((await refused({ file: await picture() })).text, "file");
  const third = asideIn((await refused({ aside_file: second, file: await picture("navy") })).text, "file");
  const left = await asideOf(site);
  expect(left.map(({ id }) => String(id))).toEqual([third]);
  expect(left[0]?.original).toMatch(/^uploads\//);
  // Neither by its name nor as a picture of a post is there a way to it.
  expect((await ann.get(`/media/${left[0]?.original}`)).status).toBe(404);
  expect((await ann.get(`/media/${left[0]?.preview_file}`)).status).toBe(404);
  await ann.send("/compose", { text: "Look", do: "publish", media_ids: third }, files);
  expect((await mediaOf(site)).map(({ status_id }) => status_id)).toEqual([null]);
  site.kith.clock.advance(25 * 3_600_000);
  await removeUnattachedMedia(site.kith);
  expect(await mediaOf(site)).toEqual([]);
  await expect(site.kith.files.read(left[0]?.original ?? "")).rejects.toThrow();
});

test("nobody sees, uses or removes what another has put aside", async () => {
  await using site = await openSite();
  const { surfer: ann } = await member(site, "ann");
  const { surfer: eve, account } = await member(site, "eve");
  const wrong = { display_name: "n".repeat(61) };
  const refused = await ann.send("/settings/profile", { ...wrong, avatar: await picture() }, files);
  const id = asideIn(refused.text, "avatar");
  for (const fields of [
    { aside_avatar: id, ...wrong },
    { aside_avatar: id, leave_out_avatar: "1" },
    { aside_avatar: id, display_name: "Eve" },
  ]) {
    const answer = await eve.send("/settings/profile", fields, files);
    expect(asideIn(answer.text, "avatar")).toBe("");
    expect(answer.text).not.toContain("/private/");
  }
  const now = await site.kith.db.selectFrom("accounts").selectAll().where("id", "=", account.id).executeTakeFirstOrThrow();
  expect([now.display_name, now.avatar]).toEqual(["Eve", ""]);
  await eve.send("/stories", { text: "Mine?", aside_file: id }, { from: "/stories/new", ...files });
  await eve.send("/compose", { text: "Mine?", do: "publish", media_ids: id }, files);
  const taken = await mediaOf(site);
  expect(taken.map((media) => [String(media.id), media.state])).toEqual([[id, "aside"]]);
  const saved = await ann.send("/settings/profile", { display_name: "Ann", aside_avatar: id }, files);
  expect(saved.status).toBe(303);
  expect(await mediaOf(site)).toEqual([]);
});

test("what is too much to be taken is not put aside either", async () => {
  await using site = await openSite({ limits: { rate: true } });
  const { surfer: ann } = await member(site, "ann");
  const send = async () => await ann.send("/settings/profile", { display_name: "n".repeat(61), avatar: await picture() }, files);
  for (let n = 0; n < 30; n++) expect(asideIn((await send()).text, "avatar")).not.toBe("");
  const last = await send();
  expect([last.status, asideIn(last.text, "avatar")]).toEqual([422, ""]);
});

filmTest(
  "a film outlasts a missing title, and captions and a poster what is wrong with the words beside them",
  { timeout: 60_000 },
  async () => {
    await using site = await openSite();
    const { surfer: ann } = await member(site, "ann");
    const film = new Blob([new Uint8Array(ffmpeg("mp4", ...PICTURES, "-pix_fmt", "yuv420p"))], { type: "video/mp4" });
    const refused = await ann.send("/videos", { title: "", file: film }, { from: "/videos/new", ...files });
    const id = asideIn(refused.text, "file");
    const taken = await ann.send("/videos", { title: "Bars", aside_file: id }, { from: "/videos/new", ...files });
    const form = String(taken.headers["location"]);
    expect(form).toMatch(/^\/videos\/\d+$/);
    await site.kith.worker.drain();
    const captions = new Blob(["WEBVTT\n\n00:00.000 --> 00:01.000\nA tone\n"], { type: "text/vtt" });
    const words = { captions_language: "en", do: "save" };
    const wrong = await ann.send(form, { title: " ", ...words, captions, poster: await picture() }, files);
    expect(wrong.text).toContain("Captions (0)");
    const given = { aside_captions: asideIn(wrong.text, "captions"), aside_poster: asideIn(wrong.text, "poster") };
    const saved = await ann.send(form, { title: "Bars", ...words, ...given }, files);
    expect([saved.status, saved.text.includes("Captions (1)"), asideIn(saved.text, "captions")]).toEqual([200, true, ""]);
    const rows = await mediaOf(site);
    expect(rows.map(({ kind, state }) => [kind, state])).toEqual([["video", "ready"]]);
    expect(await colourOf(site, rows[0]?.preview_file ?? "")).toEqual(TEAL);
  },
);

filmTest("a film for a story outlasts a mistake, twice", { timeout: 60_000 }, async () => {
  await using site = await openSite();
  const { surfer: ann } = await member(site, "ann");
  const film = new Blob([new Uint8Array(ffmpeg("mp4", ...PICTURES, "-pix_fmt", "yuv420p"))], { type: "video/mp4" });
  const send = async (fields: Fields) => await ann.send("/stories", fields, { from: "/stories/new", ...files });
  const first = await send({ text: "x".repeat(600), file: film });
  const id = asideIn(first.text, "file");
  const second = await send({ text: "x".repeat(600), aside_file: id });
  expect([first.status, second.status, asideIn(second.text, "file")]).toEqual([422, 422, id]);
  expect((await send({ text: "Look", aside_file: id })).status).toBe(303);
  expect((await mediaOf(site)).map(({ state }) => state)).toEqual(["ready"]);
});
