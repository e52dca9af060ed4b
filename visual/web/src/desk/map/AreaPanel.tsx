import { Button } from 'antd'
import { useLocation } from 'wouter'
import { PartyMark } from '@/components/PartyMark'
import { measures, type AreaCoverage, type Measure } from '@/core/coverage/types'
import { cellOf, isParty, nameOf, textOf, worstFirst } from '@/core/coverage/cells'
import { mapName, shownOf, type Figures, type MapMeasure } from '@/core/coverage/mapped'
import { levels, type LevelCode } from '@/core/vocabulary'
import { LevelShape } from '@/components/LevelBadge'
import { t } from '@/core/words'

interface Props {
  areas: AreaCoverage[]
  code: string
  measure: MapMeasure
  figures: Figures
  asOf: string
  setMeasure: (measure: MapMeasure) => void
  choose: (code: string) => void
}

const beside: readonly MapMeasure[] = [...(Object.keys(levels) as LevelCode[]), 'load']

/** One area in all measures, and where inside it is worst. */
export function AreaPanel({ areas, code, measure, figures, asOf, setMeasure, choose }: Props) {
  const [, go] = useLocation()
  const area = areas.find((one) => one.code === code)
  if (!area) return null
  const inside = areas
    .filter((one) => one.code.startsWith(code) && one.level === 'VILLAGE' && one.gap.value)
    .sort(worstFirst)
    .slice(0, 8)
  return (
    <aside className="card side" aria-label={area.name}>
      <h2>{area.name}</h2>
      <p className="quiet">
        {t('map.panel.households', { count: area.households.value ?? '<5' })} · {t('map.panel.asOf', { day: asOf })}
      </p>
      <ul className="bars">
        {measures.map((one) => (
          <li key={one}>
            <button aria-pressed={one === measure} onClick={() => setMeasure(one)}>
              <span className="word">
                {isParty(one) && <PartyMark party={one} />}
                {nameOf(one)}
              </span>
              <Bar area={area} measure={one} />
              <span className="number">{unitOf(area, one)}</span>
            </button>
          </li>
        ))}
        {beside.map((one) => (
          <li key={one}>
            <button aria-pressed={one === measure} onClick={() => setMeasure(one)}>
              <span className="word">
                {one in levels && <LevelShape level={one as LevelCode} />}
                {mapName(one)}
              </span>
              <span />
              <span className="number">{shownOf(area, one, figures, 0).text}</span>
            </button>
          </li>
        ))}
      </ul>
      {area.level !== 'VILLAGE' && inside.length > 0 && (
        <>
          <h3>{t('map.panel.worst')}</h3>
          <ol className="worst">
            {inside.map((one) => (
              <li key={one.code}>
                <button onClick={() => choose(one.code)}>
                  <span>{one.name}</span>
                  <span className="number">{t('map.points', { points: textOf(one.gap, 'gap') })}</span>
                </button>
              </li>
            ))}
          </ol>
        </>
      )}
      <Button type="primary" block onClick={() => go(`/network?area=${area.code}&asOf=${asOf}`)}>
        {t('map.panel.network')}
      </Button>
    </aside>
  )
}

/** A number of an area with its unit. */
function unitOf(area: AreaCoverage, measure: Measure): string {
  const cell = cellOf(area, measure)
  const text = textOf(cell, measure)
  return measure === 'gap' && cell.state === 'OK' ? t('map.points', { points: text }) : text
}

function Bar({ area, measure }: { area: AreaCoverage; measure: Measure }) {
  const { value, state } = cellOf(area, measure)
  if (measure === 'gap') return <span />
  if (state !== 'OK' || value === null) return <span className="bar hatch" />
  return (
    <svg className="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden>
      <rect className="track" width="100" height="8" />
      <rect className={isParty(measure) ? `fill ${measure.toLowerCase()}` : 'fill'} width={value * 100} height="8" />
    </svg>
  )
}
