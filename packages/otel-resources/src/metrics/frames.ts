import type { MetricSpecs } from '@plimsoll/kernel';

/** What is told of paced loops. */
export const FRAMES_METRICS = {
  frameDuration: {
    name: 'plimsoll.render.frame.duration',
    instrument: 'histogram',
    unit: 's',
    valueType: 'double',
    description: 'Duration of rendering a frame.',
    attributes: ['plimsoll.render.surface.name', 'plimsoll.unit'],
    buckets: [0.004, 0.0083, 0.0111, 0.0167, 0.0333, 0.05, 0.1, 0.25, 0.5, 1],
    stability: 'development',
  },
  frames: {
    name: 'plimsoll.render.frames',
    instrument: 'counter',
    unit: '{frame}',
    valueType: 'int',
    description:
      'Number of frames: presented within their period, late when rendering took longer, dropped when none began in a period.',
    attributes: ['plimsoll.render.frame.outcome', 'plimsoll.render.surface.name', 'plimsoll.unit'],
    stability: 'development',
  },
  frameRate: {
    name: 'plimsoll.render.frame.rate',
    instrument: 'observableGauge',
    unit: '{frame}/s',
    valueType: 'double',
    description: 'Frames presented per second, late ones too, over the last second.',
    attributes: ['plimsoll.render.surface.name', 'plimsoll.unit'],
    stability: 'development',
  },
} as const;

FRAMES_METRICS satisfies MetricSpecs;
