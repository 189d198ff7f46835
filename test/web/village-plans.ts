/** What the village plans: a draft for a day, a post that comes again, and a team with something in its queue. */
import type { Account } from "../../src/db/schema.ts";
import { createDraft, planDraft } from "../../src/drafts/drafts.ts";
import type { Kith } from "../../src/kith.ts";
import { createRecurring } from "../../src/recurring/change.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import { createTeam } from "../../src/teams/create.ts";
import { acceptInvitation, inviteMember } from "../../src/teams/members.ts";
import { comment } from "../../src/teams/queue.ts";
import { submit } from "../../src/teams/submissions.ts";
import { draft } from "./village-talk.ts";
import type { People } from "./village.ts";

export type VillagePlans = { team: number; recurring: number; written: number };

const DAY = 86_400_000;

export async function makePlans(kith: Kith, people: People): Promise<VillagePlans> {
  const [mia, jon, amara, layla] = ["mia", "jon", "amara", "layla"].map((name) => people[name]) as [
    Account,
    Account,
    Account,
    Account,
  ];
  const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
  const thought = await createDraft(kith, mia, draft("What to plant when the frost is over, and what to leave for the birds."));
  await planDraft(kith, mia, thought.id, dayOf(kith.now() + DAY));
  const rule = { freq: "weekly", interval: 1, weekdays: [2, 5], monthday: 0, nth: 0, until: "", count: 20, except: [] } as const;
  const series = { starts: `${dayOf(kith.now())}T08:30`, time_zone: "Europe/Berlin", rule };
  const morning = draft("Good morning. The gate of the garden is open today until eight.");
  const recurring = await createRecurring(kith, mia, { draft: morning, series });
  const team = await createTeam(kith, mia, {
    username: "lindenhof_gazette",
    display_name: "The Lindenhof Gazette",
    names_authors: true,
  });
  for (const [target, role] of [
    [jon, "editor"],
    [amara, "writer"],
    [layla, "analyst"],
  ] as const) {
    await inviteMember(kith, team, mia, { target, role });
    if (target !== layla) await acceptInvitation(kith, team.account.id, target.id);
  }
  const written = await publishStatus(kith, team.account, draft("The bridge opens on Saturday.", { written_by: jon.id }));
  const handed = { ...draft("The orchestra of the neighbourhood plays on Sunday, if it does not rain."), written_by: amara.id };
  const waiting = await submit(kith, team.account, handed, kith.now() + 3 * DAY);
  await comment(kith, waiting, jon, "Lovely. Where do they play?");
  return { team: team.account.id, recurring: recurring.id, written: written.id };
}

export const planningPages = ({ team, recurring, written }: VillagePlans): Readonly<Record<string, string>> => ({
  calendar_week: "/scheduled/calendar?shape=week",
  calendar_list: "/scheduled/calendar?shape=list",
  recurring: "/recurring",
  compose_recurring: `/compose?recurring=${recurring}`,
  teams: "/teams",
  team: `/teams/${team}`,
  team_queue: `/teams/${team}/queue`,
  team_log: `/teams/${team}/log`,
  team_close: `/teams/${team}/close`,
  team_post: `/@lindenhof_gazette/${written}`,
});
