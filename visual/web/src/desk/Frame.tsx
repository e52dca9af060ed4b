import { Button } from 'antd'
import { useEffect, type ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { Languages } from '@/components/Languages'
import type { PageData } from '@/core/page'
import type { Theme } from '@/core/theme'
import { roles, type RoleCode } from '@/core/vocabulary'
import { local, t, type Key } from '@/core/words'
import { placesOf, type Place } from '@/desk/menu'

interface Props {
  page: PageData
  theme: Theme
  setTheme: (next: Theme) => void
  children: ReactNode
}

/** Header and menu around every page of the desk. */
export function Frame({ page, theme, setTheme, children }: Props) {
  return (
    <div className="frame">
      <a className="skip" href="#main">
        {t('head.skip')}
      </a>
      <Head page={page} theme={theme} setTheme={setTheme} />
      <Menu role={page.role} />
      <main className="main" id="main" tabIndex={-1}>{children}</main>
    </div>
  )
}

function Head({ page, theme, setTheme }: Omit<Props, 'children'>) {
  return (
    <header className="head">
      <span className="name">
        <img src="/static/mark.svg" width="28" height="28" alt="" />
        {t('product.name')} <small>{page.district.name}</small>
      </span>
      {page.demo && <span className="demo">{t('demo.short')}</span>}
      <span className="push" />
      <span className="who">
        <span className="quiet">{t('head.role')}</span>
        <strong>{roleWord(page.role)}</strong>
      </span>
      <Languages next={location.pathname + location.search} />
      <Button type="text" onClick={() => setTheme(theme === 'dark' ? 'light' : 'dark')}>
        {t(theme === 'dark' ? 'head.light' : 'head.dark')}
      </Button>
      <form method="post" action="/logout">
        <Button htmlType="submit" type="text">
          {t('head.signOut')}
        </Button>
      </form>
    </header>
  )
}

const roleWord = (role: string): string =>
  role in roles ? local(roles[role as RoleCode].label) : role

function Menu({ role }: { role: string }) {
  const places = placesOf(role)
  const [where] = useLocation()
  useEffect(() => {
    const here = places.find((place) => place.path === where)
    document.title = here ? `${t(here.word)} · ${t('product.name')}` : t('product.name')
  }, [places, where])
  const groups = [...new Set(places.map((place) => place.group))]
  return (
    <nav className="nav" aria-label={t('menu.label')}>
      {groups.map((group) => (
        <MenuGroup key={group} word={group}>
          {places
            .filter((place) => place.group === group)
            .map((place) => (
              <MenuLink key={place.path} place={place} here={place.path === where} />
            ))}
        </MenuGroup>
      ))}
      <MenuGroup word="menu.data">
        <a href="/graphql">
          <svg viewBox="0 0 20 20" aria-hidden>
            <path d="M7 5 2.5 10 7 15M13 5l4.5 5-4.5 5M11.5 3l-3 14" />
          </svg>
          {t('menu.explorer')}
        </a>
      </MenuGroup>
    </nav>
  )
}

function MenuGroup({ word, children }: { word: Key; children: ReactNode }) {
  return (
    <>
      <h2>{t(word)}</h2>
      {children}
    </>
  )
}

function MenuLink({ place, here }: { place: Place; here: boolean }) {
  return (
    <Link href={place.path} aria-current={here ? 'page' : undefined}>
      <svg viewBox="0 0 20 20" aria-hidden>
        <path d={place.icon} />
      </svg>
      {t(place.word)}
    </Link>
  )
}
