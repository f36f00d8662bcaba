import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import { Fault } from './app/fault';
import { problemOf } from './api/problem';
import { TextsProvider } from './texts/texts';
import './theme/tokens.css';
import './theme/base.css';
import './theme/parts.css';
import { chosenTheme, showTheme } from './theme/theme';

showTheme(chosenTheme());

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // Live events say when something is to be read anew.
      staleTime: 1000,
      networkMode: 'always',
      retry: (count, error) => count < 2 && isPassing(problemOf(error).status),
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

/** Whether the same may go well if it is asked again. */
function isPassing(status: number): boolean {
  return status === 0 || status >= 500;
}

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <TextsProvider>
        <Fault>
          <App />
        </Fault>
      </TextsProvider>
    </QueryClientProvider>
  </StrictMode>,
);
