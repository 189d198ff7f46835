/**
 * What others' servers took for the same work. These figures are facts of their own run: they are not measured here, and say on which
 * machine and database they were taken.
 */

export type Peer = {
  name: string;
  version: string;
  /** When, on what, with how much. */
  set_up: string;
  /** ms of CPU of an RSA-2048 signature on that machine, through the same library as our yardstick. */
  rsa: number;
  /** ms of CPU for each operation, one at a time, by our names for them. */
  cpu: Readonly<Record<string, number>>;
};

export const GOTOSOCIAL: Peer = {
  name: "GoToSocial",
  version: "0.19.2",
  set_up:
    "November 2026, a machine with 2 cores, one for the server and one for who asked; SQLite with 16,000 statuses by 502 accounts, 200 of them followed; medians of 3 runs",
  rsa: 1000 / 3400,
  cpu: {
    home: 1.06,
    "home-deep": 1.05,
    public: 0.98,
    account: 1.09,
    context: 4.9,
    notifications: 1.28,
    search: 1.7,
    post: 6,
    ingest: 5.2,
    "fan-out": 3.5,
  },
};
