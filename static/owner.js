// For the pages of hosts that start workers of their own: when a program asks for a port to the page's
// session, each worker gets one, because the channel does not show which of them asked. It must come
// before the host's scripts.

{
  const Native = Worker;
  const made = new Map(); // with the programs that have got a port
  globalThis.Worker = class extends Native {
    constructor(...all) {
      super(...all);
      made.set(this, new Set());
    }
  };
  new BroadcastChannel("cognito.owner").onmessage = ({ data: name }) => {
    for (const [worker, names] of made) {
      if (names.has(name)) continue;
      names.add(name);
      const { port1, port2 } = new MessageChannel();
      (globalThis.cognitoPorts ??= []).push(port1);
      worker.postMessage({ cognitoOwner: name }, [port2]);
    }
  };
}
