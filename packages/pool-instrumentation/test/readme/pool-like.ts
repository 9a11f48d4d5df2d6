import { observePool, type PoolEvents, type PoolLike } from '../../src/index.ts';

const lent = new Set<object>();
const free: object[] = [{}];
let told: PoolEvents | undefined;

async function take(): Promise<object> {
  const channel = free.pop() as object;
  lent.add(channel);
  return channel;
}

function put(channel: object): void {
  lent.delete(channel);
  free.push(channel);
}

//#region readme
const channels: PoolLike = {
  name: 'channels',
  counts: () => ({ used: lent.size, idle: free.length, pending: 0, limit: 8 }),
  watch(events) {
    told = events;
    return {
      [Symbol.dispose]() {
        told = undefined;
      },
    };
  },
};
const observation: Disposable = observePool(channels);

async function borrow(): Promise<object> {
  const request = told?.requested(borrow);
  const channel = await take();
  if (request) told?.granted(request, channel);
  return channel;
}

function giveBack(channel: object): void {
  told?.returned(channel);
  put(channel);
}

//#endregion

export { borrow, giveBack, observation };
