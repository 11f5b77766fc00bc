// For the pages of hosts that start workers of their own, before the host's scripts: a worker whose
// program asks gets a port to the session that the outermost page owns.
//
// That page is reached through `top`, which browsers allow to documents of the same origin only. So a
// frame of another origin, or one in a sandbox, can hand over no port.

{
  const Native = Worker;
  const answer = (event) => {
    if (event.data?.cognitoOwner !== true || event.ports.length !== 1) return;
    event.stopImmediatePropagation(); // the host does not know this message
    const { port1, port2 } = new top.MessageChannel(); // the owner's end must not end with a frame
    (top.cognitoPorts ??= []).push(port1);
    event.ports[0].postMessage(null, [port2]); // the worker's listeners are the host's
  };
  globalThis.Worker = class extends Native {
    constructor(...all) {
      super(...all);
      this.addEventListener("message", answer); // before the host's listeners
    }
  };
}
