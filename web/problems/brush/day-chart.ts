import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, TooltipComponent } from 'echarts/components'
import { init, use, type ComposeOption } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import type { BarSeriesOption, LineSeriesOption } from 'echarts/charts'
import type { GridComponentOption, TooltipComponentOption } from 'echarts/components'

use([BarChart, LineChart, GridComponent, TooltipComponent, CanvasRenderer])

type Option = ComposeOption<BarSeriesOption | LineSeriesOption | GridComponentOption | TooltipComponentOption>

export interface ChartDay {
  day: string
  cases: number
  mean_c: number | null
}

export interface ChartLook {
  days: readonly ChartDay[]
  /** First and last day that are drawn as chosen. */
  chosen: { from: string; to: string }
  /** Room in px beside the plot. */
  margin: { left: number; right: number; top: number; bottom: number }
  /** What stands under a bar, and what its tooltip says. */
  tick: (day: string) => string
  tell: (day: ChartDay) => string
  larger: boolean
}

/** Days as bars with the mean temperature as a line; colours and type are those of the page. */
export function drawDays(element: HTMLElement) {
  const chart = init(element, null, { renderer: 'canvas' })
  const observer = new ResizeObserver(() => chart.resize())
  observer.observe(element)
  return {
    set: (look: ChartLook) => chart.setOption(optionOf(look), { notMerge: true }),
    destroy() {
      observer.disconnect()
      chart.dispose()
    },
  }
}

function optionOf({ days, chosen, margin, tick, tell, larger }: ChartLook): Option {
  const page = getComputedStyle(document.documentElement)
  const colour = (name: string) => page.getPropertyValue(name).trim()
  const type = {
    color: colour('--muted'),
    fontSize: larger ? 14 : 11,
    fontFamily: getComputedStyle(document.body).fontFamily,
  }
  const isChosen = ({ day }: ChartDay) => day >= chosen.from && day <= chosen.to
  const quiet = { axisLine: { show: false }, axisTick: { show: false }, splitNumber: 3, minInterval: 1 }
  return {
    animation: false,
    grid: { ...margin },
    tooltip: {
      ...{ trigger: 'axis', confine: true, backgroundColor: colour('--paper'), borderColor: colour('--line') },
      textStyle: { ...type, color: colour('--ink') },
      formatter: (points) => {
        const day = days[[points].flat()[0]?.dataIndex ?? -1]
        return day ? tell(day) : ''
      },
    },
    xAxis: {
      type: 'category',
      data: days.map(({ day }) => day),
      axisLine: { lineStyle: { color: colour('--line') } },
      axisTick: { show: false },
      axisLabel: { ...type, formatter: tick, hideOverlap: true },
    },
    yAxis: [
      { type: 'value', ...quiet, axisLabel: type, splitLine: { lineStyle: { color: colour('--line') } } },
      {
        type: 'value',
        ...quiet,
        scale: true,
        axisLabel: { ...type, formatter: '{value}°' },
        splitLine: { show: false },
      },
    ],
    series: [
      {
        type: 'bar',
        barCategoryGap: '18%',
        data: days.map((day) => ({
          value: day.cases,
          itemStyle: { color: colour(isChosen(day) ? '--action' : '--line-strong'), opacity: isChosen(day) ? 1 : 0.55 },
        })),
      },
      {
        type: 'line',
        yAxisIndex: 1,
        data: days.map(({ mean_c }) => mean_c),
        showSymbol: false,
        connectNulls: false,
        lineStyle: { color: colour('--warning'), width: 1.4 },
        itemStyle: { color: colour('--warning') },
      },
    ],
  }
}
