import { fork } from 'node:child_process';

/**
 * Starts a bench process and waits until it says that it is ready.
 * @returns {Promise<{ ready: any, ask(type: string, payload?: any): Promise<any>, stop(): Promise<void>, pid: number }>}
 */
export async function startChild(file, options = {}) {
  const child = fork(file, [JSON.stringify(options)], { execArgv: ['--expose-gc', '--no-warnings'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' });
  let nextId = 1;
  const open = new Map();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.on('message', ({ id, result, error }) => {
    const asked = open.get(id);
    open.delete(id);
    if (error === undefined) asked?.resolve(result);
    else asked?.reject(new Error(error));
  });
  void ended.then((code) => {
    for (const { reject } of open.values()) reject(new Error(`unable to measure; ${file} ended with ${code}`));
    open.clear();
  });
  const wait = (id) => new Promise((resolve, reject) => open.set(id, { resolve, reject }));
  const ready = await wait(0);
  return {
    ready,
    pid: child.pid,
    ask(type, payload) {
      const id = nextId++;
      const answer = wait(id);
      child.send({ id, type, payload });
      return answer;
    },
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 3_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** In the child: starts, says so, and answers what is asked. */
export async function answerParent(start) {
  process.once('disconnect', () => process.exit(0));
  try {
    const { ready, ...actions } = await start(JSON.parse(process.argv[2]));
    if (process.listenerCount('SIGTERM') === 0) process.once('SIGTERM', () => process.exit(0));
    process.on('message', async ({ id, type, payload }) => {
      try {
        process.send({ id, result: await actions[type](payload) });
      } catch (error) {
        process.send({ id, error: error.stack });
      }
    });
    process.send({ id: 0, result: ready });
  } catch (error) {
    process.send({ id: 0, error: error.stack }, () => process.exit(1));
  }
}
