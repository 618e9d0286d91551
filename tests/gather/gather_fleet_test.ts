import { assert, assertEquals } from "@std/assert";
import { gatherFleet } from "../../src/gather/gather_fleet.ts";

const NUMBERS = Array.from({ length: 20 }, (_, at) => at);
const clock = {
  now: () => 0,
  seconds: () => 0,
  sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
};

Deno.test({
  name:
    "gatherFleet() does so many at once, counts those that are done, and answers in the order of the services",
  permissions: "none",
  async fn() {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    const results = await gatherFleet({ clock, stopped: new Promise(() => {}) }, NUMBERS, {
      jobs: 3,
      async judge(number) {
        most = Math.max(most, ++running);
        await clock.sleep(number % 3);
        running -= 1;
        return number * 2;
      },
      done: (_service, _result, number) => done.push(number),
    });
    assertEquals(results, NUMBERS.map((number) => number * 2));
    assertEquals([most, done], [3, NUMBERS.map((number) => number + 1)]);
  },
});

Deno.test({
  name: "gatherFleet() begins no service after the run was stopped",
  permissions: "none",
  async fn() {
    const stop = Promise.withResolvers<void>();
    let begun = 0;
    await gatherFleet({ clock, stopped: stop.promise }, NUMBERS, {
      jobs: 2,
      judge: () => {
        if (++begun === 4) stop.resolve();
        return Promise.resolve(null);
      },
      done: () => {},
    });
    assert(begun <= 6, `${begun} were begun`);
  },
});
