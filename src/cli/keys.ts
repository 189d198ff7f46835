/** `kith keys renew`: the way on when `secret.key` is lost for good. */
import { otherHolders } from "../db/slots.ts";
import { isGone, makeHolder } from "../jobs/holder.ts";
import { renewKeys } from "../keys/renew.ts";
import type { Kith } from "../kith.ts";
import { loadInstance } from "../load-instance.ts";
import { makeProgress } from "./progress.ts";
import { withKith, type Output } from "./with-kith.ts";

/** @throws Error in one sentence when it was not meant, or the server runs */
export async function renewAllKeys(config: string, output: Output, { sure }: { sure: string }): Promise<void> {
  const { domain } = await loadInstance(config);
  if (sure !== domain) throw new Error(`say the domain once more: --sure ${domain}`);
  const holder = makeHolder();
  const renew = async (kith: Kith) => {
    await assertAlone(kith, holder);
    const show = makeProgress(output);
    const told = (done: number, total: number) =>
      show({ what: "making keys", done, total, detail: `${done} of ${total} accounts` });
    say(output, await renewKeys(kith, told));
  };
  await withKith(config, renew, { holder, anySecret: true });
}

/** A server that runs has the secret that it was started with: keys made under this one would be closed to it. */
async function assertAlone({ db, now }: Kith, holder: string): Promise<void> {
  const others = await otherHolders({ db, now }, holder);
  if (others.some((other) => !isGone(other)))
    throw new Error("stop the server first, on every machine (one that was killed counts as running for two minutes)");
}

const count = new Intl.NumberFormat("en");

function say({ out }: Output, { accounts, subscriptions, codes }: Awaited<ReturnType<typeof renewKeys>>): void {
  if (accounts === 0) return out("secret.key opens the keys of all accounts: nothing has been changed.");
  out(`Accounts with new keys: ${count.format(accounts)}. Other servers hear of it when the server runs.`);
  if (subscriptions > 0) out(`Subscriptions to push that have ended, for which apps ask again: ${count.format(subscriptions)}`);
  if (codes > 0)
    out(
      `People whose app for codes is asked in vain, who need a code from paper, a key, or "account two-factor-off NAME": ${count.format(codes)}`,
    );
}
