/** Texts as bytes that are kept for a while. */

/**
 * UTF-8 in memory of its own. A `Buffer.from` of a short text is a piece of a slab of 64 KB that lives as long as any of its pieces: what is kept in a cache
 * would keep dozens of times its size.
 */
export const bytesToKeep = (text: string): Buffer => Buffer.from(new TextEncoder().encode(text).buffer);
