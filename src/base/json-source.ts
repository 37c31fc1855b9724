// JSON with comments, read field by field. Every error names the file, the line and the field.
import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { type Distribution, parseDistribution } from './distribution.js';
import { UsageError } from './errors.js';
import { nearest } from './suggest.js';
import { parseDurationNs } from './units.js';

/** The path of a field: `threads`, 2, `every`. */
export type Path = readonly (string | number)[];

/** A text with its syntax tree, and errors that name the position. */
export class JsonSource {
  constructor(
    private readonly file: string,
    private readonly text: string,
  ) {}

  root(): Node {
    const errors: ParseError[] = [];
    const tree = parseTree(this.text, errors, { allowTrailingComma: true });
    const [first] = errors;
    if (first !== undefined) {
      throw this.complaint(first.offset, `is not JSON: ${words(printParseErrorCode(first.error))}`, '');
    }
    if (tree?.type !== 'object') throw this.complaint(0, 'is not a scenario', 'Write { "threads": [ … ] }.');
    return tree;
  }

  child(node: Node, key: string): Node | undefined {
    return findNodeAtLocation(node, [key]);
  }

  checkKeys(node: Node, path: Path, known: readonly string[]): void {
    const seen = new Set<string>();
    for (const property of node.children ?? []) {
      const [keyNode] = property.children ?? [];
      const key = String(keyNode?.value);
      if (!known.includes(key)) {
        const meant = nearest(key, known);
        const remedy = meant === undefined ? `Fields: ${known.join(', ')}.` : `Did you mean ${meant}?`;
        throw this.error(property, [...path, key], 'is not a field', remedy);
      }
      if (seen.has(key)) throw this.error(property, [...path, key], 'stands twice', 'Take one of them out.');
      seen.add(key);
    }
  }

  string(node: Node, path: Path, key: string): string | undefined {
    return this.typed<string>(node, path, key, 'string', 'a text');
  }

  boolean(node: Node, path: Path, key: string): boolean | undefined {
    return this.typed<boolean>(node, path, key, 'boolean', 'true or false');
  }

  count(node: Node, path: Path, key: string, most: number): number | undefined {
    const value = this.typed<number>(node, path, key, 'number', 'a whole number');
    if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= most)) return value;
    const child = this.child(node, key) ?? node;
    throw this.error(child, [...path, key], `${value} is out of range`, `It can be 1 to ${most}.`);
  }

  duration(node: Node, path: Path, key: string): number | undefined {
    return this.parsed(node, path, key, parseDurationNs);
  }

  distribution(node: Node, path: Path, key: string): Distribution | undefined {
    return this.parsed(node, path, key, parseDistribution);
  }

  error(node: Node, path: Path, problem: string, remedy: string): UsageError {
    const place = path.length === 0 ? '' : `${pathText(path)} `;
    return this.complaint(node.offset, `${place}${problem}`, remedy);
  }

  /** A text with a unit, parsed by a parser of the command line. */
  private parsed<Value>(node: Node, path: Path, key: string, parse: (text: string) => Value): Value | undefined {
    const text = this.string(node, path, key);
    if (text === undefined) return undefined;
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const child = this.child(node, key) ?? node;
      throw this.error(child, [...path, key], error.message, error.suggestions.join(' '));
    }
  }

  private typed<Value>(node: Node, path: Path, key: string, type: Node['type'], what: string): Value | undefined {
    const child = this.child(node, key);
    if (child === undefined) return undefined;
    if (child.type === type) return child.value as Value;
    throw this.error(child, [...path, key], `is not ${what}`, '');
  }

  private complaint(offset: number, problem: string, remedy: string): UsageError {
    const line = this.text.slice(0, offset).split('\n').length;
    return new UsageError(`${this.file}:${line}: ${problem}`, ...(remedy === '' ? [] : [remedy]));
  }
}

/** `threads[2].every` */
const pathText = (path: Path) =>
  path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${part}`)).join('');

/** `PropertyNameExpected` → `property name expected` */
const words = (code: string) =>
  code.replace(/[A-Z]/g, (letter, at: number) => `${at === 0 ? '' : ' '}${letter.toLowerCase()}`);
