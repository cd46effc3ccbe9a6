/**
 * Switches of Chromium and Node that let somebody else into the app or take its walls away. `no-sandbox` is not among
 * them: systems that forbid user namespaces cannot start without, and whoever gives it has said so.
 */
const forbidden = [
  'allow-file-access-from-files',
  'allow-running-insecure-content',
  'disable-features',
  'disable-site-isolation-trials',
  'disable-web-security',
  'enable-blink-features',
  'host-resolver-rules',
  'host-rules',
  'inspect',
  'inspect-brk',
  'inspect-port',
  'inspect-publish-uid',
  'js-flags',
  'load-extension',
  'proxy-pac-url',
  'proxy-server',
  'remote-allow-origins',
  'remote-debugging-address',
  'remote-debugging-pipe',
  'remote-debugging-port',
  'renderer-cmd-prefix',
  'unsafely-treat-insecure-origin-as-secure',
  'utility-cmd-prefix',
]

/** The first argument that a packaged app is not to be started with, or undefined. */
export function forbiddenSwitch(args: readonly string[]): string | undefined {
  return args.find((arg) => {
    const [, name] = /^--?([a-z-]+)(?:=|$)/.exec(arg.toLowerCase()) ?? []
    return name !== undefined && forbidden.includes(name)
  })
}
