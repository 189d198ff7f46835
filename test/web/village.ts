/** Two neighbouring servers full of life, in development mode on loopback ports: for looking at every page with something on it. */
import { createUser } from "../../src/accounts/create.ts";
import { updateProfile } from "../../src/accounts/update.ts";
import type { InstanceConfig } from "../../src/config.ts";
import type { Account, Status } from "../../src/db/schema.ts";
import type { Role } from "../../src/db/values.ts";
import { follow } from "../../src/follows/follow.ts";
import type { Kith } from "../../src/kith.ts";
import { addPortrait } from "../../src/media/portraits.ts";
import { serve } from "../../src/start.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import { freePort } from "../world/ports.ts";
import { countDays } from "./village-insights.ts";
import { giveMail, type Mail } from "./village-mail.ts";
import { letters, type Letters } from "./village-letters.ts";
import { makeEvents, type VillageEvents } from "./village-events.ts";
import { showVideos, type VillageVideos } from "./village-videos.ts";
import { makeCvs, type VillageWork } from "./village-cv.ts";
import { makeGroups, type VillageGroups } from "./village-groups.ts";
import { makePlans, type VillagePlans } from "./village-plans.ts";
import { sortPeople, type Circle } from "./village-people.ts";
import { giveWork, type StaffWork } from "./village-staff.ts";
import { chain, discussion, draft, painting, smallTalk } from "./village-talk.ts";

export const VILLAGE_PASSWORD = "correct horse battery";

/** Opens an instance of `config`, on whatever database and clock. */
export type Open = (config: InstanceConfig) => Promise<Kith>;
export type Neighbour = { kith: Kith; close(): Promise<void> };

/** A server of its own on a free port of 127.0.0.1, with its queues at work. */
export async function raise(open: Open, config: InstanceConfig): Promise<Neighbour> {
  const port = await freePort();
  const kith = await open({ ...config, domain: `127.0.0.1:${port}`, listen: { port } });
  const serving = await serve(kith, { host: "127.0.0.1", port });
  kith.worker.start();
  return {
    kith,
    close: async () => {
      await serving.close();
      await kith.close();
    },
  };
}

type Person = { username: string; name: string; note: string; hue: number; role?: Role; locked?: boolean };

const HERE: readonly Person[] = [
  {
    username: "mia",
    name: "Mia Lindqvist",
    note: "Gardens, maps, bread. I keep this place running. https://lindenhof.example",
    hue: 175,
    role: "owner",
  },
  { username: "jon", name: "Jon Aranda", note: "Carpenter. Slow replies, good coffee.", hue: 30 },
  { username: "amara", name: "Amara Okafor 🌿", note: "Botanist at the allotments by the canal. #plants", hue: 110 },
  { username: "sakura", name: "Sakura Tanaka", note: "写真と電車が好きです。", hue: 330 },
  { username: "layla", name: "ليلى حداد", note: "أكتب عن الخبز والكتب والحديقة.", hue: 265 },
  { username: "tom", name: "Thomas-Maximilian von und zu Hohenlohe-Schillingsfürst", note: "", hue: 205, locked: true },
];
const THERE: readonly Person[] = [
  { username: "ines", name: "Inês Carvalho", note: "Harbour pilot. Fog, mostly.", hue: 220 },
  { username: "olaf", name: "Olaf", note: "", hue: 15 },
];

export type Village = {
  people: People;
  thread: Status;
  longest: Status;
  edited: Status;
  letters: Letters;
  work: StaffWork;
  circle: Circle;
  cv: VillageWork;
  plans: VillagePlans;
  groups: VillageGroups;
  events: VillageEvents;
  videos: VillageVideos;
  mail: Mail;
};
export type People = Readonly<Record<string, Account>>;

/** Makes the people of both servers, and lets them write, answer and follow. Returns those who live here. */
export async function populate(here: Kith, there: Kith): Promise<Village> {
  const people = await settle(here, HERE);
  const others = await settle(there, THERE);
  for (const name of ["jon", "amara", "sakura", "layla"]) {
    await follow(here, people[name] as Account, people["mia"] as Account);
    await follow(here, people["mia"] as Account, people[name] as Account);
  }
  await follow(here, people["tom"] as Account, people["mia"] as Account);
  await follow(here, people["olaf"] ?? (people["jon"] as Account), people["tom"] as Account);
  await greetFromAfar(here, there, { mia: people["mia"] as Account, ines: others["ines"] as Account });
  const edited = await smallTalk(here, people);
  const thread = await discussion(here, people);
  const longest = await chain(here, people, 40);
  const work = await giveWork(here, people, thread.id);
  const circle = await sortPeople(here, people);
  const groups = await makeGroups(here, people);
  const events = await makeEvents(here, people);
  const videos = await showVideos(here, people);
  await countDays(here, people, groups.garden);
  const mail = await giveMail(here, people);
  const cv = await makeCvs(here, people);
  const plans = await makePlans(here, people);
  return {
    people,
    thread,
    longest,
    edited,
    letters: await letters(here, people),
    work,
    circle,
    groups,
    events,
    videos,
    mail,
    cv,
    plans,
  };
}

async function settle(kith: Kith, cast: readonly Person[]): Promise<People> {
  const people: Record<string, Account> = {};
  for (const { username, name, note, hue, role, locked = false } of cast) {
    const email = `${username}@mail.example`;
    const { account } = await createUser(kith, {
      username,
      email,
      password: VILLAGE_PASSWORD,
      role,
      approved: true,
      confirmed: true,
    });
    const avatar =
      username === "olaf" || username === "tom"
        ? {}
        : { avatar: await addPortrait(kith, "avatar", await painting(hue, 400, 400)) };
    const header = username === "mia" ? { header: await addPortrait(kith, "header", await painting(hue + 20, 1500, 500)) } : {};
    const fields =
      username === "mia"
        ? [
            { name: "Garden", value: "https://lindenhof.example/garden" },
            { name: "Pronouns", value: "she/her" },
          ]
        : [];
    people[username] = await updateProfile(kith, account, {
      display_name: name,
      note,
      locked,
      discoverable: true,
      indexable: true,
      fields,
      ...avatar,
      ...header,
    });
  }
  return people;
}

/** Somebody elsewhere is followed, writes, and likes what is written here. */
async function greetFromAfar(here: Kith, there: Kith, { mia, ines }: { mia: Account; ines: Account }): Promise<void> {
  const remote = await here.remote.findAccount(`@ines@${there.instance.domain}`);
  if (remote !== undefined) await follow(here, mia, remote);
  const known = await there.remote.findAccount(`@mia@${here.instance.domain}`);
  if (known !== undefined) await follow(there, ines, known);
  await publishStatus(there, ines, draft("Fog until ten, then the whole bay at once. Two ferries late, nobody minds."));
}
