/**
 * `node bench/pages.ts`: what it costs to make a page of home with 20 posts of all kinds into HTML, in ms of CPU and in RSA signatures. No database
 * and no network: only what the views do.
 */
import { makeYardstick } from "./yardstick.ts";
import { brief, median } from "./figures.ts";
import { aContext, aFullPage } from "../test/units/views-sample-pages.ts";
import { homeView } from "../views/reading/timelines.ts";

const POSTS = 20;
const ROUNDS = 25;
const PAGES = 40;
/** ms of CPU that a page may cost. */
const MOST = 2;

const samples = aFullPage();
// Ids may stand twice: nothing is looked at but the cost.
const page = { ...samples, ids: Array.from({ length: POSTS }, (_, at) => samples.ids[at % samples.ids.length] ?? 0) };
const ctx = aContext();
const yardstick = makeYardstick();
const takes: number[] = [];
let bytes = 0;
for (let round = 0; round < ROUNDS; round++) {
  yardstick.take();
  const before = process.cpuUsage();
  for (let n = 0; n < PAGES; n++) bytes = String(homeView(ctx, { page, pager: {} })).length;
  const { user, system } = process.cpuUsage(before);
  takes.push((user + system) / 1000 / PAGES);
}
const [cost, rsa] = [median(takes.slice(5)), yardstick.read()];
process.stdout.write(
  `home, ${POSTS} posts, ${bytes} characters: ${brief(cost)} ms of CPU, ${brief(cost / rsa)} RSA signatures (of ${brief(rsa)} ms)\n`,
);
if (cost > MOST) process.exitCode = 1;
