/** Writing, without scripts: every choice of the form reaches what is published, and every step back keeps what was there. */
import { expect, test } from "vitest";
import { fromJson } from "../../src/db/columns.ts";
import { updateProfile } from "../../src/accounts/update.ts";
import { findChatOf } from "../../src/chats/load.ts";
import { openSite } from "./site.ts";
import { hidden, mediaOf, picture, signedIn, statuses, writes } from "./writing-site.ts";

test("a picture without a description is asked about once, with the picture kept; then it is published", async () => {
  await using site = await openSite();
  const { surfer } = await signedIn(site);
  const asked = await writes(surfer, { text: "Look", file_1: await picture() });
  expect(asked.status).toBe(200);
  expect(asked.text).toContain("One attachment has no description");
  expect(asked.text).toContain("Post without");
  expect(await statuses(site)).toEqual([]);
  const media_ids = hidden(asked.text, "media_ids");
  const posted = await writes(surfer, { text: "Look", media_ids, asked: hidden(asked.text, "asked") });
  expect(posted.status).toBe(303);
  expect((await mediaOf(site)).map(({ status_id, description }) => [status_id === null, description])).toEqual([[false, ""]]);
});

test("whoever wants descriptions always is not let past without", async () => {
  await using site = await openSite();
  const { surfer, ann } = await signedIn(site);
  await updateProfile(site.kith, ann, { settings: { require_descriptions: true } });
  const refused = await writes(surfer, { text: "Look", file_1: await picture(), asked: "1" });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain("Describe the attachment first");
  const media_ids = hidden(refused.text, "media_ids");
  const posted = await writes(surfer, { text: "Look", media_ids, [`description_${media_ids}`]: "A square" });
  expect(posted.status).toBe(303);
});

test("what must stay visible of a picture is one of nine places, or any point", async () => {
  await using site = await openSite();
  const { surfer } = await signedIn(site);
  const added = await writes(surfer, { do: "attach", text: "", file_1: await picture(), description_1: "A square" });
  const id = hidden(added.text, "media_ids");
  expect(added.text.match(new RegExp(`name="focus_${id}"`, "g"))).toHaveLength(9);
  const kept = { text: "Look", media_ids: id, [`description_${id}`]: "A square", [`focus_${id}`]: "0.67,0.67" };
  const shown = await writes(surfer, { ...kept, do: "preview" });
  expect(shown.text).toContain(`value="0.67,0.67" aria-label="Top right" checked`);
  await writes(surfer, { ...kept, [`focus_${id}`]: "-0.25,0.9" });
  const [media] = await mediaOf(site);
  expect(fromJson(media?.meta ?? ("{}" as never)).focus).toEqual({ x: -0.25, y: 0.9 });
});

test("a poll, a language, Markdown, an end and who may quote it", async () => {
  await using site = await openSite();
  const { surfer } = await signedIn(site);
  const poll = { poll_option_1: "Rye", poll_option_2: "", poll_option_3: "Wheat", poll_expires_in: "3600", poll_multiple: "1" };
  const fields = {
    text: "**Which** bread?",
    language: "de",
    markdown: "1",
    expires_in: "86400",
    quote_policy: "nobody",
    ...poll,
  };
  expect((await writes(surfer, { ...fields, poll_option_3: "" })).text).toContain("A poll needs at least two options");
  expect((await writes(surfer, fields)).status).toBe(303);
  const [status] = await statuses(site);
  expect(status).toMatchObject({ language: "de", content_type: "text/markdown", quote_policy: 0 });
  expect(status?.content).toContain("<strong>Which</strong>");
  expect((status?.expires_at ?? 0) - (status?.created_at ?? 0)).toBe(86_400_000);
  const row = await site.kith.db.selectFrom("polls").selectAll().executeTakeFirstOrThrow();
  expect(fromJson(row.options).map(({ title }) => title)).toEqual(["Rye", "Wheat"]);
  expect([row.multiple, row.hide_totals]).toEqual([1, 0]);
});

test("a preview says whom a message reaches, and whom nobody here knows", async () => {
  await using site = await openSite();
  const { surfer } = await signedIn(site);
  await site.joins("bob");
  const { text } = await writes(surfer, { text: "@bob and @nobody, look", visibility: "direct", do: "preview", local_only: "1" });
  expect(text).toContain("Only @bob</span>");
  expect(text).toContain("@nobody is not known here yet");
  expect(text).toMatch(/id="f-local_only"[^>]* checked/);
  const line = await surfer.get(`/compose/whom?${new URLSearchParams({ text: "@bob @ann" }).toString()}`);
  expect(line.json()).toEqual({ line: "Only @bob", unknown: "" });
});

test("a quote shows what it quotes, says when its author is asked first, and is published", async () => {
  await using site = await openSite();
  const { surfer } = await signedIn(site);
  const bob = await site.joins("bob");
  const id = await site.posts(bob, "Fresh bread");
  const form = await surfer.get(`/compose?quote=${id}`);
  expect(form.text).toContain("Fresh bread");
  expect(hidden(form.text, "quoted_id")).toBe(id);
  await writes(surfer, { text: "Indeed", quoted_id: id }, `/compose?quote=${id}`);
  expect((await statuses(site)).at(-1)).toMatchObject({ quoted_id: Number(id) });
  const closed = await site.posts(bob, "Not this", { quote_policy: "nobody" });
  expect((await surfer.get(`/compose?quote=${closed}`)).text).toContain("does not let this post be quoted");
  const refused = await writes(surfer, { text: "Still", quoted_id: closed });
  expect([refused.status, refused.text.includes("Still</textarea>")]).toEqual([422, true]);
});

test("an edit changes words and focus of pictures with the edit and not before, and leaves a closed poll as it was", async () => {
  await using site = await openSite();
  const { surfer, ann } = await signedIn(site);
  await writes(surfer, { text: "First", file_1: await picture(), description_1: "one" });
  const [status] = await statuses(site);
  const [media] = await mediaOf(site);
  const path = `/statuses/${status?.id}/edit`;
  const fields = {
    text: "Second",
    media_ids: String(media?.id),
    [`description_${media?.id}`]: "two",
    [`focus_${media?.id}`]: "0.67,0",
  };
  const preview = await surfer.send(path, { ...fields, do: "preview" }, { files: true });
  expect(preview.text).toContain("two</textarea>");
  expect((await mediaOf(site))[0]?.description).toBe("one");
  await surfer.send(path, { ...fields, do: "publish" }, { files: true });
  expect((await mediaOf(site))[0]).toMatchObject({ description: "two" });

  const poll = { options: ["Yes", "No"], multiple: false, hide_totals: false, expires_in: 300 };
  const id = await site.posts(ann, "A poll", { poll });
  site.kith.clock.advance(600_000);
  const before = await site.kith.db.selectFrom("polls").selectAll().executeTakeFirstOrThrow();
  const options = { poll_option_1: "Yes", poll_option_2: "No", poll_expires_in: "0" };
  const edited = await surfer.send(
    `/statuses/${id}/edit`,
    { text: "A poll, spelled right", do: "publish", ...options },
    { files: true },
  );
  expect(edited.status).toBe(303);
  const after = await site.kith.db.selectFrom("polls").selectAll().executeTakeFirstOrThrow();
  expect([after.id, after.expires_at]).toEqual([before.id, before.expires_at]);
});

test("a new message leads to its conversation", async () => {
  await using site = await openSite();
  const { surfer, ann } = await signedIn(site);
  await site.joins("bob");
  const { headers } = await writes(surfer, { text: "@bob hello", visibility: "direct" });
  const [status] = await statuses(site);
  const conversation = await findChatOf(site.kith.db, ann.id, status?.id ?? 0);
  expect(headers.location).toBe(`/messages/${conversation?.id}`);
});
