// Before the vault's own program: a test sets the worker's clocks, which Playwright cannot reach.

{
  const channel = new BroadcastChannel("tests.clock");
  const [now, monotonic, after] = [Date.now, performance.now.bind(performance), setTimeout];
  let [set, passed] = [0, 0]; // milliseconds
  const timers = new Map();
  let count = 1 << 20;
  Date.now = () => Math.floor(now.call(Date) + set + passed);
  performance.now = () => monotonic() + passed;
  const fire = (number) => {
    const timer = timers.get(number);
    if (timer && timer.at <= performance.now() + 1) {
      timers.delete(number);
      timer.work();
    }
  };
  globalThis.setTimeout = (work, ms = 0) => {
    const number = (count += 1);
    timers.set(number, { work, at: performance.now() + ms });
    after(() => fire(number), ms);
    return number;
  };
  globalThis.clearTimeout = (number) => timers.delete(number);
  channel.onmessage = ({ data }) => {
    set += data.set ?? 0;
    passed += data.passes ?? 0;
    const due = [...timers].sort(([, one], [, other]) => one.at - other.at);
    for (const [number] of due) fire(number);
    channel.postMessage("done");
  };
}
