/** Node options that make a script see another platform or architecture. */
export const elsewhere = (key: 'platform' | 'arch', value: string) => [
  '--import',
  `data:text/javascript,Object.defineProperty(process,${JSON.stringify(key)},{value:${JSON.stringify(value)}})`,
];
