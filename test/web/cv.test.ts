/** CVs on pages: written by forms, read as an h-resume, each part by those for whom it is; recommendations answered, checked and taken back; referrals. */
import { expect, test } from "vitest";
import { follow } from "../../src/follows/follow.ts";
import { saveCv } from "../../src/cv/save.ts";
import { openSite, type Site, type Surfer } from "./site.ts";

async function surfing(site: Site, username: string): Promise<Surfer> {
  const surfer = site.surfer();
  await surfer.signsIn(username);
  return surfer;
}

/** The text of each element that bears a class, in order. Elements of one name are not nested in it. */
function textsOf(markup: string, name: string): string[] {
  const open = new RegExp(`<([a-z0-9]+)\\b[^>]*class="(?:[^"]* )?${name}(?: [^"]*)?"[^>]*>`, "g");
  return [...markup.matchAll(open)].map((found) =>
    innerOf(markup, found)
      .replace(/<[^>]+>/g, " ")
      .replace(/\s+/g, " ")
      .trim(),
  );
}

function innerOf(markup: string, found: RegExpMatchArray): string {
  const [whole, tag = ""] = found;
  const start = (found.index ?? 0) + whole.length;
  const tags = new RegExp(`<(/?)${tag}\\b[^>]*>`, "g");
  tags.lastIndex = start;
  for (let depth = 1; ;) {
    const next = tags.exec(markup);
    if (next === null) return markup.slice(start);
    depth += next[1] === "/" ? -1 : 1;
    if (depth === 0) return markup.slice(start, next.index);
  }
}

const partOf = (markup: string, name: string): string[] => {
  const open = new RegExp(`<([a-z0-9]+)\\b[^>]*class="(?:[^"]* )?${name}(?: [^"]*)?"[^>]*>`, "g");
  return [...markup.matchAll(open)].map((found) => innerOf(markup, found));
};

const entry = {
  title: "Gardener",
  organisation: "Park & Ride",
  place: "Ghent",
  from: "2019-03",
  until: "",
  text: "Beds.\n\nPaths.",
};

test("a CV is written by forms, changed, put in order, and read as an h-resume", async () => {
  await using site = await openSite();
  await site.joins("ann");
  const surfer = await surfing(site, "ann");
  expect((await surfer.get("/@ann")).text).not.toContain("/@ann/cv");
  expect((await site.surfer().get("/@ann/cv")).status).toBe(404);
  const saved = await surfer.send(
    "/settings/cv",
    {
      headline: "Gardener & <b>potter</b>",
      skills: "Pruning\nClay\nclay\n",
      open_work: "1",
      language_1: "Dutch",
      level_1: "native",
      language_2: "",
      level_2: "",
      for_skills: "everyone",
    },
    { from: "/settings/cv" },
  );
  expect(saved.headers.location).toBe("/settings/cv");
  for (const change of [entry, { ...entry, title: "Apprentice", organisation: "Old & Co", from: "2015", until: "2019-02" }])
    expect((await surfer.send("/settings/cv/experience/0", change)).status).toBe(303);
  expect(
    (await surfer.send("/settings/cv/education/0", { ...entry, title: "Botany", organisation: "Ghent University" })).status,
  ).toBe(303);
  // The last comes first; moved down it is last.
  const [, first = ""] = /\/settings\/cv\/experience\/(\d+)\/down/.exec((await surfer.get("/settings/cv")).text) ?? [];
  await surfer.send(`/settings/cv/experience/${first}/down`, {}, { from: "/settings/cv" });
  const page = (await site.surfer().get("/@ann/cv")).text;
  const [resume = ""] = partOf(page, "h-resume");
  const [contact = ""] = partOf(resume, "p-contact");
  expect(textsOf(contact, "p-name")).toEqual(["ann"]);
  expect(textsOf(resume, "p-summary")).toEqual(["Gardener &amp; &lt;b&gt;potter&lt;/b&gt;"]);
  expect(textsOf(resume, "p-affiliation")).toEqual(["Park &amp; Ride"]);
  expect(textsOf(resume, "p-skill")).toEqual(["Pruning", "Clay"]);
  const events = partOf(resume, "p-experience");
  expect(resume.match(/class="p-experience h-event"/g)).toHaveLength(2);
  expect(events.map((event) => textsOf(event, "p-name"))).toEqual([["Gardener"], ["Apprentice"]]);
  // Read as text alone, paragraphs and lines stay apart.
  expect(resume).toMatch(/<\/p>\n<p>|<br>\n/);
  expect(events.map((event) => textsOf(event, "p-organizer"))).toEqual([["Park &amp; Ride"], ["Old &amp; Co"]]);
  expect(events.map((event) => /class="dt-start" datetime="([^"]+)"/.exec(event)?.[1])).toEqual(["2019-03", "2015"]);
  expect(events.map((event) => /class="dt-end" datetime="([^"]+)"/.exec(event)?.[1])).toEqual([undefined, "2019-02"]);
  expect(textsOf(resume, "p-education")[0]).toContain("Ghent University");
  expect((await site.surfer().get("/@ann")).text).toContain('class="headline p-role"');
  expect((await site.surfer().get("/@ann")).text).toContain("/@ann/cv");
  const bad = await surfer.send("/settings/cv/experience/0", { ...entry, until: "2018-01" });
  expect([bad.status, bad.text.includes("The end is before the beginning.")]).toEqual([422, true]);
  await surfer.send(`/settings/cv/experience/${first}/remove`, {}, { from: "/settings/cv" });
  expect((await surfer.get("/@ann/cv")).text).not.toContain("Apprentice");
});

test("search engines are told only of who wants to be found, and nothing breaks out of what they read", async () => {
  await using site = await openSite();
  const ann = await site.joins("ann");
  await saveCv(site.kith, ann, { headline: "</script><script>alert(1)</script>", content: { skills: ["Clay"] } });
  const read = async () =>
    /<script type="application\/ld\+json">(.*?)<\/script>/s.exec((await site.surfer().get("/@ann/cv")).text)?.[1];
  await site.kith.write(async (tx) => await tx.updateTable("accounts").set({ indexable: 0 }).where("id", "=", ann.id).execute());
  expect(await read()).toBeUndefined();
  await site.kith.write(async (tx) => await tx.updateTable("accounts").set({ indexable: 1 }).where("id", "=", ann.id).execute());
  expect(JSON.parse((await read()) ?? "")).toMatchObject({
    "@type": "Person",
    description: "</script><script>alert(1)</script>",
    knowsAbout: ["Clay"],
  });
});

test("each part is for those for whom it is", async () => {
  await using site = await openSite();
  const [ann, bob, cleo] = [await site.joins("ann"), await site.joins("bob"), await site.joins("cleo")];
  await saveCv(site.kith, ann, {
    content: {
      skills: ["Pruning"],
      languages: [{ name: "Dutch", level: "" }],
      open_to: ["work"],
      experience: [{ id: 0, ...entry }],
      audience: { skills: "followers", languages: "friends", experience: "nobody" },
    },
  });
  const surfers = [site.surfer(), await surfing(site, "bob"), await surfing(site, "cleo"), await surfing(site, "ann")];
  await follow(site.kith, bob, ann);
  await follow(site.kith, cleo, ann);
  await follow(site.kith, ann, cleo);
  const seen = async (surfer: Surfer) => {
    const { text } = await surfer.get("/@ann/cv");
    return ["<li>Work", "Pruning", "Dutch", "Gardener"].map((word) => text.includes(word));
  };
  const [visitor, follower, friend, own] = await Promise.all(surfers.map(seen));
  expect(visitor).toEqual([true, false, false, false]);
  expect(follower).toEqual([true, true, false, false]);
  expect(friend).toEqual([true, true, true, false]);
  expect(own).toEqual([true, true, true, true]);
});

test("found by what one does, where one wants to be found", async () => {
  await using site = await openSite();
  const [ann, bob] = [await site.joins("ann"), await site.joins("bob")];
  await saveCv(site.kith, ann, { headline: "Stonemason", content: { skills: ["Lettering"], open_to: ["work"] } });
  await saveCv(site.kith, bob, { content: { skills: ["Lettering"], audience: { skills: "friends" } } });
  const surfer = await surfing(site, "bob");
  const finds = async (q: string) => (await surfer.get(`/search?q=${q}&type=accounts`)).text.includes('href="/@ann"');
  expect(await finds("letter")).toBe(false);
  await site.kith.write(async (tx) => await tx.updateTable("accounts").set({ discoverable: 1 }).execute());
  expect([await finds("letter"), await finds("stonem"), await finds("mason")]).toEqual([true, true, false]);
  const visitor = site.surfer();
  expect((await visitor.get("/explore/people?open_to=work")).text).toContain('href="/@ann"');
  expect((await visitor.get("/explore/people?open_to=hiring")).text).not.toContain('href="/@ann"');
  expect((await visitor.get("/search?q=lettering&type=accounts")).text).not.toContain('href="/@bob"');
});

test("a recommendation is read first, shown, checked, taken off, and taken back", async () => {
  await using site = await openSite();
  const [ann, bob] = [await site.joins("ann"), await site.joins("bob")];
  const [one, other] = [await surfing(site, "ann"), await surfing(site, "bob")];
  expect((await one.get("/@bob")).text).toContain(`/accounts/${bob.id}/recommend`);
  const draft = { relation: "client", text: "Bob built my shed.\n\nIt stands." };
  expect((await one.send(`/accounts/${bob.id}/recommend`, { ...draft, text: " " })).status).toBe(422);
  expect((await one.send(`/accounts/${bob.id}/recommend`, draft)).headers.location).toBe("/recommendations/given");
  await site.kith.worker.drain();
  expect((await other.get("/notifications")).text).toContain("recommends you");
  const [, id = ""] = /\/recommendations\/(\d+)\/accept/.exec((await other.get("/recommendations")).text) ?? [];
  expect((await site.surfer().get(`/recommendations/${id}`)).status).toBe(404);
  expect((await one.send(`/recommendations/${id}/accept`, {}, { from: "/recommendations/given" })).status).toBe(404);
  await other.send(`/recommendations/${id}/accept`, {}, { from: "/recommendations" });
  const told = (await one.get("/notifications")).text;
  expect(told).toContain("shows your recommendation");
  // Whoever wrote it has nothing left to decide.
  expect(told).not.toContain("Read and decide");
  const page = (await site.surfer().get("/@bob/cv")).text;
  expect(page).toContain("Bob built my shed.");
  expect(page).toContain("as a client");
  // Programs read it as something that another has written, and not as part of the CV.
  const [cited = ""] = partOf(page, "h-cite");
  expect(textsOf(cited, "p-content")[0]).toContain("Bob built my shed.");
  expect(cited).toContain('<a class="by p-author h-card" href="/@ann"');
  const [, check = ""] = /href="(\/recommendations\/check[^"]+)"/.exec(page) ?? [];
  expect((await site.surfer().get(check)).text).toContain("wrote and signed these words");
  expect((await site.surfer().get(`/recommendations/${id}`)).status).toBe(200);
  await other.send(`/recommendations/${id}/decline`, {}, { from: "/recommendations" });
  expect((await site.surfer().get("/@bob/cv")).status).toBe(404);
  expect((await site.surfer().get(check)).text).toContain("It cannot be believed.");
  await other.send(`/recommendations/${id}/accept`, {}, { from: "/recommendations" });
  await one.send(`/recommendations/${id}/revoke`, {}, { from: "/recommendations/given" });
  expect((await site.surfer().get("/@bob/cv")).status).toBe(404);
  expect((await other.get("/recommendations")).text).toContain("Nobody has recommended you yet");
  expect(ann.id).toBeGreaterThan(0);
});

test("somebody is recommended to somebody whom one follows, once, and both get a message that leads to the CV", async () => {
  await using site = await openSite();
  const [ann, bob, cleo] = [await site.joins("ann"), await site.joins("bob"), await site.joins("cleo")];
  const surfer = await surfing(site, "ann");
  const refers = async () =>
    await surfer.send(`/accounts/${bob.id}/refer`, { to: "@cleo", comment: "Bob could help you with the roof." });
  expect((await refers()).status).toBe(422);
  await follow(site.kith, ann, bob);
  await follow(site.kith, ann, cleo);
  expect((await refers()).headers.location).toBe("/@bob");
  expect((await refers()).status).toBe(422);
  const other = await surfing(site, "cleo");
  expect((await other.get("/notifications")).text).toContain("could help");
  const [status] = await site.kith.db.selectFrom("statuses").selectAll().execute();
  const thread = (await other.get(`/@ann/${status?.id}`)).text;
  expect(thread).toContain("Bob could help you with the roof.");
  expect(thread).toContain('href="/@bob/cv"');
  expect((await site.surfer().get(`/@ann/${status?.id}`)).status).toBe(404);
});
