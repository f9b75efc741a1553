import { type HttpAppDeps, httpApp } from '../../src/http/app.ts';

const API = '/api/v1';

/** What the router keeps of each thing it was given: a route, or another router mounted at a path. */
interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle: { readonly stack?: readonly Layer[] };
  readonly slash: boolean;
  match(path: string): boolean;
}

/** Every route of the HTTP edge as `GET /path`, those of the API without their prefix, found in the router itself. */
export function servedRoutes(): readonly string[] {
  const composed = new Proxy({ signInsPerMinute: 1 }, { get: (own, name) => Reflect.get(own, name) ?? anything() });
  const app = httpApp(composed as unknown as HttpAppDeps) as unknown as {
    readonly router: { readonly stack: readonly Layer[] };
  };
  return [...new Set(routesIn(app.router.stack))].sort();
}

function routesIn(stack: readonly Layer[]): string[] {
  return stack.flatMap((layer) => {
    const { route, handle } = layer;
    if (route !== undefined) {
      return Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`);
    }
    if (handle.stack === undefined) return [];
    if (!layer.slash && !layer.match(API)) throw new Error(`a router is mounted elsewhere than at / or ${API}`);
    return routesIn(handle.stack);
  });
}

/** Stands for each thing the edge is composed of: routes are declared without using any. */
function anything(): unknown {
  const stub: unknown = new Proxy(() => stub, { get: () => stub });
  return stub;
}
