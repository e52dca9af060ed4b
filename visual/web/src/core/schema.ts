import type { introspection } from '@schema'
import { initGraphQLTada } from 'gql.tada'

/** Documents typed from api/schema.graphql: a field that is not there does not compile. */
export const graphql = initGraphQLTada<{
  introspection: introspection
  scalars: { Date: string; DateTime: string }
}>()
