import { type Backend, openBackend } from './backend.ts';
import { connectAs, type TestClient } from './client.ts';
import { type ServiceOptions, startService, type TestService } from './service.ts';

/** One service for a test file, and a fresh connection of the institutional demo client for each of its tests. */
export interface UsedService {
  readonly service: TestService;
  readonly client: TestClient;
}

const START_MS = 90_000;

export function useService(options: ServiceOptions = {}): UsedService {
  let backend: Backend | undefined;
  let service: TestService | undefined;
  let client: TestClient | undefined;
  beforeAll(async () => {
    backend = await openBackend('firm');
    service = await startService(backend, options);
  }, START_MS);
  afterAll(async () => {
    await service?.stop();
    await backend?.close();
  }, START_MS);
  beforeEach(async () => {
    if (service !== undefined) client = await connectAs(service, 'harbour');
  });
  afterEach(() => client?.close());
  return {
    get service() {
      if (service === undefined) throw new Error('the service has not started');
      return service;
    },
    get client() {
      if (client === undefined) throw new Error('nobody has connected');
      return client;
    },
  };
}
