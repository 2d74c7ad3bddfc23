// SPDX-License-Identifier: Apache-2.0
// The PPTX. `edition` 2 differs in one slide only; everything else comes out byte for byte the same.
'use strict';
const fs = require('fs');
const path = require('path');
const { execFileSync } = require('child_process');
const Pptx = require('pptxgenjs');
const JSZip = require('jszip');
const render = require('./lib/render');
const art = require('./lib/art');
const { small } = require('./pictures');

const FONT = '微软雅黑';
const K = { ink: '3A3238', red: 'D9483B', blue: '2E78BD', green: '3E8E57', orange: 'F2994A', paper: 'FFF9EF', soft: '7A6F68', line: 'E9DFCF' };

const build = async (file, edition, work) => {
  fs.mkdirSync(work, { recursive: true });
  const cake = path.join(work, 'mooncake.png'), kids = path.join(work, 'children.png');
  const bare = (w, h, body) => render.html(art.svg(w, h, body), 'body{background:transparent}svg{display:block;width:100vw}');
  await transparent(cake, 480, 480, bare(240, 240, art.at(120, 120, 1, art.mooncake(104))));
  await transparent(kids, 640, 360, bare(320, 180, art.at(90, 104, 1, art.child(true, art.C.red)) + art.at(230, 104, 1, art.child(false, art.C.blue))));
  [cake, kids].forEach(small);

  const p = new Pptx();
  p.layout = 'LAYOUT_WIDE';  // 13.33 x 7.5 inches
  p.title = '分数的初步认识'; p.author = '李明霞'; p.company = '李明霞名师工作室'; p.subject = '三年级数学上册';
  p.theme = { headFontFace: FONT, bodyFontFace: FONT };
  p.defineSlideMaster({ title: 'LESSON', background: { color: K.paper }, objects: [
    { rect: { x: 0, y: 0, w: 13.33, h: 0.16, fill: { color: K.blue } } },
    { text: { text: '三年级数学 · 分数的初步认识', options: { x: 0.5, y: 6.98, w: 6, h: 0.4, fontFace: FONT, fontSize: 14, color: K.soft } } }],
  slideNumber: { x: 12.4, y: 6.98, w: 0.6, h: 0.4, fontFace: FONT, fontSize: 14, color: K.soft } });
  const page = (title, notes) => {
    const s = p.addSlide({ masterName: 'LESSON' });
    if (title) s.addText(title, { x: 0.6, y: 0.4, w: 12.1, h: 0.9, fontFace: FONT, fontSize: 40, bold: true, color: K.ink });
    if (notes) s.addNotes(notes);
    return s;
  };
  const text = (s, t, x, y, w, h, o = {}) => s.addText(t, { x, y, w, h, fontFace: FONT, fontSize: 28, color: K.ink, margin: 0, ...o });
  const fraction = (s, a, b, x, y, size = 54, color = K.ink) => {
    const w = size / 40, h = size / 62;
    text(s, String(a), x, y, w, h, { fontSize: size, bold: true, align: 'center', valign: 'bottom', color });
    s.addShape('line', { x: x + 0.1, y: y + h + 0.03, w: w - 0.2, h: 0, line: { color, width: size / 14 } });
    text(s, String(b), x, y + h + 0.06, w, h, { fontSize: size, bold: true, align: 'center', valign: 'top', color });
  };
  // A disc of n sectors, the first k coloured.
  const disc = (s, x, y, d, n, k, color = K.orange) => {
    for (let i = 0; i < n; i++) {
      s.addShape('pie', { x, y, w: d, h: d, angleRange: [(270 + 360 / n * i) % 360, (270 + 360 / n * (i + 1)) % 360], fill: { color: i < k ? color : 'FFFFFF' }, line: { color: K.ink, width: 2 } });
    }
  };
  const strip = (s, x, y, w, h, n, k, color = K.blue) => {
    for (let i = 0; i < n; i++) s.addShape('rect', { x: x + w / n * i, y, w: w / n, h, fill: { color: i < k ? color : 'FFFFFF' }, line: { color: K.ink, width: 2 } });
  };

  let s = page('', '开场：出示月饼，问“中秋节你家怎么分月饼？”');
  s.addImage({ path: cake, x: 8.1, y: 1.3, w: 4.2, h: 4.2, altText: '一个月饼' });
  text(s, '分数的\n初步认识', 0.9, 1.5, 7, 2.6, { fontSize: 66, bold: true });
  text(s, '第 1 课时　几分之一', 0.9, 4.3, 7, 0.7, { fontSize: 30, color: K.blue });
  text(s, '李明霞名师工作室　李明霞', 0.9, 5.3, 7, 0.5, { fontSize: 20, color: K.soft });

  s = page('今天学什么', '读一读目标，请学生说说哪一条最想学会。');
  ['知道什么是平均分', '会读、会写几分之一', '会比较两个几分之一的大小'].forEach((t, i) => {
    s.addShape('roundRect', { x: 1.2, y: 1.8 + i * 1.55, w: 10.9, h: 1.2, rectRadius: 0.2, fill: { color: 'FFFFFF' }, line: { color: K.line, width: 2 } });
    s.addShape('ellipse', { x: 1.5, y: 2 + i * 1.55, w: 0.8, h: 0.8, fill: { color: [K.red, K.blue, K.green][i] } });
    text(s, String(i + 1), 1.5, 2 + i * 1.55, 0.8, 0.8, { align: 'center', valign: 'middle', color: 'FFFFFF', bold: true });
    text(s, t, 2.7, 1.8 + i * 1.55, 9, 1.2, { fontSize: 34, valign: 'middle' });
  });

  s = page('分一分：平均分给 2 个小朋友', '依次问：4 个、2 个、1 个。分到“半个”时停下来，让学生动手折。');
  s.addImage({ path: kids, x: 9.4, y: 0.3, w: 3.2, h: 1.8, altText: '两个小朋友' });
  [[4, '每人 2 个'], [2, '每人 1 个'], [1, '每人半个']].forEach(([n, t], i) => {
    for (let j = 0; j < n; j++) s.addImage({ path: cake, x: 0.9 + j * 1.45, y: 2.1 + i * 1.55, w: 1.35, h: 1.35, altText: '月饼' });
    s.addShape('rightArrow', { x: 7, y: 2.55 + i * 1.55, w: 1.2, h: 0.45, fill: { color: K.blue } });
    text(s, t, 8.6, 2.2 + i * 1.55, 4, 1.1, { fontSize: 36, bold: true, valign: 'middle', color: i === 2 ? K.red : K.ink });
  });

  s = page('一半就是二分之一', '强调“平均”。请学生指着图说完整：把一个圆平均分成两份，每份是它的二分之一。');
  disc(s, 1.1, 1.8, 4.3, 2, 1);
  text(s, [{ text: '把一个圆' }, { text: '平均', options: { color: K.red, bold: true } }, { text: '分成 2 份，' }], 6, 1.9, 6.8, 0.8, { fontSize: 32 });
  text(s, '每份是它的二分之一。', 6, 2.8, 6.8, 0.8, { fontSize: 32 });
  fraction(s, 1, 2, 8.2, 3.8, 80, K.blue);

  s = page('各部分的名称', '先画分数线，再写分母，最后写分子，和学生一起书空。');
  fraction(s, 1, 2, 2.2, 1.9, 130);
  [['分子：取了几份', K.red, 2.6], ['分数线：平均分', K.ink, 3.75], ['分母：平均分成几份', K.blue, 4.9]].forEach(([t, color, y]) => {
    s.addShape('line', { x: 5.6, y: y + 0.35, w: 1, h: 0, line: { color, width: 3, beginArrowType: 'triangle' } });
    text(s, t, 6.8, y, 6, 0.7, { fontSize: 34, bold: true, color, valign: 'middle' });
  });

  s = page('辨一辨：涂色部分是二分之一吗？', '第二个没有平均分，不能用二分之一表示。');
  disc(s, 1, 1.9, 2.9, 2, 1);
  s.addShape('rect', { x: 5, y: 2.1, w: 3.2, h: 2.5, fill: { color: 'FFFFFF' }, line: { color: K.ink, width: 2 } });
  s.addShape('rect', { x: 5, y: 2.1, w: 1, h: 2.5, fill: { color: K.orange }, line: { color: K.ink, width: 2 } });
  strip(s, 9.3, 2.7, 3.2, 1.3, 2, 1, K.orange);
  ['①', '②', '③'].forEach((t, i) => text(s, `${t}（　　）`, 1.2 + i * 4.2, 5.2, 3, 0.8, { fontSize: 34 }));

  s = page('折一折：四分之一', '同一张正方形纸有不同折法，形状不同，都是四分之一。');
  [0, 1].forEach((r) => [0, 1].forEach((c) => s.addShape('rect', { x: 1 + c * 1.4, y: 2 + r * 1.4, w: 1.4, h: 1.4, fill: { color: r + c ? 'FFFFFF' : K.green }, line: { color: K.ink, width: 2 } })));
  for (let i = 0; i < 4; i++) s.addShape('rect', { x: 5.2 + i * 0.7, y: 2, w: 0.7, h: 2.8, fill: { color: i ? 'FFFFFF' : K.green }, line: { color: K.ink, width: 2 } });
  disc(s, 9.4, 2, 2.8, 4, 1, K.green);
  [1.7, 5.9, 10.1].forEach((x) => fraction(s, 1, 4, x, 5, 44, K.green));

  s = page('比一比：谁大谁小', '同样大的圆，分的份数越多，每一份越小。');
  [[2, 1.2], [3, 5.2], [4, 9.2]].forEach(([n, x], i) => { disc(s, x, 1.8, 2.9, n, 1, [K.orange, K.green, K.blue][i]); fraction(s, 1, n, x + 0.8, 4.8, 50); });
  ['＞', '＞'].forEach((t, i) => text(s, t, 4.1 + i * 4, 5.3, 1.1, 0.8, { fontSize: 44, bold: true, align: 'center', color: K.red }));

  // The one slide that edition 2 corrects and completes.
  s = page('练一练：用分数表示涂色部分', edition === 1 ? '答案：三分之一，六分之一，八分之一。' : '答案：三分之一，六分之一，八分之三。最后一题请学生说出是几个八分之一。');
  disc(s, 0.9, 1.9, 3, 3, 1);
  strip(s, 5, 2.7, 3.4, 1.3, 6, 1);
  disc(s, 9.4, 1.9, 3, 8, edition === 1 ? 1 : 3, K.red);
  [1.5, 5.8, 10].forEach((x) => { s.addShape('rect', { x, y: 5.1, w: 1.7, h: 1.5, fill: { color: 'FFFFFF' }, line: { color: K.blue, width: 2, dashType: 'dash' } }); });
  if (edition === 2) text(s, '最后一题：几个八分之一？', 8.9, 1.3, 4.2, 0.5, { fontSize: 22, color: K.red, bold: true });

  s = page('今天我学会了', '用表格小结，布置练习单。');
  s.addTable([
    ['分数', '读作', '意思'].map((t) => ({ text: t, options: { bold: true, fill: { color: 'E2F0FA' } } })),
    ['1/2', '二分之一', '平均分成 2 份，取 1 份'], ['1/3', '三分之一', '平均分成 3 份，取 1 份'], ['1/4', '四分之一', '平均分成 4 份，取 1 份']],
  { x: 1, y: 1.8, w: 11.3, colW: [2.3, 3, 6], rowH: 0.85, fontFace: FONT, fontSize: 28, color: K.ink, fill: { color: 'FFFFFF' }, border: { type: 'solid', color: K.line, pt: 2 }, valign: 'middle', align: 'center' });
  text(s, [{ text: '作业：', options: { bold: true, color: K.red } }, { text: '完成练习单一、二题。' }], 1, 5.7, 11, 0.7, { fontSize: 30 });

  await p.writeFile({ fileName: file });
  await settle(file);
};

const transparent = async (file, width, height, html) => {
  const page = await render.open();
  await page.setViewport({ width, height });
  await page.setContent(html);
  await page.screenshot({ path: file, omitBackground: true });
  await page.close();
};

// The generator stamps the hour and random names into the archive; fixed ones make two runs equal.
const settle = async (file) => {
  const from = await JSZip.loadAsync(fs.readFileSync(file));
  const to = new JSZip();
  const date = new Date(Date.UTC(2026, 8, 1));
  const seen = new Map();
  const names = Object.keys(from.files).filter((n) => !from.files[n].dir).sort((a, b) => (a === '[Content_Types].xml' ? -1 : b === '[Content_Types].xml' ? 1 : a < b ? -1 : 1));
  for (const name of names) {
    let body = await from.files[name].async('nodebuffer');
    if (name === 'docProps/core.xml') body = Buffer.from(body.toString().replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2026-09-01T00:00:00Z'));
    to.file(name, body, { date, createFolders: false, compression: /\.(png|jpe?g)$/.test(name) ? 'STORE' : 'DEFLATE', compressionOptions: { level: 9 } });
    seen.set(name, body.length);
  }
  fs.writeFileSync(file, await to.generateAsync({ type: 'nodebuffer', platform: 'DOS' }));
};

module.exports = { build };
