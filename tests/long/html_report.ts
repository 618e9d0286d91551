/** The HTML report in a real browser: nothing is loaded, nothing runs, and everybody can read it. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import type { ChecklistReport } from "../../src/checklist/checklist.ts";
import { html } from "../../src/report/html.ts";
import { NASTY, withTexts } from "../report/hostile_checklist.ts";
import { type Page, requireBrowser } from "../report/require_browser.ts";
import { CONTEXT, FLEET, fleetOf, REPORT } from "../report/sample_checklist.ts";

const tools = await requireBrowser();
const folder = Deno.makeTempDirSync({ prefix: "keysplit-html-" });

Deno.test.afterAll(async () => {
  await tools?.browser.close();
  Deno.removeSync(folder, { recursive: true });
});

const REPORTS = {
  project: REPORT,
  fleet: FLEET,
  hostile: withTexts(REPORT, (text) => `${NASTY.join(" ")}${text}`),
  many: fleetOf(Array.from({ length: 1000 }, (_, i) => `service-${i}`), [
    { fingerprint: "1a2b3c4d", places: Array.from({ length: 1000 }, (_, i) => `service-${i} (.env)`) },
  ]),
} as const satisfies Record<string, ChecklistReport>;
type Name = keyof typeof REPORTS;
const NAMES = ["project", "fleet", "hostile"] as const satisfies readonly Name[];

interface Opening {
  readonly scheme?: "light" | "dark";
  readonly width?: number;
}

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: tools === null, fn });
}

/** Opens a report, and afterwards holds it to having done nothing: no word on the console, no request, no dialog. */
async function open(
  name: Name,
  { scheme = "light", width = 1200 }: Opening,
  look: (page: Page) => Promise<void>,
) {
  const path = join(folder, `${name}.html`);
  Deno.writeTextFileSync(path, html(REPORTS[name], CONTEXT));
  const context = await tools!.browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
  try {
    const page = await context.newPage();
    const events: string[] = [];
    page.on("console", (message) => events.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => events.push(`error: ${error}`));
    page.on("crash", () => events.push("crash"));
    page.on("request", (request) => events.push(`request: ${request.url()}`));
    page.on("dialog", (dialog) => {
      events.push(`dialog: ${dialog.message()}`);
      return dialog.dismiss();
    });
    await page.goto(`file://${path}`);
    await look(page);
    assertEquals(events, [`request: file://${path}`]);
  } finally {
    await context.close();
  }
}

async function unfold(page: Page): Promise<void> {
  await page.evaluate("document.querySelectorAll('details').forEach((details) => details.open = true)");
}

for (const name of NAMES) {
  for (const scheme of ["light", "dark"] as const) {
    test(`html() of a ${name} report has nothing that axe finds fault with, in ${scheme}`, async () => {
      await open(name, { scheme }, async (page) => {
        for (const isUnfolded of [false, true]) {
          if (isUnfolded) await unfold(page);
          assertEquals(await faults(page), []);
        }
      });
    });
  }

  test(`html() of a ${name} report is read at 320 px and with text of twice the size without scrolling sideways`, async () => {
    for (const [width, size] of [[320, 100], [640, 200], [320, 200]] as const) {
      await open(name, { width }, async (page) => {
        await unfold(page);
        await page.evaluate(`document.documentElement.style.fontSize = "${size}%"`);
        const [inner, scroll] = await widths(page);
        assert(scroll <= inner, `${scroll} of ${inner} px at ${size} %`);
      });
    }
  });

  test(`html() of a ${name} report is printed with all that is folded, dark on white`, async () => {
    await open(name, { scheme: "dark" }, async (page) => {
      const pdf = new TextDecoder("latin1").decode(await page.pdf({ preferCSSPageSize: true }));
      assert(pdf.startsWith("%PDF-"));
      assert((pdf.match(/\/Type \/Page\b/g)?.length ?? 0) >= 2);
      await page.emulateMedia({ media: "print" });
      const hidden = await page.evaluate(`[...document.querySelectorAll("details > div, details .evidence")]
        .filter((part) => part.getBoundingClientRect().height === 0 || !part.checkVisibility()).length`);
      assertEquals(hidden, 0);
      assertEquals(
        await page.evaluate("getComputedStyle(document.querySelector('h1')).color"),
        "rgb(0, 0, 0)",
      );
    });
  });
}

test("html() is unfolded by the keyboard alone", async () => {
  await open("project", {}, async (page) => {
    const focused = "document.activeElement.matches('details:not([open]) > summary')";
    for (let i = 0; i < 20 && await page.evaluate(focused) !== true; i++) await page.keyboard.press("Tab");
    assertEquals(await page.evaluate(focused), true);
    const outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle");
    assertEquals(outline, "solid");
    for (const key of ["Enter", "Space"]) {
      const before = await page.evaluate("document.activeElement.parentElement.open");
      await page.keyboard.press(key);
      assertEquals(await page.evaluate("document.activeElement.parentElement.open"), before !== true);
    }
  });
});

test("html() leads from the table to a service, and unfolds it, by the keyboard alone", async () => {
  await open("fleet", {}, async (page) => {
    const focused = "document.activeElement.matches('.matrix a')";
    for (let i = 0; i < 20 && await page.evaluate(focused) !== true; i++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assertEquals(await page.evaluate("document.getElementById('s1').parentElement.open"), true);
  });
});

test("html() is a page of landmarks and headings without a gap, with a language and a title", async () => {
  await open("fleet", {}, async (page) => {
    assertEquals(await page.evaluate("document.documentElement.lang"), "en");
    assertEquals(await page.evaluate("document.title"), "4 services: not ready (release checklist)");
    assertEquals(
      await page.evaluate(
        `["header", "main", "footer"].map((name) => document.querySelectorAll("body > " + name).length)`,
      ),
      [1, 1, 1],
    );
    const levels = await page.evaluate(
      "[...document.querySelectorAll('h1, h2, h3')].map(({ tagName }) => tagName)",
    );
    assertEquals(new Set(levels as string[]), new Set(["H1", "H2", "H3"]));
  });
});

test("html() of 1,000 services opens, stays small, and keeps the heads of the table in sight", async () => {
  const size = new TextEncoder().encode(html(REPORTS.many, CONTEXT)).length;
  assert(size < 8_000_000, `${size} bytes`);
  for (const width of [1200, 320]) {
    const start = performance.now();
    await open("many", { width }, async (page) => {
      const seconds = (performance.now() - start) / 1000;
      assert(seconds < 20, `${seconds} s`);
      const [inner, scroll] = await widths(page);
      assert(scroll <= inner, `${scroll} of ${inner} px`);
      const places = await page.evaluate(`(() => {
        const region = document.querySelector(".scroll");
        region.scrollTop = 5000;
        region.scrollLeft = 200;
        const frame = region.getBoundingClientRect();
        const head = document.querySelector(".matrix thead th:nth-child(2)").getBoundingClientRect();
        const name = document.querySelector(".matrix tbody tr:nth-child(200) th").getBoundingClientRect();
        return [head.top - frame.top, name.left - frame.left].map(Math.round);
      })()`);
      assertEquals(places, [1, 1]);
    });
  }
});

test("html() shows what was injected as text", async () => {
  await open("hostile", {}, async (page) => {
    assertStringIncludes(String(await page.evaluate("document.body.innerText")), "<script>alert(1)</script>");
    assertEquals(await page.evaluate("document.querySelectorAll('script, img, iframe, [onload]').length"), 0);
  });
});

async function widths(page: Page): Promise<readonly [number, number]> {
  return await page.evaluate(
    "[document.documentElement.clientWidth, document.documentElement.scrollWidth]",
  ) as readonly [number, number];
}

/** What axe finds fault with, with the place of each. */
async function faults(page: Page): Promise<readonly string[]> {
  await page.evaluate(tools!.axe);
  return await page.evaluate(`axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => id + ": " + target)))`) as readonly string[];
}
