import type { BackgroundLibrary } from '../../ffi/index.ts';

/** What is called of NVML, as nvml.h of the CUDA toolkit declares it; a handle of a device is a pointer. */
export const NVML_SYMBOLS = {
  nvmlInit_v2: [],
  nvmlShutdown: [],
  nvmlSystemGetDriverVersion: ['bytes', 'uint32'],
  nvmlDeviceGetCount_v2: ['bytes'],
  nvmlDeviceGetHandleByIndex_v2: ['uint32', 'bytes'],
  nvmlDeviceGetUUID: ['uint64', 'bytes', 'uint32'],
  nvmlDeviceGetName: ['uint64', 'bytes', 'uint32'],
  nvmlDeviceGetUtilizationRates: ['uint64', 'bytes'],
  nvmlDeviceGetEncoderUtilization: ['uint64', 'bytes', 'bytes'],
  nvmlDeviceGetDecoderUtilization: ['uint64', 'bytes', 'bytes'],
  nvmlDeviceGetMemoryInfo_v2: ['uint64', 'bytes'],
  nvmlDeviceGetMemoryInfo: ['uint64', 'bytes'],
  nvmlDeviceGetTemperatureV: ['uint64', 'bytes'],
  nvmlDeviceGetTemperature: ['uint64', 'int32', 'bytes'],
  nvmlDeviceGetPowerUsage: ['uint64', 'bytes'],
  nvmlDeviceGetTotalEnergyConsumption: ['uint64', 'bytes'],
  nvmlDeviceGetClockInfo: ['uint64', 'int32', 'bytes'],
  nvmlDeviceGetCurrentClocksEventReasons: ['uint64', 'bytes'],
  nvmlDeviceGetCurrentClocksThrottleReasons: ['uint64', 'bytes'],
  nvmlDeviceGetFieldValues: ['uint64', 'int32', 'bytes'],
  nvmlDeviceGetTotalEccErrors: ['uint64', 'int32', 'int32', 'bytes'],
  nvmlDeviceGetMigMode: ['uint64', 'bytes', 'bytes'],
  nvmlDeviceGetMaxMigDeviceCount: ['uint64', 'bytes'],
  nvmlDeviceGetMigDeviceHandleByIndex: ['uint64', 'uint32', 'bytes'],
  nvmlDeviceGetComputeRunningProcesses_v3: ['uint64', 'bytes', 'bytes'],
  nvmlDeviceGetGraphicsRunningProcesses_v3: ['uint64', 'bytes', 'bytes'],
} as const;

export type NvmlLibrary = BackgroundLibrary<typeof NVML_SYMBOLS>;
export type Nvml = NvmlLibrary['functions'];
