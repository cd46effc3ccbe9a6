import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import './chart.css'

/** Canvas cannot read custom properties; these repeat tokens.css. */
export const ink = { axis: '#869193', grid: '#252c30', ground: '#121618', font: '11px system-ui, sans-serif' }

export const axis = (label: string, format: (value: number) => string): uPlot.Axis => ({
  label,
  labelSize: 18,
  labelFont: ink.font,
  labelGap: 0,
  font: ink.font,
  stroke: ink.axis,
  grid: { stroke: ink.grid, width: 1 },
  ticks: { stroke: ink.grid, width: 1, size: 4 },
  values: (_plot, splits) => splits.map((split) => (split === null ? '' : format(split))),
})

/** Mounts a plot, keeps it as wide as its parent, and feeds it new data without building it anew. */
export function usePlot(
  options: () => Omit<uPlot.Options, 'width' | 'height'>,
  data: uPlot.AlignedData,
  height: number,
) {
  const element = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(undefined)
  useEffect(() => {
    const parent = element.current!
    const built = new uPlot({ ...options(), width: parent.clientWidth || 300, height }, data, parent)
    plot.current = built
    const watcher = new ResizeObserver(() => {
      if (parent.clientWidth > 0) built.setSize({ width: parent.clientWidth, height })
    })
    watcher.observe(parent)
    return () => {
      watcher.disconnect()
      built.destroy()
    }
  }, [height])
  useEffect(() => plot.current?.setData(data), [data])
  return element
}
