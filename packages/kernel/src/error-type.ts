/** What may stand in an attribute: a code or the name of a class, never a message. */
const WORD = /^[\w.-]{1,64}$/;

/** `error.type` of semantic conventions: the code of an error, else its name, else `_OTHER`. */
export function errorTypeOf(error: unknown): string {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown };
  const word = [code, name].find((each) => typeof each === 'string' && WORD.test(each));
  return (word as string | undefined) ?? '_OTHER';
}
