// Formats the C++ sources with clang-format (compiled to wasm, so that everybody uses the same version): --check or --write.
import { readFileSync, writeFileSync } from 'node:fs';
import { format } from '@wasm-fmt/clang-format';
import { nativeSources } from './native-sources.js';

const style = readFileSync('native/.clang-format', 'utf8');
const write = process.argv[2] === '--write';
if (!write && process.argv[2] !== '--check') {
  console.error('usage: node scripts/format-native.js --check|--write');
  process.exit(2);
}

const unformatted = nativeSources().filter((file) => {
  const before = readFileSync(file, 'utf8');
  const after = format(before, file, style);
  if (write && after !== before) writeFileSync(file, after);
  return after !== before;
});

for (const file of unformatted) console.log(`${write ? 'formatted' : 'not formatted'}: ${file}`);
if (!write && unformatted.length > 0) {
  console.error(`${unformatted.length} C++ files are not formatted. Run: npm run format`);
  process.exit(1);
}
