/** `kith doctor`: looks a server over, first from outside (files, database), then from within, and says what to do about what is wrong. */
import { loadInstance } from "../load-instance.ts";
import { checkDatabase, checkFolder, checkSecret } from "./checks-outside.ts";
import { INSIDE } from "../health/look.ts";
import { checkFfmpeg, checkSpace } from "../health/machine.ts";
import type { Kith } from "../kith.ts";
import type { Finding } from "../health/finding.ts";
import { withKith, type Output } from "./with-kith.ts";

/** @returns whether all is well; notes do no harm */
export async function doctor(config: string, { out }: Output): Promise<boolean> {
  let well = true;
  const say = (finding: Pick<Finding, "about" | "state" | "text">) => {
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
  const look = async (kith: Kith) => {
    for (const check of INSIDE) say(await check(kith));
  };
  await withKith(config, look, { anySecret: true });
  out(well ? "All is well." : "Something is wrong: see above.");
  return well;
}
