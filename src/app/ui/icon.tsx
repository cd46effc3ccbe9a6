import './icon.css'

/** Line icons on a 20 × 20 grid, drawn for this app. */
const paths = {
  play: 'M6 4.2v11.6l9.6-5.8z',
  record: 'M10 15.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11z',
  train: 'M3 16.5h14M3.5 4.5c1.6 6.6 4.6 8.8 13 9.2M16.5 8.2l-3-3M13.5 8.2l3-3',
  library: 'M4 3.5v13M8 3.5v13M11.4 4l4.6 12.2',
  pause: 'M7 4.5v11M13 4.5v11',
  stop: 'M5.5 5.5h9v9h-9z',
  trash: 'M4 6h12M8 6V4h4v2M5.5 6l.8 10.5h7.4L14.5 6M8.6 9v4.5M11.4 9v4.5',
  upload: 'M10 13V3.8M6.2 7.4 10 3.6l3.8 3.8M4 13.5v3h12v-3',
  external: 'M11.5 4H16v4.5M16 4l-7 7M14 11.5V16H4V6h4.5',
  close: 'm5 5 10 10M15 5 5 15',
  check: 'm4 10.5 4 4 8-9',
  warning: 'M10 3.6 17.4 16H2.6zM10 8.3v3.4M10 13.9v.1',
  info: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 9.2v4.3M10 6.5v.1',
  chevron: 'm7.5 5 5 5-5 5',
  down: 'm5 7.5 5 5 5-5',
  back: 'M16 10H4.5M9 5l-5 5 5 5',
  plus: 'M10 4v12M4 10h12',
  refresh: 'M16 10a6 6 0 1 1-1.9-4.4M16 3.2v3.4h-3.4',
  watch:
    'M2.5 10S5.2 5 10 5s7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5zM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z',
  flag: 'M5 17V3.5M5 4h10l-2.2 3.5L15 11H5',
  dataset:
    'M10 3.5c3.9 0 6.5 1 6.5 2.4S13.9 8.3 10 8.3 3.5 7.3 3.5 5.9 6.1 3.5 10 3.5zM3.5 5.9v8.2c0 1.4 2.6 2.4 6.5 2.4s6.5-1 6.5-2.4V5.9M3.5 10c0 1.4 2.6 2.4 6.5 2.4s6.5-1 6.5-2.4',
  model: 'M10 3.3 16 6.7v6.6l-6 3.4-6-3.4V6.7zM4 6.7l6 3.4 6-3.4M10 10.1v6.6',
  keyboard: 'M2.5 5.5h15v9h-15zM5.5 8.5h.1M8.5 8.5h.1M11.5 8.5h.1M14.5 8.5h.1M6.5 11.5h7',
  skill: 'M3.5 14.5a7 7 0 1 1 13 0M10 12.5l3.4-4.6M10 13.4a.9.9 0 1 0 0-1.8.9.9 0 0 0 0 1.8z',
  settings: 'M4 6h12M4 14h12M8 4v4M12.5 12v4',
  rename: 'M4 16l.8-3.4L13.3 4l2.7 2.7-8.6 8.5zM11.8 5.6l2.7 2.7',
} as const

export type IconName = keyof typeof paths

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      stroke-width="1.6"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  )
}
