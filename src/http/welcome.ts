import type { RequestHandler } from 'express';

/** Apart from the page: the content security policy takes no style from inside one. */
const STYLE = `:root { color-scheme: dark light; --ink: #e6e9ef; --dim: #9aa4b2; --ground: #11151c; --card: #1a202a; --mark: #ffb454; }
@media (prefers-color-scheme: light) { :root { --ink: #1a202a; --dim: #55606e; --ground: #f5f6f8; --card: #fff; --mark: #8a4b00; } }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 46rem; margin: 8vh auto; padding: 0 1.5rem; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
p { margin: .5rem 0; } .dim { color: var(--dim); }
.mark { color: var(--mark); font-weight: 600; }
section { background: var(--card); border-radius: .6rem; padding: 1rem 1.25rem; margin: 1.25rem 0; }
h2 { font-size: 1rem; margin: 0 0 .5rem; }
pre { margin: .25rem 0; white-space: pre-wrap; font: .85rem/1.5 ui-monospace, monospace; }
a { color: inherit; } ul { margin: .25rem 0; padding-left: 1.2rem; }
`;

export interface WelcomePageDeps {
  readonly version: string;
  /** The market's source, such as "simulated". */
  readonly marketLabel: () => string;
  /** A command that the market of now quotes. */
  readonly exampleRequest: () => string;
}

/** What somebody sees who opens the printed address in a browser: that it runs, on which market, and where to go on. */
export function welcomePage({ version, marketLabel, exampleRequest }: WelcomePageDeps): RequestHandler {
  return (_req, res) => {
    res.type('html').send(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>OTC Desk</title>
<link rel="stylesheet" href="/welcome.css">
</head>
<body>
<main>
  <h1>OTC Desk is running</h1>
  <p class="dim">Version ${version} · market: <span class="mark">${marketLabel()}</span></p>
  <section>
    <h2>Ask for a quote</h2>
    <p>From a terminal in the project folder; the demo client signs in by itself:</p>
    <pre>${exampleRequest()}</pre>
  </section>
  <section>
    <h2>Connect a program</h2>
    <ul>
      <li>Real-time: socket.io 4, namespace <code>/v1/client</code>, websocket transport</li>
      <li>HTTP: <code>/api/v1</code>, session from <code>POST /api/v1/sessions</code></li>
    </ul>
  </section>
  <section>
    <h2>Operate</h2>
    <ul>
      <li><a href="/healthz">/healthz</a> – alive</li>
      <li><a href="/readyz">/readyz</a> – able to quote and book</li>
      <li><a href="/metrics">/metrics</a> – figures for Prometheus</li>
    </ul>
  </section>
</main>
</body>
</html>
`);
  };
}

export const welcomeStyle: RequestHandler = (_req, res) => {
  res.type('css').send(STYLE);
};
