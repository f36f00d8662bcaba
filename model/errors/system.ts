/** What is missing or broken around a run: servers, files, versions. */
export const SYSTEM_ERRORS = {
} as const;
