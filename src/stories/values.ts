/** What a story may be: its measures, its grounds and its times. */

/** Colours behind a text, each with ink of good contrast (`views/style/8-stories.css`). */
export const BACKGROUNDS = ["sea", "night", "forest", "clay", "plum", "sand"] as const;
export const isBackground = (name: string): boolean => (BACKGROUNDS as readonly string[]).includes(name);

const MINUTE = 60;
const HOUR = 3600;
export const DAY = 24 * HOUR;
/** Seconds: what pages offer. */
export const DURATIONS: readonly number[] = [HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY];
/** Seconds. */
export const SHORTEST = 5 * MINUTE;
export const LONGEST = 7 * DAY;
export const MOST_CHARACTERS = 500;
/** Seconds of a film. */
export const MOST_SECONDS = 60;
/** Of one account that are shown at once; more from elsewhere are not taken in. */
export const MOST_LIVE = 100;
/** Named people. */
export const MOST_NAMED = 50;
