import { StyleProvider } from '@ant-design/cssinjs'
import { ConfigProvider, theme as antdTheme } from 'antd'
import { Component, Suspense, type ReactNode } from 'react'
import { Route, Router, Switch, useLocation } from 'wouter'
import { Bones, StateView } from '@/components/StateView'
import { useAsking } from '@/core/asking'
import type { PageData } from '@/core/page'
import { loadPreferences } from '@/core/preferences'
import { colours, useTheme, type Theme } from '@/core/theme'
import { font } from '@/core/tokens'
import { t } from '@/core/words'
import { Frame } from '@/desk/Frame'
import { useShown } from '@/desk/home/shown'
import { Start } from '@/desk/home/Start'
import { placesOf } from '@/desk/menu'

export function App({ page }: { page: PageData }) {
  const [theme, setTheme] = useTheme()
  return (
    <StyleProvider layer={false}>
      <ConfigProvider csp={{ nonce: page.nonce }} theme={antdThemeOf(theme)} wave={{ disabled: true }} button={{ autoInsertSpace: false }}>
        <Router base="/desk">
          <Frame page={page} theme={theme} setTheme={setTheme}>
            <Pages page={page} />
          </Frame>
        </Router>
      </ConfigProvider>
    </StyleProvider>
  )
}

function Pages({ page }: { page: PageData }) {
  const mine = placesOf(page.role)
  const preferences = useAsking('preferences', loadPreferences)
  useShown(preferences.data)
  const [where] = useLocation()
  return (
    <Guard key={where}>
      <Suspense fallback={<Bones />}>
        <Switch>
          {mine.map((place) => (
            <Route key={place.path} path={place.path}>
              <place.page page={page} />
            </Route>
          ))}
          <Route path="/">
            {mine.length ? <Start asking={preferences} paths={mine.map((place) => place.path)} /> : <NothingHere role={page.role} />}
          </Route>
          <Route>
            <StateView kind="forbidden" title={t('state.forbidden')}>
              {t('state.forbidden.line')}
            </StateView>
          </Route>
        </Switch>
      </Suspense>
    </Guard>
  )
}

function NothingHere({ role }: { role: string }) {
  return (
    <StateView kind="empty" title={t('state.noPages')}>
      {t(role === 'R18' ? 'state.noPages.line' : 'state.noPages.others')}
    </StateView>
  )
}

/** A page that breaks takes only itself down. */
class Guard extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false }
  static getDerivedStateFromError() {
    return { broken: true }
  }
  override render() {
    if (!this.state.broken) return this.props.children
    return (
      <StateView
        kind="error"
        title={t('error.UNEXPECTED')}
        act={{ label: t('act.reload'), do: () => location.reload() }}
      />
    )
  }
}

function antdThemeOf(theme: Theme) {
  const c = colours(theme)
  return {
    algorithm: theme === 'dark' ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
    token: {
      colorPrimary: c['primary-fill'],
      colorLink: c.primary,
      colorError: c.danger,
      colorText: c.text,
      colorTextSecondary: c.secondary,
      colorTextTertiary: c.secondary,
      colorTextQuaternary: c.secondary,
      colorTextPlaceholder: c.secondary,
      colorTextDisabled: c.secondary,
      colorBgBase: c.ground,
      colorBorder: c.line,
      fontFamily: font,
      fontSize: 14,
      borderRadius: 6,
      motion: false,
    },
  }
}
