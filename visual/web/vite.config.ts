import react from '@vitejs/plugin-react'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

const here = import.meta.dirname
const graphiqlWords: Record<string, string> = JSON.parse(
  readFileSync(join(here, 'src/explorer/graphiql.zh-Hans.json'), 'utf8'),
)

/** GraphiQL has no catalogue: its words are literals. Those we know are looked up at run time instead. */
function wordsOfGraphiql(): Plugin {
  const literal = /((?:children|label|title|placeholder|"aria-label"|[?:,[(]) ?)"([A-Z][\w .,'&-]{1,60})"/g
  return {
    name: 'words-of-graphiql',
    enforce: 'pre',
    transform(code, id) {
      if (!/node_modules\/(@graphiql|graphiql)\//.test(id) || !id.split('?')[0]?.endsWith('.js')) return null
      return code.replace(literal, (whole, before: string, word: string) =>
        word in graphiqlWords ? `${before}globalThis.graphiqlWord(${JSON.stringify(word)})` : whole,
      )
    },
  }
}

/** Each text file of the build also packed, so that the server never packs anything. */
function packed(): Plugin {
  return {
    name: 'packed',
    apply: 'build',
    writeBundle(options) {
      const folder = resolve(options.dir ?? here, 'assets')
      for (const name of readdirSync(folder)) {
        if (!/\.(js|css|svg)$/.test(name)) continue
        const plain = readFileSync(join(folder, name))
        if (plain.length < 1024) continue
        const quality = plain.length > 1_000_000 ? 5 : 9
        const params = { [constants.BROTLI_PARAM_QUALITY]: quality }
        writeFileSync(join(folder, `${name}.br`), brotliCompressSync(plain, { params }))
        writeFileSync(join(folder, `${name}.gz`), gzipSync(plain, { level: 9 }))
      }
    },
  }
}

export default defineConfig({
  root: here,
  base: '/static/',
  publicDir: join(here, 'public'),
  plugins: [react(), wordsOfGraphiql(), packed()],
  resolve: { alias: { '@': join(here, 'src'), '@locales': resolve(here, '../locales') } },
  logLevel: 'warn',
  worker: { format: 'es' },
  build: {
    outDir: resolve(here, '../static'),
    emptyOutDir: true,
    manifest: 'manifest.json',
    sourcemap: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 9000,
    target: ['chrome89', 'safari15', 'firefox89'],
    rolldownOptions: {
      onLog(level, log, pass) {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') pass(level, log)
      },
      input: {
        desk: join(here, 'src/desk/main.tsx'),
        phone: join(here, 'src/phone/main.tsx'),
        explorer: join(here, 'src/explorer/main.tsx'),
        plain: join(here, 'src/styles/plain.css'),
      },
    },
  },
})
