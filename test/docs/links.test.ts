import { existsSync, globSync } from 'node:fs'
import t from 'tap'
import { pageAt, pageFrom, placeOf } from './page.ts'
import type { Page } from './page.ts'

// Every relative link of every page, and every anchor, leads somewhere; and every page of docs/ is in the index.

const files = globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md', 'charts/**/*.md', 'bench/**/*.md']).toSorted()
const pages = new Map(files.map((file) => [file, pageAt(file)]))

const broken = (page: Page): readonly string[] => page.links.flatMap((link) => {
  const place = placeOf(page, link)
  if (place === undefined) return []
  const { file, anchor } = place
  const good = existsSync(file) && (anchor === '' || (pages.get(file) ?? pageFrom(file, '')).anchors.has(anchor))
  return good ? [] : [`${page.path}:${link.line} ${link.target}`]
})

t.test('links and anchors of all pages lead somewhere', async (t) => {
  t.ok(files.length > 30)
  t.ok([...pages.values()].flatMap(({ links }) => links).length > 200)
  t.strictSame([...pages.values()].flatMap(broken), [])
})

t.test('what leads nowhere is found; what only looks like a link is none', async (t) => {
  const text = '# One `two`: three\n\n[a](gone.md) [b](doctor.md#gone) [c](#one-two-three) [d](https://example.com/gone)\n\n```sh\n[e](gone.md)\n```\n\n`[f](gone.md)` [`g`](doctor.md#checks)\n'
  t.strictSame(broken(pageFrom('docs/some.md', text)), ['docs/some.md:3 gone.md', 'docs/some.md:3 doctor.md#gone', 'docs/some.md:3 #one-two-three'])
  t.ok(pageFrom('docs/some.md', text).anchors.has('one-two-three'))
})

t.test('the index names every page, and the front page names the index', async (t) => {
  const linked = (path: string): readonly string[] => {
    const page = pageAt(path)
    return page.links.flatMap((link) => placeOf(page, link)?.file ?? [])
  }
  const index = linked('docs/README.md')
  t.strictSame(globSync('docs/*.md').filter((file) => file !== 'docs/README.md' && !index.includes(file)), [])
  t.ok(linked('README.md').includes('docs/README.md'))
})

t.test('guides say in their first ten lines what to type', async (t) => {
  const guides = ['getting-started', 'concepts', 'kaspr', 'oaat', 'environment', 'studio', 'debug-with-curl', 'security-model', 'upgrade-and-compatibility', 'doctor']
  const first = (guide: string): string => pageAt(`docs/${guide}.md`).text.split('\n').slice(0, 10).join('\n')
  t.strictSame(guides.filter((guide) => !/npx kaspr-hooks |kaspr-hooks doctor|npm start|helm |kubectl |curl /.test(first(guide))), [])
})
