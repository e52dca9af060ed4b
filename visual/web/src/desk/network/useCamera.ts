import { useMemo } from 'react'

export interface Camera {
  attach: (box: SVGSVGElement, reach: number, beside: number) => void
  zoom: (factor: number) => void
  pan: (dx: number, dy: number) => void
  fit: () => void
  lookAt: (x: number, y: number) => void
}

/** Pan and zoom of an SVG by its view box, without drawing anything anew. Wheel, drag and calls.
 * `beside`: room for words left and right of the picture. */
export function useCamera(): Camera {
  return useMemo(makeCamera, [])
}

function makeCamera(): Camera {
  let box: SVGSVGElement | undefined
  let reach = 100
  let wide = 1
  const view = { x: 0, y: 0, size: 100 }

  const show = () => {
    const across = view.size * wide
    box?.setAttribute('viewBox', `${view.x - across} ${view.y - view.size} ${2 * across} ${2 * view.size}`)
  }
  const perPixel = () => {
    const frame = box?.getBoundingClientRect()
    return frame ? Math.max((2 * view.size * wide) / frame.width, (2 * view.size) / frame.height) : 1
  }
  const fit = () => {
    Object.assign(view, { x: 0, y: 0, size: reach })
    show()
  }
  const zoom = (factor: number) => {
    view.size = Math.min(reach * 1.6, Math.max(reach / 14, view.size / factor))
    show()
  }
  const pan = (dx: number, dy: number) => {
    view.x += dx * view.size
    view.y += dy * view.size
    show()
  }
  const lookAt = (x: number, y: number) => {
    Object.assign(view, { x, y, size: Math.min(view.size, reach / 2.4) })
    show()
  }

  const onWheel = (event: WheelEvent) => {
    event.preventDefault()
    zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15)
  }
  const onDown = (event: PointerEvent) => {
    if (event.button !== 0 || !box) return
    const start = { x: event.clientX, y: event.clientY, vx: view.x, vy: view.y }
    const move = (next: PointerEvent) => {
      view.x = start.vx - (next.clientX - start.x) * perPixel()
      view.y = start.vy - (next.clientY - start.y) * perPixel()
      show()
    }
    const end = () => {
      removeEventListener('pointermove', move)
      removeEventListener('pointerup', end)
    }
    addEventListener('pointermove', move)
    addEventListener('pointerup', end)
  }
  const attach = (next: SVGSVGElement, wanted: number, beside: number) => {
    if (box !== next) {
      next.addEventListener('wheel', onWheel, { passive: false })
      next.addEventListener('pointerdown', onDown)
    }
    box = next
    reach = wanted
    wide = (wanted + beside) / wanted
    fit()
  }
  return { attach, zoom, pan, fit, lookAt }
}
