import type { MetricSpecs } from '@plimsoll/kernel';

/** What is told of all hardware, of batteries, of the power source and of temperatures. */
export const HARDWARE_METRICS = {
  hwStatus: {
    name: 'hw.status',
    instrument: 'observableUpDownCounter',
    unit: '1',
    valueType: 'int',
    description:
      'Status of a GPU or a battery: `1` for the current state, `0` for the others, and for all of a battery that was taken out.',
    attributes: ['hw.id', 'hw.name', 'hw.parent', 'hw.type', 'hw.state'],
    stability: 'development',
  },
  hwBatteryCharge: {
    name: 'hw.battery.charge',
    instrument: 'observableGauge',
    unit: '1',
    valueType: 'double',
    description: 'Remaining fraction of the charge of a battery.',
    attributes: ['hw.id'],
    stability: 'development',
  },
  hwBatteryChargeLimit: {
    name: 'hw.battery.charge.limit',
    instrument: 'observableGauge',
    unit: '1',
    valueType: 'double',
    description:
      'Charge of a battery at which the firmware warns. Not reported where there is none.',
    attributes: ['hw.id', 'hw.limit_type'],
    stability: 'development',
  },
  hwBatteryTimeLeft: {
    name: 'hw.battery.time_left',
    instrument: 'observableGauge',
    unit: 's',
    valueType: 'double',
    description:
      'Time until a battery is full while it charges, or empty while it discharges; the other one keeps its last value.',
    attributes: ['hw.id', 'hw.state', 'hw.battery.state'],
    stability: 'development',
  },
  batteryHealth: {
    name: 'plimsoll.battery.health',
    instrument: 'observableGauge',
    unit: '1',
    valueType: 'double',
    description: 'Fraction of the design capacity the battery can still hold.',
    attributes: ['hw.id'],
    stability: 'development',
  },
  batteryCycles: {
    name: 'plimsoll.battery.cycles',
    instrument: 'observableCounter',
    unit: '{cycle}',
    valueType: 'int',
    description: 'Number of charge cycles of the battery.',
    attributes: ['hw.id'],
    stability: 'development',
  },
  powerSourceStatus: {
    name: 'plimsoll.power.source.status',
    instrument: 'observableUpDownCounter',
    unit: '1',
    valueType: 'int',
    description: 'Power source status: `1` for the active source, `0` for the others.',
    attributes: ['plimsoll.power.source.type'],
    stability: 'development',
  },
  hwTemperature: {
    name: 'hw.temperature',
    instrument: 'observableGauge',
    unit: 'Cel',
    valueType: 'double',
    description: 'Temperature of a GPU, of its memory, and of other places of the machine.',
    attributes: ['hw.id', 'hw.name', 'hw.parent', 'hw.sensor_location'],
    stability: 'development',
  },
  hwTemperatureLimit: {
    name: 'hw.temperature.limit',
    instrument: 'observableGauge',
    unit: 'Cel',
    valueType: 'double',
    description: 'Temperature at which the machine turns itself off, where the sensor knows it.',
    attributes: ['hw.id', 'hw.sensor_location', 'hw.limit_type'],
    stability: 'development',
  },
} as const;

HARDWARE_METRICS satisfies MetricSpecs;
