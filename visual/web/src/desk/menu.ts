import type { ComponentType } from 'react'
import { lazy } from 'react'
import type { PageData } from '@/core/page'
import type { Key } from '@/core/words'

/** A page of the desk; the groups stand in the order of their first page. */
export interface Place {
  path: string
  word: Key
  group: Key
  icon: string
  roles: readonly string[]
  page: ComponentType<{ page: PageData }>
}

const COORDINATORS = ['R06', 'R10', 'R12'] as const
const OVERSEERS = [...COORDINATORS, 'R16'] as const

/** Every page of the desk: who has it, in the order of the menu. What a role may not do is absent. */
export const places: readonly Place[] = [
  {
    path: '/home',
    word: 'menu.home',
    group: 'menu.work',
    icon: 'M3 9.5 10 3l7 6.5M5 8v9h10V8M8.5 17v-5h3v5',
    roles: [...OVERSEERS, 'R03', 'R07'],
    page: lazy(() => import('@/desk/home/HomePage')),
  },
  {
    path: '/list',
    word: 'menu.list',
    group: 'menu.work',
    icon: 'M3 4h14M3 10h14M3 16h9M15 14l2 2 3-4',
    roles: [...COORDINATORS, 'R03', 'R07'],
    page: lazy(() => import('@/desk/worklist/WorkList')),
  },
  {
    path: '/tasks',
    word: 'menu.tasks',
    group: 'menu.work',
    icon: 'M10 3a3 3 0 1 1 0 6 3 3 0 0 1 0-6M4 17c0-3.5 2.5-6 6-6 1.4 0 2.7.4 3.7 1.1M12.5 15.5l2 2 3.5-4',
    roles: ['R03', 'R10', 'R12'],
    page: lazy(() => import('@/desk/tasks/TasksPage')),
  },
  {
    path: '/overview',
    word: 'menu.overview',
    group: 'menu.coverage',
    icon: 'M3 13a7 7 0 1 1 14 0M10 13l3.5-4.5M3 16.5h14',
    roles: [...OVERSEERS, 'R03', 'R07'],
    page: lazy(() => import('@/desk/overview/OverviewPage')),
  },
  {
    path: '/data',
    word: 'menu.datapanel',
    group: 'menu.coverage',
    icon: 'M3 17V3M3 17h14M6.5 14v-4M10 14V6M13.5 14v-6',
    roles: OVERSEERS,
    page: lazy(() => import('@/desk/data/DataPage')),
  },
  {
    path: '/matrix',
    word: 'menu.matrix',
    group: 'menu.coverage',
    icon: 'M3 3h14v14H3zM3 7.7h14M3 12.3h14M7.7 3v14M12.3 3v14',
    roles: OVERSEERS,
    page: lazy(() => import('@/desk/matrix/Matrix')),
  },
  {
    path: '/map',
    word: 'menu.map',
    group: 'menu.coverage',
    icon: 'M3 5l5-2 4 2 5-2v12l-5 2-4-2-5 2zM8 3v12M12 5v12',
    roles: OVERSEERS,
    page: lazy(() => import('@/desk/map/MapPage')),
  },
  {
    path: '/network',
    word: 'menu.network',
    group: 'menu.coverage',
    icon: 'M10 10 4 4M10 10l6-5M10 10v7M10 10l6 4M2.5 4a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0M14.5 5a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0M14.5 14a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0M8.5 17a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0',
    roles: OVERSEERS,
    page: lazy(() => import('@/desk/network/NetworkPage')),
  },
]

export const placesOf = (role: string) => places.filter((place) => place.roles.includes(role))
