import { join } from 'node:path';
import ts from 'typescript';

/** Tells whether a file with another text still compiles, in the midst of the others as they are. */
export class TypeCheck {
  private readonly replaced = new Map<
    string,
    { readonly text: string; readonly version: number }
  >();
  private readonly service: ts.LanguageService;
  private version = 0;

  constructor(
    private readonly root: string,
    files: readonly string[],
  ) {
    const options = optionsOf(root);
    const names = files.map((file) => join(root, file));
    this.service = ts.createLanguageService({
      getCompilationSettings: () => options,
      getScriptFileNames: () => names,
      getScriptVersion: (name) => String(this.replaced.get(name)?.version ?? 0),
      getScriptSnapshot: (name) => {
        const text = this.replaced.get(name)?.text ?? ts.sys.readFile(name);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => root,
      getDefaultLibFileName: (of) => ts.getDefaultLibFilePath(of),
      fileExists: (name) => ts.sys.fileExists(name),
      readFile: (name) => ts.sys.readFile(name),
      readDirectory: (path, ...rest) => ts.sys.readDirectory(path, ...rest),
      directoryExists: (name) => ts.sys.directoryExists(name),
      getDirectories: (name) => ts.sys.getDirectories(name),
    });
  }

  /** Errors of one file alone: those that it makes in others are left to the tests. */
  compiles(file: string, text: string): boolean {
    const name = join(this.root, file);
    this.version += 1;
    this.replaced.set(name, { text, version: this.version });
    const isGood =
      this.service.getSyntacticDiagnostics(name).length === 0 &&
      this.service.getSemanticDiagnostics(name).length === 0;
    this.replaced.delete(name);
    return isGood;
  }
}

/** Those of the repository; a name that a dropped statement leaves unused is no error. */
function optionsOf(root: string): ts.CompilerOptions {
  const file = join(root, 'tsconfig.json');
  const read = ts.readConfigFile(file, (name) => ts.sys.readFile(name));
  const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, root);
  return { ...options, noUnusedLocals: false, noUnusedParameters: false };
}
