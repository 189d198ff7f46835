/** `kith doctor`: looks a server over, first from outside (files, database), then from within, and says what to do about what is wrong. */
import { loadInstance } from "../load-instance.ts";
import { checkDatabase, checkFolder, checkSecret, checkSpace, checkFfmpeg } from "./checks-outside.ts";
import { checkMedia } from "./check-media.ts";
import { checkSearch } from "./check-search.ts";
import { checkClock, checkDeadJobs, checkDomain, checkHosts, checkKeys, checkPeople } from "./checks-inside.ts";
import type { Finding } from "./finding.ts";
import { withKith, type Output } from "./with-kith.ts";

/** @returns whether all is well; notes do no harm */
export async function doctor(config: string, { out }: Output): Promise<boolean> {
  let well = true;
  const say = (finding: Finding) => {
    if (finding.state === "wrong") well = false;
    out(`${{ ok: "ok   ", note: "note ", wrong: "WRONG" }[finding.state]} ${finding.about}: ${finding.text}`);
  };
  const instance = await loadInstance(config).catch((error: unknown) => {
    say({ about: "configuration", state: "wrong", text: error instanceof Error ? error.message : String(error) });
  });
  if (instance === undefined) return false;
  const kind = instance.development
    ? "in development: other loopback servers are its peers"
    : "in production, behind an https proxy";
  say({ about: "configuration", state: "ok", text: `${instance.domain}, ${kind}` });
  const outside = [
    checkFolder(instance),
    checkSecret(instance),
    await checkSpace(instance),
    await checkFfmpeg(),
    await checkDatabase(instance),
  ];
  for (const finding of outside) say(finding);
  if (!well) {
    out("Mend this first; then ask the doctor again, who will look inside.");
    return false;
  }
  await withKith(config, async (kith) => {
    for (const check of [checkDomain, checkKeys, checkClock, checkPeople, checkMedia, checkSearch, checkDeadJobs, checkHosts])
      say(await check(kith));
  });
  out(well ? "All is well." : "Something is wrong: see above.");
  return well;
}
