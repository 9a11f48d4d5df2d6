/** What a foreign function takes. A pointer that only goes back to the library is a `uint64`: we run on 64 bits only. */
export type ForeignType = 'int32' | 'uint32' | 'uint64' | 'bytes';

/** A C function that gives an `int`, as all do that are called here; its name is the key. */
type Signature = readonly ForeignType[];
export type Signatures = Readonly<Record<string, Signature>>;

/** `bytes` are memory that the library reads or writes while the call lasts. */
type ForeignValue<T extends ForeignType = ForeignType> = T extends 'uint64'
  ? bigint
  : T extends 'bytes'
    ? Uint8Array
    : number;

type ForeignValues<S extends Signature> = { [K in keyof S]: ForeignValue<S[K]> };

/** The functions of a library, called on this thread; one that the library lacks is absent. */
export interface Library<S extends Signatures> extends Disposable {
  readonly functions: {
    readonly [K in keyof S]?: (...values: ForeignValues<S[K]>) => number;
  };
}

/**
 * The functions of a library, called off this thread, one after another; one that the library lacks is absent. Those
 * that are called after it is disposed reject, and those in flight then end before the library goes.
 */
export interface BackgroundLibrary<S extends Signatures> extends Disposable {
  readonly functions: {
    readonly [K in keyof S]?: (...values: ForeignValues<S[K]>) => Promise<number>;
  };
}

/** The library, or in words why there is none. */
export type Opened<L> =
  | { readonly library: L; readonly reason?: undefined }
  | { readonly library?: undefined; readonly reason: string };

/** What opens libraries: `koffi` where it is installed, and Node's own from 26.1 on. */
export type Engine = 'koffi' | 'node:ffi';
