import { createRoot } from 'react-dom/client'
import { readPage } from '@/core/page'
import { speak } from '@/core/words'
import { App } from '@/desk/App'
import '@/styles/desk.css'

const page = readPage()
void speak(page.lang).then(() => {
  const root = document.getElementById('root')
  if (root) createRoot(root).render(<App page={page} />)
})
