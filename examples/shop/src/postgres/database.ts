/** A database that runs for as long as the demo does. */
export interface Database extends AsyncDisposable {
  readonly url: string;
  /** What it is, for the reader of the screen. */
  readonly name: string;
  /** How many connections it can serve at a time. */
  readonly backends: number;
}
