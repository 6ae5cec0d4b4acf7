namespace OnnxPool.Cli;

/// <summary>
/// How the page looks. A failure has a mark besides its colour, and the shades of the heat tables differ in lightness, so that the page reads in grey.
/// </summary>
static class PageStyle
{
    // No character that XML would write as an entity: HTML reads none in a style.
    public const string Css = """

        :root {
          color-scheme: light dark;
          --page: #ffffff; --ink: #16181d; --soft: #5a6270; --rule: #d9dde3; --panel: #f4f6f8;
          --bad: #b3001b; --bad-ink: #ffffff; --good: #1a6e3c; --bar: #4a6fa5;
          --h0: #ffffff; --h1: #e6edf6; --h2: #c9d8ea; --h3: #a3bcd9; --h4: #6f92bd; --h5: #3c5f8f;
          --h-light: #16181d; --h-dark: #ffffff;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #14171c; --ink: #e6e9ee; --soft: #9aa4b2; --rule: #323842; --panel: #1c2027;
            --bad: #ff6b78; --bad-ink: #14171c; --good: #6fcf97; --bar: #7fa3d6;
            --h0: #14171c; --h1: #1e2937; --h2: #293b53; --h3: #375274; --h4: #6c94c6; --h5: #b9d2f0;
            --h-light: #e6e9ee; --h-dark: #14171c;
          }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
        body {
          margin: 0 auto; padding: 1.5rem clamp(0.8rem, 3vw, 2.5rem) 4rem; max-width: 75rem;
          background: var(--page); color: var(--ink);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif;
          overflow-wrap: anywhere;
        }
        h1, h2, h3, p, dl { margin: 0; }
        h1 { font-size: clamp(1.7rem, 5vw, 2.6rem); line-height: 1.15; letter-spacing: -0.01em; margin-bottom: 0.5rem; }
        h1.good { color: var(--good); }
        h1.bad, h1.partial, p.partial, .bad { color: var(--bad); }
        p.partial { font-weight: 600; margin-bottom: 0.5rem; }
        h2 { font-size: 1.35rem; margin: 3rem 0 0.6rem; padding-top: 0.9rem; border-top: 2px solid var(--ink); }
        h3 { font-size: 1rem; margin: 1.2rem 0 0.3rem; }
        section p { max-width: 55rem; margin-bottom: 0.8rem; }
        .over { color: var(--soft); font-weight: 600; }
        .note { color: var(--soft); font-weight: 400; }
        dl.facts { display: flex; flex-wrap: wrap; gap: 0.2rem 1.8rem; margin: 0.9rem 0; }
        dl.facts dt { color: var(--soft); font-size: 0.8rem; }
        dl.facts dd { margin: 0; font-weight: 600; }
        code.line {
          display: block; margin: 0.3rem 0; padding: 0.35rem 0.6rem; background: var(--panel); border-radius: 4px;
          font: 0.84rem/1.45 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
          white-space: pre-wrap; overflow-wrap: anywhere; user-select: all;
        }
        td code.line { background: none; padding: 0; margin: 0; }
        dl.totals { display: grid; grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr)); gap: 0.5rem; margin: 1.2rem 0 0.6rem; }
        dl.totals div { padding: 0.4rem 0.7rem; border-left: 6px solid var(--rule); background: var(--panel); }
        dl.totals dt { color: var(--soft); font-size: 0.85rem; }
        dl.totals dd { margin: 0; font-size: 1.6rem; line-height: 1.2; font-weight: 700; font-variant-numeric: tabular-nums; }
        dl.totals div.none dd { color: var(--soft); font-weight: 400; }
        dl.totals div.passed { border-color: var(--good); }
        dl.totals div.divergent { border-color: var(--bar); }
        dl.totals div.failed, dl.totals div.unstable, dl.totals div.crashed { border-color: var(--bad); }
        dl.totals div.failed dd, dl.totals div.unstable dd, dl.totals div.crashed dd { color: var(--bad); }
        dl.totals div.none { border-color: var(--rule); }
        dl.totals div.none dd { color: var(--soft); }
        .shares { display: flex; gap: 2px; height: 12px; margin-bottom: 1.2rem; }
        .shares span { min-width: 3px; background: var(--soft); }
        .shares .passed { background: var(--good); }
        .shares .divergent { background: var(--bar); }
        .shares .failed, .shares .unstable, .shares .crashed { background: var(--bad); }
        nav { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; margin-top: 1.2rem; }
        a { color: inherit; text-underline-offset: 3px; }
        .scroll { overflow-x: auto; margin: 0.3rem 0 0.8rem; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        table.list { overflow-wrap: normal; }
        table.list th, table.list td { padding: 0.3rem 1.4rem 0.3rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); }
        table.list th { color: var(--soft); font-weight: 600; font-size: 0.85rem; vertical-align: bottom; }
        table.list th.number, table.list td.number { text-align: right; }
        table.list td.number { white-space: nowrap; }
        table.list td.bad { font-weight: 700; }
        .total td { font-weight: 700; }
        td.wide, th.wide { min-width: 16rem; }
        .bar { display: block; height: 0.6rem; margin: 0.45rem 0; background: var(--panel); }
        .bar span { display: block; height: 100%; background: var(--bar); }
        article { margin: 0 0 1.6rem; break-inside: avoid; }
        article.failure { border: 2px solid var(--bad); border-left-width: 10px; padding: 0.8rem 1rem; border-radius: 4px; }
        article.failure h3 { font-size: 1.25rem; margin-top: 0; }
        article.failure .mark { background: var(--bad); color: var(--bad-ink); padding: 0 0.5rem; border-radius: 3px; text-transform: uppercase; font-size: 0.9rem; }
        article.divergence h3 { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.1rem 0.9rem; }
        article.divergence .count { color: var(--soft); font-weight: 400; }
        article.divergence .bar { flex: 1 1 6rem; max-width: 20rem; margin: 0; }
        article.divergence p { margin-bottom: 0.3rem; }
        dl.row { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: 0.3rem 1.5rem; font-size: 0.88rem; }
        dl.row dt, dl.lines dt { color: var(--soft); font-size: 0.85rem; }
        dl.row dd, dl.lines dd, dl.words dd { margin: 0; }
        dl.lines dt { margin-top: 0.5rem; }
        dl.words { display: grid; grid-template-columns: max-content 1fr; gap: 0.3rem 1.2rem; max-width: 60rem; overflow-wrap: break-word; }
        dl.words dt { font-weight: 600; }
        p.key { display: flex; flex-wrap: wrap; gap: 0.1rem 1.1rem; color: var(--soft); font-size: 0.88rem; }
        .grids { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 1.4rem 2rem; }
        table.heat { font-size: 0.8rem; line-height: 1.3; break-inside: avoid; overflow-wrap: normal; }
        .grids .scroll { margin: 0; max-width: 100%; }
        table.heat caption { text-align: left; font-weight: 700; font-size: 0.95rem; padding-bottom: 0.2rem; }
        table.heat th { font-weight: 400; text-align: right; padding: 0.1rem 0.5rem 0.1rem 0; white-space: nowrap; }
        table.heat thead th { text-align: center; padding: 0.1rem 0.15rem; color: var(--soft); font-size: 0.72rem; }
        table.heat tbody td { min-width: 2.9rem; padding: 0.15rem 0.2rem; text-align: center; border: 1px solid var(--page); white-space: nowrap; color: var(--h-light); }
        table.heat td.empty { color: var(--rule); }
        table.heat td.refused { color: var(--soft); font-size: 0.68rem; font-style: italic; }
        table.heat td.h0 { color: var(--soft); background: var(--panel); }
        table.heat td.h1 { background: var(--h1); }
        table.heat td.h2 { background: var(--h2); }
        table.heat td.h3 { background: var(--h3); }
        table.heat td.h4 { background: var(--h4); color: var(--h-dark); }
        table.heat td.h5 { background: var(--h5); color: var(--h-dark); }
        table.heat td.fail { background: var(--bad); color: var(--bad-ink); font-weight: 700; }
        .histograms { display: flex; flex-wrap: wrap; align-items: flex-end; gap: 0.8rem 1.5rem; margin: 0.6rem 0 1rem; }
        figure { margin: 0; min-width: 14.5rem; max-width: 100%; break-inside: avoid; }
        figcaption { font-size: 0.84rem; max-width: 18rem; }
        figcaption .note { display: block; }
        svg { display: block; max-width: 100%; height: auto; font: 10px system-ui, sans-serif; }
        svg rect { fill: var(--bar); }
        svg text { fill: var(--ink); text-anchor: middle; }
        svg text.bin { fill: var(--soft); }
        svg line.axis { stroke: var(--soft); }
        .exact { margin-right: 1rem; }
        details { margin: 0.3rem 0; }
        summary { cursor: pointer; color: var(--soft); }
        @media (max-width: 34rem) {
          body { font-size: 14px; }
          dl.totals { grid-template-columns: repeat(3, 1fr); }
          dl.words { grid-template-columns: 1fr; }
          dl.words dd { margin-bottom: 0.4rem; }
          td.wide, th.wide { display: none; }
          table.list th, table.list td { padding-right: 0.7rem; }
          table.heat tbody td { min-width: 2.3rem; padding: 0.15rem 0; }
          table.heat thead th { font-size: 0.65rem; padding: 0.1rem 0; }
        }
        @media print {
          :root {
            --page: #ffffff; --ink: #000000; --soft: #444444; --rule: #bbbbbb; --panel: #f2f2f2; --bad: #a00018; --bad-ink: #ffffff; --good: #14572f; --bar: #4a6fa5;
            --h0: #ffffff; --h1: #e6edf6; --h2: #c9d8ea; --h3: #a3bcd9; --h4: #6f92bd; --h5: #3c5f8f; --h-light: #000000; --h-dark: #ffffff;
          }
          * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          body { max-width: none; padding: 0; font-size: 10pt; }
          nav { display: none; }
          .scroll { overflow: visible; }
          h2, h3 { break-after: avoid; }
        }

        """;
}
