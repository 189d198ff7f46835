/** What a column can hold: integers and text. Flags are 0 or 1, instants are ms since 1970 (0 = never), JSON is text. */

/** JSON kept as text; the type says what is inside. */
export type Json<T> = string & { readonly __json?: T };
export type Flag = 0 | 1;

export const toJson = <T>(value: T): Json<T> => JSON.stringify(value) as Json<T>;
export const fromJson = <T>(text: Json<T>): T => JSON.parse(text) as T;
export const flag = (value: boolean): Flag => (value ? 1 : 0);

/** RFC 3339 with milliseconds, as the Mastodon API writes instants; undefined stays undefined for "never". */
export const rfc3339 = (ms: number): string => new Date(ms).toISOString();
