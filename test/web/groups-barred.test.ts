/** Forms that write to a group, opened by somebody who may not. */
import { expect, test } from "vitest";
import { findAccountByHandle } from "../../src/accounts/find.ts";
import { closeGroup } from "../../src/groups/change.ts";
import { createGroup } from "../../src/groups/create.ts";
import { countQueries } from "../world/queries.ts";
import { gather, VALUES } from "./garden-site.ts";
import { openSite } from "./site.ts";
import { signedIn, writes } from "./writing-site.ts";

test("a form that writes to a group says before anything is written that one may not, and offers the way in", async () => {
  await using site = await openSite();
  const { ann, ben, eve, id } = await gather(site, { membership: "approval" });
  const forms = ["/compose", "/events/new"];
  const opens = async (who: typeof ben, way = `?group=${id}`) =>
    await Promise.all(forms.map(async (form) => await who.get(`${form}${way}`)));
  const shut = (pages: Awaited<ReturnType<typeof opens>>) => pages.map(({ status, text }) => [status, /<textarea/.test(text)]);
  const BARRED = [
    [200, false],
    [200, false],
  ];
  const OPEN = [
    [200, true],
    [200, true],
  ];
  // Outside: the way in stands there, and leads back to what one wanted.
  const pages = await opens(ben);
  expect(shut(pages)).toEqual(BARRED);
  for (const [n, { text }] of pages.entries()) {
    expect(text).toContain("Join it first");
    expect(text).toMatch(/action="\/groups\/\d+\/join"[^>]*>.*Ask to join/s);
    expect(text).toContain(`name="return_to" value="${forms[n]}?group=${id}"`);
  }
  const asked = await ben.send(`/groups/${id}/join`, { return_to: `/compose?group=${id}` }, { from: `/compose?group=${id}` });
  expect(asked.headers["location"]).toBe(`/compose?group=${id}`);
  for (const { text } of await opens(ben)) expect(text).toContain("You have asked");
  const account = String((await findAccountByHandle(site.kith.db, "ben", ""))!.id);
  await ann.send(`/groups/${id}/let_in`, { account }, { from: `/groups/${id}/queue` });
  // Inside, by its id or its name.
  for (const way of [`?group=${id}`, "?group=gardens", "?group=%40gardens"]) expect(shut(await opens(ben, way))).toEqual(OPEN);

  // Where moderators alone begin, joining is no way.
  await ann.send(
    `/groups/${id}/settings`,
    { ...VALUES, membership: "public", posting: "moderators" },
    { from: `/groups/${id}/settings`, files: true },
  );
  expect(shut(await opens(ann))).toEqual(OPEN);
  for (const who of [ben, eve]) {
    const restricted = await opens(who);
    expect(shut(restricted)).toEqual(BARRED);
    for (const { text } of restricted) {
      expect(text).toContain("Only the moderators of gardens post there");
      expect(text).not.toContain(`/groups/${id}/join`);
    }
  }
  // What there is not, or is no group, is said to be missing.
  for (const way of ["?group=99", "?group=ann", "?group=nobody@elsewhere.test"])
    expect((await opens(ben, way)).map(({ status }) => status)).toEqual([404, 404]);
});

test("whoever is no member learns no more of a private group by the forms that write to it than elsewhere", async () => {
  await using site = await openSite();
  const { ann, ben, id } = await gather(site, {
    title: "Secret society",
    membership: "invitation",
    private: "1",
    revealed: undefined,
  });
  for (const path of ["/compose", "/events/new"]) {
    const { status, text } = await ben.get(`${path}?group=${id}`);
    expect([status, text.includes("Secret society"), text.includes("By invitation only")]).toEqual([200, false, true]);
    expect((await ann.get(`${path}?group=${id}`)).text).toMatch(/gardens|Secret society/);
  }
  const sent = await ben.send(
    "/compose",
    { group_id: String(id), text: "hi", do: "preview", key: "k" },
    { from: "/compose", files: true },
  );
  expect(sent.text).not.toContain("Secret society");
});

test("what a group will refuse says so where it is kept and in the calendar, and is written without the group, with all its words", async () => {
  await using site = await openSite();
  const { surfer, ann } = await signedIn(site);
  const gardens = await createGroup(site.kith, ann, { name: "gardens", title: "Gardens", private: true });
  const group_id = String(gardens.account.id);
  await writes(surfer, { text: "red ones", title: "Roses", group_id, do: "draft" });
  await writes(surfer, { text: "blue ones", title: "Irises", group_id, scheduled_at: "2026-06-20T09:00" });
  await writes(surfer, { text: "white ones", title: "Lilies", group_id, scheduled_at: "2026-06-21T09:00", repeat: "weekly" });
  const plain = (text: string) => text.replaceAll(/<[^>]+>/g, "");
  for (const page of ["/drafts", "/scheduled", "/recurring"])
    expect(plain((await surfer.get(page)).text)).not.toContain("has been closed");
  await closeGroup(site.kith, gardens, ann);
  await site.kith.worker.drain();
  for (const page of ["/drafts", "/scheduled", "/recurring", "/scheduled/calendar?shape=list&day=2026-06-01"])
    expect(plain((await surfer.get(page)).text)).toMatch(/(?:Gardens|gardens): This group has been closed\./);
  expect((await surfer.get("/scheduled/calendar?month=2026-06")).text).toContain("This group has been closed.");
  const way = /href="(\/compose\?draft=\d+&amp;alone=1)"/.exec((await surfer.get("/drafts")).text)?.[1]?.replace("&amp;", "&");
  const recurring = (await surfer.get("/recurring")).text;
  expect(recurring).toMatch(/href="\/compose\?recurring=\d+&amp;alone=1"/);
  const form = (await surfer.get(way!)).text;
  expect(form).toContain("Roses\n\nred ones");
  expect(form).not.toContain('name="group_id"');
  // What was for the members of a private group does not become everybody's by it.
  expect(form).toMatch(/value="private"[^>]*(?:checked|selected)/);
  const id = /draft=(\d+)/.exec(way!)?.[1] ?? "";
  const refused = await surfer.send(`/drafts/${id}/publish`, {}, { from: "/drafts" });
  expect([refused.status, refused.text.includes("alone=1"), refused.text.includes("red ones")]).toEqual([422, true, true]);
});

test("drafts for many groups that have shut cost as many queries as for a few", async () => {
  await using site = await openSite();
  const { surfer } = await signedIn(site);
  const counter = countQueries(site.kith);
  const shuts = async (count: number, from: number) => {
    for (let n = from; n < from + count; n++) {
      const { account } = await createGroup(site.kith, await site.joins(`keeper${n}`), {
        name: `gardens${n}`,
        title: `Gardens ${n}`,
      });
      await writes(surfer, { text: "red ones", title: "Roses", group_id: String(account.id), do: "draft" });
    }
  };
  const cost = async () => {
    await surfer.get("/drafts");
    return await counter.during(async () => expect((await surfer.get("/drafts")).text).toContain("does not let you post there"));
  };
  await shuts(2, 1);
  const few = await cost();
  await shuts(4, 3);
  expect(await cost()).toBe(few);
});

test("what is kept is known by its title, on its page and in the calendar's list, whether or not words stand under it", async () => {
  await using site = await openSite();
  const { surfer, ann } = await signedIn(site);
  const { account } = await createGroup(site.kith, ann, { name: "gardens", title: "Gardens" });
  const group_id = String(account.id);
  await writes(surfer, { title: "Roses & irises", text: "red ones", group_id, do: "draft" });
  await writes(surfer, { title: "Only a title", text: "", group_id, do: "draft" });
  await writes(surfer, { title: "Lilies", text: "white ones", group_id, scheduled_at: "2026-06-20T09:00" });
  const drafts = (await surfer.get("/drafts")).text;
  expect(drafts).toMatch(/<strong>Roses &amp; irises<\/strong><\/p><p class="draft-words"[^>]*>red ones/);
  expect(drafts).toContain("<strong>Only a title</strong>");
  expect(drafts).not.toContain("No words yet");
  expect((await surfer.get("/scheduled")).text).toContain("<strong>Lilies</strong>");
  const calendar = (await surfer.get("/scheduled/calendar?shape=list&day=2026-06-01")).text;
  for (const title of ["Roses &amp; irises", "Only a title", "Lilies"]) expect(calendar).toContain(title);
});
