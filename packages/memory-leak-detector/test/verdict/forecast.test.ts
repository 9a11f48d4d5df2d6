import { expect, test } from 'vitest';
import { createForecast, type Forecast } from '../../src/verdict/forecast.ts';

/** Ten units a second are foretold at 100 s, when 50 are held. */
function foretold(): Forecast {
  const forecast = createForecast();
  forecast.push(100, 50);
  forecast.begin(10, 0);
  return forecast;
}

test('is open until a later sample tells what was held', () => {
  const forecast = foretold();
  expect(forecast.kept).toBeUndefined();
  forecast.push(100, 500);
  expect(forecast.kept).toBeUndefined();
});

test.each([
  ['goes on as foretold', 110, 150, true],
  ['goes on at three quarters of the rate', 110, 125, true],
  ['slows down', 110, 124, false],
  ['stops', 110, 50, false],
  ['was given back', 110, 10, false],
])('tells that growth %s', (_, time, held, kept) => {
  const forecast = foretold();
  forecast.push(time, held);
  expect(forecast.kept).toBe(kept);
});

test('is told by all that came after it, the last one included', () => {
  const forecast = foretold();
  forecast.push(110, 60);
  forecast.push(130, 350);
  expect(forecast.kept).toBe(true);
});

test('that failed can be made anew, from the last sample on', () => {
  const forecast = foretold();
  forecast.push(110, 60);
  expect(forecast.kept).toBe(false);
  forecast.begin(2, 0);
  expect(forecast.kept).toBeUndefined();
  forecast.push(120, 80);
  expect(forecast.kept).toBe(true);
});

test('where nothing was told before stays open', () => {
  const forecast = createForecast();
  forecast.begin(10, 0);
  forecast.push(10, 100);
  expect(forecast.kept).toBeUndefined();
});

test.each([
  ['rose with the load', 170, 3, false],
  ['rose besides what came with the load', 240, 3, true],
  ['goes on while the load falls', 110, 0, true],
])('is judged without what the load explains where growth %s', (_, held, load, kept) => {
  const forecast = createForecast();
  forecast.push(100, 50, 1);
  forecast.begin(10, 50);
  forecast.push(110, held, load);
  expect(forecast.kept).toBe(kept);
});
