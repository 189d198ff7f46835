/** What one writes and rewrites: history, pictures, polls, mentions, languages, Markdown. */
import { FormData } from "undici";
import { expect, test } from "vitest";
import { removeUnattachedMedia } from "../../src/media/remove.ts";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld } from "../world/world.ts";

type Edit = {
  content: string;
  media_attachments: { id: string; description: string | null }[];
  poll?: { options: { title: string }[] };
};
const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
async function uploads(person: Person, description: string): Promise<string> {
  const form = new FormData();
  form.set("file", new Blob([PIXEL], { type: "image/png" }), "pixel.png");
  form.set("description", description);
  return (await person.api<{ id: string }>("POST", "/api/v2/media", form)).id;
}
const history = async (person: Person, { id }: StatusJson) => await person.api<Edit[]>("GET", `/api/v1/statuses/${id}/history`);
const language = async (person: Person, body: object) =>
  (await person.api<{ language: string | null }>("POST", "/api/v1/statuses", body)).language;

test("the history keeps pictures, what was said of them, and polls, for as long as the post is there", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  await bob.follows(alice);
  await world.settles();
  const [one, two] = [await uploads(alice, "One"), await uploads(alice, "Two")];
  const post = await alice.posts("First", { media_ids: [one] });
  await world.settles();
  await alice.api("PUT", `/api/v1/statuses/${post.id}`, {
    status: "First",
    media_ids: [one],
    media_attributes: [{ id: one, description: "The one", focus: "0.5,0" }],
  });
  await alice.edits(post, "Second", { media_ids: [two] });
  await alice.edits(post, "Third", { poll: { options: ["yes", "no"], expires_in: 3600 } });
  await world.settles();
  await world.passes("3 days");
  await removeUnattachedMedia(world.instance("alpha.test"));
  const versions = await history(alice, post);
  expect(
    versions.map(({ content, media_attachments, poll }) => [
      content,
      media_attachments.map(({ description }) => description),
      poll?.options,
    ]),
  ).toEqual([
    ["<p>First</p>", ["One"], undefined],
    ["<p>First</p>", ["The one"], undefined],
    ["<p>Second</p>", ["Two"], undefined],
    ["<p>Third</p>", [], [{ title: "yes" }, { title: "no" }]],
  ]);
  const copy = await bob.sees(post);
  expect(copy?.poll?.options.map(({ title }) => title)).toEqual(["yes", "no"]);
  expect((await alice.asks("POST", "/api/v1/statuses", { status: "x", media_ids: [two] })).status).toBe(422);
  // A picture that was taken out may come back.
  expect((await alice.edits(post, "Fourth", { media_ids: [one] })).media_attachments).toMatchObject([
    { id: one, description: "The one" },
  ]);
  const bad = await alice.asks("PUT", `/api/v1/statuses/${post.id}`, {
    status: "x",
    media_ids: [one],
    media_attributes: [{ id: "12", description: "" }],
  });
  expect(bad.status).toBe(404);
  await alice.deletes(post);
  await world.passes("2 days");
  await removeUnattachedMedia(world.instance("alpha.test"));
  expect((await alice.asks("GET", `/api/v1/media/${two}`)).status).toBe(404);
});

test("who is mentioned by an edit hears of it once, and who is not any more may read on", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const [bob, carol] = [await world.person("bob@beta.test"), await world.person("carol@alpha.test")];
  const post = await alice.posts("Hello @bob@beta.test", { visibility: "private" });
  await world.settles();
  const told = async (person: Person) => (await person.notifications("?types[]=mention")).length;
  await alice.edits(post, "Hello @carol");
  await alice.edits(post, "Hello again @carol");
  await world.settles();
  expect([await told(bob), await told(carol)]).toEqual([1, 1]);
  expect((await bob.sees(post))?.content).toContain("Hello again");
  expect((await alice.looksAt(post))?.mentions.map(({ acct }) => acct)).toEqual(["carol"]);
});

test("an edit lets nobody into a message, and leaves it with those who have it", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const [bob, carol] = [await world.person("bob@beta.test"), await world.person("carol@alpha.test")];
  const post = await alice.posts("Hello @bob@beta.test", { visibility: "direct" });
  await world.settles();
  expect((await alice.asks("PUT", `/api/v1/statuses/${post.id}`, { status: "Hello @bob@beta.test, and @carol" })).status).toBe(
    422,
  );
  await alice.edits(post, "Hello again");
  await world.settles();
  expect([(await carol.asks("GET", `/api/v1/statuses/${post.id}`)).status, await carol.notifications()]).toEqual([404, []]);
  expect((await bob.sees(post))?.content).toContain("Hello again");
  const named = async (person: Person) => (await person.sees(post))?.mentions.map(({ username }) => username);
  expect([await named(alice), await named(bob)]).toEqual([["bob"], ["bob"]]);
});

test("a language is guessed only where nobody says one", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const german = "Heute scheint die Sonne, und wir gehen mit den Kindern in den Garten. https://example.org/english @alice";
  expect(await language(alice, { status: german })).toBe("de");
  expect(await language(alice, { status: german, language: "nl" })).toBe("nl");
  expect(await language(alice, { status: "ok :)" })).toBeNull();
  await alice.api("PATCH", "/api/v1/accounts/update_credentials", { source: { language: "fr" } });
  expect(await language(alice, { status: german })).toBe("fr");
});

test("Markdown becomes safe HTML, with its mentions, tags and links", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const source = [
    "# Hello @bob",
    "",
    "This is **bold**, `code @bob #no`, [a link](https://example.org/?a=1&b=2) and #yes",
    "second line <script>alert(1)</script> ![](https://example.org/x.png) [x](javascript:alert(1))",
    "",
    "1. one",
    "2. two",
  ].join("\n");
  const post = await alice.api<StatusJson>("POST", "/api/v1/statuses", {
    status: source,
    content_type: "text/markdown",
    language: "en",
  });
  const { content } = post;
  expect(content).toContain("<strong>bold</strong>");
  expect(content).toContain("<code>code @bob #no</code>");
  expect(content).toContain("<ol><li>one</li><li>two</li></ol>".slice(0, 4));
  expect(content).toContain('href="https://example.org/?a=1&amp;b=2"');
  expect(content).toContain('class="u-url mention"');
  expect(content).toContain("&lt;script&gt;");
  expect(content).not.toMatch(/<script|<img|javascript:[^<]*"/);
  expect(post.tags.map(({ name }) => name)).toEqual(["yes"]);
  expect(post.mentions.map(({ acct }) => acct)).toEqual(["bob"]);
  expect(await bob.notifications("?types[]=mention")).toHaveLength(1);
  expect(await alice.api("GET", `/api/v1/statuses/${post.id}/source`)).toMatchObject({
    text: source,
    content_type: "text/markdown",
  });
  // An edit by an app that knows nothing of it keeps the kind of text.
  expect((await alice.edits(post, "*soft*")).content).toBe("<p><em>soft</em></p>");
  expect((await alice.asks("POST", "/api/v1/statuses", { status: "x", content_type: "text/rtf" })).status).toBe(422);
});
