import type { ResultOf } from 'gql.tada'
import { ask } from '@/core/api'
import { codeOf } from '@/core/codes'
import { placeName } from '@/core/places'
import { graphql } from '@/core/schema'
import { levels, tiers } from '@/core/vocabulary'
import type { Behind, Figure, ListPage, Narrowed, Report } from './types'

const REPORT = graphql(`
  query Report($name: String!, $area: String, $asOf: Date, $by: [ReportAxis!], $deep: Boolean! = false) {
    report(name: $name, area: $area, asOf: $asOf, by: $by, deep: $deep) {
      readAt
      published
      numbers {
        measure zh en unit area areaName part tier level
        cell { value state }
        numerator denominator
      }
    }
  }
`)

const ROWS = graphql(`
  query ReportRows($number: ReportCell!, $first: Int!, $after: String) {
    reportRows(number: $number, first: $first, after: $after) {
      count
      page {
        pageInfo { hasNextPage endCursor }
        edges {
          node {
            id kind code state priority severity gap load number tiers on villageName
            household { number level }
          }
        }
      }
    }
  }
`)

const NAMES = graphql(`query Reports { reports { name zh en } }`)
const AREAS = graphql(`query Areas { areas { code name level } }`)
const PAGE = 50

/** The numbers of one report for an area and those right below it, of all tiers and of each. */
export async function loadReport(name: string, about: Narrowed, signal: AbortSignal): Promise<Report> {
  const { report } = await ask(
    REPORT,
    { name, area: about.area, asOf: about.asOf || null, by: about.tier ? ['TIER'] : [] },
    signal,
  )
  const figures = report.numbers.map((one) => figureOf(name, one))
  const shown = figures.filter((one) => one.tier === (about.tier || null))
  return { name, readAt: report.readAt, published: report.published, figures: shown }
}

/** What the map shows beside coverage, of every area below one: by colour, kind of need, load. */
export async function loadMapFigures(area: string, asOf: string, signal: AbortSignal) {
  const { report } = await ask(
    REPORT,
    { name: 'map', area, asOf: asOf || null, by: ['LEVEL'], deep: true },
    signal,
  )
  const found: { area: string; key: string; figure: Figure }[] = []
  for (const one of report.numbers) {
    const level = one.level ? codeOf(levels, one.level) : null
    const key =
      one.measure === 'load' && !level
        ? 'load'
        : one.measure === 'needs' && !level
          ? one.part
          : one.measure === 'households'
            ? level
            : null
    if (key) found.push({ area: one.area, key, figure: figureOf('map', one) })
  }
  return found
}

type Told = ResultOf<typeof REPORT>['report']['numbers'][number]

function figureOf(report: string, one: Told): Figure {
  return {
    report,
    measure: one.measure,
    label: { zhHans: one.zh, en: one.en },
    unit: one.unit,
    area: one.area,
    areaName: placeName(one.areaName),
    part: one.part,
    tier: one.tier ? codeOf(tiers, one.tier) : null,
    ...one.cell,
    numerator: one.numerator,
    denominator: one.denominator,
  }
}

/** A page of the list behind a number, most pressing first. */
export async function loadRows(
  about: Behind,
  after: string | null,
  signal: AbortSignal,
): Promise<ListPage> {
  const { asOf, tier, ...rest } = about
  const number = { ...rest, asOf: asOf || null, tier: tier ? tiers[tier].member : null }
  const { reportRows } = await ask(ROWS, { number, first: PAGE, after }, signal)
  const { hasNextPage, endCursor } = reportRows.page.pageInfo
  return {
    count: reportRows.count,
    after: hasNextPage ? endCursor : null,
    rows: reportRows.page.edges.map(({ node }) => ({
      ...node,
      number: node.household?.number ?? node.number ?? '—',
      level: node.household?.level ? codeOf(levels, node.household.level) : null,
      place: placeName(node.villageName),
      tiers: node.tiers.map((one) => codeOf(tiers, one)),
    })),
  }
}

/** The reports there are, with their names. */
export async function loadNames(signal: AbortSignal) {
  const { reports } = await ask(NAMES, {}, signal)
  return reports.map(({ name, zh, en }) => ({ name, label: { zhHans: zh, en } }))
}

/** The areas in reach: code, name and level. */
export async function loadAreas(signal: AbortSignal) {
  const { areas } = await ask(AREAS, {}, signal)
  return areas.map((one) => ({ ...one, name: placeName(one.name) }))
}
