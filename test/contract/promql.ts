import { parser } from '@prometheus-io/lezer-promql';

/** What an expression asks Prometheus for. */
export interface PromqlNames {
  /** Each selected metric, with the labels that its matchers name. */
  readonly selectors: readonly { readonly metric: string; readonly labels: readonly string[] }[];
  /** The labels of `by`, `without`, `on`, `ignoring` and `group_left`. */
  readonly groupings: readonly string[];
}

/** Reads the names out of an expression; throws where it is not PromQL. */
export function namesOf(expr: string): PromqlNames {
  const selectors: { metric: string; labels: string[] }[] = [];
  const groupings: string[] = [];
  parser.parse(expr).iterate({
    enter({ type, name, from, to, node }) {
      if (type.isError) throw new SyntaxError(`not PromQL at ${from}: ${expr}`);
      const text = expr.slice(from, to);
      if (name === 'VectorSelector') selectors.push({ metric: '', labels: [] });
      const selector = selectors.at(-1);
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector' && selector)
        selector.metric = text;
      if (name === 'LabelName' && node.parent?.name === 'GroupingLabels') groupings.push(text);
      else if (name === 'LabelName') selector?.labels.push(text);
    },
  });
  return { selectors, groupings };
}
