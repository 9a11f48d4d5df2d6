/** `process.permission`, which is there under `--permission`. */
export interface Permission {
  has(scope: string, reference?: string): boolean;
}

/** What the permission model of Node.js keeps from us. */
export interface Denied {
  /** The files of the kernel, from which the host is read. */
  readonly files: boolean;
  /** The network: nothing can be exported. */
  readonly network: boolean;
}

/** `knowsFlag` tells whether this version of Node.js has a flag: it asks for the network from 25 on only. */
export function deniedBy(
  permission: Permission | undefined,
  platform: string,
  knowsFlag: (flag: string) => boolean,
): Denied {
  return {
    files: platform === 'linux' && permission?.has('fs.read', '/proc/stat') === false,
    network: knowsFlag('--allow-net') && permission?.has('net') === false,
  };
}

/** One diagnostic for all of it. */
export function describeDenied({ files, network }: Denied): string | undefined {
  const parts = [
    ...(files ? ['/proc (no metrics of the host: --allow-fs-read=/proc,/sys)'] : []),
    ...(network ? ['the network (nothing is exported: --allow-net)'] : []),
  ];
  return parts.length > 0 ? `--permission denies ${parts.join(' and ')}` : undefined;
}
