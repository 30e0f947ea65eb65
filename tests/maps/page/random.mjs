// Numbers that look random and are the same in every run.
export function makeRandom(seed) {
  let state = seed;
  const next = () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
  return { next, below: (n) => Math.floor(next() * n) };
}
