import { Dialog } from '@/components/Dialog'
import { t, type Key } from '@/core/words'

const table: readonly [string[], Key][] = [
  [['J', 'K', '↓', '↑'], 'worklist.key.move'],
  [['Enter', 'E'], 'worklist.key.explain'],
  [['A'], 'worklist.key.propose'],
  [['Shift', 'A'], 'worklist.key.accept'],
  [['D'], 'worklist.key.refuse.long'],
  [['U'], 'worklist.key.undo'],
  [['R'], 'worklist.key.reload'],
  [['?'], 'worklist.key.help'],
]

/** The list of keys; they work while the list has the focus. */
export function KeysDialog({ close }: { close: () => void }) {
  return (
    <Dialog title={t('worklist.keys')} close={close}>
      <table className="keys">
        <tbody>
          {table.map(([keys, word]) => (
            <tr key={word}>
              <th scope="row">
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </th>
              <td>{t(word)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="quiet">{t('worklist.keys.focus')}</p>
    </Dialog>
  )
}
