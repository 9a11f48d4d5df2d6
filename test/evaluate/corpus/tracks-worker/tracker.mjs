import { parentPort } from 'node:worker_threads';

const tracks = new Map();

function metres(a, b) {
  const north = (b.lat - a.lat) * 111_320;
  const east = (b.lon - a.lon) * 111_320 * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot(north, east);
}

const commands = {
  points({ ride, points }) {
    const track = tracks.get(ride) ?? { points: [], metres: 0 };
    for (const [lat, lon, at] of points) {
      const point = { lat, lon, at, speed: 0 };
      const last = track.points.at(-1);
      if (last) {
        const way = metres(last, point);
        track.metres += way;
        point.speed = way / (at - last.at);
      }
      track.points.push(point);
    }
    tracks.set(ride, track);
    return { metres: track.metres };
  },
  end({ ride }) {
    const known = tracks.get(Number(ride));
    tracks.delete(ride);
    return { metres: known?.metres ?? 0, points: known?.points.length ?? 0 };
  },
};

parentPort.on('message', ({ id, command, ...rest }) => {
  parentPort.postMessage({ id, ...commands[command](rest) });
});
