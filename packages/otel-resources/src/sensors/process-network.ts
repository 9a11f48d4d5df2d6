import { begin, instruments, nothing } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import type { ResourceSensor } from '../sensor.ts';
import { series } from './series.ts';

/** So many take about 50 µs; of more, each is looked at in turn. */
const LOOKS = 128;

const DIRECTIONS = ['receive', 'transmit'].map((direction) => ({
  'network.io.direction': direction,
}));

/** What the sockets of this thread carried. */
export const processNetwork: ResourceSensor = (
  { meter, sampler, faults },
  { readings, sockets },
) => {
  const watched = sockets();
  if (!watched) {
    faults.absent('this Node.js does not tell every socket, what they carry is left out');
    return nothing;
  }
  return begin((cleanup) => {
    const { io } = instruments(meter, { io: METRICS.processNetworkIo });
    const bytes = series(cleanup, io, DIRECTIONS);
    const take = (): void => {
      watched.look(LOOKS);
      const { receivedBytes, transmittedBytes } = watched;
      bytes.set(0, receivedBytes);
      bytes.set(1, transmittedBytes);
      readings.sockets = { receivedBytes, transmittedBytes };
    };
    cleanup.use(sampler.add('process_network', take));
  });
};
