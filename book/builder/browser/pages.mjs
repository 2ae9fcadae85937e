// Loads every page of the built book in headless Chromium, from stage 7, as a reader would.
//
//     node pages.mjs SERVER BOOK [SCREENSHOTS]
//
// SERVER is the executable of stage 7, BOOK the folder of the built book. In each theme and at each width,
// a page has to load without a failed request or a message in the console, must not be wider than the
// window, and its text must have no violation of contrast or accessibility that axe can find.
// Where SCREENSHOTS is given, a picture of each page is left there.

import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const THEMES = ["light", "navy"];
const WIDTHS = [390, 1280];
const VIEWS = THEMES.length * WIDTHS.length;
const HEIGHT = 900;

/// In pixels on the screen. What is smaller cannot be read on a telephone.
const SMALLEST_TEXT = 10;

/// Parts of the frame that mdBook puts around the text; they have no text of ours.
const NOT_PAGES = ["404.html", "toc.html"];

/// The whole book on one page: the pictures of its chapters are enough.
const PRINT = "print.html";

/// Pages that are all made in one way: each is looked at once, in one theme and width or another.
const IS_MADE_ALIKE = /^exercises\/(?!handout)/;

const BROWSERS = ["chromium", "chromium-browser", "google-chrome"];

const [server, book, screenshots] = process.argv.slice(2);
if (!book) {
  console.error("usage: node pages.mjs SERVER BOOK [SCREENSHOTS]");
  process.exit(2);
}

function findBrowser() {
  const folders = process.env.PATH.split(":");
  const paths = BROWSERS.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = paths.find((path) => existsSync(path));
  if (!found) {
    throw new Error(`none of ${BROWSERS.join(", ")} is installed`);
  }
  return found;
}

/// Starts the server on a free port, and gives the address that it says it listens on.
async function startServer() {
  // A browser keeps several connections open. With fewer workers, the server would close them to serve others.
  const child = spawn(server, ["--quiet", "--workers", "64", "--www", book, "127.0.0.1:0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  child.on("error", (error) => {
    console.error(`cannot start ${server}: ${error.message}`);
    process.exit(2);
  });
  for await (const line of createInterface({ input: child.stdout })) {
    return { child, address: line.replace("Listening on ", "") };
  }
  throw new Error(`${server} ended before it was ready`);
}

function listPages() {
  const files = readdirSync(book, { recursive: true });
  return files.filter((file) => file.endsWith(".html") && !NOT_PAGES.includes(file)).sort();
}

/// What a reader would not see, or should not: in the words of a test that failed.
async function faultsOf(context, url, theme, width) {
  const faults = [];
  const page = await context.newPage();
  await page.setViewportSize({ width, height: HEIGHT });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      faults.push(`says in the console: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => faults.push(`fails with: ${error.message}`));
  page.on("requestfailed", (request) => faults.push(`cannot load ${request.url()}`));
  page.on("response", (response) => {
    if (response.status() >= 400) {
      faults.push(`is answered ${response.status()} for ${response.url()}`);
    }
  });
  await page.goto(url, { waitUntil: "networkidle" });
  await page.evaluate(() => document.querySelectorAll("main details").forEach((one) => (one.open = true)));
  faults.push(...(await page.evaluate(measure, SMALLEST_TEXT)));
  // What axe looks for does not depend on the width, and it takes most of the time.
  if (width === WIDTHS[1] && !url.endsWith(PRINT)) {
    faults.push(...(await violations(page)));
  }
  if (screenshots && !url.endsWith(PRINT)) {
    const name = new URL(url).pathname.slice(1).replaceAll("/", "-").replace(".html", "");
    const path = join(screenshots, `${name || "index"}-${theme}-${width}.png`);
    await page.screenshot({ path, fullPage: true });
  }
  await page.close();
  return faults;
}

/// Runs in the page: what is too wide for the window, or too small to be read.
function measure(smallestText) {
  const faults = [];
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > window.innerWidth) {
    const isTooWide = (one) => one.getBoundingClientRect().right > window.innerWidth + 1;
    const first = [...document.querySelectorAll("main *")].find(isTooWide);
    const name = first ? `${first.tagName.toLowerCase()} "${first.textContent.trim().slice(0, 40)}"` : "something";
    faults.push(`is ${scrollWidth} pixels wide: ${name} does not fit`);
  }
  for (const command of document.querySelectorAll(".typed")) {
    if (command.scrollWidth > command.clientWidth) {
      faults.push(`cuts off the command "${command.textContent.trim()}"`);
    }
  }
  for (const text of document.querySelectorAll("main svg text")) {
    const { a, b } = text.getScreenCTM();
    const scale = Math.hypot(a, b);
    const size = parseFloat(getComputedStyle(text).fontSize) * scale;
    if (size < smallestText) {
      faults.push(`shows "${text.textContent.trim()}" ${size.toFixed(1)} pixels high`);
    }
  }
  return faults;
}

async function violations(page) {
  const { violations } = await new AxeBuilder({ page }).include("main").analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `violates ${id} at ${node.target.join(" ")}: ${node.html.slice(0, 120)}`),
  );
}

/// Looks at all pages in this theme, and gives the number of faults.
async function check(browser, address, theme) {
  let count = 0;
  const context = await browser.newContext();
  await context.addInitScript((name) => localStorage.setItem("mdbook-theme", name), theme);
  for (const width of WIDTHS) {
    const view = THEMES.indexOf(theme) + THEMES.length * WIDTHS.indexOf(width);
    for (const [index, file] of listPages().entries()) {
      // All pages in one take long, and each has been looked at by itself: once is enough.
      if (file === PRINT ? view : IS_MADE_ALIKE.test(file) && view !== index % VIEWS) {
        continue;
      }
      const faults = await faultsOf(context, `${address}/${file}`, theme, width);
      count += faults.length;
      const name = `${faults.length ? "FAILED" : "ok"} ${file} (${theme}, ${width} pixels)`;
      console.log([name, ...faults].join("\n  "));
    }
  }
  await context.close();
  return count;
}

if (screenshots) {
  mkdirSync(screenshots, { recursive: true });
}
const { child, address } = await startServer();
const browser = await chromium.launch({ executablePath: findBrowser(), args: ["--no-sandbox"] });
try {
  const counts = await Promise.all(THEMES.map((theme) => check(browser, address, theme)));
  const count = counts.reduce((sum, one) => sum + one);
  console.log(count ? `${count} faults` : "all pages are well");
  process.exitCode = count ? 1 : 0;
} finally {
  await browser.close();
  child.kill();
}
