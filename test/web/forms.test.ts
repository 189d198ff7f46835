/** Forms do what they say, and give back what was typed when they cannot. */
import sharp from "sharp";
import { expect, test } from "vitest";
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
const statuses = async ({ kith }: Site) =>
  await kith.db.selectFrom("statuses").selectAll().where("deleted_at", "=", 0).orderBy("id").execute();

test("a post with a warning and a described picture is published once, however often it is sent", async () => {
  await using site = await openSite();
  const surfer = await signedIn(site);
  const fields = {
    key: "one",
    text: "Hello\r\nworld #tag",
    spoiler_text: "A warning",
    visibility: "unlisted",
    language: "de",
    do: "publish",
    file_1: await picture(),
    description_1: "A teal square",
  };
  const answer = await surfer.send("/compose", fields, { files: true });
  expect([answer.status, answer.headers.location]).toEqual([303, "/home"]);
  await surfer.send("/compose", { ...fields, file_1: "" }, { files: true });
  const [status, ...others] = await statuses(site);
  expect(others).toEqual([]);
  expect(status).toMatchObject({
    text: "Hello\nworld #tag",
    spoiler_text: "A warning",
    visibility: "unlisted",
    language: "de",
    sensitive: 1,
  });
  const media = await site.kith.db.selectFrom("media").select(["description", "status_id"]).execute();
  expect(media).toEqual([{ description: "A teal square", status_id: status?.id }]);
});

test("a post that is too long, and a file that is no picture, leave all that was typed in the form", async () => {
  await using site = await openSite({ limits: { status_characters: 50 } });
  const surfer = await signedIn(site);
  const long = `<b>${"word ".repeat(20)}`;
  const fields = {
    text: long,
    spoiler_text: "careful",
    visibility: "private",
    language: "fr",
    do: "publish",
    file_1: await picture(),
    description_1: "A square",
  };
  const refused = await surfer.send("/compose", fields, { files: true });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain("This is too long: at most 50 characters");
  expect(refused.text).toContain(`&lt;b&gt;${"word ".repeat(20)}</textarea>`);
  expect(refused.text).toContain('value="careful"');
  expect(refused.text).toMatch(/value="private"[^>]* checked/);
  expect(refused.text).toMatch(/<option value="fr" selected>/);
  expect(refused.text).toContain("A square</textarea>");
  const media = await site.kith.db.selectFrom("media").select("id").executeTakeFirstOrThrow();
  const second = await surfer.send(
    "/compose",
    {
      text: "Short",
      visibility: "private",
      do: "publish",
      media_ids: String(media.id),
      [`description_${media.id}`]: "A teal square",
    },
    { files: true },
  );
  expect(second.status).toBe(303);
  expect(await site.kith.db.selectFrom("media").select("description").execute()).toEqual([{ description: "A teal square" }]);
  const text = new Blob(["no picture"], { type: "image/png" });
  const third = await surfer.send("/compose", { text: "With a file", do: "publish", file_1: text }, { files: true });
  expect(third.status).toBe(422);
  expect(third.text).toContain("This kind of file cannot be taken here");
  expect(third.text).toContain("With a file</textarea>");
});

test("a picture that is too large loses nothing of what follows it", async () => {
  await using site = await openSite({ limits: { image_bytes: 1000 } });
  const surfer = await signedIn(site);
  const noise = Uint8Array.from({ length: 300 * 300 * 3 }, (_, at) => (at * at * 31) % 251);
  const png = await sharp(noise, { raw: { width: 300, height: 300, channels: 3 } })
    .png()
    .toBuffer();
  const large = new Blob([new Uint8Array(png)], { type: "image/png" });
  const answer = await surfer.send(
    "/compose",
    { text: "Look", file_1: large, description_1: "x", visibility: "private", do: "publish" },
    { files: true },
  );
  expect(answer.status).toBe(422);
  expect(answer.text).toContain("This file is too large");
  expect(answer.text).toContain("Look</textarea>");
  expect(answer.text).toMatch(/value="private"[^>]* checked/);
  expect(await statuses(site)).toEqual([]);
});

test("a preview publishes nothing and keeps the form", async () => {
  await using site = await openSite();
  const surfer = await signedIn(site);
  const answer = await surfer.send("/compose", { text: "See #here", do: "preview" }, { files: true });
  expect(answer.status).toBe(200);
  expect(answer.text).toContain("Preview</h2>");
  expect(answer.text).toMatch(/class="[^"]*hashtag[^"]*"/);
  expect(answer.text).toContain("See #here</textarea>");
  expect(await statuses(site)).toEqual([]);
});

test("an answer names those who take part, is no more open than its parent, and leads to itself", async () => {
  await using site = await openSite();
  const surfer = await signedIn(site);
  const bob = await site.joins("bob");
  await site.joins("cid");
  const id = await site.posts(bob, "@ann @cid what do you think?", { visibility: "direct", spoiler_text: "a question" });
  const { text } = await surfer.get(`/compose?reply=${id}`);
  expect(text).toContain("@bob @cid </textarea>");
  expect(text).toMatch(/value="direct"[^>]* checked/);
  expect(text).toContain('value="a question"');
  const answer = await surfer.send(
    "/compose",
    { text: "@bob @cid Yes", visibility: "direct", in_reply_to_id: id, do: "publish" },
    { from: `/compose?reply=${id}`, files: true },
  );
  const [, reply] = await statuses(site);
  expect(reply).toMatchObject({ in_reply_to_id: Number(id), visibility: "direct" });
  expect(answer.headers.location).toBe(`/@bob/${id}#status-${reply?.id}`);
});

test("an edit changes the words and the pictures, a deletion asks first", async () => {
  await using site = await openSite();
  const surfer = await signedIn(site);
  await surfer.send("/compose", { text: "Frist", do: "publish", file_1: await picture(), description_1: "one" }, { files: true });
  const [before] = await statuses(site);
  const path = `/statuses/${before?.id}/edit`;
  expect((await surfer.get(path)).text).toContain("Frist</textarea>");
  const [media] = await site.kith.db.selectFrom("media").select("id").execute();
  await surfer.send(
    path,
    { text: "First", do: "publish", media_ids: String(media?.id), [`remove_${media?.id}`]: "1", return_to: "/home" },
    { files: true },
  );
  const [after] = await statuses(site);
  expect(after?.text).toBe("First");
  expect(after?.edited_at).toBeGreaterThan(0);
  expect(await site.kith.db.selectFrom("media").select("id").where("status_id", "is not", null).execute()).toEqual([]);
  const asks = `/statuses/${before?.id}/delete`;
  const asked = await surfer.get(asks, { referer: "https://alpha.test/@ann" });
  expect(asked.text).toContain("Delete this post?");
  expect(asked.text).toContain('name="return_to" value="/@ann"');
  const gone = await surfer.send(asks, { return_to: "/@ann" });
  expect(gone.headers.location).toBe("/@ann");
  expect((await surfer.get("/@ann")).text).toContain("The post is deleted.");
  expect(await statuses(site)).toEqual([]);
  await site.joins("eve");
  const eve = site.surfer();
  await eve.signsIn("eve");
  expect((await eve.send(path, { text: "mine" }, { files: true, from: "/home" })).status).toBe(404);
});

test("boosts, favourites, bookmarks and pins come back to the post, or stay in place for a script", async () => {
  await using site = await openSite();
  const surfer = await signedIn(site);
  const bob = await site.joins("bob");
  const id = await site.posts(bob, "Hello");
  const [back, from] = [`/@bob#status-${id}`, { from: "/@bob" }];
  for (const act of ["favourite", "reblog", "bookmark"]) {
    const answer = await surfer.send(`/statuses/${id}/${act}`, { return_to: back }, from);
    expect([act, answer.status, answer.headers.location]).toEqual([act, 303, back]);
  }
  expect((await surfer.get("/@bob")).text.match(/aria-pressed="true"/g)).toHaveLength(3);
  expect((await surfer.get("/bookmarks")).text).toContain("Hello");
  expect((await surfer.get("/favourites")).text).toContain("Hello");
  for (const act of ["unfavourite", "unreblog", "unbookmark"]) {
    const answer = await surfer.send(`/statuses/${id}/${act}`, {}, { ...from, headers: { "x-kith-in-place": "1" } });
    expect([act, answer.status]).toEqual([act, 204]);
  }
  expect((await surfer.get("/@bob")).text).not.toContain('aria-pressed="true"');
  expect((await surfer.send(`/statuses/${id}/pin`, {}, from)).status).toBe(422);
});

test("a vote is counted once, and then the results show", async () => {
  await using site = await openSite();
  const surfer = await signedIn(site);
  const bob = await site.joins("bob");
  const poll = { options: ["Tea", "Coffee"], multiple: false, hide_totals: false, expires_in: 3600 };
  const id = await site.posts(bob, "What shall it be?", { poll });
  expect((await surfer.get("/@bob")).text).toContain(`action="/statuses/${id}/vote"`);
  const from = { from: "/@bob" };
  const none = await surfer.send(`/statuses/${id}/vote`, {}, from);
  expect([none.status, none.text.includes("Choose an option first, then vote.")]).toEqual([422, true]);
  expect((await surfer.send(`/statuses/${id}/vote`, { choice: "1", return_to: "/@bob" }, from)).headers.location).toBe("/@bob");
  const { text } = await surfer.get("/@bob");
  expect(text).toContain("Your vote is counted.");
  expect(text).toMatch(/Tea[^]*0%[^]*Coffee[^]*your vote[^]*100%/);
  expect(text).not.toContain("/vote");
  expect((await surfer.send(`/statuses/${id}/vote`, { choice: "0" }, from)).status).toBe(422);
});

test("following, muting and blocking, and taking them back", async () => {
  await using site = await openSite();
  const surfer = await signedIn(site);
  const bob = await site.joins("bob", { locked: true });
  const act = async (name: string) => {
    const answer = await surfer.send(`/accounts/${bob.id}/${name}`, { return_to: "/@bob" }, { from: "/@bob" });
    expect([name, answer.status, answer.headers.location]).toEqual([name, 303, "/@bob"]);
    return (await surfer.get("/@bob")).text;
  };
  expect(await act("follow")).toContain("Requested");
  expect(await act("unfollow")).toContain("Ask to follow");
  expect(await act("mute")).toContain("Unmute @bob");
  expect(await act("unmute")).toContain("Mute @bob");
  expect(await act("block")).toContain("Blocked");
  expect(await act("unblock")).toContain("Ask to follow");
});
