/** Colours of a place and a time of day, as hex. */
export interface Look {
  skyTop: string
  skyHorizon: string
  sun: string
  /** Where the light comes from, as a direction it travels in (x right, y up, z away). */
  sunDirection: [number, number, number]
  sunStrength: number
  ambient: string
  ambientGround: string
  ambientStrength: number
  grass: string
  grassStripe: string
  track: string
  trackLine: string
  soil: string
  trees: string[]
  hills: string[]
  cloud: string
}

export const looks = {
  day: {
    skyTop: '#2f7fd0',
    skyHorizon: '#d6ecf7',
    sun: '#fff3d6',
    sunDirection: [0.45, -1, 0.55],
    sunStrength: 1.15,
    ambient: '#dfeeff',
    ambientGround: '#6f8a5c',
    ambientStrength: 0.62,
    grass: '#79b356',
    grassStripe: '#68a048',
    track: '#b9553d',
    trackLine: '#fff6ea',
    soil: '#7a5a41',
    trees: ['#3f8a4c', '#4f9a4f', '#2f7548', '#79a845'],
    hills: ['#8fbf84', '#9dc7a0', '#b4d3c2'],
    cloud: '#ffffff',
  },
  evening: {
    skyTop: '#3b3f86',
    skyHorizon: '#ffc58f',
    sun: '#ffd09a',
    sunDirection: [0.8, -0.62, 0.5],
    sunStrength: 1.25,
    ambient: '#c9c4ee',
    ambientGround: '#7a6250',
    ambientStrength: 0.6,
    grass: '#7f9a4e',
    grassStripe: '#6c863f',
    track: '#a2493f',
    trackLine: '#ffeedd',
    soil: '#6b4a3c',
    trees: ['#54733f', '#6d7f3c', '#3f5f45', '#9b7a3c'],
    hills: ['#8a7286', '#a07f8c', '#b99097'],
    cloud: '#ffe3cf',
  },
  winter: {
    skyTop: '#6fa3d4',
    skyHorizon: '#eef4fa',
    sun: '#fffaf0',
    sunDirection: [0.5, -0.8, 0.5],
    sunStrength: 0.95,
    ambient: '#e9f2ff',
    ambientGround: '#b8c6d6',
    ambientStrength: 0.72,
    grass: '#eef3f8',
    grassStripe: '#dde7f0',
    track: '#8d6f78',
    trackLine: '#ffffff',
    soil: '#8a8088',
    trees: ['#3f6f62', '#4d7c6a', '#2f5a55', '#87a79a'],
    hills: ['#c9d9e6', '#d6e2ec', '#e4edf4'],
    cloud: '#ffffff',
  },
} satisfies Record<string, Look>

export type LookName = keyof typeof looks

/** Colours of the lanes, the person's first: bright enough to tell apart at a glance, also for the colour-blind. */
export const laneColours = ['#f2a33a', '#2f9fd0', '#d9586f', '#3fae7a', '#9a74d6', '#d8c23a'] as const

export function laneColour(lane: number): string {
  return laneColours[lane % laneColours.length]
}
