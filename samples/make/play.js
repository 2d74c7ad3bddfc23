// SPDX-License-Identifier: Apache-2.0
// Plays the exercise once, as the box shows it: in a sandboxed frame that may run scripts and nothing else.
// node play.js FOLDER [picture-prefix]; exits non-zero when a round cannot be won or anything is asked of the network.
'use strict';
const fs = require('fs');
const http = require('http');
const path = require('path');
const render = require('./lib/render');

const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.mp3': 'audio/mpeg' };
const root = path.resolve(process.argv[2]);
const server = http.createServer((req, res) => {
  const name = decodeURI(req.url.split('?')[0]);
  if (name === '/frame') { res.setHeader('Content-Type', 'text/html'); res.end('<meta name="viewport" content="width=device-width"><body style="margin:0"><iframe sandbox="allow-scripts" src="/package/index.html" style="border:0;width:100vw;height:100vh;display:block"></iframe>'); return; }
  const file = path.join(root, name.replace(/^\/package\//, ''));
  if (!name.startsWith('/package/') || !fs.existsSync(file)) { res.statusCode = name === '/favicon.ico' ? 204 : 404; res.end(); return; }
  res.setHeader('Content-Type', types[path.extname(file)] || 'application/octet-stream');
  res.setHeader('Content-Security-Policy', "default-src 'self'");
  res.end(fs.readFileSync(file));
});

const run = async (base, width, height, touch) => {
  const page = await render.open(), wrong = [];
  await page.setViewport({ width, height, hasTouch: touch, isMobile: touch });
  page.on('pageerror', (e) => wrong.push(String(e)));
  page.on('console', (m) => { if (m.type() === 'error') wrong.push(m.text()); });
  page.on('request', (r) => { if (!r.url().startsWith(base) && !r.url().startsWith('data:')) wrong.push(`asked for ${r.url()}`); });
  page.on('response', (r) => { if (r.status() >= 400) wrong.push(`${r.status()} ${r.url()}`); });
  await page.goto(`${base}/frame`, { waitUntil: 'load' });
  const frame = await (await page.waitForSelector('iframe')).contentFrame();
  const shot = async (name) => { if (process.argv[3]) await page.screenshot({ path: `${process.argv[3]}-${width}-${name}.png` }); };
  const press = async (selector) => { const e = await frame.waitForSelector(selector, { visible: true }); if (touch) await e.tap(); else await e.click(); };
  await shot('start');
  await press('#go');
  const questions = await frame.evaluate('QUESTIONS');
  for (let i = 0; i < questions.length; i++) {
    const q = questions[i];
    if (q.kind === 'color') {
      const parts = await frame.$$('.part.can');
      for (let k = 0; k < q.k; k++) {
        // The middle of a sector is not the middle of its box: press where the outline really is.
        const spot = await parts[k].evaluate((p) => {
          const box = p.getBBox(), s = p.ownerSVGElement.createSVGPoint();
          for (let t = 0; t < 400; t++) {
            s.x = box.x + box.width * (((t * 37) % 20 + 0.5) / 20); s.y = box.y + box.height * (((t * 13) % 20 + 0.5) / 20);
            if (!p.isPointInFill(s)) continue;
            const m = s.matrixTransform(p.getScreenCTM());
            if (document.elementFromPoint(m.x, m.y) === p) return [m.x, m.y];
          }
          return null;
        });
        if (!spot) { wrong.push(`question ${i + 1}: part ${k + 1} cannot be reached`); continue; }
        if (touch) await page.touchscreen.tap(spot[0], spot[1]); else await page.mouse.click(spot[0], spot[1]);
      }
      await shot(`q${i + 1}`);
      await press('#answers button');
    } else {
      await shot(`q${i + 1}`);
      const label = q.kind === 'name' ? String(q.k) + String(q.n) : q.kind === 'same' ? (q.answer ? '是' : '不是') : ['＜', '＝', '＞'][1 + Math.sign(q.a[0] * q.b[1] - q.b[0] * q.a[1])];
      const buttons = await frame.$$('#answers button');
      let done = false;
      // One round is answered wrong once, so that a hint is seen too.
      if (i === 1) { await (touch ? buttons[0].tap() : buttons[0].click()); await shot('hint'); }
      for (const b of buttons) {
        if (!done && await b.evaluate((n) => n.textContent) === label) { await (touch ? b.tap() : b.click()); done = true; }
      }
    }
    const wide = await frame.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) wrong.push(`question ${i + 1} is ${wide} px too wide at ${width}`);
    await press('#next');
  }
  await frame.waitForSelector('#end', { visible: true });
  const stars = Number(await frame.$eval('#stars', (n) => n.textContent));
  if (stars !== questions.length - 1) wrong.push(`${stars} stars instead of ${questions.length - 1}`);
  await shot('end');
  await page.close();
  return wrong;
};

server.listen(0, '127.0.0.1', async () => {
  let wrong = [];
  try {
    const base = `http://127.0.0.1:${server.address().port}`;
    wrong = [...await run(base, 1366, 768, false), ...await run(base, 390, 844, true)];
  } catch (e) { wrong = [String(e)]; }
  wrong.forEach((w) => console.error(`exercise: ${w}`));
  await render.close();
  server.close();
  process.exit(wrong.length ? 1 : 0);
});
