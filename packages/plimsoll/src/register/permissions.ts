/** `process.permission`, which is there under `--permission`. */
export interface Permission {
  has(scope: string): boolean;
}

/**
 * Whether the permission model of Node.js keeps the network from us, so that nothing could be exported. It asks
 * for that permission from Node.js 25 on; `knowsFlag` tells whether this version has a flag.
 */
export function deniesNetwork(
  permission: Permission | undefined,
  knowsFlag: (flag: string) => boolean,
): boolean {
  return knowsFlag('--allow-net') && permission?.has('net') === false;
}
