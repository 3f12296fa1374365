/** Passes on at most one line in `seconds`: long steps say where they are, without filling the screen. */
export function paced(onProgress: (line: string) => void, seconds = 2): (line: () => string) => void {
  let next = Date.now() + seconds * 1000;
  return (line) => {
    const now = Date.now();
    if (now < next) return;
    next = now + seconds * 1000;
    onProgress(line());
  };
}
