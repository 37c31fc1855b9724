// Tells what to do after a failed build of the addon, from what node-gyp, make and the compiler printed.

/** The first pattern that matches names the cause. @type {[pattern: RegExp, hint: string][]} */
const causes = [
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|FetchError|related to network connectivity|\d{3} response downloading|unable to verify/i,
    "node-gyp could not download Node's headers. Name a folder that has include/node: npm install --nodedir=/usr",
  ],
  [
    /Could not find any Python|Python is not set|requires Python/i,
    'node-gyp needs Python 3: apt-get install python3, or set PYTHON to it',
  ],
  [
    /No space left on device/,
    'The disk is full: the build needs about 50 MB in native/build and in the temporary folder',
  ],
  [/EACCES|Permission denied/, 'The user who builds may not write there: check the owner of native/build'],
  [
    /Killed signal terminated program|virtual memory exhausted|out of memory|internal compiler error: Killed/,
    'The compiler ran out of memory: a unit needs about 500 MB. Compile one at a time: JOBS=1 npm ci',
  ],
  [
    /unrecognized (command[- ]line )?option '?-std=c\+\+20|invalid value 'c\+\+20'|fatal error: '?(concepts|bit|span|numbers)'?/,
    'The compiler is too old: it needs C++20 (GCC 11, Clang 16, or newer). Name another one with CXX=…',
  ],
  [
    /fatal error: (\S+): No such file or directory|'(\S+)' file not found/,
    'A header is missing: install the development files of libc and of the C++ library (Debian: apt-get install g++)',
  ],
  [
    /cannot find -l|unrecognized option '--version-script|ld: |collect2: error/,
    'The addon was compiled, but not linked: the linker says why above',
  ],
];

const unknown = 'The cause is in the lines above; the first "error" is the one that counts';

/** @param {string} output @returns {string} one sentence with the cause and its remedy */
export function hintFor(output) {
  return causes.find(([pattern]) => pattern.test(output))?.[1] ?? unknown;
}
