/** What waits for a team longer than it was to. */
import { expect, test } from "vitest";
import { createTeam } from "../../src/teams/create.ts";
import { acceptInvitation, inviteMember } from "../../src/teams/members.ts";
import { submit } from "../../src/teams/submissions.ts";
import { member, openSite } from "./site.ts";
import { draft } from "./village-talk.ts";

test("of what nobody has let through in time it is said, before it is published at once", async () => {
  await using site = await openSite();
  const [ann, bob] = [await member(site, "ann"), await member(site, "bob")];
  const team = await createTeam(site.kith, ann.account, { username: "club", display_name: "Club", names_authors: false });
  const { account } = team;
  const handed = { ...draft("Tonight at eight"), written_by: bob.account.id };
  await inviteMember(site.kith, team, ann.account, { target: bob.account, role: "writer" });
  await acceptInvitation(site.kith, account.id, bob.account.id);
  await submit(site.kith, account, handed, site.kith.now() + 3_600_000);
  const queue = `/teams/${account.id}/queue`;
  expect(await ann.reads(queue)).toContain("To be posted:");
  site.kith.clock.advance(7_200_000);
  expect(await ann.reads(queue)).toContain("That time has passed: once it is published, it appears at once.");
  const submission = /queue\/(\d+)\/approve/.exec((await ann.surfer.get(queue)).text)?.[1] ?? "";
  await ann.surfer.send(`${queue}/${submission}/approve`, {}, { from: queue });
  expect(await ann.reads("/@club")).toContain("Tonight at eight");
});
