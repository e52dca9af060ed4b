import { figureText, partWord } from '@/core/reports/words'
import type { Figure, Report } from '@/core/reports/types'
import { local, t, type Key } from '@/core/words'

interface Props {
  reports: readonly Report[]
  area: string
  chosen: string
  choose: (tile: string) => void
}

const FEW = 3 // numbers that fit beside another panel

/** A tile a measure, its parts below the number; each number is a button that opens its list. */
export function Tiles({ reports, area, chosen, choose }: Props) {
  return (
    <div className="tiles">
      {reports.map((report) => (
        <section
          key={report.name}
          className={`card${wholes(report, area).length > FEW ? ' wide' : ''}`}
          aria-labelledby={`tiles-${report.name}`}
        >
          <h2 id={`tiles-${report.name}`}>{t(`overview.section.${report.name}` as Key)}</h2>
          <div className="tile-row">
            {wholes(report, area).map((whole) => (
              <Tile
                key={whole.measure}
                whole={whole}
                parts={report.figures.filter(
                  (one) => one.area === area && one.measure === whole.measure && one.part && one.value !== 0,
                )}
                chosen={chosen}
                choose={choose}
              />
            ))}
          </div>
        </section>
      ))}
    </div>
  )
}

const wholes = (report: Report, area: string): Figure[] =>
  report.figures.filter((one) => one.area === area && one.part === null)

interface TileProps {
  whole: Figure
  parts: Figure[]
  chosen: string
  choose: (tile: string) => void
}

function Tile({ whole, parts, chosen, choose }: TileProps) {
  const name = local(whole.label)
  const of = `${whole.report}.${whole.measure}`
  return (
    <div className={`tile${chosen.startsWith(`${of}.`) || chosen === of ? ' chosen' : ''}`}>
      <button
        className="tile-number"
        data-tile={of}
        aria-pressed={chosen === of}
        onClick={() => choose(of)}
      >
        <strong>{figureText(whole)}</strong>
        <span>{name}</span>
        {whole.unit === 'share' && whole.numerator !== null && (
          <span className="quiet">
            {whole.numerator} / {whole.denominator}
          </span>
        )}
      </button>
      {parts.length > 0 && (
        <ul>
          {parts.map((part) => (
            <li key={part.part}>
              <button
                data-tile={`${of}.${part.part}`}
                aria-pressed={chosen === `${of}.${part.part}`}
                onClick={() => choose(`${of}.${part.part}`)}
              >
                <span>{partWord(part.part ?? '')}</span>
                <strong>{figureText(part)}</strong>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
