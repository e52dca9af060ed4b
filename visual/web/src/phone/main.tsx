import { createRoot } from 'react-dom/client'
import { readPage } from '@/core/page'
import { speak } from '@/core/words'
import { App } from '@/phone/App'
import '@/styles/phone.css'

const page = readPage()
if ('serviceWorker' in navigator)
  void navigator.serviceWorker.register('/phone/sw.js', { scope: '/phone' }).catch(() => undefined) // works without
void speak(page.lang).then(() => {
  const root = document.getElementById('root')
  if (root) createRoot(root).render(<App page={page} />)
})
