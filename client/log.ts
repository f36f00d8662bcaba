/** Told, one line at a time, what takes long. */
export type Log = (line: string) => void;
