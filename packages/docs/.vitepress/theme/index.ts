import { type Theme as ThemeOptions, onContentUpdated } from 'vitepress'
import DefaultTheme from 'vitepress/theme-without-fonts'
import { mountParts } from './live.ts'
// oxlint-disable-next-line import/no-unassigned-import -- a style sheet has no names
import './style.css'

const theme: ThemeOptions = {
  extends: DefaultTheme,
  setup() {
    onContentUpdated(() => void mountParts())
  },
}

export default theme
