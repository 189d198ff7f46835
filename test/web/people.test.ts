/** People, finding and sorting, by links and forms alone: how one follows and mutes, notes, lists, filters, what is kept away, reports. */
import { expect, test } from "vitest";
import { updateProfile } from "../../src/accounts/update.ts";
import { loadFilters } from "../../src/filters/load.ts";
import { follow } from "../../src/follows/follow.ts";
import { findFollow } from "../../src/follows/load.ts";
import { loadLists } from "../../src/lists/lists.ts";
import { addRule } from "../../src/policies/rules.ts";
import { indexAccounts } from "../../src/search/accounts.ts";
import { addStranger } from "../units/persons.ts";
import { countQueries } from "../world/queries.ts";
import { member, openSite, textOf } from "./site.ts";

test("one chooses how one follows, and it holds", async () => {
  await using site = await openSite();
  const { account: ann, surfer } = await member(site, "ann");
  const bob = await site.joins("bob");
  expect((await surfer.send(`/accounts/${bob.id}/following`, { notify: "1" }, { from: "/home" })).status).toBe(403);
  await surfer.send(`/accounts/${bob.id}/follow`, {}, { from: "/@bob" });
  const form = `/accounts/${bob.id}/following`;
  const saved = await surfer.send(form, { notify: "1", language: "de", return_to: "/@bob" });
  expect(saved.headers.location).toBe("/@bob");
  expect(await findFollow(site.kith.db, ann.id, bob.id)).toMatchObject({ reblogs: 0, notify: 1, languages: '["de"]' });
  const { text } = await surfer.get(form);
  expect(text).toMatch(/value="de" checked/);
  expect(text).not.toMatch(/id="f-reblogs" name="reblogs" value="1" checked/);
});

test("a mute lasts as long as it was asked for, stands on its page, and is ended there", async () => {
  await using site = await openSite();
  const { surfer, reads } = await member(site, "ann");
  const bob = await site.joins("bob");
  expect(await reads(`/accounts/${bob.id}/mute`)).toContain("They do not learn of it");
  await surfer.send(`/accounts/${bob.id}/mute`, { duration: "3600", return_to: "/@bob" });
  const muted = await site.kith.db.selectFrom("mutes").selectAll().executeTakeFirstOrThrow();
  expect([muted.notifications, Math.round((muted.expires_at - site.kith.now()) / 60_000)]).toEqual([0, 60]);
  expect(await reads("/mutes")).toMatch(/bob.*Muted until/);
  const [, back = ""] =
    /action="[^"]*unmute">[\s\S]*?name="return_to" value="([^"]*)"/.exec((await surfer.get("/mutes")).text) ?? [];
  await surfer.send(`/accounts/${bob.id}/unmute`, { return_to: back }, { from: "/mutes" });
  expect(await reads(back)).toMatch(/@bob is off this list. Undo.*Nobody is muted/);
  const again = (await surfer.get(back)).text;
  expect(again).toMatch(/class="undo"[\s\S]*?name="return_to" value="\/mutes"/);
  const [, duration = ""] = /name="duration" value="(\d+)"/.exec(again) ?? [];
  await surfer.send(`/accounts/${bob.id}/mute`, { duration, return_to: "/mutes" }, { from: back });
  const { expires_at } = await site.kith.db.selectFrom("mutes").select("expires_at").executeTakeFirstOrThrow();
  expect(Math.round((expires_at - site.kith.now()) / 60_000)).toBe(60);
});

test("a private note is seen by its writer alone", async () => {
  await using site = await openSite();
  const { surfer, reads } = await member(site, "ann");
  const bob = await member(site, "bob");
  await surfer.send(`/accounts/${bob.account.id}/note`, { comment: "Owes me a ladder." }, { from: "/@bob" });
  expect(await reads("/@bob")).toContain("Owes me a ladder.");
  expect(await bob.reads("/@bob")).not.toContain("ladder");
  await surfer.send(`/accounts/${bob.account.id}/note`, { comment: "" }, { from: "/@bob" });
  expect(await reads("/@bob")).not.toContain("ladder");
});

test("a list is made, filled by searching, changed, and ended after a question", async () => {
  await using site = await openSite();
  const { account: ann, surfer, reads } = await member(site, "ann");
  const [bob, eve] = [await site.joins("bob"), await site.joins("eve")];
  for (const one of [bob, eve]) await follow(site.kith, ann, one);
  expect((await surfer.send("/lists", { title: " " })).status).toBe(422);
  const made = await surfer.send("/lists", { title: "Neighbours", replies_policy: "none", exclusive: "1" });
  const [list] = await loadLists(site.kith.db, ann.id);
  const edit = `/lists/${list?.id}/edit`;
  expect([made.headers.location, list]).toMatchObject([edit, { title: "Neighbours", replies_policy: "none", exclusive: 1 }]);
  expect(await reads(`${edit}?q=bo`)).toMatch(/@bob .*Add @bob/);
  for (let twice = 0; twice < 2; twice += 1)
    await surfer.send(`/lists/${list?.id}/add`, { account: String(bob.id) }, { from: edit });
  expect(await reads("/lists")).toMatch(/Neighbours.*1 person · not in your home/);
  expect(await reads(edit)).toContain("Remove @bob");
  await surfer.send(edit, { title: "Near", replies_policy: "list" });
  expect((await loadLists(site.kith.db, ann.id))[0]).toMatchObject({ title: "Near", replies_policy: "list", exclusive: 0 });
  await surfer.send(`/accounts/${eve.id}/lists`, { list: String(list?.id) }, { from: "/@eve" });
  await surfer.send(`/accounts/${bob.id}/lists`, {}, { from: "/@bob" });
  expect(await reads(edit)).toMatch(/Remove @eve/);
  expect(await reads(edit)).not.toMatch(/Remove @bob/);
  const eves = await member(site, "zoe");
  expect((await eves.surfer.get(edit)).status).toBe(404);
  expect(await reads(`/lists/${list?.id}/delete`)).toContain("Delete “Near”?");
  await surfer.send(`/lists/${list?.id}/delete`);
  expect(await loadLists(site.kith.db, ann.id)).toEqual([]);
});

test("a filter's words come and go as lines, and its end can be kept", async () => {
  await using site = await openSite();
  const { account: ann, surfer, reads } = await member(site, "ann");
  const wrong = await surfer.send("/filters/new", { title: "", words: "" });
  expect(wrong.status).toBe(422);
  expect(textOf(wrong.text)).toContain("Choose at least one place.");
  const fields = { title: "Football", action: "hide", expires_in: "86400", context: "home" };
  await surfer.send("/filters/new", { ...fields, words: "world cup\n\n goal \ngoal", parts: "offside" });
  const [first] = await loadFilters(site.kith.db, ann.id);
  const words = (filter: typeof first) => filter?.keywords.map(({ keyword, whole_word }) => [keyword, whole_word]);
  expect(words(first)).toEqual([
    ["world cup", 1],
    ["goal", 1],
    ["offside", 0],
  ]);
  expect(first?.filter).toMatchObject({ title: "Football", action: "hide" });
  expect(Math.round(((first?.filter.expires_at ?? 0) - site.kith.now()) / 60_000)).toBe(1440);
  expect(await reads("/filters")).toMatch(/Football.*Leave out · Home and lists.*world cup/);
  const ends = first?.filter.expires_at;
  await surfer.send(`/filters/${first?.filter.id}`, { ...fields, expires_in: "keep", words: "goal", parts: "goal" });
  const [second] = await loadFilters(site.kith.db, ann.id);
  expect([words(second), second?.filter.expires_at]).toEqual([
    [
      ["goal", 1],
      ["goal", 0],
    ],
    ends,
  ]);
  const { surfer: eve } = await member(site, "eve");
  expect((await eve.get(`/filters/${first?.filter.id}`)).status).toBe(404);
  await surfer.send(`/filters/${first?.filter.id}/delete`);
  expect(await reads("/filters")).toContain("No filters yet");
});

test("a page says what blocking a server does, and it does that", async () => {
  await using site = await openSite();
  const { account: ann, surfer, reads } = await member(site, "ann");
  const zoe = await addStranger(site.kith, "zoe@far.test");
  await follow(site.kith, ann, zoe);
  await site.kith.write(async (tx) => await tx.updateTable("follows").set({ state: "accepted" }).execute());
  expect(await reads(`/accounts/${zoe.id}/domain`)).toContain("you follow 1 person there, nobody there follows you");
  const blocked = await surfer.send(
    "/domain_blocks",
    { domain: "far.test", return_to: "/@zoe@far.test" },
    { from: `/accounts/${zoe.id}/domain` },
  );
  expect(blocked.headers.location).toBe("/@zoe@far.test");
  await site.kith.worker.drain();
  expect(await findFollow(site.kith.db, ann.id, zoe.id)).toBeUndefined();
  expect(await reads("/@zoe@far.test")).toContain("You have blocked far.test");
  expect(await reads("/domain_blocks")).toContain("far.test");
  expect((await surfer.send("/domain_blocks", { domain: "no host" })).status).toBe(422);
  await surfer.send("/domain_blocks/remove", { domain: "far.test" }, { from: "/domain_blocks" });
  expect(await reads("/domain_blocks?undone=far.test")).toMatch(/far\.test is off this list\. Undo.*No servers are blocked/);
});

test("a report goes step by step, and nothing is sent before the last", async () => {
  await using site = await openSite();
  const { surfer, reads } = await member(site, "ann");
  const { account: bob } = await member(site, "bob");
  const rule = await addRule(site.kith, { id: 0 }, { text: "Be kind." });
  const post = await site.posts(bob, "Something unkind");
  const at = `/accounts/${bob.id}/report`;
  expect(await reads(`${at}?status_id=${post}`)).toMatch(/Step 1 of 3.*breaks the rules/);
  expect(await reads(`${at}?step=posts&category=violation&status_id=${post}`)).toMatch(/Step 2 of 4.*Be kind\./);
  expect(await reads(`${at}?step=posts&category=violation&ruled=1`)).toContain("Choose at least one rule");
  const chosen = `category=violation&rule=${rule.id}&status_id=${post}`;
  const posts = (await surfer.get(`${at}?step=posts&${chosen}`)).text;
  expect(posts).toMatch(new RegExp(`name="status_id" value="${post}" checked`));
  expect(await reads(`${at}?step=words&${chosen}`)).toMatch(/Step 4 of 4.*Be kind\. 1 post/);
  const reports = async () => await site.kith.db.selectFrom("reports").selectAll().execute();
  expect(await reports()).toEqual([]);
  const fields = { category: "violation", rule: String(rule.id), status_id: post };
  const long = await surfer.send(at, { ...fields, comment: "x".repeat(1001) });
  expect([long.status, textOf(long.text)]).toEqual([422, expect.stringContaining("Step 4 of 4")]);
  const sent = await surfer.send(at, { ...fields, comment: "Not how we talk here." });
  expect(sent.headers.location).toBe(`/accounts/${bob.id}/reported`);
  expect(await reports()).toMatchObject([
    {
      target_id: bob.id,
      category: "violation",
      comment: "Not how we talk here.",
      rule_ids: `[${rule.id}]`,
      status_ids: `[${post}]`,
    },
  ]);
  expect(await reads(`/accounts/${bob.id}/reported`)).toMatch(/Thank you.*Mute @bob.*Block @bob/);
});

test("one finds somebody among one's own followers, sends them away, and nobody else may search there", async () => {
  await using site = await openSite();
  const { account: ann, surfer, reads } = await member(site, "ann");
  const [bob, eve] = [await site.joins("bob"), await site.joins("eve")];
  await updateProfile(site.kith, eve, { display_name: "Evelyn Marsh" });
  await indexAccounts(site.kith);
  for (const one of [bob, eve]) await follow(site.kith, one, ann);
  expect(await reads("/@ann/followers?q=mar")).toMatch(/@eve(?!.*@bob)/);
  expect(await reads("/@ann/followers?q=nobody")).toContain("Nobody found");
  const visitor = textOf((await site.surfer().get("/@ann/followers?q=mar")).text);
  expect(visitor).toMatch(/@eve.*@bob|@bob.*@eve/);
  await surfer.send(`/accounts/${bob.id}/remove`, {}, { from: "/@ann/followers" });
  expect(await reads("/@ann/followers")).not.toContain("@bob");
});

test("a page of people costs the same for many as for few", async () => {
  await using site = await openSite();
  const { account: ann, surfer } = await member(site, "ann");
  const counter = countQueries(site.kith);
  const costOf = async (path: string) => {
    await surfer.get(path);
    return await counter.during(async () => await surfer.get(path));
  };
  const join = async (from: number, to: number) => {
    for (let n = from; n < to; n += 1) await follow(site.kith, await site.joins(`guest${n}`), ann);
  };
  await join(0, 2);
  const few = [await costOf("/@ann/followers"), await costOf("/explore/people")];
  await join(2, 14);
  expect([await costOf("/@ann/followers"), await costOf("/explore/people")]).toEqual(few);
});
