/** Placeholder for the real reading; see the types. */
export interface EnvRead {
  readonly name: string;
  readonly line: number;
}
export interface PythonFile {
  readonly path: string;
}
