import { pageLooks, pagePaints } from './looks.ts'

/** Pixels of an hour. Hours that are left out take as many. */
export const hourPixels = 40
/** Pixels of a line of text in a block. */
export const linePixels = 15

const looks = Object.values(pageLooks)

const paintsOf = (scheme: 'light' | 'dark'): string => {
  const { page, text, soft, line, shade, alarm } = pagePaints[scheme]
  const root = `:root{--bg:${page};--fg:${text};--mu:${soft};--ln:${line};--sh:${shade};--al:${alarm}}`
  return (
    root +
    looks
      .map(({ name, [scheme]: paint }) => `.${name}{--a:${paint.area};--t:${paint.text};--e:${paint.edge}}`)
      .join('')
  )
}

const signs = looks
  .filter(({ sign }) => sign !== undefined)
  .map(({ name, sign }) => `p.${name}:before{content:"${sign}\\a0"}`)
  .join('')

const dashed = looks.filter(({ isDashed }) => isDashed).map(({ name }) => `.${name}`)

const layout = `
*{box-sizing:border-box}
body{margin:0 auto;padding:2rem 1.5rem 3rem;max-width:64rem;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;-webkit-text-size-adjust:100%}
h1{margin:0;font-size:1.6rem;line-height:1.25}
h2{margin:2.5rem 0 .6rem;font-size:1.2rem;line-height:1.3;break-after:avoid}
h3{margin:1.4rem 0 .5rem;font-size:.95rem;font-weight:600;break-after:avoid}
h1,h2,td,.no{overflow-wrap:anywhere}
small,.no{color:var(--mu);font-size:.875rem;font-weight:400}
.no{margin:.4rem 0}
.al{color:var(--al);font-weight:600;margin:.4rem 0}
kbd{font:inherit;white-space:nowrap}
ul{display:flex;flex-wrap:wrap;gap:.4rem 1.4rem;margin:1rem 0 0;padding:0;list-style:none}
li b{font-size:1.15em}
i,em{font-style:normal}
li:before,th[scope=row]:before{content:"";display:inline-block;width:.72em;height:.72em;margin-right:.5em;border:1.5px solid var(--e);border-radius:3px;background:var(--e)}
.wk{display:grid;--h:3.1rem;--n:7;grid-template-columns:var(--h) repeat(var(--n),minmax(0,1fr));border:1px solid var(--ln);border-radius:8px;overflow:hidden;break-inside:avoid;background:var(--bg)}
.wk>*{border-left:1px solid var(--ln)}
.wk>:first-child,.wk>ol{border-left:0}
.h{padding:.4rem .25rem;border-bottom:1px solid var(--ln);background:var(--sh);text-align:center;font-size:.8rem;font-weight:600;white-space:nowrap;overflow:hidden}
ol{margin:0;padding:0;list-style:none;color:var(--mu);font-size:.72rem;font-variant-numeric:tabular-nums}
ol li{height:${hourPixels}px;padding:2px .4rem 0;text-align:right}
ol li:before{display:none}
.d{position:relative;min-height:${hourPixels}px;background:repeating-linear-gradient(var(--ln) 0 1px,#0000 1px ${hourPixels}px) 0 -1px}
.g,.z{background-color:var(--sh)}
p.s{position:absolute;left:0;right:0;margin:0;background:repeating-linear-gradient(135deg,var(--ln) 0 2px,#0000 2px 7px)}
.d>p:not(.s){position:absolute;left:2px;right:2px;margin:0;padding:1px 3px 0 7px;border:0 solid #0000;border-radius:3px;background:linear-gradient(var(--e) 0 0) 0 0/3px 100% no-repeat border-box,var(--a);color:var(--t);font-size:.72rem;line-height:${linePixels}px;overflow:hidden;display:-webkit-box;-webkit-box-orient:vertical}
p b{unicode-bidi:isolate;font-weight:650}
p.x b{text-decoration:line-through}
table{width:100%;margin-top:.75rem;border-collapse:collapse;table-layout:fixed;font-size:.875rem;font-variant-numeric:tabular-nums}
caption{padding:.2rem 0;text-align:left;font-weight:600}
th,td{padding:.35rem 1rem .35rem 0;border-top:1px solid var(--ln);text-align:left;vertical-align:top;font-weight:400}
thead th{border:0;padding-bottom:.1rem;color:var(--mu);font-size:.8rem}
th:first-child{width:6.5rem}
th:nth-child(2){width:36%}
th:nth-child(3){width:25%}
th[scope=row]{font-weight:600;color:var(--t)}
td{unicode-bidi:isolate}
tr{break-inside:avoid}
@media (max-width:40rem){
body{padding:1.25rem .75rem 2rem}
.wk{--h:2.1rem}
.h b{display:block}
.h{line-height:1.2;padding:.3rem 0;font-size:.72rem}
ol{font-size:.62rem}
ol li{padding:2px .2rem 0}
.d>p:not(.s){left:1px;right:1px;padding:1px 0 0 4px;background-size:2px 100%,auto;font-size:.58rem}
.d i{display:none}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{display:grid;grid-template-columns:5.5rem 1fr;padding:.5rem 0;border-top:1px solid var(--ln)}
th,td{border:0;padding:0}
td{grid-column:2}
td:nth-child(3){font-weight:600}
td:empty{display:none}
}
@media (forced-colors:active){
.d>p{outline:1px solid;outline-offset:-1px}
}
@media print{
@page{margin:12mm}
body{padding:0;max-width:none;font-size:10pt}
table{font-size:8.5pt}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`

/** The style sheet, without the places of blocks. */
export const styleSheet: string =
  paintsOf('light') +
  layout.replaceAll('\n', '') +
  `${dashed.map((name) => `.d>p${name}:not(.s)`).join(',')}{outline:1px dashed var(--e);outline-offset:-1px;background:var(--a)}` +
  `${dashed
    .flatMap((name) => [`li${name}`, `${name} th`])
    .map((name) => `${name}:before`)
    .join(',')}{background:none;border-style:dashed}` +
  signs +
  `@media screen and (prefers-color-scheme:dark){${paintsOf('dark')}}`
