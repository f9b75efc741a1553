import { MantineProvider } from '@mantine/core';
import '@mantine/core/styles.css';
import { Notifications } from '@mantine/notifications';
import '@mantine/notifications/styles.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './app/style.css';
import { config as zodConfig } from 'zod';
import { profileStore } from './app/session.ts';
import { Shell } from './app/shell.tsx';
import { SignIn } from './app/sign-in.tsx';
import { theme, variables } from './app/theme.ts';
import { styleNonce } from './ui/nonce.ts';
import { onNewPerson, useStore } from './ui/store.ts';

// The content security policy lets no program write code: schemas are walked, not compiled.
zodConfig({ jitless: true });

// Read by the part that locks scrolling behind a dialog, whose style sheet needs it too.
Object.assign(globalThis, { __webpack_nonce__: styleNonce() });

const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 5_000, retry: false, refetchOnWindowFocus: true } },
});

onNewPerson(() => queries.clear());

function App() {
  const profile = useStore(profileStore);
  return profile === null ? <SignIn /> : <Shell key={profile.username} profile={profile} />;
}

const root = document.getElementById('root');
if (root === null) throw new Error('the page must have an element with the id "root"');
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme="dark"
      getStyleNonce={styleNonce}
    >
      <Notifications position="bottom-right" limit={4} />
      <QueryClientProvider client={queries}>
        <App />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
