// SPDX-License-Identifier: Apache-2.0
// Headless Chromium as a drawing machine: pages in, PNG, JPEG or PDF out. Nothing goes to the network.
'use strict';
const fs = require('fs');
const puppeteer = require('puppeteer-core');

const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((p) => fs.existsSync(p));
let browser;

const open = async () => {
  browser = browser || await puppeteer.launch({
    executablePath: chromium,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--font-render-hinting=none', '--force-color-profile=srgb'],
  });
  return browser.newPage();
};

const css = `
*{box-sizing:border-box;margin:0;padding:0}
body{font-family:"Noto Sans CJK SC",sans-serif;color:#3A3238;-webkit-font-smoothing:antialiased}
.kai{font-family:"LXGW WenKai","Noto Sans CJK SC",serif}`;

const html = (body, extra = '') =>
  `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><style>${css}${extra}</style><body>${body}</body></html>`;

// One page object is reused for a list of {file, html}; JPEG when the name ends so.
const pictures = async (list, width, height) => {
  const page = await open();
  await page.setViewport({ width, height });
  for (const one of list) {
    await page.setContent(one.html, { waitUntil: 'load' });
    await page.screenshot(one.file.endsWith('.jpg') ? { path: one.file, type: 'jpeg', quality: 84 } : { path: one.file });
  }
  await page.close();
};

const pdf = async (file, content) => {
  const page = await open();
  await page.setContent(content, { waitUntil: 'load' });
  await page.pdf({ path: file, format: 'A4', printBackground: true, preferCSSPageSize: true });
  await page.close();
  // A fixed date, as long as the real one: the same sheet is the same file tomorrow.
  fs.writeFileSync(file, Buffer.from(fs.readFileSync(file).toString('latin1').replace(/\(D:\d{14}/g, '(D:20260901000000'), 'latin1'));
};

const close = async () => { if (browser) await browser.close(); browser = null; };

module.exports = { pictures, pdf, html, open, close };
