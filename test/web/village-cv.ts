/** The village's work: Mia's CV, what Jon and Amara say of her, of which one waits, and what she says of Amara. */
import { saveCv } from "../../src/cv/save.ts";
import type { Account } from "../../src/db/schema.ts";
import type { Kith } from "../../src/kith.ts";
import { answerRecommendation } from "../../src/recommendations/answer.ts";
import { recommend } from "../../src/recommendations/write.ts";
import type { People } from "./village.ts";

/** Ids of an entry, and of a recommendation that is shown. */
export type VillageWork = { amara: number; entry: number; shown: number; uri: string };

const position = { id: 0, place: "Ghent", from: "2019-03", until: "", text: "" };

export async function makeCvs(kith: Kith, people: People): Promise<VillageWork> {
  const [mia, jon, amara] = ["mia", "jon", "amara"].map((name) => people[name]) as [Account, Account, Account];
  const { content } = await saveCv(kith, mia, {
    headline: "Baker, bicycle mender, and keeper of the radio museum on Canal Street",
    content: {
      experience: [
        {
          ...position,
          title: "Head baker",
          organisation: "Bakkerij aan het Kanaal",
          text: "Sourdough for four hundred neighbours a day.\n\nTaught eleven apprentices, and built the oven that still stands.",
        },
        {
          ...position,
          title: "Journeyman",
          organisation: "Donaudampfschifffahrtsgesellschaftskantine",
          from: "2014",
          until: "2019-02",
        },
      ],
      education: [
        {
          ...position,
          title: "Master craftsman’s certificate, baking",
          organisation: "Chamber of Crafts",
          from: "2012",
          until: "2014",
        },
      ],
      skills: ["Sourdough", "Bicycle repair", "Valve radios", "Bookkeeping for small cooperatives"],
      languages: [
        { name: "Svenska", level: "native" },
        { name: "العربية", level: "good" },
      ],
      open_to: ["work", "volunteering"],
      audience: { education: "followers" },
    },
  });
  const text = "Mia mended the radio that three shops had given up. She explains what she does while she does it.\n\nAsk her.";
  const shown = await recommend(kith, jon, mia, { relation: "client", text });
  await answerRecommendation(kith, mia, shown, true);
  await recommend(kith, amara, mia, { relation: "colleague", text: "She never leaves before the last loaf is sold." });
  await recommend(kith, mia, amara, { relation: "friend", text: "Amara knows every plant on this street by name." });
  const [entry] = (JSON.parse(content) as { experience: { id: number }[] }).experience;
  return { amara: amara.id, entry: entry?.id ?? 0, shown: shown.id, uri: shown.uri };
}
