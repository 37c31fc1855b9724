/** Options of Node with which a script believes that it runs elsewhere. */
export const elsewhere = (key: 'platform' | 'arch', value: string) => [
  '--import',
  `data:text/javascript,Object.defineProperty(process,${JSON.stringify(key)},{value:${JSON.stringify(value)}})`,
];
