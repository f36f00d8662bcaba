import { connectorsPage } from './connectors-page';
import { errorsPage } from './errors-page';
import { openApiPage } from './openapi-page';
import { stepsPage } from './steps-page';

/** Every generated page, by its path from the root of the repository. Add a page by adding a line. */
export const PAGES: Readonly<Record<string, () => string>> = {
  'docs/openapi.json': openApiPage,
  'docs/reference/connectors.md': connectorsPage,
  'docs/reference/errors.md': errorsPage,
  'docs/reference/steps.md': stepsPage,
};
