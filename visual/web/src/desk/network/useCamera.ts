import { useMemo } from 'react'

export interface Camera {
  attach: (box: SVGSVGElement, reach: number) => void
  zoom: (factor: number) => void
  pan: (dx: number, dy: number) => void
  fit: () => void
  lookAt: (x: number, y: number) => void
}

/** Pan and zoom of an SVG by its view box, without drawing anything anew. Wheel, drag and calls. */
export function useCamera(): Camera {
  return useMemo(makeCamera, [])
}

function makeCamera(): Camera {
  let box: SVGSVGElement | undefined
  let reach = 100
  const view = { x: 0, y: 0, size: 100 }

  const show = () =>
    box?.setAttribute('viewBox', `${view.x - view.size} ${view.y - view.size} ${2 * view.size} ${2 * view.size}`)
  const perPixel = () => {
    const frame = box?.getBoundingClientRect()
    return frame ? (2 * view.size) / Math.min(frame.width, frame.height) : 1
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
  const attach = (next: SVGSVGElement, wanted: number) => {
    if (box !== next) {
      next.addEventListener('wheel', onWheel, { passive: false })
      next.addEventListener('pointerdown', onDown)
    }
    box = next
    reach = wanted
    fit()
  }
  return { attach, zoom, pan, fit, lookAt }
}
