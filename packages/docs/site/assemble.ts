import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { assembled, generated, home, type Page, pagesOf, readParts, root } from './pages.ts'
import { writeApi } from './reference/api.ts'
import { writeCommands } from './reference/command.ts'
import { writeContract } from './reference/contract.ts'

/** Writes the pages of the reference, and removes those of the site before. */
export async function generateReference(): Promise<void> {
  const folder = join(root, generated)
  for (const old of [generated, assembled]) rmSync(join(root, old), { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeContract(folder)
  await writeCommands(folder)
  await writeApi(folder)
}

/** Copies every page to its address, and the pictures. The texts stay as they are: links are resolved when a page is rendered. */
export function copyPages(): void {
  for (const page of pagesOf(readParts())) {
    const target = join(root, assembled, `${page.path}.md`)
    mkdirSync(dirname(target), { recursive: true })
    const text = textOf(page)
    // The server of `pnpm docs:dev` shows again what is written again.
    if (!existsSync(target) || readFileSync(target, 'utf8') !== text) writeFileSync(target, text)
  }
  for (const folder of pictureFolders) {
    if (!existsSync(join(root, folder))) continue
    cpSync(join(root, folder), join(root, assembled, 'public', folder), {
      recursive: true,
      filter: (path) => extname(path) === '' || pictureEndings.has(extname(path)),
    })
  }
  mkdirSync(join(root, assembled, 'public'), { recursive: true })
  writeFileSync(join(root, assembled, 'public/icon.svg'), icon)
}

/** A block in a week. */
const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#3451b2"/><path d="M4 4h8v8H4z" fill="#fff"/></svg>\n'

/** Where pictures of documents are; each has the same address on the site as in the repository. */
const pictureFolders = ['packages/docs/pictures', 'packages/client/guide']

/** The endings of pictures. */
const pictureEndings = new Set(['.svg', '.png', '.webp', '.html'])

/** The text of a page. */
function textOf({ path, source }: Page): string {
  const text = readFileSync(join(root, source), 'utf8')
  return path === home.path ? `---\n${homeSettings}\n---\n\n${text}` : text
}

/** The home page has neither a list of pages nor an outline beside it. */
const homeSettings = 'sidebar: false\naside: false\npageClass: home\neditLink: false\ntitleTemplate: false'
