import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/base/errors.js';
import {
  durationText,
  parseCount,
  parseDurationNs,
  parseRate,
  parseSizeBytes,
  sizeText,
} from '../../src/base/units.js';

describe('parseDurationNs', () => {
  test.each([
    ['50us', 50_000],
    ['50µs', 50_000],
    ['10ms', 10_000_000],
    ['1.5ms', 1_500_000],
    ['.5s', 500_000_000],
    ['5s', 5e9],
    ['2m', 120e9],
    ['24h', 86_400e9],
    ['7 ms', 7_000_000],
    ['300ns', 300],
    ['0', 0],
    ['0.1us', 100],
  ])('parses %s', (text, durationNs) => {
    expect(parseDurationNs(text)).toBe(durationNs);
  });

  test.each([
    ['5', /has no unit/],
    ['-5s', /negative/],
    ['5 sec', /unknown unit 'sec'/],
    ['5S', /unknown unit 'S'/],
    ['1toString', /unknown unit/],
    ['', /empty/],
    ['ms', /is not a duration/],
    ['1e3us', /is not a duration/],
    ['5s 3ms', /is not a duration/],
    ['Infinitys', /is not a duration/],
  ])('rejects %j', (text, message) => {
    expect(() => parseDurationNs(text)).toThrow(UsageError);
    expect(() => parseDurationNs(text)).toThrow(message);
  });
});

describe('parseSizeBytes', () => {
  test.each([
    ['4MiB', 4_194_304],
    ['128KiB', 131_072],
    ['0.5GiB', 536_870_912],
    ['512B', 512],
  ])('parses %s', (text, sizeBytes) => {
    expect(parseSizeBytes(text)).toBe(sizeBytes);
  });

  test.each(['4MB', '4', '-4MiB', 'MiB'])('rejects %j', (text) => {
    expect(() => parseSizeBytes(text)).toThrow(UsageError);
  });
});

test('rates are events per second, with or without /s', () => {
  expect([parseRate('4'), parseRate('0.5'), parseRate('120/s'), parseRate('0')]).toEqual([4, 0.5, 120, 0]);
  for (const text of ['-4', '4/m', '', 'NaN', '1e3']) expect(() => parseRate(text)).toThrow(UsageError);
});

test('counts are whole numbers', () => {
  expect(parseCount('12')).toBe(12);
  for (const text of ['1.5', '-1', '', '0x10', '99999999999999999999'])
    expect(() => parseCount(text)).toThrow(UsageError);
});

test.each([
  [500_000, '500us'],
  [1_500_000, '1.5ms'],
  [90e9, '90s'],
  [120e9, '2m'],
  [5e8, '500ms'],
  [0, '0'],
  [1, '1ns'],
])('%d ns is printed as %s', (durationNs, text) => {
  expect(durationText(durationNs)).toBe(text);
});

test('a printed duration parses to the same duration', () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 47 }), (durationNs) => parseDurationNs(durationText(durationNs)) === durationNs),
  );
});

test('a printed size parses to the same size', () => {
  fc.assert(fc.property(fc.nat({ max: 2 ** 45 }), (sizeBytes) => parseSizeBytes(sizeText(sizeBytes)) === sizeBytes));
});
