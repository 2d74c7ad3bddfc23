// SPDX-License-Identifier: Apache-2.0
'use strict';
const { slide, poster, art } = require('../lib/page');
const { svg, at, C } = art;

const page = (body) => slide('科学', '三年级科学 · 水到哪里去了', body);
const big = (drawing, caption) => page(`<div class="abs" style="left:180px;top:90px;width:920px">${svg(800, 480, drawing)}</div>` + (caption ? `<div class="abs" style="left:600px;top:112px;background:#fff;border-radius:20px;padding:4px 24px;font-size:36px;font-weight:700">${caption}</div>` : ''));

const puddle = (n) => [() => big(art.puddleScene(1, 0, 'rain'), '雨停了'), () => big(art.puddleScene(0.6, 0, 'sun'), '上午'), () => big(art.puddleScene(0, 0, 'sun'), '下午'), () => big(art.puddleScene(0.45, 6, 'sun'), '蒸发')][n]();
const word = () => page(`<div class="abs center" style="left:0;right:0;top:150px;font-size:130px;font-weight:700;letter-spacing:20px">蒸发</div><div class="abs center mid" style="left:0;right:0;top:340px;line-height:1.7">水变成看不见的<b class="blue">水蒸气</b>，<br>跑到空气里，叫作<b class="green">蒸发</b>。</div><div class="abs" style="left:90px;top:180px;width:260px">${svg(260, 360, [0, 1, 2].map((i) => at(70 + i * 60, 300 - i * 100, 1 - i * 0.25, art.drop(['#4C9BE0', '#7DBBEA', '#B5DBF5'][i]))).join(''))}</div><div class="abs" style="right:90px;top:180px;width:260px">${svg(260, 360, [0, 1, 2].map((i) => at(190 - i * 60, 300 - i * 100, 1 - i * 0.25, art.drop(['#4C9BE0', '#7DBBEA', '#B5DBF5'][i]))).join(''))}</div>`);
const faster = (n) => page('<h2>怎样让水蒸发得快一些？</h2>' + [['温度高', at(170, 140, 1.3, art.thermometer())], ['有风', at(160, 130, 1.5, art.wind())], ['铺得开', at(170, 150, 1.4, art.tray())]].map(([t, d], i) =>
  `<div class="card ${i < n ? '' : 'off'}" style="left:${105 + i * 370}px;top:180px;width:330px;height:390px">${svg(330, 270, d)}<div class="big green">${t}</div></div>`).join(''));
const ask = () => page('<h2>湿衣服怎样晾，干得更快？</h2>' + [false, true].map((s, i) => `<div class="card" style="left:${160 + i * 500}px;top:170px;width:460px;height:420px">${svg(460, 410, at(230, 200, 1.2, art.shirtOnLine(s)))}</div>`).join(''));

module.exports = {
  voice: 'zhao', title: '水到哪里去了', artist: '赵晓峰',
  slide: (name, ...args) => ({ puddle, word, faster, ask })[name](...args),
  poster: poster({ subject: '科学', grade: '三年级', title: '水到<br>哪里去了', kind: '微课 · 赵晓峰', drawing: at(140, 190, 2, art.drop()) + at(235, 90, 0.9, art.drop('#7DBBEA')) + at(70, 70, 0.7, art.sun(44)) }),
  lines: [
    { say: '雨停了，操场上有一个小水坑。', show: ['puddle', 0] },
    { say: '太阳出来了。晒了一个上午，水坑变小了。', show: ['puddle', 1] },
    { say: '到了下午，水坑不见了。水到哪里去了？', show: ['puddle', 2], hold: 2.5 },
    { say: '原来，水变成了看不见的水蒸气，跑到空气里去了。', show: ['puddle', 3] },
    { say: '这种现象，叫作蒸发。', show: ['word'], hold: 0.8 },
    { say: '怎样让水蒸发得快一些？', show: ['faster', 0], hold: 1 },
    { say: '温度高，', show: ['faster', 1] },
    { say: '有风，', show: ['faster', 2] },
    { say: '铺得开，水就蒸发得快。', show: ['faster', 3], hold: 0.6 },
    { say: '想一想，湿衣服怎样晾，干得更快？', show: ['ask'], hold: 1.5 },
    { say: '回家动手试一试吧！', show: ['ask'] },
  ],
};
