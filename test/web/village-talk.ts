/** What the people of the village write to each other: every kind of post that a page has to bear. */
import sharp from "sharp";
import type { Account, Status } from "../../src/db/schema.ts";
import type { Kith } from "../../src/kith.ts";
import { addMedia } from "../../src/media/add.ts";
import { bookmark } from "../../src/statuses/bookmark.ts";
import type { Draft } from "../../src/statuses/draft.ts";
import { editStatus } from "../../src/statuses/edit.ts";
import { favourite } from "../../src/statuses/favourite.ts";
import { pin } from "../../src/statuses/pin.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import { reblog } from "../../src/statuses/reblog.ts";
import type { People } from "./village.ts";

const MINUTE = 60_000;

export const draft = (text: string, more: Partial<Draft> = {}): Draft => ({
  text,
  visibility: "public",
  sensitive: false,
  spoiler_text: "",
  media_ids: [],
  language: "en",
  ...more,
});

type Talk = { kith: Kith; people: People };

const who = ({ people }: Talk, name: string): Account => people[name] as Account;

/** `minutes` ago. */
const says = async (talk: Talk, name: string, minutes: number, more: Partial<Draft> & { text: string }): Promise<Status> =>
  await publishStatus(talk.kith, who(talk, name), draft(more.text, { created_at: talk.kith.now() - minutes * MINUTE, ...more }));

const SIZES = [
  [1200, 800],
  [800, 1200],
  [1000, 1000],
  [1600, 700],
] as const;

async function pictures(talk: Talk, name: string, descriptions: readonly string[]): Promise<number[]> {
  const account = who(talk, name);
  const ids: number[] = [];
  for (const [at, description] of descriptions.entries()) {
    const [width, height] = SIZES[at] ?? SIZES[0];
    ids.push(
      (await addMedia(talk.kith, account, { bytes: await painting(account.id + at * 57, width, height), description })).id,
    );
  }
  return ids;
}

const OVEN =
  "Bread at six. The oven is on, bring your own dough.\n\nhttps://lindenhof.example/oven-days/2026/autumn/how-we-share-the-oven-and-who-cleans-it";
const LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
const ALLOTMENTS =
  "Four corners of the allotments this morning. The third one is the compost, before anybody asks. #plants #garden";

/** Returns the post that was edited. */
export async function smallTalk(kith: Kith, people: People): Promise<Status> {
  const talk = { kith, people };
  await says(talk, "layla", 600, {
    text: "صباح الخير من المخبز! خبز الزعتر جاهز، ومن يأتِ قبل الثامنة يجد فنجان قهوة أيضاً. #خبز",
    language: "ar",
  });
  await says(talk, "sakura", 400, {
    text: "新しい電車の写真です。朝の光がきれいでした。",
    language: "ja",
    media_ids: await pictures(talk, "sakura", ["朝の駅に止まる電車"]),
  });
  await says(talk, "tom", 330, { text: `${LONG_WORD} is one word, and so is ${"a".repeat(120)}.` });
  const four = await pictures(talk, "amara", [
    "Beans on poles in low sun",
    "A path between hedges",
    "",
    "The canal, seen over cabbages",
  ]);
  await says(talk, "amara", 240, { text: ALLOTMENTS, media_ids: four });
  const options = ["Saturday morning", "Saturday, but late", "Sunday", "I bring cake whenever it is"];
  await says(talk, "jon", 180, {
    text: "When shall we mend the long table?",
    poll: { options, multiple: false, hide_totals: false, expires_in: 86_400 },
  });
  await says(talk, "jon", 95, {
    text: "At the meeting the vote on the water bill went 14 to 3. Details in the minutes.",
    spoiler_text: "Village politics, water bill",
  });
  const oven = await says(talk, "mia", 60, { text: OVEN.replace("six", "five") });
  await loved(talk, oven);
  await says(talk, "mia", 50, { text: "@jon the key is under the blue pot. Please do not tell Tom.", visibility: "direct" });
  await says(talk, "amara", 45, {
    text: "Only for those who follow me: I have too many courgettes. Take some. Please.",
    visibility: "private",
  });
  await says(talk, "layla", 40, { text: "@mia شكراً على المفتاح 🙏 the oven works again!" });
  return oven;
}

/** Edited, favoured, boosted and pinned. */
async function loved(talk: Talk, status: Status): Promise<void> {
  await editStatus(talk.kith, who(talk, "mia"), status.id, draft(OVEN));
  for (const name of ["jon", "amara", "sakura"]) await favourite(talk.kith, who(talk, name), status);
  await reblog(talk.kith, who(talk, "sakura"), status);
  await pin(talk.kith, who(talk, "mia"), status);
}

/** A thread that forks, deeper than a page indents. */
export async function discussion(kith: Kith, people: People): Promise<Status> {
  let minutes = 150;
  const answers = async (name: string, text: string, parent?: Status) =>
    await publishStatus(
      kith,
      people[name] as Account,
      draft(text, { in_reply_to_id: parent?.id, created_at: kith.now() - (minutes -= 11) * MINUTE }),
    );
  const root = await answers(
    "amara",
    "I found this behind the shed: grey-green leaves, smells of lemon and pepper, about knee-high. Does anybody know what it is?",
  );
  const guess = await answers("jon", "@amara Lemon balm gone wild?", root);
  const no = await answers("amara", "@jon No, the leaves are much thicker. And the bees ignore it.", guess);
  const sage = await answers("mia", "@amara @jon Then it is a sage. Is the stem square?", no);
  const square = await answers("amara", "@mia @jon Square it is!", sage);
  await answers("jon", "@amara @mia I would have said lemon thyme.", sage);
  await answers(
    "mia",
    "@amara @jon Salvia, then. My grandmother put it into everything: soup, tea, and once a letter to the mayor, who is said to have kept it in his desk for the rest of his life.",
    square,
  );
  await answers("sakura", "@amara How beautiful! May I come and take a picture?", square);
  const tea = await answers("layla", "@amara It makes a good tea, whatever it is called. Ten leaves, hot water, honey.", root);
  await answers("tom", "@amara @layla Please do not drink plants that you cannot name.", tea);
  for (const name of ["mia", "jon", "layla"]) await favourite(kith, people[name] as Account, root);
  await bookmark(kith, people["mia"] as Account, root);
  await reblog(kith, people["mia"] as Account, root);
  return sage;
}

/** An answer to an answer to an answer …, yesterday; returns the last one. */
export async function chain(kith: Kith, people: People, length: number): Promise<Status> {
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
export async function painting(hue: number, width: number, height: number): Promise<Buffer> {
  const colour = (shift: number, light: number) => `hsl(${(Math.abs(hue) + shift) % 360} 45% ${light}%)`;
  const hill = (level: number, light: number) =>
    `<path d="M0 ${height * level} C ${width * 0.3} ${height * (level - 0.25)}, ${width * 0.6} ${height * (level + 0.2)}, ${width} ${height * (level - 0.1)} V ${height} H 0 Z" fill="${colour(40, light)}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><linearGradient id="g" x2="0" y2="1"><stop stop-color="${colour(0, 82)}"/><stop offset="1" stop-color="${colour(60, 70)}"/></linearGradient></defs>
<rect width="100%" height="100%" fill="url(#g)"/><circle cx="${width * 0.7}" cy="${height * 0.3}" r="${Math.min(width, height) * 0.12}" fill="${colour(90, 92)}"/>${hill(0.6, 52)}${hill(0.75, 40)}${hill(0.9, 28)}</svg>`;
  return await sharp(Buffer.from(svg)).png().toBuffer();
}
