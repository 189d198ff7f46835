/** A heap of numbers by a key, the least first: the simulation's clock and queues. Equal keys leave in the order in which they came. */

export type Heap = {
  push(key: number, value: number): void;
  /** The least key; Infinity when there is none. */
  peek(): number;
  /** Takes the value of the least key. */
  pop(): number;
  size(): number;
};

export function makeHeap(): Heap {
  const [keys, values, turns]: [number[], number[], number[]] = [[], [], []];
  let turn = 0;
  const less = (a: number, b: number): boolean =>
    (keys[a] as number) < (keys[b] as number) || (keys[a] === keys[b] && (turns[a] as number) < (turns[b] as number));
  const swap = (a: number, b: number): void => {
    for (const list of [keys, values, turns]) [list[a], list[b]] = [list[b] as number, list[a] as number];
  };
  return {
    push(key, value) {
      let at = keys.push(key) - 1;
      values.push(value);
      turns.push(turn++);
      for (let up = (at - 1) >> 1; at > 0 && less(at, up); at = up, up = (at - 1) >> 1) swap(at, up);
    },
    peek: () => keys[0] ?? Infinity,
    pop() {
      const [top, last] = [values[0] as number, keys.length - 1];
      swap(0, last);
      for (const list of [keys, values, turns]) list.pop();
      for (let at = 0; ;) {
        let least = at;
        for (const child of [2 * at + 1, 2 * at + 2]) if (child < last && less(child, least)) least = child;
        if (least === at) return top;
        swap(at, least);
        at = least;
      }
    },
    size: () => keys.length,
  };
}
