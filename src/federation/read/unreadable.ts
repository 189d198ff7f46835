// The one error of reading: a document from elsewhere that cannot be understood, is too big, or claims what its origin may not claim.

/** `reason` is a short English phrase for logs and for the sender; it never contains the document's own words. */
export class Unreadable extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(`unreadable document: ${reason}`);
    this.name = "Unreadable";
    this.reason = reason;
  }
}
