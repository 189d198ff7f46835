/** The port to other servers as the domain has it: what answers (`remote.ts`) is read when somebody first asks. */
import type { Kith } from "../kith.ts";
import { lazy, whenCalled } from "../lazy.ts";
import type { Remote } from "../remote.ts";

export function remotePort(kith: Kith): Remote {
  const remote = lazy(async () => (await import("./remote.ts")).openRemote(kith));
  return {
    findAccount: whenCalled(async () => (await remote()).findAccount),
    findDoor: whenCalled(async () => (await remote()).findDoor),
    refreshAccount: whenCalled(async () => (await remote()).refreshAccount),
    moderates: whenCalled(async () => (await remote()).moderates),
    fetchCollection: whenCalled(async () => (await remote()).fetchCollection),
    refreshStatus: whenCalled(async () => (await remote()).refreshStatus),
    refreshFiles: whenCalled(async () => (await remote()).refreshFiles),
    fetchChapters: whenCalled(async () => (await remote()).fetchChapters),
    fetchCv: whenCalled(async () => (await remote()).fetchCv),
    checkRecommendation: whenCalled(async () => (await remote()).checkRecommendation),
    sayTyping: whenCalled(async () => (await remote()).sayTyping),
    fetchStatus: whenCalled(async () => (await remote()).fetchStatus),
  };
}
