import { Redirect } from 'wouter'
import { Bones } from '@/components/StateView'
import type { Asking } from '@/core/asking'
import type { Preferences } from '@/core/preferences'

interface Props {
  asking: Asking<Preferences>
  paths: readonly string[]
}

/** The desk's first page: what the reader chose, else what the role begins with. */
export function Start({ asking, paths }: Props) {
  if (!asking.data && !asking.failure) return <Bones />
  const wanted = `/${asking.data?.start ?? ''}`
  return <Redirect to={paths.includes(wanted) ? wanted : (paths[0] ?? '/')} replace />
}
