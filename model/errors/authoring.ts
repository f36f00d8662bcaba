/** Problems of authored files, found by validate and compile. */
export const AUTHORING_ERRORS = {} as const;
