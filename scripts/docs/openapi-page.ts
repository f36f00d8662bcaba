import { openApiDocument } from '../../api/openapi';

/** The OpenAPI document as the API serves it. */
export function openApiPage(): string {
  return `${JSON.stringify(openApiDocument(), undefined, 2)}\n`;
}
