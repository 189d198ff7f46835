/**
 * Every form that makes something, sent as browsers without scripts do it by mistake: by a second click while the first is under way, and once more by reloading.
 * One thing is made, and whoever sent it is led to that.
 */
import { sql } from "kysely";
import { expect, test } from "vitest";
import { acceptFriend, befriend } from "../../src/friends/befriend.ts";
import type { Account } from "../../src/db/schema.ts";
import type { Answer } from "../world/client.ts";
import { letterBox } from "./letters.ts";
import { openSite, tokenOf, type Fields, type Site, type Surfer } from "./site.ts";
import { picture } from "./writing-site.ts";

async function neighbours() {
  const site = await openSite({ media: { ffmpeg: "" } });
  const [ann, ben, cleo] = [await site.joins("ann"), await site.joins("ben"), await site.joins("cleo")];
  for (const friend of [ben, cleo]) {
    await befriend(site.kith, ann, friend);
    await acceptFriend(site.kith, friend, ann);
  }
  await site.kith.write(async (tx) => await tx.updateTable("users").set({ role: "owner" }).where("id", "=", ann.id).execute());
  const [hers, his] = [site.surfer(), site.surfer()];
  await hers.signsIn("ann");
  await his.signsIn("ben");
  return { site, ann, ben, cleo, hers, his };
}

const rowsOf = async ({ kith }: Site, table: string): Promise<number> =>
  Number(
    (await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(kith.db as never)).rows[0]?.count,
  );

/** A form: on which page it stands, where it goes, what is put in, and of which table it makes one row. */
type Making = readonly [page: string, action: string, fields: Fields, table: string];

/** Twice at once and a third time, with the token of one page. */
async function sendThrice(surfer: Surfer, [page, action, fields]: Making): Promise<Answer[]> {
  const csrf = tokenOf(await surfer.get(page));
  const files = /^\/(?:compose|messages\/new|stories|groups|events|playlists)$/.test(action);
  const send = async () => await surfer.resend(action, { csrf, ...fields }, { files });
  return [...(await Promise.all([send(), send()])), await send()];
}

const makings = ({ ben, cleo }: Record<"ben" | "cleo", Account>, group: number, team: number): Making[] => {
  const [b, c] = [String(ben.id), String(cleo.id)];
  return [
    [`/messages/new?to=${b}`, "/messages/new", { to: b, name: "Bread", text: "hello", key: "a" }, "chats"],
    ["/compose", "/compose", { do: "draft", text: "Not yet", key: "b" }, "drafts"],
    ["/compose", "/compose", { do: "publish", text: "Now", visibility: "public", key: "c" }, "statuses"],
    [
      "/compose",
      "/compose",
      { do: "publish", text: "Later", visibility: "public", scheduled_at: "2026-06-20T09:00", key: "d" },
      "scheduled_statuses",
    ],
    [
      "/compose",
      "/compose",
      { do: "publish", text: "Often", visibility: "public", scheduled_at: "2026-06-20T09:00", repeat: "weekly", key: "e" },
      "recurring_statuses",
    ],
    ["/circles", "/circles", { title: "Choir" }, "circles"],
    ["/lists", "/lists", { title: "Close ones", replies_policy: "list" }, "lists"],
    ["/filters/new", "/filters/new", { title: "Goats", words: "goat", context: "home", action: "warn" }, "filters"],
    [
      "/events/new",
      "/events",
      { title: "Harvest", starts: "2026-06-20T09:00", time_zone: "Europe/Berlin", visibility: "public", key: "f" },
      "events",
    ],
    ["/groups/new", "/groups", { name: "orchard", title: "Orchard", membership: "public", posting: "members" }, "groups"],
    ["/collections/new", "/collections/new", { name: "Bakers" }, "collections"],
    ["/playlists/new", "/playlists", { title: "Rainy days", visibility: "public" }, "playlists"],
    ["/stories/new", "/stories", { text: "Good morning", audience: "friends", key: "g" }, "stories"],
    ["/teams", "/teams", { username: "bakers", display_name: "Bakers" }, "teams"],
    [`/teams/${team}`, `/teams/${team}/invite`, { handle: "ben", role: "editor" }, "team_members"],
    [`/groups/${group}/invite`, `/groups/${group}/link`, { max_uses: "5", days: "7" }, "group_links"],
    ["/settings/invites", "/settings/invites", { max_uses: "5", days: "7" }, "invites"],
    [`/introduce?first=${b}`, "/introduce", { first: b, second: c, comment: "You both sing" }, "introductions"],
    [`/accounts/${b}/recommend`, `/accounts/${b}/recommend`, { relation: "colleague", text: "A fine baker" }, "recommendations"],
    [
      `/accounts/${b}/report?category=spam&step=words`,
      `/accounts/${b}/report`,
      { category: "spam", step: "words", comment: "Loud" },
      "reports",
    ],
    ["/admin/rules", "/admin/rules", { text: "Be kind", hint: "" }, "rules"],
    ["/admin/templates", "/admin/templates", { title: "Calm", text: "Please be calm" }, "warning_templates"],
    [`/admin/accounts/${b}`, `/admin/accounts/${b}/note`, { content: "A note" }, "moderation_notes"],
    [`/admin/accounts/${b}`, `/admin/accounts/${b}/moderate`, { type: "none", text: "Please", letter: "1" }, "strikes"],
  ];
};

test("whatever a form makes, it makes once, by two clicks and a reload", { timeout: 60_000 }, async () => {
  const { site, hers, ...people } = await neighbours();
  await using _ = site;
  await hers.send(
    "/groups",
    { name: "gardens", title: "Gardens", membership: "public", posting: "members" },
    { from: "/groups/new", files: true },
  );
  const group = (await site.kith.db.selectFrom("groups").select("account_id").executeTakeFirstOrThrow()).account_id;
  await hers.send("/teams", { username: "crew", display_name: "Crew" });
  const team = (await site.kith.db.selectFrom("teams").select("account_id").executeTakeFirstOrThrow()).account_id;
  const told: unknown[] = [];
  for (const making of makings(people, group, team)) {
    const [page, action, , table] = making;
    const before = await rowsOf(site, table);
    const answers = await sendThrice(hers, making);
    const made = (await rowsOf(site, table)) - before;
    const ways = [...new Set(answers.map(({ status, headers }) => `${status} ${String(headers["location"])}`))];
    if (made !== 1 || ways.length !== 1 || !ways[0]?.startsWith("303 /"))
      told.push([page, action, table, made, ways, answers[0]?.text.match(/class="(?:flash )?problem"[^]{0,300}/)?.[0]]);
  }
  expect(told).toEqual([]);
});

test("whoever goes back and writes something else makes something else; so does who opens the form anew, and everybody for themselves", async () => {
  const { site, hers, his } = await neighbours();
  await using _ = site;
  const made = async () =>
    (
      await site.kith.db.selectFrom("circles").select("title").where("title", "in", ["Choir", "Bakers"]).orderBy("id").execute()
    ).map(({ title }) => title);
  const csrf = tokenOf(await hers.get("/circles"));
  for (const title of ["Choir", "Bakers", "Choir"]) await hers.resend("/circles", { csrf, title });
  expect(await made()).toEqual(["Choir", "Bakers"]);
  await hers.send("/circles", { title: "Choir" });
  await his.send("/circles", { title: "Choir" });
  expect(await made()).toEqual(["Choir", "Bakers", "Choir", "Choir"]);
  // What was refused has made nothing, and is not kept from being put right.
  const again = tokenOf(await hers.get("/circles"));
  expect((await hers.resend("/circles", { csrf: again, title: "" })).status).toBe(422);
  expect((await hers.resend("/circles", { csrf: again, title: "Walkers" })).status).toBe(303);
  // A picture is part of what is said.
  const page = tokenOf(await hers.get("/compose"));
  for (const colour of ["teal", "red", "teal"]) {
    const fields = { csrf: page, do: "draft", text: "A dot", file_1: await picture(colour), description_1: "A dot" };
    expect((await hers.resend("/compose", fields, { files: true })).headers["location"]).toBe("/drafts");
  }
  expect(await rowsOf(site, "drafts")).toBe(2);
});

test("a group of people whose first message is refused is there once, and sending it again leads to it", async () => {
  const { site, hers, ben } = await neighbours();
  await using _ = site;
  const csrf = tokenOf(await hers.get(`/messages/new?to=${ben.id}`));
  const fields = { csrf, to: String(ben.id), name: "Bread", text: "x".repeat(6000), key: "a" };
  const first = await hers.resend("/messages/new", fields, { files: true });
  expect(first.status).toBe(422);
  const second = await hers.resend("/messages/new", fields, { files: true });
  const { id } = await site.kith.db.selectFrom("chats").select("id").executeTakeFirstOrThrow();
  expect([second.status, second.headers["location"], await rowsOf(site, "chats")]).toEqual([303, `/messages/${id}`, 1]);
});

test("whoever joins by two clicks is in, or waits, as if by one; another password leads nowhere", async () => {
  await using site = await openSite({ registrations: "open" });
  const surfer = site.surfer();
  const mia = { username: "mia", email: "mia@mail.test", password: "correct horse battery" };
  const csrf = tokenOf(await surfer.get("/sign_up"));
  const join = async () => await surfer.resend("/sign_up", { csrf, ...mia });
  const ways = await Promise.all([join(), join()]);
  // The answer to the first has not reached a browser that has sent the second.
  surfer.cookies.delete("kith_session");
  ways.push(await join());
  expect(ways.map(({ status, headers }) => [status, headers["location"]])).toEqual([303, 303, 303].map((is) => [is, "/home"]));
  expect((await surfer.get("/home")).text).toContain("@mia");
  // Sent once more by who is in by now, as by going back to the page.
  const late = await join();
  expect([late.status, late.headers["location"]]).toEqual([303, "/home"]);
  expect(await rowsOf(site, "users")).toBe(1);
  const other = await site.surfer().send("/sign_up", { ...mia, password: "another horse battery" });
  expect(other.status).toBe(422);
  await site.kith.write(
    async (tx) =>
      await tx
        .updateTable("users")
        .set({ created_at: site.kith.now() - 3_600_001 })
        .execute(),
  );
  expect((await site.surfer().send("/sign_up", mia)).status).toBe(422);
});

test("whoever has to wait to be let in waits just so when the form comes twice", async () => {
  await using site = await openSite({ registrations: "approval" });
  const surfer = site.surfer();
  const csrf = tokenOf(await surfer.get("/sign_up"));
  const mia = { username: "mia", email: "mia@mail.test", password: "correct horse battery", reason: "I live here" };
  const ask = async () => await surfer.resend("/sign_up", { csrf, ...mia });
  const [first, second, third] = [...(await Promise.all([ask(), ask()])), await ask()];
  expect([first.status, second.text, third?.text]).toEqual([200, first.text, first.text]);
  expect(await rowsOf(site, "users")).toBe(1);
});

test("a guest by letter gets one letter for two clicks, and another when they open the form anew", async () => {
  const { site, hers } = await neighbours();
  await using _ = site;
  const { letters } = letterBox(site);
  await hers.send(
    "/events",
    {
      title: "Harvest",
      starts: "2030-06-20T09:00",
      time_zone: "Europe/Berlin",
      visibility: "public",
      mail_guests: "1",
      key: "f",
    },
    { from: "/events/new", files: true },
  );
  const { id } = await site.kith.db.selectFrom("events").select("id").executeTakeFirstOrThrow();
  const guest = site.surfer();
  const page = `/events/${id}/guest`;
  const told = async () => {
    await site.kith.worker.drain();
    return letters.filter(({ to }) => to === "wren@mail.test").length;
  };
  for (const times of [1, 2]) {
    const csrf = tokenOf(await guest.get(page));
    const ask = async () => await guest.resend(page, { csrf, name: "Wren", email: "wren@mail.test", number: "1" });
    const answers = [...(await Promise.all([ask(), ask()])), await ask()];
    expect(answers.map(({ status, headers }) => [status, headers["location"]])).toEqual(
      answers.map(() => [303, `/events/${id}`]),
    );
    await expect.poll(told).toBe(times);
  }
});
