import { useGraphiQL, useGraphiQLActions } from '@graphiql/react'

/** Puts a query and its values into a tab of their own in the editor. */
export function useOpen() {
  const { addTab } = useGraphiQLActions()
  const { queryEditor, variableEditor } = useGraphiQL((state) => ({
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
  }))
  return (query: string, variables: Record<string, unknown>) => {
    addTab()
    queryEditor?.setValue(query)
    variableEditor?.setValue(JSON.stringify(variables, null, 2))
    queryEditor?.focus()
  }
}
