/** What a newcomer to a small server meets: numbers that are of today, and pages that lead back. */
import { expect, test } from "vitest";
import { openSite } from "./site.ts";

test("the front page of a small server knows within a minute that somebody has come", async () => {
  await using site = await openSite();
  await site.joins("ann");
  const visitor = site.surfer();
  expect((await visitor.get("/")).text).toContain("1 person");
  await site.joins("bob");
  site.kith.clock.advance(60_000);
  expect((await visitor.get("/")).text).toContain("2 people");
});

test("pages below others lead back to them", async () => {
  await using site = await openSite();
  const ann = await site.joins("ann");
  const post = await site.posts(ann, "as it was");
  const surfer = site.surfer();
  await surfer.signsIn("ann");
  const above = {
    [`/@ann/${post}/boosts`]: `/@ann/${post}`,
    "/notifications/requests": "/notifications",
    "/notifications/policy": "/notifications",
    "/messages/new": "/messages",
    "/search/advanced": "/search",
    "/shortcuts": "/settings/preferences",
    "/settings/preferences": "/settings",
    "/lists": "/people",
    "/privacy-policy": "/about",
  };
  for (const [path, back] of Object.entries(above))
    expect([path, /class="back-to"><a href="([^"]*)"/.exec((await surfer.get(path)).text)?.[1]]).toEqual([path, back]);
});
