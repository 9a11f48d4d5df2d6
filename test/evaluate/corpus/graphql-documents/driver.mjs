/** graphql-tag keeps every document that it parsed (apollographql/graphql-tag#182, #356): literals in queries never end. */
import gql from 'graphql-tag';
import { mode, run } from '../harness.mjs';

await run('graphql-documents', {
  rate: 25,
  op(index) {
    const id = mode === 'leaky' ? `"${index}"` : '$id';
    const head = mode === 'leaky' ? '' : '($id: ID!)';
    return gql`query User${head} { user(id: ${id}) { name email } }`;
  },
});
