/** What is wrong with a repository's name, in words. The Hub takes letters, digits, `-`, `_` and `.`, 96 at most. */
export function repoProblem(repo: string): string | undefined {
  const parts = repo.trim().split('/')
  if (parts.length !== 2 || parts.includes('')) return 'Write it as owner/name.'
  const wrong = parts.find((part) => !/^[A-Za-z0-9._-]{1,96}$/.test(part) || /^[.-]|[.-]$|--|\.\./.test(part))
  if (wrong === undefined) return undefined
  return `${wrong}: use letters, digits, dot, dash and underscore; no dot or dash at an end, and no two in a row.`
}

/** The Hub's tokens all begin alike; anything else was copied from the wrong place. */
export function tokenProblem(token: string): string | undefined {
  if (token.trim() === '') return 'A token is needed to write to the Hub.'
  if (!/^hf_\w+$/.test(token.trim())) return 'A Hugging Face token begins with hf_.'
  return undefined
}
