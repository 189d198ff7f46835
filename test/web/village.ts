/** Two neighbouring servers full of life, in development mode on loopback ports: for looking at every page with something on it. */
import { createServer, type AddressInfo } from "node:net";
import sharp from "sharp";
import { createUser } from "../../src/accounts/create.ts";
import { updateProfile } from "../../src/accounts/update.ts";
import type { InstanceConfig } from "../../src/config.ts";
import type { Account, Status } from "../../src/db/schema.ts";
import type { Role } from "../../src/db/values.ts";
import { follow } from "../../src/follows/follow.ts";
import type { Kith } from "../../src/kith.ts";
import { addPortrait } from "../../src/media/portraits.ts";
import { addMedia } from "../../src/media/process.ts";
import { serve } from "../../src/start.ts";
import { bookmark } from "../../src/statuses/bookmark.ts";
import type { Draft } from "../../src/statuses/draft.ts";
import { editStatus } from "../../src/statuses/edit.ts";
import { favourite } from "../../src/statuses/favourite.ts";
import { pin } from "../../src/statuses/pin.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import { reblog } from "../../src/statuses/reblog.ts";

export const VILLAGE_PASSWORD = "correct horse battery";
const MINUTE = 60_000;

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

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
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

export type Village = { people: People; thread: Status; longest: Status };
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
  await smallTalk(here, people);
  const thread = await discussion(here, people);
  const longest = await chain(here, people, 40);
  return { people, thread, longest };
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

export const draft = (text: string, more: Partial<Draft> = {}): Draft => ({
  text,
  visibility: "public",
  sensitive: false,
  spoiler_text: "",
  media_ids: [],
  language: "en",
  ...more,
});

async function smallTalk(kith: Kith, people: People): Promise<void> {
  const who = (name: string) => people[name] as Account;
  const says = async (name: string, minutes: number, text: string, more: Partial<Draft> = {}) =>
    await publishStatus(kith, who(name), draft(text, { created_at: kith.now() - minutes * MINUTE, ...more }));
  const pictures = async (name: string, descriptions: readonly string[]) => {
    const ids: number[] = [];
    for (const [at, description] of descriptions.entries()) {
      const [width = 0, height = 0] =
        [
          [1200, 800],
          [800, 1200],
          [1000, 1000],
          [1600, 700],
        ][at] ?? [];
      ids.push(
        (await addMedia(kith, who(name), { bytes: await painting(who(name).id + at * 57, width, height), description })).id,
      );
    }
    return ids;
  };
  await says("layla", 600, "صباح الخير من المخبز! خبز الزعتر جاهز، ومن يأتِ قبل الثامنة يجد فنجان قهوة أيضاً. #خبز", {
    language: "ar",
  });
  await says("sakura", 400, "新しい電車の写真です。朝の光がきれいでした。", {
    language: "ja",
    media_ids: await pictures("sakura", ["朝の駅に止まる電車"]),
  });
  await says(
    "tom",
    330,
    `Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft is one word, and so is ${"a".repeat(120)}.`,
  );
  await says(
    "amara",
    240,
    "Four corners of the allotments this morning. The third one is the compost, before anybody asks. #plants #garden",
    {
      media_ids: await pictures("amara", [
        "Beans on poles in low sun",
        "A path between hedges",
        "",
        "The canal, seen over cabbages",
      ]),
    },
  );
  const poll = {
    options: ["Saturday morning", "Saturday, but late", "Sunday", "I bring cake whenever it is"],
    multiple: false,
    hide_totals: false,
    expires_in: 86_400,
  };
  await says("jon", 180, "When shall we mend the long table?", { poll });
  await says("jon", 95, "Everyone who was at the meeting: the vote on the water bill went 14 to 3. Details in the minutes.", {
    spoiler_text: "Village politics, water bill",
  });
  const note = await says(
    "mia",
    60,
    "Bread at six. The oven is on, bring your own dough.\n\nhttps://lindenhof.example/oven-days/2026/autumn/how-we-share-the-oven-and-who-cleans-it",
  );
  await editStatus(
    kith,
    who("mia"),
    note.id,
    draft(
      "Bread at six. The oven is on, bring your own dough.\n\nhttps://lindenhof.example/oven-days/2026/autumn/how-we-share-the-oven-and-who-cleans-it",
    ),
  );
  await says("mia", 50, "@jon the key is under the blue pot. Please do not tell Tom.", { visibility: "direct" });
  await says("amara", 45, "Only for those who follow me: I have too many courgettes. Take some. Please.", {
    visibility: "private",
  });
  await says("layla", 40, "@mia شكراً على المفتاح 🙏 the oven works again!");
  await favourite(kith, who("jon"), note);
  await favourite(kith, who("amara"), note);
  await favourite(kith, who("sakura"), note);
  await reblog(kith, who("sakura"), note);
  await pin(kith, who("mia"), note);
}

/** A thread that forks, deeper than a page indents. */
async function discussion(kith: Kith, people: People): Promise<Status> {
  let minutes = 150;
  const says = async (name: string, text: string, parent?: Status) =>
    await publishStatus(
      kith,
      people[name] as Account,
      draft(text, { in_reply_to_id: parent?.id, created_at: kith.now() - (minutes -= 11) * MINUTE }),
    );
  const root = await says(
    "amara",
    "I found this behind the shed: grey-green leaves, smells of lemon and pepper, about knee-high. Does anybody know what it is?",
  );
  const guess = await says("jon", "@amara Lemon balm gone wild?", root);
  const no = await says("amara", "@jon No, the leaves are much thicker. And the bees ignore it.", guess);
  const sage = await says("mia", "@amara @jon Then it is a sage. Is the stem square?", no);
  const square = await says("amara", "@mia @jon Square it is!", sage);
  await says("jon", "@amara @mia I would have said lemon thyme.", sage);
  await says(
    "mia",
    "@amara @jon Salvia, then. My grandmother put it into everything: soup, tea, and once a letter to the mayor, who is said to have kept it in his desk for the rest of his life.",
    square,
  );
  await says("sakura", "@amara How beautiful! May I come and take a picture?", square);
  const tea = await says("layla", "@amara It makes a good tea, whatever it is called. Ten leaves, hot water, honey.", root);
  await says("tom", "@amara @layla Please do not drink plants that you cannot name.", tea);
  for (const name of ["mia", "jon", "layla"]) await favourite(kith, people[name] as Account, root);
  await bookmark(kith, people["mia"] as Account, root);
  await reblog(kith, people["mia"] as Account, root);
  return sage;
}

/** An answer to an answer to an answer …, yesterday; returns the last one. */
async function chain(kith: Kith, people: People, length: number): Promise<Status> {
  let last: Status | undefined;
  for (let n = 0; n <= length; n++) {
    const author = people[n % 2 === 0 ? "sakura" : "jon"] as Account;
    const created_at = kith.now() - (1500 - n) * MINUTE;
    last = await publishStatus(
      kith,
      author,
      draft(n === 0 ? "Let us count." : `${n}`, { visibility: "unlisted", in_reply_to_id: last?.id, created_at }),
    );
  }
  return last as Status;
}

/** A landscape of sorts: sky, sun and hills in one mood. */
async function painting(hue: number, width: number, height: number): Promise<Buffer> {
  const colour = (shift: number, light: number) => `hsl(${(Math.abs(hue) + shift) % 360} 45% ${light}%)`;
  const hill = (level: number, light: number) =>
    `<path d="M0 ${height * level} C ${width * 0.3} ${height * (level - 0.25)}, ${width * 0.6} ${height * (level + 0.2)}, ${width} ${height * (level - 0.1)} V ${height} H 0 Z" fill="${colour(40, light)}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><linearGradient id="g" x2="0" y2="1"><stop stop-color="${colour(0, 82)}"/><stop offset="1" stop-color="${colour(60, 70)}"/></linearGradient></defs>
<rect width="100%" height="100%" fill="url(#g)"/><circle cx="${width * 0.7}" cy="${height * 0.3}" r="${Math.min(width, height) * 0.12}" fill="${colour(90, 92)}"/>${hill(0.6, 52)}${hill(0.75, 40)}${hill(0.9, 28)}</svg>`;
  return await sharp(Buffer.from(svg)).png().toBuffer();
}
