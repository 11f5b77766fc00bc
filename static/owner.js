// For the pages of hosts that start workers of their own: hands a port to the page's session to each
// worker whose program asks for one. It must come before the host's scripts.

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
