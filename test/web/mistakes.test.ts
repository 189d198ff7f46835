/** Whoever makes several mistakes in a form hears of all of them, each beside its field; and what few need lies folded until it matters. */
import { expect, test } from "vitest";
import { member, openSite, type Fields, type Surfer } from "./site.ts";

/** Of each field that is led to above the form: the complaint is beside it, and the control says that it is wrong. */
function wrongIn(text: string): string[] {
  const named = [...text.matchAll(/<a href="#f-(\w+)">/g)].map(([, name]) => name ?? "");
  const told = named.filter((name) => {
    const control = new RegExp(`<(?:input|textarea|select)[^>]*id="f-${name}"[^>]*>`).exec(text)?.[0] ?? "";
    return text.includes(`id="f-${name}-problem"`) && control.includes(`f-${name}-problem`) && control.includes("aria-invalid");
  });
  return told.toSorted();
}

const none = new Blob(["no picture"], { type: "image/png" });
type Sent = { to: string; from?: string; fields: Fields; files?: boolean };

async function mistakes(surfer: Surfer, { to, from = to, fields, files = true }: Sent): Promise<string[]> {
  const answer = await surfer.send(to, fields, { from, files });
  expect([to, answer.status]).toEqual([to, 422]);
  return wrongIn(answer.text);
}

test("joining, groups, events and stories tell all mistakes at once", async () => {
  await using site = await openSite({ registrations: "approval" });
  const asked = { username: "a b", email: "nowhere", password: "short", reason: "" };
  const stranger = await mistakes(site.surfer(), { to: "/sign_up", fields: asked, files: false });
  expect(stranger).toEqual(["email", "password", "reason", "username"]);
  const { surfer: ann } = await member(site, "ann");
  const group = { name: "Not one", title: " ", note: "x".repeat(2001), rules: "y".repeat(301), avatar: none };
  const ofGroup = await mistakes(ann, { to: "/groups", from: "/groups/new", fields: group });
  expect(ofGroup).toEqual(["avatar", "name", "note", "rules", "title"]);
  const event = {
    title: " ",
    starts: "tomorrow",
    time_zone: "Mars/Olympus",
    capacity: "many",
    online_url: "ftp://x",
    external_url: "ftp://y",
    join_mode: "external",
    handles: "@nobody",
    picture: none,
    place_address: "z".repeat(401),
  };
  const wrong = ["capacity", "external_url", "handles", "online_url", "picture", "place_address", "starts", "time_zone", "title"];
  expect(await mistakes(ann, { to: "/events", from: "/events/new", fields: event })).toEqual(wrong);
  const story = { text: "x".repeat(600), audience: "people", people: "@nobody", file: none };
  expect(await mistakes(ann, { to: "/stories", from: "/stories/new", fields: story })).toEqual(["file", "people", "text"]);
  const poll = { poll_option_1: "one", poll_option_2: "one", poll_option_3: "t".repeat(51), poll_expires_in: "1" };
  const post = { text: "x".repeat(6000), do: "publish", key: "k", scheduled_at: "2001-01-01T10:00", ...poll };
  const sent = await ann.send("/compose", post, { files: true });
  expect(wrongIn(sent.text)).toEqual(["poll_expires_in", "poll_option_1", "scheduled_at"]);
  expect(sent.text).toContain('href="#text"');
  expect(await site.kith.db.selectFrom("accounts").select("id").where("actor_type", "=", "Group").execute()).toEqual([]);
});

test("one's profile, CV, playlists and password tell all mistakes at once", async () => {
  await using site = await openSite();
  const { surfer: ann } = await member(site, "ann");
  const profile = {
    display_name: "n".repeat(61),
    note: "o".repeat(501),
    avatar: none,
    header_description: "p".repeat(151),
    field_value_2: "no label",
    attribution_domains: "a@b",
  };
  const ofProfile = ["attribution_domains", "avatar", "display_name", "field_name_2", "header_description", "note"];
  expect(await mistakes(ann, { to: "/settings/profile", fields: profile })).toEqual(ofProfile);
  const entry = { title: "", organisation: "", place: "q".repeat(121), from: "May", until: "June" };
  const ofEntry = await mistakes(ann, { to: "/settings/cv/experience/0", fields: entry, files: false });
  expect(ofEntry).toEqual(["from", "place", "title", "until"]);
  const cv = { headline: "h".repeat(121), skills: "s".repeat(61), language_1: "Frisian", language_2: "l".repeat(61) };
  expect(await mistakes(ann, { to: "/settings/cv", fields: cv, files: false })).toEqual(["headline", "language_2", "skills"]);
  const list = { title: "", description: "d".repeat(1001), visibility: "public" };
  const ofList = await mistakes(ann, { to: "/playlists", from: "/playlists/new", fields: list });
  expect(ofList).toEqual(["description", "title"]);
  const collection = { name: " ", description: "d".repeat(2000), tag: "no tag!" };
  const ofCollection = await mistakes(ann, { to: "/collections/new", fields: collection, files: false });
  expect(ofCollection).toEqual(["description", "name", "tag"]);
  const secret = { current_password: "wrong", password: "short", again: "other" };
  const ofSecret = await mistakes(ann, { to: "/settings/password", fields: secret, files: false });
  expect(ofSecret).toEqual(["again", "current_password", "password"]);
});

test("what few need is folded, and lies open where it holds a mistake or is not as usual", async () => {
  await using site = await openSite();
  const { surfer: ann } = await member(site, "ann");
  const open = (text: string) => [...text.matchAll(/<details class="part" open><summary>([^<]*)/g)].map(([, words]) => words);
  expect(open((await ann.get("/groups/new")).text)).toEqual([]);
  const wrong = await ann.send("/groups", { name: "x", title: "X", avatar: none }, { from: "/groups/new", files: true });
  expect(open(wrong.text)).toEqual(["Pictures", "Writing, chat and votes", "Who finds it"]);
  expect(open((await ann.get("/stories/new")).text)).toEqual([]);
  const story = { text: "", background: "plum", expires_in: "3600", replies: "1", reactions: "1" };
  const again = await ann.send("/stories", story, { from: "/stories/new", files: true });
  expect(open(again.text)).toEqual(["Ground, for a text without a picture", "How long, answers, keeping"]);
});
