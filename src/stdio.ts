/**
 * What a server says, to a log that may have no room: then lines are lost, and how many is said when there is room again. The server goes on.
 *
 * Node's own stream throws at whoever logs when a file cannot take what is written, and after that keeps everything in memory, for ever.
 */
import { writeSync } from "node:fs";

/** From here on what is said there is written by us. @param stream of a file */
export function outlastFullDisk(stream: NodeJS.WriteStream & { fd: number }): void {
  const say = outlasting((bytes) => writeSync(stream.fd, bytes));
  stream.write = (chunk: string | Uint8Array, encoding?: unknown, written?: unknown): boolean => {
    say(
      typeof chunk === "string"
        ? Buffer.from(chunk, typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8")
        : chunk,
    );
    const done = typeof encoding === "function" ? encoding : written;
    if (typeof done === "function") process.nextTick(done);
    return true;
  };
}

/**
 * Writes what it is given, whole, or counts it as lost.
 *
 * @param write as `writeSync`: returns how many bytes it took, or throws
 */
export function outlasting(write: (bytes: Uint8Array) => number): (bytes: Uint8Array) => void {
  let lost = 0;
  /** The last one that was taken in part has no end of line. */
  let torn = false;
  const whole = (bytes: Uint8Array): boolean => {
    let at = 0;
    try {
      while (at < bytes.length) at += write(bytes.subarray(at));
      return true;
    } catch {
      torn ||= at > 0;
      return false;
    }
  };
  return (bytes) => {
    if (lost > 0) {
      const note = `${torn ? "\n" : ""}kith: the log could not be written; lost: ${lost} ${lost === 1 ? "message" : "messages"}\n`;
      if (!whole(Buffer.from(note))) return void lost++;
      [lost, torn] = [0, false];
    }
    if (!whole(bytes)) lost++;
  };
}
