import type { EpisodeSummary } from '../../../host/window.js'
import { Button, type Column, formatCount, formatReturn } from '../../ui/index.js'
import { ControllerTag } from './controllerTag.js'

/** The table of a dataset's episodes, a column each. */
export const episodeColumns = (onWatch: (episode: EpisodeSummary) => void): Column<EpisodeSummary>[] => [
  {
    key: 'episode',
    title: 'Episode',
    value: (episode) => episode.episodeId,
    cell: (episode) => `#${episode.episodeId}`,
  },
  {
    key: 'controller',
    title: 'Controller',
    value: (episode) => episode.controller,
    cell: (episode) => <ControllerTag name={episode.controller} />,
  },
  {
    key: 'return',
    title: 'Return',
    align: 'end',
    value: (episode) => episode.return,
    cell: (episode) => formatReturn(episode.return),
  },
  {
    key: 'length',
    title: 'Steps',
    align: 'end',
    value: (episode) => episode.length,
    cell: (episode) => formatCount(episode.length),
  },
  { key: 'end', title: 'Ended', value: ending, cell: ending },
  {
    key: 'level',
    title: 'Level',
    minor: true,
    value: (episode) => episode.level,
    cell: (episode) => episode.level || 'flat ground',
  },
  {
    key: 'seed',
    title: 'Seed',
    align: 'end',
    minor: true,
    cell: (episode) => <code>{episode.seed}</code>,
  },
  {
    key: 'watch',
    title: '',
    align: 'end',
    cell: (episode) => (
      <Button
        size="s"
        look="ghost"
        icon="watch"
        onClick={() => onWatch(episode)}
        testId={`watch-${episode.index}`}
      >
        Watch
      </Button>
    ),
  },
]

/** Why an episode was over. */
export function ending({ terminated, truncated }: Pick<EpisodeSummary, 'terminated' | 'truncated'>): string {
  if (terminated) return 'fell'
  return truncated ? 'time was up' : 'stopped'
}
